"""The guided session's component without the program: its files on a loopback address, and a socket that says what a test wants.

Run as a program it takes a picture of every phase: `python tests/ui/live_harness.py FOLDER`.
"""

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

TOKEN = "a-token"  # noqa: S105  # of a session that does not exist
#: What Streamlit does for a component: a shadow root with its style and markup, and a call of its default export.
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Session</title><body style="margin:0;background:#888"><p>The page behind</p><div id="host"></div><script type="module">
const { css, html, js, data } = await (await fetch("/parts" + location.search)).json();
const shadow = document.getElementById("host").attachShadow({ mode: "open" });
shadow.innerHTML = `<style>${css}</style><div>${html}</div>`;
const entry = await import(URL.createObjectURL(new Blob([js.replaceAll("location.origin", JSON.stringify(location.origin))], { type: "text/javascript" })));
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
    #: How frames are answered: "judged", or "" for never.
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
            return
        data = message["bytes"]
        self.frames.append(struct.unpack_from("<d", data)[0])
        self.jpegs.append(data[8:])
        if self.fate:
            said = {"t": self.frames[-1], "fate": self.fate, "size": [640, 480], "state": self.state}
            await line.send_text(json.dumps(said | ({"points": self.points} if self.points else {})))


def session_data(**change: Any) -> dict[str, Any]:
    """What Python hands to the component."""
    shown = SimpleNamespace(token=TOKEN, exercise=load_exercise("sit_to_stand"), language="en", demo=False)
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
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), port=port, log_level="critical", ws="websockets-sansio"))
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


def person(shift_px: float = 0.0) -> list[list[float]]:
    """Somebody rising from a chair, seen from her left side, in 640x480."""
    places = {0: (268, 160), 7: (290, 152), 8: (290, 152), 11: (300, 200), 12: (304, 202), 13: (270, 250), 14: (274, 252)}
    places |= {15: (225, 262), 16: (229, 264), 23: (352, 292), 24: (350, 292), 25: (280, 330), 26: (284, 332)}
    places |= {27: (300, 410), 28: (304, 412), 29: (312, 424), 30: (316, 426), 31: (262, 428), 32: (266, 430)}
    return [[*(places.get(k, (285, 158))), 0.95] if k not in places else [places[k][0] + shift_px, places[k][1], 0.95] for k in range(33)]


def show() -> dict[str, Any]:
    """A loop of postures: up from the chair and down again."""
    down = [point[:2] for point in person()]
    up = [list(point) for point in down]
    for k, (dx, dy) in {**dict.fromkeys((0, 7, 8), (46, -106)), **dict.fromkeys((11, 12), (12, -88)), **dict.fromkeys((13, 14), (30, -80)),
                        **dict.fromkeys((15, 16), (40, -30)), **dict.fromkeys((23, 24), (-38, -36)), **dict.fromkeys((25, 26), (24, 0))}.items():
        up[k] = [up[k][0] + dx, up[k][1] + dy]
    shares = [0, 0, 0, *(k / 10 for k in range(11)), 1, 1, 1, *(1 - k / 10 for k in range(11))]
    frames = [[[a[0] + (b[0] - a[0]) * s, a[1] + (b[1] - a[1]) * s] for a, b in zip(down, up, strict=True)] for s in shares]
    return {"size": [640, 480], "frames": frames, "seconds": 5.0, "near": 0}


_CHECKS = [("person", "ok", "I can see you"), ("distance", "ok", "The distance is right"), ("whole", "todo", "Let the camera see your feet."),
           ("view", "todo", "Turn your side to the camera."), ("light", "ok", "The light is good"), ("alone", "unknown", "One person in the picture"), ("level", "ok", "The camera is level")]  # fmt: skip
_SCALES = [{"id": name, "words": words, "low": "no pain", "high": "the strongest pain"} for name, words in (("back", "Pain in your back or neck"), ("limb", "Pain in an arm or leg"))]
_NOTHING = dict.fromkeys(("none", "confirm", "yes", "change", "skip")) | {"choices": [], "many": False, "go": "Go on"}
_SIGNS = ["New numbness or tingling", "New weakness in an arm or a leg", "New trouble with bladder or bowel", "Numbness between the legs", "Fever or shivering",
          "The wound is red, open or wet", "A swollen, painful calf", "Pain in the chest, or short of breath", "A fall since last time"]  # fmt: skip
BASE: dict[str, Any] = {
    "exercise": "sit_to_stand", "paused": "", "paused_words": "", "set": 1, "sets": 2, "count": None, "of": 8, "attempts_words": "", "dose_words": "Set 1 of 2",
    "next_words": "", "sentence": "", "sentence_kind": "guide", "checks": [], "ring": None, "ring_words": "", "limits": [], "verdict": None, "verdict_words": "",
    "measure": None, "repetitions": [], "why": None, "rest_s": None, "rest_of_s": None, "ask": None, "summary": None, "people": 1, "view": "side", "near": 0,
    "light": "ok", "say": [], "failure": "",
}  # fmt: skip
_WORK = {
    "phase": "work", "phase_words": "Working", "count": 5, "repetitions": ["ok", "ok", "close", "breach", "cannot_judge"], "sentence": "Chest long, let your hips do the folding.", "sentence_kind": "cue",
    "verdict": "close", "verdict_words": "close to the limit", "next_words": "Next: rest 60 s, then set 2", "measure": {"limit_id": "forward_bend", "verdict": "close", "words": "Forward bend 56° ± 6°, limit 60°"},
    "why": {"title": "Why this sentence", "rows": [["Measured", "66° ± 6°"], ["Limit", "60°"], ["Rule", "forward_bend, version 1"], ["Source", "LaTrobe 2005 (healthy seat-off about 44 degrees)"]]},
}  # fmt: skip
#: Each phase as the server would tell it.
PHASES: dict[str, dict[str, Any]] = {
    name: BASE | state
    for name, state in {
        "check": {"phase": "check", "phase_words": "Before you begin", "sentence": "How are you today?", "ask": _NOTHING | {
            "id": "check", "title": "How are you today?", "scales": _SCALES, "many": True, "choices": [{"id": f"sign_{k}", "words": words} for k, words in enumerate(_SIGNS)],
            "none": "None of these. Go on", "confirm": "You marked this. Is that right?", "yes": "Yes, that is right", "change": "Change my answers"}},
        "ready": {"phase": "ready", "phase_words": "Ready", "dose_words": "2 sets of 8", "sentence": "Press Start, then step back."},
        "setup": {"phase": "setup", "phase_words": "Setting up", "checks": [dict(zip(("id", "state", "words"), row, strict=True)) for row in _CHECKS], "sentence": "Let the camera see your feet.", "sentence_kind": "hint", "next_words": "Next: a figure shows it"},
        "show": {"phase": "show", "phase_words": "Watch", "sentence": "Good. Watch how it is done."},
        "neutral": {"phase": "neutral", "phase_words": "Hold still", "ring": 0.62, "ring_words": "Hold still", "sentence": "Take your start position and hold still."},
        "work": _WORK,
        "hold": _WORK | {"count": 12, "of": 15, "repetitions": ["ok"] * 12, "ring": 0.4, "ring_words": "Hold: 3 s", "sentence": "Good and steady.", "sentence_kind": "praise", "measure": None, "verdict": "ok", "verdict_words": "clear", "attempts_words": "1 more try that turned back early", "why": None},
        "rest": {"phase": "rest", "phase_words": "Rest", "rest_s": 42.3, "rest_of_s": 60, "sentence": "Rest now. Sit down if you like.", "next_words": "Next: set 2 of 2", "ask": _NOTHING | {"id": "pain", "title": "How is it now?", "scales": _SCALES, "skip": "Skip this question"}},
        "rest_answered": {"phase": "rest", "phase_words": "Rest", "rest_s": 30.3, "rest_of_s": 60, "sentence": "Rest now. Sit down if you like.", "next_words": "Next: set 2 of 2"},
        "how": {"phase": "how", "phase_words": "How was it", "ask": _NOTHING | {"id": "how", "title": "How was it, and why did you stop?", "scales": _SCALES, "go": "Finish", "skip": "Skip this question",
                "choices": [{"id": "done", "words": "I did enough"}, {"id": "tired", "words": "I am tired"}, {"id": "pain", "words": "It hurts"}, {"id": "other", "words": "Another reason"}]}},
        "summary": {"phase": "summary", "phase_words": "Done", "dose_words": "", "summary": {"title": "Well done.", "lines": ["14 of 16 repetitions were clear.", "Your bend was smaller than last week.", "Two came close to the limit. That is all right."], "calls": [], "sets": [{"words": "Set 1: 8 repetitions", "id": 11}, {"words": "Set 2: 8 repetitions", "id": 12}]}},
        "halted": {"phase": "halted", "phase_words": "Not today", "dose_words": "", "sentence": "Please rest today, and call now.", "summary": {"title": "Whom to call", "lines": ["You told of new numbness. Your surgeon wants to hear of it today."], "sets": [], "calls": [{"role": "surgeon", "who": "Your surgeon: Dr. Mara Lind", "phone": "+49 30 1234 567"}, {"role": "emergency", "who": "Emergency", "phone": "112"}]}},
        "paused": _WORK | {"paused": "hand", "paused_words": "You raised a hand. Raise it again to go on."},
        "fall": _WORK | {"paused": "fall", "paused_words": "", "ask": _NOTHING | {"id": "fall", "title": "Are you all right?", "choices": [{"id": "help", "words": "I need help"}, {"id": "fine", "words": "I fell, but I am all right"}, {"id": "sat", "words": "I sat down on purpose"}]}},
    }.items()
}  # fmt: skip
