"""A running set: what is offered is answered, what was seen is kept."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from coach.coaching import judge_poses
from coach.errors import ModelError
from coach.live.pictures import MAX_JPEG_BYTES
from coach.live.session import Answer, LiveSession, Outcome
from coach.pose.estimator import FakeEstimator, PoseEstimator
from coach.pose.poses import Poses
from coach.records.store import Store
from coach.rules import Exercise, load_exercise

pytestmark = pytest.mark.usefixtures("data_dir")


class Answers:
    """Collects answers; `wait(n)` until so many came."""

    def __init__(self) -> None:
        self.all: list[Answer] = []
        self._came = threading.Condition()

    def __call__(self, answer: Answer) -> None:
        with self._came:
            self.all.append(answer)
            self._came.notify_all()

    def wait(self, n: int) -> list[Answer]:
        with self._came:
            assert self._came.wait_for(lambda: len(self.all) >= n, timeout=60)
        return self.all


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
    return load_exercise("sit_to_stand")


def running(exercise: Exercise, estimator: Callable[[], PoseEstimator]) -> tuple[LiveSession, Answers]:
    answers = Answers()
    session = LiveSession(exercise, "Ada", estimator)
    session.start(answers)
    return session, answers


def played(exercise: Exercise, poses: Poses, jpeg: bytes, why: str = "done") -> tuple[LiveSession, Answers, Outcome]:
    """The set in which the camera saw `poses`, each frame waiting for its answer."""
    session, answers = running(exercise, lambda: FakeEstimator(poses))
    for i, t_s in enumerate(poses.t_s.tolist()):
        session.offer(jpeg, 100.0 + t_s)
        answers.wait(i + 1)
    return session, answers, session.finish(why)


def test_a_set_is_counted_told_and_kept(
    exercise: Exercise, sitting_and_standing: Poses, jpeg: bytes, store: Store, data_dir: Path
) -> None:
    session, answers, outcome = played(exercise, sitting_and_standing, jpeg)
    seen = [answer.state for answer in answers.all if answer.state]
    assert next(state.phase for state in seen) == "arming"
    assert sorted({state.count for state in seen}) == [0, 1, 2, 3]
    assert seen[-1].repetitions == ("ok", "ok", "ok")
    assert [state.said_kind for state in seen if state.said_kind][-1] == "praise"
    assert session.state.phase == "ended"
    assert outcome.report.count == 3
    kept = store.open_set(outcome.set_id or 0)
    assert (kept.row.person, kept.row.kind, kept.row.count) == ("Ada", "live", 3)
    assert kept.report["events"][-1]["why"] == "done"
    assert kept.exercise_text == exercise.text
    assert not list((data_dir / "running").iterdir())


def test_the_kept_poses_give_the_live_verdicts_again(
    exercise: Exercise, sitting_and_standing: Poses, jpeg: bytes, store: Store
) -> None:
    _, _, outcome = played(exercise, sitting_and_standing, jpeg, "input_ended")
    kept = store.open_set(outcome.set_id or 0)
    again = judge_poses(kept.recording.poses, exercise, arm="still").to_dict()
    assert again["limits"] == kept.report["limits"]
    assert again["repetitions"] == kept.report["repetitions"]


def test_the_newest_frame_wins_and_every_frame_is_answered(exercise: Exercise, jpeg: bytes) -> None:
    gate = Gate()
    session, answers = running(exercise, lambda: gate)
    session.offer(jpeg, 1.0)
    assert gate.busy.wait(60)
    for k in range(200):
        session.offer(jpeg, 1.1 + k / 100)
    assert [answer.fate for answer in answers.all] == ["dropped"] * 199
    gate.go.set()
    answers.wait(201)
    assert gate.times_s == [0.0, pytest.approx(2.09)]
    assert session.state.dropped == 199
    session.finish()


def test_a_clock_that_stands_still_or_steps_back_is_put_right(exercise: Exercise, jpeg: bytes) -> None:
    fake = FakeEstimator()
    session, answers = running(exercise, lambda: fake)
    for i, t_s in enumerate([5.0, 5.0, 4.0, 5.5]):
        session.offer(jpeg, t_s)
        answers.wait(i + 1)
    session.finish()
    assert fake.times_s[0] == 0.0
    assert (np.diff(fake.times_s) > 0).all()
    assert fake.times_s[-1] == 0.5


@pytest.mark.parametrize("bad", [b"", b"garbage", b"\xff\xd8\xff\xe0" + bytes(500)], ids=["empty", "text", "cut"])
def test_what_is_no_picture_is_refused_and_counted(exercise: Exercise, jpeg: bytes, bad: bytes) -> None:
    session, answers = running(exercise, FakeEstimator)
    session.offer(bad, 1.0)
    session.offer(jpeg, float("nan"))
    answers.wait(2)
    session.offer(jpeg, 2.0)
    fates = sorted(answer.fate for answer in answers.wait(3))
    assert fates == ["judged", "refused", "refused"]
    assert session.state.refused == 2
    session.finish()


def test_a_picture_of_too_many_bytes_is_refused(exercise: Exercise, jpeg: bytes) -> None:
    session, answers = running(exercise, FakeEstimator)
    session.offer(jpeg + bytes(MAX_JPEG_BYTES), 1.0)
    assert answers.wait(1)[0].fate == "refused"
    session.finish()


def test_without_anybody_in_view_nothing_is_kept(exercise: Exercise, jpeg: bytes, store: Store, data_dir: Path) -> None:
    session, answers = running(exercise, FakeEstimator)
    session.offer(jpeg, 1.0)
    state = answers.wait(1)[0].state
    assert state is not None
    assert state.hint == "Step into the picture."
    assert session.finish("left").set_id is None
    assert store.sets() == []
    assert not list((data_dir / "running").iterdir())


def test_a_set_ends_once(exercise: Exercise, sitting_and_standing: Poses, jpeg: bytes, store: Store) -> None:
    session, answers = running(exercise, lambda: FakeEstimator(sitting_and_standing))
    session.offer(jpeg, 1.0)
    answers.wait(1)
    first = session.finish("pain")
    assert session.finish("left") is first
    assert len(store.sets()) == 1
    session.offer(jpeg, 2.0)
    assert answers.wait(2)[1].fate == "refused"


def test_a_set_that_never_started_ends_quietly(exercise: Exercise) -> None:
    outcome = LiveSession(exercise, "Ada", FakeEstimator).finish("nonsense")
    assert (outcome.why, outcome.set_id, outcome.report.count) == ("other", None, 0)


def test_a_missing_model_is_told_and_frames_are_refused(exercise: Exercise, jpeg: bytes) -> None:
    def missing() -> PoseEstimator:
        raise ModelError("The pose model is missing. Run make.")

    session, answers = running(exercise, missing)
    state = answers.wait(1)[0].state
    assert state is not None
    assert (state.phase, state.failure) == ("failed", "The pose model is missing. Run make.")
    session.offer(jpeg, 1.0)
    assert answers.wait(2)[1].fate == "refused"
    assert session.finish().set_id is None


def test_a_camera_that_changes_its_size_ends_the_set_but_keeps_it(
    exercise: Exercise, sitting_and_standing: Poses, jpeg: bytes, store: Store
) -> None:
    small = FakeEstimator(sitting_and_standing)
    shrink = {"on": False}

    class Turning(FakeEstimator):
        def estimate(self, picture: NDArray[np.uint8], t_s: float) -> Poses:
            return small.estimate(picture[::2, ::2] if shrink["on"] else picture, t_s)

    session, answers = running(exercise, Turning)
    session.offer(jpeg, 1.0)
    answers.wait(1)
    shrink["on"] = True
    session.offer(jpeg, 1.1)
    state = answers.wait(2)[1].state
    assert state is not None
    assert state.failure.startswith("The camera changed its frame size")
    outcome = session.finish("stopped")
    assert store.open_set(outcome.set_id or 0).row.frames == 1


def test_a_store_that_fails_is_told_and_the_poses_stay(
    exercise: Exercise, sitting_and_standing: Poses, jpeg: bytes, data_dir: Path
) -> None:
    session, answers = running(exercise, lambda: FakeEstimator(sitting_and_standing))
    session.offer(jpeg, 1.0)
    answers.wait(1)
    (data_dir / "coach.db").mkdir()
    outcome = session.finish()
    assert outcome.set_id is None
    assert outcome.failure.startswith("This set could not be kept.")
    assert sorted(path.suffix for path in (data_dir / "running").iterdir()) == [".arrow", ".note"]
