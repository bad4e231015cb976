"""The socket between the browser's camera and a set: who may come in, and what it survives."""

from __future__ import annotations

import json
import socket as socket_module
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from websockets.exceptions import InvalidHandshake
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from coach.errors import CoachError
from coach.live.pictures import MAX_JPEG_BYTES
from coach.live.session import LiveSession
from coach.live.sessions import MAX_SESSIONS, UNCLAIMED_S, Sessions
from coach.live.socket import HEADER, PATH, live_route
from coach.pose.estimator import FakeEstimator
from coach.pose.poses import Poses
from coach.records.store import Store
from coach.rules import load_exercise

pytestmark = pytest.mark.usefixtures("data_dir")


@pytest.fixture
def sessions() -> Sessions:
    return Sessions()


@pytest.fixture
def host(sessions: Sessions) -> Iterator[str]:
    """A server on loopback with the route alone."""
    listening = socket_module.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=[live_route(sessions)]), log_level="critical"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield f"127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def session(sessions: Sessions, sitting_and_standing: Poses) -> LiveSession:
    made = LiveSession(load_exercise("sit_to_stand"), "Ada", lambda: FakeEstimator(sitting_and_standing))
    sessions.add(made)
    return made


def opened(host: str, *protocols: str, origin: str | None = None) -> ClientConnection:
    said = None if origin == "" else Origin(origin or f"http://{host}")
    return connect(f"ws://{host}{PATH}", origin=said, subprotocols=[Subprotocol(name) for name in protocols] or None)


def entered(host: str, session: LiveSession) -> ClientConnection:
    return opened(host, "coach", session.token)


def heard(line: ClientConnection) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(line.recv(timeout=60))
    return said


def until_ended(line: ClientConnection) -> dict[str, Any]:
    while "ended" not in (said := heard(line)):
        pass
    return said


def frame(jpeg: bytes, t_s: float) -> bytes:
    return HEADER.pack(t_s) + jpeg


@pytest.mark.parametrize(
    "origin", ["", "http://elsewhere.example", "http://127.0.0.1:1", "null"], ids=["none", "host", "port", "null"]
)
def test_another_origin_is_refused(host: str, session: LiveSession, origin: str) -> None:
    with pytest.raises(InvalidHandshake, match="403"):
        opened(host, "coach", session.token, origin=origin)
    assert session.state.phase == "waiting"


@pytest.mark.parametrize("protocols", [[], ["coach"], ["coach", "wrong"], ["wrong", "coach"], ["coach", "a", "b"]])
def test_another_token_is_refused(host: str, session: LiveSession, protocols: list[str]) -> None:
    with pytest.raises(InvalidHandshake, match="403"):
        opened(host, *protocols)


def test_a_set_has_one_socket(host: str, session: LiveSession) -> None:
    with entered(host, session) as line:
        with pytest.raises(InvalidHandshake, match="403"):
            entered(host, session)
        line.send('{"stop": "done"}')
        assert until_ended(line)["ended"] == "done"
    with pytest.raises(InvalidHandshake, match="403"):
        entered(host, session)


def test_a_frame_is_answered_with_the_skeleton_and_the_state(host: str, session: LiveSession, jpeg: bytes) -> None:
    with entered(host, session) as line:
        assert line.subprotocol == "coach"
        line.send(frame(jpeg, 7.25))
        said = heard(line)
        assert (said["t"], said["fate"], said["size"]) == (7.25, "judged", [640, 480])
        assert len(said["points"]) == 33
        assert said["state"]["phase"] == "arming"
        assert said["state"]["of"] == 8
        line.send('{"stop": "tired"}')
        assert until_ended(line) == {"ended": "tired", "kept": True, "failure": ""}


def test_garbage_is_refused_and_the_set_goes_on(host: str, session: LiveSession, jpeg: bytes) -> None:
    with entered(host, session) as line:
        for bad in (b"", b"x", HEADER.pack(1.0), frame(b"no picture", 1.0), frame(bytes(MAX_JPEG_BYTES + 1), 1.0)):
            line.send(bad)
            assert heard(line)["fate"] == "refused"
        for text in ("", "no json", "[]", "{}", '{"stop": 1}', '{"stop": "' + "x" * 2000 + '"}', "[" * 900):
            line.send(text)
        line.send(frame(jpeg, 1.0))
        assert heard(line)["fate"] == "judged"
        assert session.state.refused == 5


def test_a_flood_is_dropped_and_counted(sessions: Sessions, host: str, jpeg: bytes) -> None:
    go = threading.Event()

    class Slow(FakeEstimator):
        def estimate(self, picture: Any, t_s: float) -> Poses:
            assert go.wait(60)
            return super().estimate(picture, t_s)

    session = LiveSession(load_exercise("sit_to_stand"), "Ada", Slow)
    sessions.add(session)
    with entered(host, session) as line:
        for k in range(500):
            line.send(frame(jpeg, float(k)))
        while session.state.dropped < 498:
            time.sleep(0.01)
        go.set()
        line.send('{"stop": "done"}')
        assert until_ended(line)["ended"] == "done"
    assert session.state.dropped >= 498
    assert session.state.frames <= 2


def test_a_browser_that_leaves_leaves_a_kept_set(host: str, session: LiveSession, jpeg: bytes, store: Store) -> None:
    with entered(host, session) as line:
        line.send(frame(jpeg, 1.0))
        heard(line)
    while session.state.phase != "ended":
        time.sleep(0.01)
    (row,) = store.sets()
    assert store.open_set(row.id).report["events"][-1] == {"kind": "ended", "t_s": 0.0, "why": "left"}
    assert session.state.phase == "ended"


def test_so_many_sets_and_no_more(sessions: Sessions) -> None:
    exercise = load_exercise("sit_to_stand")
    made = [LiveSession(exercise, "Ada", FakeEstimator) for _ in range(MAX_SESSIONS + 1)]
    for one in made[:-1]:
        sessions.add(one)
    with pytest.raises(CoachError, match="End one of them"):
        sessions.add(made[-1])
    sessions.drop(made[0].token)
    sessions.add(made[-1])
    assert sessions.find(made[0].token) is None
    assert sessions.find(made[-1].token) is made[-1]


def test_a_set_whose_camera_never_came_is_forgotten() -> None:
    now = {"s": 0.0}
    sessions = Sessions(clock=lambda: now["s"])
    exercise = load_exercise("sit_to_stand")
    token = sessions.add(LiveSession(exercise, "Ada", FakeEstimator))
    now["s"] = UNCLAIMED_S + 1
    sessions.add(LiveSession(exercise, "Ada", FakeEstimator))
    assert sessions.claim(token) is None
