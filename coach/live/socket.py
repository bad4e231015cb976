"""The WebSocket between the browser and a running session (`docs/live.md` has the protocol).

The browser names the session's token as a subprotocol, so that it stands in no address and no log. A handshake with
another Origin or token is refused with 403 before it is accepted. A line that is cut leaves the session waiting; the
same token takes it up again.
"""

from __future__ import annotations

import asyncio
import json
import struct
from collections import deque
from contextlib import suppress
from math import isfinite
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from coach.live.answer import Answer
from coach.live.commands import read_command
from coach.live.pictures import MAX_JPEG_BYTES
from coach.live.session import LiveSession
from coach.live.sessions import LOST_S, SESSIONS, Sessions

PATH = "/coach/live"
PROTOCOL = "coach"
HEADER = struct.Struct("<d")
#: Answers that wait for a browser which does not read; the oldest give way.
MAX_ANSWERS = 8


def live_route(sessions: Sessions = SESSIONS) -> WebSocketRoute:
    """The route that pages and tests mount."""

    async def endpoint(socket: WebSocket) -> None:
        session = _admitted(socket, sessions)
        if session is None:
            # Closing before accepting is answered with 403.
            await socket.close()
            return
        try:
            await socket.accept(subprotocol=PROTOCOL)
            await _Line(socket, session).run()
        finally:
            sessions.release(session.token)
        if not session.ended:
            waiting = asyncio.create_task(_wait_for(session.token, sessions))
            _WAITING.add(waiting)
            waiting.add_done_callback(_WAITING.discard)

    return WebSocketRoute(PATH, endpoint)


#: The event loop keeps only weak references to its tasks.
_WAITING: set[asyncio.Task[None]] = set()


async def _wait_for(token: str, sessions: Sessions) -> None:
    """After a cut line: where the browser does not come back, what was done is kept."""
    await asyncio.sleep(LOST_S)
    session = sessions.lost(token)
    if session is not None:
        await asyncio.to_thread(session.finish, "left")


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
        """Serve until the session is over or the line is cut."""
        self._session.attach(self._answer)
        writer = asyncio.create_task(self._write())
        try:
            over = await self._read()
        finally:
            self._session.detach(self._answer)
            writer.cancel()
            with suppress(asyncio.CancelledError):
                await writer
        if over:
            await asyncio.shield(asyncio.to_thread(self._session.finish, "done"))
            # The browser may be gone, and may go while it is told.
            with suppress(RuntimeError, WebSocketDisconnect):
                await self._socket.send_text(json.dumps({"ended": self._session.ended}))
                await self._socket.close()

    async def _read(self) -> bool:
        """Take what the browser sends; True where the person leaves, False where the line is cut."""
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                return False
            if (data := message.get("bytes")) is not None:
                self._frame(data)
            elif (command := read_command(message.get("text") or "")) is not None:
                self._session.do(command)
                if command.do == "leave":
                    return True

    def _frame(self, data: bytes) -> None:
        if HEADER.size < len(data) <= HEADER.size + MAX_JPEG_BYTES:
            self._session.offer(data[HEADER.size :], HEADER.unpack_from(data)[0])
        else:
            self._session.offer(b"", float("nan"))

    def _answer(self, answer: Answer) -> None:
        """From any thread."""
        # After the loop's end nobody is left to be told.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._queue, json.dumps(_said(answer), allow_nan=False))

    def _queue(self, said: str) -> None:
        self._answers.append(said)
        self._ready.set()

    async def _write(self) -> None:
        with suppress(RuntimeError, WebSocketDisconnect):
            while True:
                await self._ready.wait()
                self._ready.clear()
                while self._answers:
                    await self._socket.send_text(self._answers.popleft())


def _said(answer: Answer) -> dict[str, Any]:
    said: dict[str, Any] = {} if answer.t_s is None else {"t": answer.t_s if isfinite(answer.t_s) else None}
    if answer.fate:
        said["fate"] = answer.fate
    if answer.poses is not None:
        said["size"] = list(answer.poses.size_px)
        if answer.poses.present[-1]:
            points = np.concatenate([answer.poses.image_px[-1], answer.poses.visibility[-1][:, None]], axis=1)
            said["points"] = [[_rounded(value) for value in point] for point in points.tolist()]
    if answer.state is not None:
        said["state"] = answer.state
    return said


def _rounded(value: float) -> float | None:
    return round(value, 2) if isfinite(value) else None
