"""The WebSocket between the browser's camera and a running set.

The browser names the set's token as a subprotocol, so that it stands in no address and no log. A handshake with another
Origin or token is refused with 403 before it is accepted. In: binary frames, 8 bytes little-endian float64 seconds of
the browser's clock, then a JPEG; text `{"stop": "pain"}`. Out: one JSON object for each frame, and `{"ended": ...}`.
"""

from __future__ import annotations

import asyncio
import json
import struct
from collections import deque
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from coach.errors import CoachError
from coach.live.pictures import MAX_JPEG_BYTES
from coach.live.session import Answer, LiveSession, Outcome
from coach.live.sessions import SESSIONS, Sessions

PATH = "/coach/live"
PROTOCOL = "coach"
HEADER = struct.Struct("<d")
#: Answers that wait for a browser which does not read; the oldest give way.
MAX_ANSWERS = 8
MAX_TEXT = 1000


def live_route(sessions: Sessions = SESSIONS) -> WebSocketRoute:
    """The route that pages and tests mount."""

    async def endpoint(socket: WebSocket) -> None:
        session = _admitted(socket, sessions)
        if session is None:
            # Closing before accepting is answered with 403.
            await socket.close()
            return
        await socket.accept(subprotocol=PROTOCOL)
        await _Line(socket, session).run()

    return WebSocketRoute(PATH, endpoint)


def _admitted(socket: WebSocket, sessions: Sessions) -> LiveSession | None:
    origin = urlsplit(socket.headers.get("origin", ""))
    if origin.scheme not in ("http", "https") or origin.netloc != socket.headers.get("host"):
        return None
    offered = [str(name) for name in socket.scope.get("subprotocols", [])]
    if len(offered) != 2 or offered[0] != PROTOCOL:
        return None
    return sessions.claim(offered[1])


class _Line:
    """One connection: a reader that never waits for the pose model, and a writer that never holds up the reader."""

    def __init__(self, socket: WebSocket, session: LiveSession) -> None:
        self._socket, self._session = socket, session
        self._answers: deque[str] = deque(maxlen=MAX_ANSWERS)
        self._ready = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    async def run(self) -> None:
        """Serve until the person stops or the browser leaves; in either case the set is kept."""
        why = "left"
        writer = asyncio.create_task(self._write())
        try:
            self._session.start(self._answer)
            why = await self._read()
        except CoachError as error:
            self._queue({"failure": str(error)})
        finally:
            outcome = await asyncio.shield(asyncio.to_thread(self._session.finish, why))
            writer.cancel()
            with suppress(asyncio.CancelledError):
                await writer
        # The browser may be gone, and may go while it is told.
        with suppress(RuntimeError, WebSocketDisconnect):
            for waiting in self._answers:
                await self._socket.send_text(waiting)
            await self._socket.send_text(_ended(outcome))
            await self._socket.close()

    async def _read(self) -> str:
        """Take what the browser sends; returns why the set ended."""
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                return "left"
            if (data := message.get("bytes")) is not None:
                self._frame(data)
            elif (why := _stop(message.get("text") or "")) is not None:
                return why

    def _frame(self, data: bytes) -> None:
        if HEADER.size < len(data) <= HEADER.size + MAX_JPEG_BYTES:
            self._session.offer(data[HEADER.size :], HEADER.unpack_from(data)[0])
        else:
            self._session.offer(b"", float("nan"))

    def _answer(self, answer: Answer) -> None:
        """From any thread."""
        # After the loop's end nobody is left to be told.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._queue, _said(answer))

    def _queue(self, said: dict[str, Any]) -> None:
        self._answers.append(json.dumps(said, allow_nan=False))
        self._ready.set()

    async def _write(self) -> None:
        with suppress(RuntimeError, WebSocketDisconnect):
            while True:
                await self._ready.wait()
                self._ready.clear()
                while self._answers:
                    await self._socket.send_text(self._answers.popleft())


def _stop(text: str) -> str | None:
    """Why the person stops, or None where the text says nothing of it."""
    if len(text) > MAX_TEXT:
        return None
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    why = said.get("stop") if isinstance(said, dict) else None
    return why if isinstance(why, str) else None


def _said(answer: Answer) -> dict[str, Any]:
    said: dict[str, Any] = {"t": answer.t_s if np.isfinite(answer.t_s) else None, "fate": answer.fate}
    if answer.poses is not None and answer.poses.present[-1]:
        points = np.concatenate([answer.poses.image_px[-1], answer.poses.visibility[-1][:, None]], axis=1)
        said["points"] = [[_rounded(value) for value in point] for point in points.tolist()]
    if answer.poses is not None:
        said["size"] = list(answer.poses.size_px)
    if answer.state is not None:
        said["state"] = {key: _rounded(value) for key, value in answer.state.to_dict().items()}
    return said


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 2) if np.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    return value


def _ended(outcome: Outcome) -> str:
    return json.dumps({"ended": outcome.why, "kept": outcome.set_id is not None, "failure": outcome.failure})
