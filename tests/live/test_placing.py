"""What must fit before a set, on a figure before cameras that stand rightly and wrongly."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from motions import MOTIONS

from coach.kinematics.signals import signals_of
from coach.live.light import Light
from coach.live.placing import Check, Placing
from coach.pose.figure import Angles, Camera, Figure
from coach.pose.poses import Poses
from coach.rules import load_exercise

SQUAT = load_exercise("mini_squat")
SIZE_PX = (640, 480)


def checks(poses: Poses, name: str = "mini_squat", light: Light = Light.OK) -> dict[str, Check]:
    """The checks after two seconds of the same sight."""
    placing = Placing(load_exercise(name))
    for i in range(len(poses)):
        found = placing.checks(poses[i : i + 1], signals_of(poses[i : i + 1]), light)
    return {check.id: check for check in found}


def standing(people: int = 1, **camera: Any) -> Poses:
    t = np.arange(0, 2, 0.1)
    figure = Figure(camera=Camera(**({"size_px": SIZE_PX, "distance_m": 2.8} | camera)))
    poses = figure.poses(t, Angles())
    crowd = np.full(len(t), people)
    return Poses.from_arrays(t, poses.image_px, SIZE_PX, poses.world_m, poses.visibility, people=crowd)


def todo(found: dict[str, Check]) -> dict[str, str]:
    return {name: str(check.words) for name, check in found.items() if check.state == "todo"}


def test_a_person_at_the_right_place_leaves_nothing_to_do() -> None:
    found = checks(standing())
    assert list(found) == ["person", "distance", "whole", "view", "light", "alone", "level"]
    assert {check.state for check in found.values()} == {"ok"}


@pytest.mark.parametrize("name", MOTIONS)
def test_every_exercise_fits_from_its_own_view(name: str) -> None:
    found = checks(MOTIONS[name].poses(1, size_px=SIZE_PX)[:60], name)
    assert [check.id for check in found.values() if check.must and check.state != "ok"] == []


@pytest.mark.parametrize(
    ("camera", "what", "sentence"),
    [
        ({"distance_m": 7.0}, "distance", "Come a little closer."),
        ({"yaw_deg": 0.0}, "view", "Turn so that your side faces the camera."),
        ({"yaw_deg": 45.0}, "view", "Turn so that your side faces the camera."),
        ({"distance_m": 1.9, "height_m": 1.5}, "whole", "Let the camera see your feet."),
        ({"distance_m": 4.0, "height_m": -0.6}, "level", "Tilt the screen back a little."),
        ({"distance_m": 4.0, "height_m": 2.4}, "level", "Tilt the screen forward a little."),
    ],
)
def test_what_does_not_fit_is_said_with_what_to_do(camera: dict[str, float], what: str, sentence: str) -> None:
    assert todo(checks(standing(**camera)))[what] == sentence


def test_too_near_is_one_step_back() -> None:
    assert todo(checks(standing(distance_m=1.9, height_m=0.8)))["distance"] == "Take one step back."


def test_a_head_above_the_picture_is_advice_and_missing_feet_are_not() -> None:
    head = checks(standing(distance_m=1.9, height_m=0.45))["whole"]
    feet = checks(standing(distance_m=1.9, height_m=1.5))["whole"]
    assert (head.state, head.must, str(head.words)) == ("todo", False, "Let the camera see your head.")
    assert (feet.state, feet.must) == ("todo", True)


def test_a_tilted_camera_is_told_where_someone_stands() -> None:
    poses = standing()
    turned = (poses.image_px - [320, 240]) @ np.array([[0.97, 0.23], [-0.23, 0.97]]) + [320, 240]
    tilted = Poses.from_arrays(poses.t_s, turned, SIZE_PX, poses.world_m, poses.visibility)
    assert todo(checks(tilted))["level"] == "Put the laptop on a level place."
    assert "level" not in todo(checks(tilted, "sit_to_stand"))


def test_somebody_else_is_advice() -> None:
    check = checks(standing(people=2))["alone"]
    assert (check.state, check.must) == ("todo", False)


def test_an_empty_picture_asks_for_one_thing_and_knows_nothing_of_the_rest() -> None:
    empty = Poses.from_arrays([0.0], np.full((1, 33, 2), np.nan), SIZE_PX, people=[0])
    found = checks(empty)
    assert todo(found) == {"person": "Step into the picture."}
    assert {name for name, check in found.items() if check.state == "unknown"} == {
        "distance",
        "whole",
        "view",
        "alone",
        "level",
    }


@pytest.mark.parametrize("light", [light for light in Light if light is not Light.OK])
def test_bad_light_is_said_and_only_a_black_picture_must_be_mended(light: Light) -> None:
    check = checks(standing(), light=light)["light"]
    assert (check.state, check.must) == ("todo", light is Light.BLACK)


def test_a_spoken_check_is_short() -> None:
    for poses in (standing(distance_m=7.0), standing(yaw_deg=0.0), standing(people=2)):
        for check in checks(poses).values():
            sentences = [part for part in str(check.words).split(". ") if part]
            assert max(len(part.split()) for part in sentences) <= 8
