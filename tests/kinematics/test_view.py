"""Where the camera stands: from metres, from pixels alone, steadily and through gaps."""

from dataclasses import replace

import numpy as np
import pytest

from coach.kinematics.measure import Channel, Measured, Measurer
from coach.kinematics.uncertainty import VIEWS
from coach.kinematics.view import READ_YAW_DEG, TRUE_YAW_DEG, ViewTracker
from coach.pose.figure import Angles, Camera, Figure
from coach.pose.poses import Poses

KNEE = [Channel("knee_flexion", "near")]
TIMES = np.arange(30) / 30


def seen(yaw_deg: float, *, metres: bool = True, angles: Angles | None = None) -> Measured:
    poses = Figure().seen_from(Camera(yaw_deg=yaw_deg)).poses(TIMES, angles or Angles())
    if not metres:
        poses = Poses.from_arrays(poses.t_s, poses.image_px, poses.size_px)
    return Measurer(KNEE).step(poses)


def names(measured: Measured) -> list[str]:
    return [VIEWS[k] for k in measured.view]


@pytest.mark.parametrize("metres", [True, False])
@pytest.mark.parametrize(
    ("yaw_deg", "view", "near"),
    [(0, "front", -1), (90, "side", 0), (-90, "side", 1), (100, "side", 0), (45, "oblique", 0), (-45, "oblique", 1)],
)
def test_the_view_is_known_with_metres_and_without(yaw_deg: float, view: str, near: int, metres: bool) -> None:
    result = seen(yaw_deg, metres=metres)
    assert set(names(result)) == {view}
    assert set(result.near.tolist()) == {near}


@pytest.mark.parametrize("metres", [True, False])
def test_a_turned_back_is_the_back_view(metres: bool) -> None:
    assert set(names(seen(180, metres=metres))) == {"back"}


@pytest.mark.parametrize("metres", [True, False])
@pytest.mark.parametrize(("yaw_deg", "near"), [(90, 0), (-90, 1)])
def test_lying_on_the_back_has_its_near_side(yaw_deg: float, near: int, metres: bool) -> None:
    lying = Angles(trunk_deg=-90, thigh_deg=(130, 130), knee_deg=(90, 90))
    result = seen(yaw_deg, metres=metres, angles=lying)
    assert set(names(result)) == {"side"}
    assert set(result.near.tolist()) == {near}


def test_what_the_metres_read_is_put_right_by_the_virtual_patient() -> None:
    for true, read in zip(TRUE_YAW_DEG, READ_YAW_DEG, strict=True):
        assert seen(read).yaw_deg[-1] == pytest.approx(true, abs=0.1)
        assert seen(-read).yaw_deg[-1] == pytest.approx(-true, abs=0.1)


def directions(yaw_deg: list[float]) -> np.ndarray:
    return np.exp(1j * np.radians(np.array(yaw_deg)))


def test_the_view_does_not_flicker_at_its_edge() -> None:
    tracker = ViewTracker()
    tracker.step(np.array([0.0]), directions([75]))
    wobble = [66.0, 69.0] * 50
    _, view, _ = tracker.step(1.0 + np.arange(100) / 30, directions(wobble))
    assert {VIEWS[k] for k in view} == {"side"}
    _, view, _ = tracker.step(9.0 + np.arange(100) / 30, directions([55.0] * 100))
    assert VIEWS[view[-1]] == "oblique"


def test_the_front_view_holds_its_ground_and_a_body_hardly_turned_has_no_near_side() -> None:
    tracker = ViewTracker()
    _, view, near = tracker.step(np.arange(4) / 30, directions([10, 24, 25, 26]))
    assert {VIEWS[k] for k in view} == {"front"}
    _, view, near = ViewTracker().step(np.arange(2) / 30, directions([30, 30]))
    assert {VIEWS[k] for k in view} == {"oblique"}
    assert set(near.tolist()) == {-1}


def test_nobody_in_view_is_an_unknown_view_and_after_a_gap_it_is_taken_anew() -> None:
    tracker = ViewTracker()
    tracker.step(np.array([0.0]), directions([90]))
    yaw, view, near = tracker.step(np.array([0.1]), np.array([complex(np.nan, np.nan)]))
    assert np.isnan(yaw[0])
    assert (VIEWS[view[0]], near[0]) == ("unknown", -1)
    yaw, _, near = tracker.step(np.array([5.0]), directions([-90]))
    assert yaw[0] == pytest.approx(-90)
    assert near[0] == 1


def test_one_wild_frame_does_not_turn_the_body_round() -> None:
    yaw = [90.0] * 20 + [-90.0] + [90.0] * 20
    _, view, near = ViewTracker().step(np.arange(41) / 30, directions(yaw))
    assert set(near.tolist()) == {0}
    assert {VIEWS[k] for k in view} == {"side"}


def test_a_trunk_of_no_length_in_pixels_alone_has_no_view() -> None:
    image = np.full((2, 33, 2), 100.0)
    poses = Poses.from_arrays([0.0, 0.1], image, (640, 480))
    assert set(names(Measurer(KNEE).step(poses))) == {"unknown"}


def test_turning_round_changes_the_near_side() -> None:
    left = Figure().poses(np.arange(60) / 30, Angles())
    right = Figure().seen_from(replace(Camera(), yaw_deg=-90)).poses(2 + np.arange(60) / 30, Angles())
    measurer = Measurer(KNEE)
    assert set(measurer.step(left).near.tolist()) == {0}
    assert measurer.step(right).near[-1] == 1
