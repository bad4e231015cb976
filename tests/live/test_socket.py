"""The socket between the browser's camera and a set: who may come in, and what it survives."""

from __future__ import annotations

import json
import socket as socket_module
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import uvicorn
from by_name import save_answers
from patients import patient
from starlette.applications import Starlette
from websockets.exceptions import InvalidHandshake
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from coach.care import Answers
from coach.errors import CoachError
from coach.live import sessions as sessions_module
from coach.live import socket as socket_module_of_coach
from coach.live.pictures import MAX_JPEG_BYTES
from coach.live.plan import SessionPlan
from coach.live.session import LiveSession
from coach.live.sessions import MAX_SESSIONS, UNCLAIMED_S, Sessions
from coach.live.socket import HEADER, PATH, live_route
from coach.pose.estimator import FakeEstimator, PoseEstimator
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
def session(sessions: Sessions, sitting_and_standing: Poses, store: Store) -> LiveSession:
    made = a_session(store, lambda: FakeEstimator(sitting_and_standing))
    sessions.add(made)
    return made


def a_session(store: Store | None = None, estimator: Callable[[], PoseEstimator] = FakeEstimator) -> LiveSession:
    """Ada was asked today already."""
    plan = SessionPlan(load_exercise("sit_to_stand"), asks=store is not None)
    if store is None:
        return LiveSession(plan, estimator=estimator)
    desk = patient(store)
    save_answers(store, "Ada", Answers(back=1), kind="before", asked_at=datetime.now(UTC))
    return LiveSession(plan, desk.viewer.person_id, desk, estimator)


def opened(host: str, *protocols: str, origin: str | None = None) -> ClientConnection:
    said = None if origin == "" else Origin(origin or f"http://{host}")
    return connect(f"ws://{host}{PATH}", origin=said, subprotocols=[Subprotocol(name) for name in protocols] or None)


def entered(host: str, session: LiveSession) -> ClientConnection:
    return opened(host, "coach", session.token)


def heard(line: ClientConnection) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(line.recv(timeout=60))
    return said


def heard_frame(line: ClientConnection) -> dict[str, Any]:
    """The next answer to a frame."""
    while "fate" not in (said := heard(line)):
        pass
    return said


def heard_phase(line: ClientConnection, phase: str) -> dict[str, Any]:
    """The next state in that phase."""
    while (said := heard(line)).get("state", {}).get("phase") != phase:
        pass
    return said["state"]


def in_setup(line: ClientConnection) -> ClientConnection:
    """With the camera on."""
    line.send('{"do": "start"}')
    heard_phase(line, "setup")
    return line


def frame(jpeg: bytes, t_s: float) -> bytes:
    return HEADER.pack(t_s) + jpeg


@pytest.mark.parametrize(
    "origin", ["", "http://elsewhere.example", "http://127.0.0.1:1", "null"], ids=["none", "host", "port", "null"]
)
def test_another_origin_is_refused(host: str, session: LiveSession, origin: str) -> None:
    with pytest.raises(InvalidHandshake, match="403"):
        opened(host, "coach", session.token, origin=origin)
    assert not session.attached


@pytest.mark.parametrize("protocols", [[], ["coach"], ["coach", "wrong"], ["wrong", "coach"], ["coach", "a", "b"]])
def test_another_token_is_refused(host: str, session: LiveSession, protocols: list[str]) -> None:
    with pytest.raises(InvalidHandshake, match="403"):
        opened(host, *protocols)


def test_a_second_line_with_the_token_takes_the_place_of_the_first(
    host: str, session: LiveSession, jpeg: bytes
) -> None:
    """As after a night in a bag: the first line is dead and nobody has told the server."""
    with entered(host, session) as dead:
        in_setup(dead)
        with entered(host, session) as line:
            assert heard_phase(line, "setup")["paused"] == ""
            dead.close()
            line.send(frame(jpeg, 1.0))
            assert heard_frame(line)["state"]["paused"] == ""
            line.send('{"do": "leave"}')
            while "ended" not in (said := heard(line)):
                pass
            assert said == {"ended": "done"}
    with pytest.raises(InvalidHandshake, match="403"):
        entered(host, session)


def test_a_frame_is_answered_with_the_skeleton_and_the_state(host: str, session: LiveSession, jpeg: bytes) -> None:
    with entered(host, session) as line:
        assert line.subprotocol == "coach"
        assert heard_phase(line, "ready")["of"] == 8
        in_setup(line).send(frame(jpeg, 7.25))
        said = heard_frame(line)
        assert (said["t"], said["fate"], said["size"]) == (7.25, "judged", [640, 480])
        assert len(said["points"]) == 33
        assert said["state"]["checks"][0]["id"] == "person"
        json.dumps(said, allow_nan=False)


def test_garbage_is_refused_and_the_session_goes_on(host: str, session: LiveSession, jpeg: bytes) -> None:
    with entered(host, session) as line:
        in_setup(line)
        for bad in (b"", b"x", HEADER.pack(1.0), frame(b"no picture", 1.0), frame(bytes(MAX_JPEG_BYTES + 1), 1.0)):
            line.send(bad)
            assert heard_frame(line)["fate"] == "refused"
        for text in (
            "",
            "no json",
            "[]",
            "{}",
            '{"do": 1}',
            '{"do": "' + "x" * 2000 + '"}',
            "[" * 900,
            '{"tick": "a"}',
        ):
            line.send(text)
        line.send('{"answer": {"back": 11}}')
        line.send('{"answer": {"back": 1, "flags": ["no_such_sign"]}}')
        line.send('{"answer": {"back": 1}, "more": 1}')
        line.send(frame(jpeg, 1.0))
        assert heard_frame(line)["fate"] == "judged"
        assert session.refused == 5
        assert session.guide.phase == "setup"


def test_a_flood_is_dropped_and_counted(sessions: Sessions, host: str, jpeg: bytes) -> None:
    go = threading.Event()

    class Slow(FakeEstimator):
        def estimate(self, picture: Any, t_s: float) -> Poses:
            assert go.wait(60)
            return super().estimate(picture, t_s)

    session = a_session(None, Slow)
    sessions.add(session)
    with entered(host, session) as line:
        in_setup(line)
        for k in range(500):
            line.send(frame(jpeg, float(k)))
        while session.dropped < 498:
            time.sleep(0.01)
        go.set()
        line.send('{"do": "leave"}')
        while "ended" not in heard(line):
            pass
    assert session.dropped >= 498
    assert session.frames <= 2


def test_a_line_that_is_cut_pauses_and_the_same_token_goes_on(host: str, session: LiveSession, jpeg: bytes) -> None:
    with entered(host, session) as line:
        in_setup(line).send('{"do": "start"}')
        heard_phase(line, "neutral")
        line.send(frame(jpeg, 1.0))
        assert heard_frame(line)["state"]["paused"] == ""
    while session.attached or not session.guide.paused:
        time.sleep(0.01)
    assert session.guide.paused == "lost"
    with entered(host, session) as line:
        assert heard_phase(line, "neutral")["paused"] == "lost"
        line.send(frame(jpeg, 5.0))
        assert heard_frame(line)["state"]["paused"] == ""
        assert session.frames == 2


def test_a_browser_that_stays_away_leaves_a_kept_set(
    host: str, session: LiveSession, jpeg: bytes, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket_module_of_coach, "LOST_S", 0.05)
    monkeypatch.setattr(sessions_module, "LOST_S", 0.0)
    with entered(host, session) as line:
        in_setup(line).send('{"do": "start"}')
        heard_phase(line, "neutral")
        line.send(frame(jpeg, 1.0))
        heard_frame(line)
    while not session.ended:
        time.sleep(0.01)
    (row,) = store.sets()
    assert store.open_set(row.id).report["events"][-1] == {"kind": "ended", "t_s": 0.0, "why": "left"}
    with pytest.raises(InvalidHandshake, match="403"):
        entered(host, session)


def test_so_many_sessions_and_no_more(sessions: Sessions) -> None:
    made = [a_session() for _ in range(MAX_SESSIONS + 1)]
    for one in made[:-1]:
        sessions.add(one)
    with pytest.raises(CoachError, match="End one of them"):
        sessions.add(made[-1])
    sessions.drop(made[0].token)
    sessions.add(made[-1])
    assert sessions.find(made[0].token) is None
    assert sessions.find(made[-1].token) is made[-1]


def test_a_new_session_takes_the_place_of_the_one_whose_browser_left_first(sessions: Sessions) -> None:
    made = [a_session() for _ in range(MAX_SESSIONS + 1)]
    for one in made[:-1]:
        sessions.add(one)
        assert sessions.claim(one.token) is one
    sessions.release(made[2].token)
    sessions.release(made[1].token)
    sessions.add(made[-1])
    assert [bool(one.ended) for one in made] == [False, False, True, False, False]
    assert sessions.claim(made[1].token) is made[1]


def test_demonstrations_keep_nobody_from_training_and_give_way_to_no_other_one(
    sessions: Sessions, store: Store
) -> None:
    shown, hers = [a_session() for _ in range(MAX_SESSIONS)], a_session(store)
    for one in shown:
        sessions.add(one)
    sessions.claim(shown[0].token)
    with pytest.raises(CoachError, match="End one of them"):
        sessions.add(a_session())
    sessions.add(hers)
    assert [bool(one.ended) for one in shown] == [False, True, False, False]
    assert sessions.claim(hers.token) is hers
    assert sessions.claim(shown[1].token) is None
    assert not hers.ended


def test_a_session_whose_browser_never_came_is_forgotten() -> None:
    now = {"s": 0.0}
    sessions = Sessions(clock=lambda: now["s"])
    token = sessions.add(a_session())
    now["s"] = UNCLAIMED_S + 1
    sessions.add(a_session())
    assert sessions.claim(token) is None
