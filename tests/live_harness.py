"""The guided session's component without the program: its files, and a socket that says what a test wants."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

from coach.rules import load_exercise
from coach.ui import live_component, tokens

TOKEN = "a-token"  # of a session that does not exist
#: What Streamlit does for a component: a shadow root with its style and markup, and a call of its default export.
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Session</title>
<body style="margin:0;background:#888"><p>The page behind</p><div id="host"></div><script type="module">
const { css, html, js, data } = await (await fetch("/parts" + location.search)).json();
const shadow = document.getElementById("host").attachShadow({ mode: "open" });
shadow.innerHTML = `<style>${css}</style><div>${html}</div>`;
const code = js.replaceAll("location.origin", JSON.stringify(location.origin));
const entry = await import(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
window.told = [];
window.component = { parentElement: shadow, data, setTriggerValue: (name, value) => window.told.push([name, value]) };
window.run = (change) => { window.leave = entry.default({ ...window.component, ...change }); };
window.run({});
</script></body></html>"""


@dataclass
class Stub:
    """The other end of the line. What came in lies in `frames` (times) and `texts`; `say` sends to every open line."""

    address: str
    frames: list[float] = field(default_factory=list)
    jpegs: list[bytes] = field(default_factory=list)
    texts: list[dict[str, Any]] = field(default_factory=list)
    #: How frames are answered: "judged", or "" for never; then ticks are not answered, either.
    fate: str = "judged"
    refuses: bool = False
    state: dict[str, Any] = field(default_factory=dict)
    points: list[list[float]] | None = None
    data: dict[str, Any] = field(default_factory=dict)
    lines: list[WebSocket] = field(default_factory=list)
    opened: int = 0
    loop: asyncio.AbstractEventLoop | None = None

    def say(self, **change: Any) -> None:
        """The state changes, and is told."""
        self.state = self.state | change
        self.send({"state": self.state})

    def send(self, said: Mapping[str, Any]) -> None:
        assert self.loop
        for line in list(self.lines):
            asyncio.run_coroutine_threadsafe(line.send_text(json.dumps(said)), self.loop).result(5)

    def cut(self) -> None:
        """The line breaks."""
        assert self.loop
        for line in list(self.lines):
            asyncio.run_coroutine_threadsafe(line.close(1011), self.loop).result(5)

    def did(self, what: str) -> list[dict[str, Any]]:
        """What the browser asked for: `{"do": what}`."""
        return [text for text in self.texts if text.get("do") == what]

    async def line(self, line: WebSocket) -> None:
        self.loop = asyncio.get_running_loop()
        if self.refuses or line.scope["subprotocols"] != ["coach", TOKEN]:
            await line.close()
            return
        await line.accept(subprotocol="coach")
        self.opened += 1
        self.lines.append(line)
        try:
            if self.state:
                await line.send_text(json.dumps({"state": self.state}))
            while True:
                await self._take(line, await line.receive())
        except (WebSocketDisconnect, RuntimeError):
            self.lines.remove(line)

    async def _take(self, line: WebSocket, message: Mapping[str, Any]) -> None:
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect
        if (text := message.get("text")) is not None:
            self.texts.append(json.loads(text))
            if "tick" in self.texts[-1] and self.fate and self.state:
                await line.send_text(json.dumps({"state": self.state}))
            return
        data = message["bytes"]
        self.frames.append(struct.unpack_from("<d", data)[0])
        self.jpegs.append(data[8:])
        if self.fate:
            said = {"t": self.frames[-1], "fate": self.fate, "size": [640, 480], "state": self.state}
            await line.send_text(json.dumps(said | ({"points": self.points} if self.points else {})))


def session_data(**change: Any) -> dict[str, Any]:
    """What Python hands to the component."""
    shown = SimpleNamespace(
        token=TOKEN, exercise=load_exercise("sit_to_stand"), language="en", demo=False, person="Ada"
    )
    original = live_component.current_palette
    live_component.current_palette = lambda: tokens.LIGHT
    try:
        return {**live_component.session_data(shown), **change}
    finally:
        live_component.current_palette = original


@contextmanager
def serving() -> Iterator[Stub]:
    """The component's page at `stub.address`; `?dark` draws it in the dark colours."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    stub = Stub(f"http://127.0.0.1:{port}")

    def parts(request: Any) -> JSONResponse:
        data = session_data(**stub.data)
        if "dark" in request.query_params:
            data["colours"] = {name: getattr(tokens.DARK, name) for name in tokens.DARK.__slots__}
        read = live_component._read
        return JSONResponse({"html": read("html"), "js": read("js"), "css": live_component.style_sheet(), "data": data})

    routes = [
        Route("/", lambda _: HTMLResponse(_PAGE)),
        Route("/parts", parts),
        WebSocketRoute("/coach/live", stub.line),
        Mount("/coach/assets", StaticFiles(directory=live_component.ASSETS)),
    ]
    server = uvicorn.Server(
        uvicorn.Config(Starlette(routes=routes), port=port, log_level="critical", ws="websockets-sansio")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started)
    yield stub
    server.should_exit = server.force_exit = True
    thread.join(5)


def until(true: Callable[[], object], patience_s: float = 10.0, wait: Callable[[float], object] = time.sleep) -> None:
    """Wait until it is true."""
    end_s = time.monotonic() + patience_s
    while not true():
        assert time.monotonic() < end_s, "It never came true."
        wait(0.05)
