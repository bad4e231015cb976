"""The patient of the demonstration, before the fold: armed, the whole dose counted, one limit passed in the third."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from coach.coaching import Coach
from coach.coaching.events import Breach, Cue, Hold, Repetition, Verdict
from coach.errors import CoachError
from coach.live.demo import PASSING, PAUSE_S, DemoPatient
from coach.live.overdoing import overdone_show
from coach.rules import exercise_ids, load_exercise
from coach.rules.model import Exercise, Limit

PICTURE = np.zeros((480, 640, 3), np.uint8)
FPS = 15
HIP, KNEE = 23, 25


def judged(exercise: Exercise, seconds: float = 200.0) -> tuple[Coach, list, float]:
    """The fold after the whole dose, its events, and when it was armed."""
    coach = Coach(exercise, arm="still")
    patient = DemoPatient(exercise, lambda: "work" if coach.armed else "neutral")
    events, armed_s = [], float("nan")
    for k in range(int(seconds * FPS)):
        events += coach.step(patient.estimate(PICTURE, k / FPS))
        if coach.armed and armed_s != armed_s:
            armed_s = k / FPS
        if coach.count == exercise.dose.repetitions:
            break
    return coach, events, armed_s


def hips_px(patient: DemoPatient, begin_s: float, end_s: float) -> np.ndarray:
    """(n,) height of the left hip in the picture."""
    times_s = np.arange(begin_s, end_s, 1 / FPS)
    return np.array([patient.estimate(PICTURE, t).image_px[0, HIP, 1] for t in times_s])


@pytest.mark.parametrize("name", exercise_ids())
def test_the_whole_dose_is_counted_and_the_third_repetition_passes_the_first_limit(name: str) -> None:
    exercise = load_exercise(name)
    coach, events, armed_s = judged(exercise)
    assert armed_s < 3
    assert (coach.count, coach.attempts) == (exercise.dose.repetitions, 0)
    repetitions = [event for event in events if isinstance(event, Repetition)]
    assert [event.index for event in repetitions if event.verdict is Verdict.BREACH] == [PASSING]
    assert {event.verdict for event in repetitions} == {Verdict.OK, Verdict.BREACH}
    assert {event.limit_id for event in events if isinstance(event, Breach)} == {exercise.limits[0].id}
    assert any(isinstance(event, Cue) for event in events)
    assert {event.goal_met for event in repetitions} <= {True, None}
    assert {event.verdict for event in events if isinstance(event, Hold)} <= {"ok"}


@pytest.mark.parametrize("size_px", [(640, 480), (720, 1280), (480, 640)])
def test_the_poses_fill_whatever_picture_there_is(size_px: tuple[int, int]) -> None:
    picture = np.zeros((size_px[1], size_px[0], 3), np.uint8)
    for name in exercise_ids():
        poses = DemoPatient(load_exercise(name), lambda: "setup").estimate(picture, 0.0)
        assert poses.size_px == size_px
        assert (poses.image_px[0] > 0).all()
        assert (poses.image_px[0] < np.array(size_px)).all()


@pytest.mark.parametrize("phase", ["setup", "show", "neutral", "rest", "how", "paused"])
def test_outside_the_work_she_holds_the_start_posture(phase: str) -> None:
    hips = hips_px(DemoPatient(load_exercise("sit_to_stand"), lambda: phase), 0, 20)
    assert np.ptp(hips) < 3


def test_the_same_times_and_phases_give_the_same_poses_and_another_seed_others() -> None:
    exercise = load_exercise("sit_to_stand")
    one, same, other = (hips_px(DemoPatient(exercise, lambda: "work", seed=seed), 0, 30) for seed in (4, 4, 5))
    np.testing.assert_array_equal(one, same)
    assert np.abs(one - other).max() > 5


def test_a_pause_brings_her_back_gently_and_the_set_goes_on_where_it_was() -> None:
    exercise = load_exercise("sit_to_stand")
    phase = "work"
    patient = DemoPatient(exercise, lambda: phase)
    seated = patient.estimate(PICTURE, 0.0).image_px[0, HIP, 1]
    rising = hips_px(patient, 0.1, PAUSE_S + 2)
    assert seated - rising[-1] > 50
    phase = "paused"
    back = hips_px(patient, PAUSE_S + 2, PAUSE_S + 5)
    assert np.abs(np.diff(back, prepend=rising[-1])).max() < 30
    assert back[-1] == pytest.approx(seated, abs=3)
    phase = "work"
    waiting = hips_px(patient, PAUSE_S + 5, PAUSE_S + 5.9)
    assert np.ptp(waiting) < 3
    assert seated - hips_px(patient, PAUSE_S + 5.9, PAUSE_S + 8.5).min() > 50


def test_after_the_dose_she_waits_and_does_more_only_if_the_work_goes_on() -> None:
    exercise = load_exercise("sit_to_stand")
    exercise = replace(exercise, dose=replace(exercise.dose, repetitions=1))
    hips = hips_px(DemoPatient(exercise, lambda: "work"), 0, 20)
    up = hips < hips[0] - 50
    begins_s = np.flatnonzero(np.diff(up.astype(int)) == 1) / FPS
    assert begins_s[1] - begins_s[0] > 10


def test_a_new_set_begins_with_its_first_repetition() -> None:
    """The third from the begin of each set is the one that bends far forward."""
    exercise = load_exercise("sit_to_stand")
    phase = "work"
    patient = DemoPatient(exercise, lambda: phase)
    first = np.array([patient.estimate(PICTURE, t).image_px[0, 0, 0] for t in np.arange(0, 24, 1 / FPS)])
    phase = "rest"
    hips_px(patient, 24, 27)
    phase = "work"
    second = np.array([patient.estimate(PICTURE, t).image_px[0, 0, 0] for t in np.arange(27, 51, 1 / FPS)])
    assert first.min() == pytest.approx(second.min(), abs=3)
    np.testing.assert_allclose(first[FPS:], second[FPS:], atol=12)


def test_without_key_postures_a_sentence_says_what_to_add() -> None:
    exercise = replace(load_exercise("bridge"), show=None)
    with pytest.raises(CoachError, match="The rule of Bridge has no show block"):
        DemoPatient(exercise, lambda: "work")


def test_it_is_an_estimator_to_be_opened_and_closed() -> None:
    with DemoPatient(load_exercise("bridge"), lambda: "work") as patient:
        assert (patient.name, patient.sha256) == ("demo", "")


def with_limit(name: str, **change) -> Exercise:
    exercise = load_exercise(name)
    limit = Limit(**({"id": "x", "source": "a test"} | change))
    return replace(exercise, limits=(limit,), dose=replace(exercise.dose, repetitions=PASSING))


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("bird_dog", {"quantity": "hip_flexion", "when": "end", "min": -30.0}),
        ("mini_squat", {"quantity": "hip_flexion", "max": 70.0}),
        ("sit_to_stand", {"quantity": "trunk_inclination", "change_from": "neutral_end", "when": "end", "min": -10.0}),
    ],
)
def test_a_limit_on_another_joint_is_passed_in_that_joint(name: str, limit: dict) -> None:
    coach, events, _ = judged(with_limit(name, **limit))
    assert coach.count == PASSING
    assert {event.limit_id for event in events if isinstance(event, Breach)} == {"x"}


def test_what_cannot_be_passed_is_done_rightly() -> None:
    none = replace(load_exercise("bridge"), limits=())
    far = with_limit("mini_squat", quantity="head_offset", max=1.8)
    for exercise in (none, far):
        assert exercise.show is not None
        assert overdone_show(exercise, exercise.show) == exercise.show
