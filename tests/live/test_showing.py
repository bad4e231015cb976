"""The figure that shows an exercise: a loop that does the movement rightly, cropped to what is drawn."""

import json
from dataclasses import replace

import numpy as np
import pytest

from coach.coaching import judge_poses
from coach.coaching.events import Verdict
from coach.live.showing import REST_S, driver_lines, shown_movement
from coach.pose.poses import Poses
from coach.rules import RULES_DIR, exercise_ids, load_exercise, parse_exercise

HIP, KNEE, ANKLE = 23, 25, 27


def without_show(name: str) -> str:
    text = (RULES_DIR / f"{name}.yaml").read_text(encoding="utf-8")
    return text[: text.index("\nshow:")] + text[text.index("\ntranslations:") :]


@pytest.mark.parametrize("name", exercise_ids())
def test_the_fold_itself_counts_what_the_figure_shows_and_finds_no_limit_passed(name: str) -> None:
    """The drawn loop, three times over, judged as a film of somebody who does as she was shown."""
    exercise = load_exercise(name)
    shown = shown_movement(exercise)
    assert shown is not None
    t_s = np.concatenate([shown.t_s + k * shown.seconds for k in range(3)])
    visibility = np.ones((len(t_s), 33))
    poses = Poses.from_arrays(t_s, np.tile(shown.points_px, (3, 1, 1)), shown.size_px, visibility=visibility)
    report = judge_poses(poses, exercise)
    assert (report.count, report.attempts) == (6 if exercise.show and exercise.show.alternate else 3, 0)
    assert {limit["verdict"] for limit in report.limits} <= {Verdict.OK, Verdict.CLOSE}


@pytest.mark.parametrize("name", exercise_ids())
def test_all_of_the_figure_is_in_its_picture_and_the_loop_closes(name: str) -> None:
    shown = shown_movement(load_exercise(name), fps=20)
    assert shown is not None
    assert shown.points_px.shape == (len(shown.t_s), 33, 2)
    assert (shown.points_px > 0).all()
    assert (shown.points_px < np.array(shown.size_px)).all()
    assert max(shown.size_px) == 720
    np.testing.assert_allclose(np.diff(shown.t_s), shown.seconds / len(shown.t_s))
    # Between any two frames, the last and the first among them, no landmark jumps.
    steps = np.diff(shown.points_px, axis=0, append=shown.points_px[:1])
    assert np.abs(steps).max() < 40


def test_a_loop_is_a_rest_and_a_repetition_or_two_where_sides_take_turns() -> None:
    sitting, lifting = (shown_movement(load_exercise(name)) for name in ("sit_to_stand", "standing_hip_abduction"))
    assert sitting is not None
    assert lifting is not None
    assert sitting.seconds == REST_S + 2 + 1 + 3
    assert lifting.seconds == 2 * (REST_S + 1.5 + 1 + 2)
    half = len(lifting.t_s) // 2
    left, right = lifting.points_px[:, ANKLE, 0], lifting.points_px[:, ANKLE + 1, 0]
    assert left[:half].max() > left[half:].max() + 50
    assert right[half:].min() < right[:half].min() - 50


def test_the_driving_lines_and_the_near_side_are_named() -> None:
    sitting, lifting = (shown_movement(load_exercise(name)) for name in ("sit_to_stand", "standing_hip_abduction"))
    assert sitting is not None
    assert lifting is not None
    assert set(sitting.driver) == {(HIP, KNEE), (KNEE, ANKLE), (HIP + 1, KNEE + 1), (KNEE + 1, ANKLE + 1)}
    assert set(lifting.driver) == {(HIP, KNEE), (HIP + 1, KNEE + 1)}
    assert (sitting.near, lifting.near) == (0, 0)


def test_a_line_across_is_named_where_it_is_what_is_measured() -> None:
    exercise = load_exercise("standing_hip_abduction")
    tilted = replace(exercise, repetition=replace(exercise.repetition, quantity="hip_line_tilt"))
    assert driver_lines(tilted) == ((HIP, HIP + 1),)


def test_the_browser_is_given_whole_pixels_and_no_more_than_it_draws() -> None:
    shown = shown_movement(load_exercise("sit_to_stand"), fps=10)
    assert shown is not None
    said = json.loads(json.dumps(shown.to_dict()))
    assert set(said) == {"size", "frames", "seconds", "near", "driver"}
    assert np.array(said["frames"]).shape == (70, 33, 2)
    assert len(json.dumps(said, separators=(",", ":"))) < 25_000


def test_an_exercise_without_key_postures_shows_nothing() -> None:
    assert shown_movement(parse_exercise(without_show("sit_to_stand"))) is None
