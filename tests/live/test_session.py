"""A running session: what is offered is answered, what was seen is kept, and a browser that left finds it again."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from by_name import answered_today, answers_of, save_answers
from numpy.typing import NDArray
from patients import patient
from playing import CALM, NOW, Ear, adas, attached, play, to_the_set, told

from coach.care.safety import Answers
from coach.coaching import judge_poses
from coach.errors import ModelError, RecordError
from coach.live import session_record as session_record_module
from coach.live.commands import Command
from coach.live.pictures import MAX_JPEG_BYTES
from coach.live.plan import Glimpse
from coach.live.session_clock import MAX_SESSION_S
from coach.live.watch import Noticed
from coach.pose.estimator import FakeEstimator, PoseEstimator
from coach.pose.poses import Poses
from coach.records.store import Store
from coach.rules import Exercise, load_exercise

pytestmark = pytest.mark.usefixtures("data_dir")


class Later(FakeEstimator):
    """Finds what was to be found `shift_s` ago: the person waited so long."""

    shift_s = 0.0

    def estimate(self, picture: NDArray[np.uint8], t_s: float) -> Poses:
        found = super().estimate(picture, t_s - self.shift_s)
        return replace(found, t_s=np.array([round(t_s, 6)]))


class Gate(FakeEstimator):
    """A model that is stuck on its picture until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.busy, self.go = threading.Event(), threading.Event()

    def estimate(self, picture: NDArray[np.uint8], t_s: float) -> Poses:
        self.busy.set()
        assert self.go.wait(60)
        return super().estimate(picture, t_s)


@pytest.fixture
def exercise() -> Exercise:
    """Sit to stand, two sets of three."""
    known = load_exercise("sit_to_stand")
    return replace(known, dose=replace(known.dose, repetitions=3))


def test_a_set_is_counted_told_and_kept(
    exercise: Exercise, sitting_and_standing: Poses, jpeg: bytes, store: Store, data_dir: Path
) -> None:
    session, ear = attached(exercise, lambda: FakeEstimator(sitting_and_standing), store)
    to_the_set(session, ear)
    play(session, ear, sitting_and_standing, jpeg)
    states = [answer.state for answer in ear.frames(1) if answer.state]
    assert next(state["phase"] for state in states if state["phase"] != "neutral") == "work"
    assert sorted({state["count"] for state in states}) == [0, 1, 2, 3]
    assert states[-1]["repetitions"] == ["ok", "ok", "ok"]
    spoken = {(one["kind"], one["words"]) for state in states for one in state["say"]}
    assert {("count", "1"), ("count", "2"), ("count", "3")} <= spoken
    assert ("guide", "That was the last one of this set. Well done.") in spoken
    assert states[-1]["phase"] == "rest"
    told(session, ear, '{"do": "stop"}', '{"answer": {"back": 2, "limb": 0, "why": "done"}}', '{"do": "leave"}')
    (outcome,) = session.finish()
    kept = store.open_set(outcome.set_id or 0)
    assert (kept.row.person, kept.row.kind, kept.row.count) == ("Ada", "live", 3)
    assert kept.report["events"][-1]["why"] == "done"
    assert kept.exercise_text == exercise.text
    assert not list((data_dir / "running").iterdir())
    rows = [(row.kind, row.answers, row.set_id) for row in answers_of(store, "Ada")]
    assert rows == [("after", CALM, kept.row.id), ("before", CALM, None)]


def test_the_kept_poses_give_the_live_verdicts_again_also_across_a_pause(
    sitting_and_standing: Poses, jpeg: bytes, store: Store
) -> None:
    exercise, fake = load_exercise("sit_to_stand"), Later(sitting_and_standing)
    session, ear = attached(exercise, lambda: fake, store)
    to_the_set(session, ear)
    half = len(sitting_and_standing) // 2
    play(session, ear, sitting_and_standing[:half], jpeg)
    assert told(session, ear, '{"do": "pause", "why": "button"}')["paused"] == "button"
    fake.shift_s = 60.0
    session.offer(jpeg, 100.0 + float(sitting_and_standing.t_s[half]) + 59)
    ear.frames(half + 1)
    told(session, ear, '{"do": "resume"}')
    play(session, ear, sitting_and_standing[half:], jpeg, 160.0)
    told(session, ear, '{"do": "stop"}', '{"do": "skip"}')
    (outcome,) = session.finish()
    kept = store.open_set(outcome.set_id or 0)
    assert len(kept.recording.poses) == len(sitting_and_standing)
    again = judge_poses(kept.recording.poses, exercise, arm="still").to_dict()
    for part in ("limits", "repetitions", "count", "attempts"):
        assert again[part] == kept.report[part]
    assert again["events"][:-1] == kept.report["events"][:-1]


def test_a_second_set_follows_the_rest_and_has_a_record_of_its_own(
    exercise: Exercise, sitting_and_standing: Poses, jpeg: bytes, store: Store
) -> None:
    fake = Later(sitting_and_standing)
    session, ear = attached(exercise, lambda: fake, store)
    to_the_set(session, ear)
    end_s = play(session, ear, sitting_and_standing, jpeg)
    assert told(session, ear, f'{{"tick": {end_s + 3}}}')["phase"] == "rest"
    assert ear.state["count"] == 3
    assert 0 < ear.state["rest_s"] < ear.state["rest_of_s"] == 10
    assert told(session, ear, '{"answer": {"back": 3, "limb": 0}}')["phase"] == "rest"
    assert told(session, ear, f'{{"tick": {end_s + 14}}}')["phase"] == "neutral"
    assert (ear.state["set"], ear.state["count"]) == (2, 0)
    fake.shift_s = end_s + 14 - 100.0
    play(session, ear, sitting_and_standing, jpeg, end_s + 14.1)
    assert ear.state["count"] == 3
    told(session, ear, '{"do": "stop"}', '{"do": "skip"}')
    assert ear.state["summary"]["lines"][0] == "You did all 6 planned repetitions."
    assert [outcome.set_id for outcome in session.finish()] == [1, 2]
    first, second = (store.open_set(number).recording.poses.t_s for number in (1, 2))
    assert (first[0], second[0]) == (0.0, 0.0)
    assert [(row.kind, row.set_number, row.set_id) for row in answers_of(store, "Ada")] == [
        ("after", None, 2),
        ("after_set", 1, 1),
        ("before", None, None),
    ]


def test_the_newest_frame_wins_and_every_frame_is_answered(exercise: Exercise, jpeg: bytes, store: Store) -> None:
    gate = Gate()
    session, ear = attached(exercise, lambda: gate, store)
    told(session, ear, '{"do": "start"}')
    session.offer(jpeg, 1.0)
    assert gate.busy.wait(60)
    for k in range(200):
        session.offer(jpeg, 1.1 + k / 100)
    assert [answer.fate for answer in ear.frames(199)] == ["dropped"] * 199
    gate.go.set()
    ear.frames(201)
    assert gate.times_s == [0.0, pytest.approx(2.09)]
    assert session.dropped == 199
    session.finish()


def test_a_clock_that_stands_still_or_steps_back_is_put_right(exercise: Exercise, jpeg: bytes, store: Store) -> None:
    fake = FakeEstimator()
    session, ear = attached(exercise, lambda: fake, store)
    told(session, ear, '{"do": "start"}')
    for i, t_s in enumerate([5.0, 5.0, 4.0, 5.5]):
        session.offer(jpeg, t_s)
        ear.frames(i + 1)
    session.finish()
    assert fake.times_s[0] == 0.0
    assert (np.diff(fake.times_s) > 0).all()
    assert fake.times_s[-1] == 0.5


@pytest.mark.parametrize("bad", [b"", b"garbage", b"\xff\xd8\xff\xe0" + bytes(500)], ids=["empty", "text", "cut"])
def test_what_is_no_picture_is_refused_and_counted(exercise: Exercise, jpeg: bytes, bad: bytes, store: Store) -> None:
    session, ear = attached(exercise, FakeEstimator, store)
    told(session, ear, '{"do": "start"}')
    for picture, t_s in ((bad, 1.0), (jpeg, float("nan")), (jpeg + bytes(MAX_JPEG_BYTES), 1.5), (jpeg, 2.0)):
        n = len(ear.frames(0))
        session.offer(picture, t_s)
        ear.frames(n + 1)
    assert [answer.fate for answer in ear.frames(4)] == ["refused", "refused", "refused", "judged"]
    assert session.refused == 3
    session.finish()


def test_frames_outside_the_phases_with_a_camera_are_dropped(exercise: Exercise, jpeg: bytes, store: Store) -> None:
    fake = FakeEstimator()
    session, ear = attached(exercise, lambda: fake, store)
    session.offer(jpeg, 1.0)
    assert [answer.fate for answer in ear.frames(1)] == ["dropped"]
    assert fake.times_s == []
    session.finish()


def test_nothing_is_judged_after_two_hours(exercise: Exercise, jpeg: bytes, store: Store) -> None:
    session, ear = attached(exercise, FakeEstimator, store)
    told(session, ear, '{"do": "start"}')
    for i, t_s in enumerate((1.0, MAX_SESSION_S + 2)):
        session.offer(jpeg, t_s)
        ear.frames(i + 1)
    assert [answer.fate for answer in ear.frames(2)] == ["judged", "refused"]
    assert ear.state["failure"].startswith("This session has run for two hours.")
    session.finish()


def test_without_anybody_in_view_nothing_is_kept(exercise: Exercise, jpeg: bytes, store: Store, data_dir: Path) -> None:
    session, ear = attached(exercise, FakeEstimator, store)
    to_the_set(session, ear)
    session.offer(jpeg, 1.0)
    ear.frames(1)
    session.offer(jpeg, 2.0)
    ear.frames(2)
    assert ear.state["sentence"] == "Take your start position and hold still."
    told(session, ear, '{"do": "stop"}', '{"do": "skip"}')
    assert ear.state["summary"]["lines"] == ["Nobody was seen by the camera, so there is nothing to keep."]
    assert [outcome.set_id for outcome in session.finish()] == [None]
    assert store.sets() == []
    assert not list((data_dir / "running").iterdir())


def test_a_browser_that_goes_away_pauses_the_set_and_finds_it_again(
    exercise: Exercise, sitting_and_standing: Poses, jpeg: bytes, store: Store
) -> None:
    session, ear = attached(exercise, lambda: FakeEstimator(sitting_and_standing), store)
    to_the_set(session, ear)
    play(session, ear, sitting_and_standing[:180], jpeg)
    count = ear.state["count"]
    assert count == 1
    session.detach(Ear())
    assert session.attached
    session.detach(ear)
    assert not session.attached
    again = Ear()
    session.attach(again)
    again.after(1)
    assert (again.state["paused"], again.state["count"]) == ("lost", count)
    session.offer(jpeg, 200.0)
    again.frames(1)
    assert (again.state["paused"], again.state["count"]) == ("", count)
    assert [outcome.why for outcome in session.finish("left")] == ["left"]
    assert store.sets()[0].count == count


def test_a_session_ends_once(exercise: Exercise, sitting_and_standing: Poses, jpeg: bytes, store: Store) -> None:
    session, ear = attached(exercise, lambda: FakeEstimator(sitting_and_standing), store)
    to_the_set(session, ear)
    session.offer(jpeg, 1.0)
    ear.frames(1)
    first = session.finish("left")
    assert session.finish("done") is first
    assert (session.ended, len(store.sets())) == ("left", 1)
    session.offer(jpeg, 2.0)
    assert ear.frames(2)[1].fate == "refused"


def test_a_session_that_never_began_ends_quietly(exercise: Exercise, store: Store) -> None:
    assert adas(exercise, store).finish() == []


def test_a_missing_model_is_told_and_frames_are_refused(exercise: Exercise, jpeg: bytes, store: Store) -> None:
    def missing() -> PoseEstimator:
        raise ModelError("The pose model is missing. Run make.")

    session, ear = attached(exercise, missing, store)
    told(session, ear, '{"do": "start"}')
    session.offer(jpeg, 1.0)
    ear.frames(1)
    assert ear.state["failure"] == "The pose model is missing. Run make."
    session.offer(jpeg, 2.0)
    assert ear.frames(2)[1].fate == "refused"
    assert session.finish() == []


def test_a_defect_is_told_calmly_and_what_was_counted_is_kept(
    exercise: Exercise, sitting_and_standing: Poses, jpeg: bytes, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    fake = FakeEstimator(sitting_and_standing)
    session, ear = attached(exercise, lambda: fake, store)
    to_the_set(session, ear)
    play(session, ear, sitting_and_standing[:180], jpeg)
    fake.estimate = lambda *_: 1 / 0
    session.offer(jpeg, 200.0)
    ear.frames(181)
    assert ear.state["failure"].startswith("Something inside the coach did not work.")
    (outcome,) = session.finish("left")
    assert store.open_set(outcome.set_id or 0).row.count == 1


def test_a_phone_that_is_turned_goes_on_with_the_set(sitting_and_standing: Poses, jpeg: bytes, store: Store) -> None:
    """From 640 x 480 to 480 x 640, the person as large as before: angles and counts stay."""
    wide = FakeEstimator(sitting_and_standing)

    class Turned(FakeEstimator):
        def estimate(self, picture: NDArray[np.uint8], t_s: float) -> Poses:
            seen = wide.estimate(picture, t_s)
            if t_s < 8:
                return seen
            return Poses.from_arrays([t_s], seen.image_px - [80, -80], (480, 640), seen.world_m, seen.visibility)

    session, ear = attached(load_exercise("sit_to_stand"), Turned, store)
    to_the_set(session, ear)
    play(session, ear, sitting_and_standing, jpeg)
    assert (ear.state["count"], ear.state["failure"]) == (3, "")
    (outcome,) = session.finish("left")
    kept = store.open_set(outcome.set_id or 0)
    assert (kept.recording.poses.size_px, kept.row.count) == ((640, 480), 3)
    assert judge_poses(kept.recording.poses, load_exercise("sit_to_stand"), arm="still").count == 3


def test_a_store_that_fails_is_told_and_the_poses_stay(
    exercise: Exercise, sitting_and_standing: Poses, jpeg: bytes, store: Store, data_dir: Path
) -> None:
    session, ear = attached(exercise, lambda: FakeEstimator(sitting_and_standing), store, asks=False)
    to_the_set(session, ear)
    session.offer(jpeg, 1.0)
    ear.frames(1)
    store.close()
    for part in data_dir.glob("coach.db*"):
        part.unlink()
    (data_dir / "coach.db").mkdir()
    told(session, ear, '{"do": "stop"}')
    assert ear.state["summary"]["lines"][0].startswith("This set could not be kept.")
    (outcome,) = session.finish()
    assert outcome.set_id is None
    assert sorted(path.suffix for path in (data_dir / "running").iterdir()) == [".arrow", ".note", ".session"]


def test_a_demonstration_keeps_nothing(
    exercise: Exercise, sitting_and_standing: Poses, jpeg: bytes, data_dir: Path
) -> None:
    session, ear = attached(exercise, lambda: FakeEstimator(sitting_and_standing), None, asks=False)
    assert session.demo
    to_the_set(session, ear)
    play(session, ear, sitting_and_standing, jpeg)
    assert ear.state["count"] == 3
    assert session.phase == "rest"
    told(session, ear, '{"do": "pause"}')
    assert session.phase == "paused"
    told(session, ear, '{"do": "stop"}')
    assert ear.state["summary"]["lines"][0] == "You did 3 repetitions."
    assert [outcome.set_id for outcome in session.finish()] == [None]
    assert not (data_dir / "running").exists()


def test_the_session_speaks_the_patients_language(exercise: Exercise, jpeg: bytes, store: Store) -> None:
    ear = Ear()
    save_answers(store, "Ada", CALM, kind="before", asked_at=NOW)
    session = adas(exercise, store, language="de")
    session.attach(ear)
    ear.after(1)
    told(session, ear, '{"do": "start"}', '{"do": "start"}')
    session.offer(jpeg, 1.0)
    ear.frames(1)
    assert ear.state["dose_words"] == "Satz 1 von 2"
    assert [limit["title"] for limit in ear.state["limits"]] == ["Vorneigung", "Neigung im Stehen"]
    session.finish()


def test_what_waits_too_long_gives_way(exercise: Exercise, store: Store) -> None:
    session = adas(exercise, store)
    for _ in range(1000):
        session.do(Command("start"))
    ear = Ear()
    session.attach(ear)
    assert len(ear.after(10)) <= 70
    session.finish()


def test_a_page_left_open_overnight_asks_todays_questions(exercise: Exercise, jpeg: bytes, store: Store) -> None:
    clock = Clock()
    session, ear = attached(exercise, FakeEstimator, store, desk=patient(store, clock=clock))
    assert ear.state["phase"] == "ready"
    told(session, ear, '{"tick": 1.0}', f'{{"tick": {12 * 3600.0}}}')
    clock.ahead = timedelta(days=1)
    assert told(session, ear, '{"do": "start"}')["phase"] == "check"
    assert told(session, ear, '{"answer": {"back": 1}}')["phase"] == "ready"
    assert told(session, ear, '{"do": "start"}')["phase"] == "setup"
    session.offer(jpeg, 12 * 3600.0 + 1)
    assert ear.frames(1)[0].fate == "judged"
    session.finish()


@dataclass
class Clock:
    """The clock of the wall, so much ahead or behind."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


def test_a_sign_told_in_another_tab_is_heard_before_the_first_set(exercise: Exercise, store: Store) -> None:
    session, ear = attached(exercise, FakeEstimator, store)
    save_answers(store, "Ada", Answers(flags=frozenset({"chest"})), kind="after_set", asked_at=datetime.now(UTC))
    assert told(session, ear, '{"do": "start"}')["phase"] == "halted"
    assert ear.state["summary"]["calls"]
    session.finish()


def test_a_sign_holds_and_is_said_with_whom_to_call_when_it_cannot_be_kept(
    exercise: Exercise, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> int:
        raise RecordError("The disk is full.")

    ear = Ear()
    session = adas(exercise, store)
    session.attach(ear)
    ear.after(1)
    monkeypatch.setattr(session_record_module, "save_answers", full)
    assert told(session, ear, '{"answer": {"flags": ["chest"]}}')["phase"] == "halted"
    assert (ear.state["failure"], bool(ear.state["summary"]["calls"])) == ("", True)
    assert "Your answers could not be kept. The disk is full." in ear.state["summary"]["lines"]
    session.finish()


def test_after_a_failure_every_word_of_the_browser_is_answered(exercise: Exercise, jpeg: bytes, store: Store) -> None:
    def missing() -> PoseEstimator:
        raise ModelError("The pose model is missing. Run make.")

    session, ear = attached(exercise, missing, store)
    told(session, ear, '{"do": "start"}')
    session.offer(jpeg, 1.0)
    ear.frames(1)
    for text in ('{"do": "stop"}', '{"tick": 3.0}', '{"do": "start"}'):
        assert told(session, ear, text)["failure"] == "The pose model is missing. Run make."
    assert session.finish() == []


def test_a_fall_that_nobody_answered_is_kept_when_the_browser_stays_away(
    sitting_and_standing: Poses, jpeg: bytes, store: Store
) -> None:
    exercise = load_exercise("sit_to_stand")
    session, ear = attached(exercise, lambda: FakeEstimator(sitting_and_standing), store)
    to_the_set(session, ear)
    play(session, ear, sitting_and_standing[:60], jpeg)
    session.guide.see(Glimpse(3.1, present=True, armed=True, noticed=Noticed(fell=True)))
    assert session.guide.paused == "fall"
    (outcome,) = session.finish("left")
    assert outcome.why == "fall"
    assert "new_trouble" in (answered_today(store, "Ada", datetime.now(UTC)) or CALM).flags


def test_a_session_takes_little_memory_however_long_it_runs(
    exercise: Exercise, sitting_and_standing: Poses, jpeg: bytes, store: Store
) -> None:
    session, ear = attached(load_exercise("sit_to_stand"), lambda: FakeEstimator(sitting_and_standing), store)
    to_the_set(session, ear)
    play(session, ear, sitting_and_standing, jpeg)
    trace = session.finish()[0].report.trace
    assert len(trace.t_s) <= 12
    assert sum(len(block) for block in trace.t_s) == len(sitting_and_standing)
    assert (np.diff(np.concatenate(trace.t_s)) > 0).all()
