"""The jointed figure: a few postures whose answer can be written down by hand."""

import numpy as np
import pytest

from coach.pose.figure import SHANK, THIGH, TRUNK, Angles, Camera, Figure, minimum_jerk, there_and_back

NOSE, SHOULDER, HIP, KNEE, ANKLE = 0, 11, 23, 25, 27


def angle_deg(points: np.ndarray, a: int, b: int, c: int) -> float:
    one, two = points[0, a] - points[0, b], points[0, c] - points[0, b]
    return float(np.degrees(np.arccos(one @ two / np.linalg.norm(one) / np.linalg.norm(two))))


def test_standing_is_straight_and_as_tall_as_its_segments() -> None:
    points = Figure(height_m=2.0).points_m(1, Angles())
    assert angle_deg(points, HIP, KNEE, ANKLE) == pytest.approx(180)
    assert points[0, SHOULDER, 2] - points[0, HIP, 2] == pytest.approx(TRUNK * 2)
    assert points[0, HIP, 2] - points[0, ANKLE, 2] == pytest.approx((THIGH + SHANK) * 2)


@pytest.mark.parametrize("knee_deg", [10.0, 90.0, 120.0])
def test_a_bent_knee_has_the_angle_that_was_asked_for(knee_deg: float) -> None:
    points = Figure().points_m(1, Angles(knee_deg=(knee_deg, 0.0)))
    assert angle_deg(points, HIP, KNEE, ANKLE) == pytest.approx(180 - knee_deg)
    assert angle_deg(points, HIP + 1, KNEE + 1, ANKLE + 1) == pytest.approx(180)


def test_the_trunk_leans_forward_for_positive_degrees() -> None:
    points = Figure().points_m(1, Angles(trunk_deg=30.0))
    lean = points[0, SHOULDER] - points[0, HIP]
    assert np.degrees(np.arctan2(lean[0], lean[2])) == pytest.approx(30, abs=1e-6)


def test_from_her_left_the_left_side_is_near_and_she_faces_left() -> None:
    poses = Figure(camera=Camera(yaw_deg=90)).poses([0.0], Angles())
    assert poses.world_m[0, SHOULDER, 2] < poses.world_m[0, SHOULDER + 1, 2]
    assert poses.image_px[0, NOSE, 0] < poses.image_px[0, SHOULDER, 0]
    assert poses.visibility[0, SHOULDER] > poses.visibility[0, SHOULDER + 1]


def test_from_the_front_the_left_shoulder_is_on_the_right_of_the_picture() -> None:
    poses = Figure().seen_from(Camera(yaw_deg=0)).poses([0.0], Angles())
    assert poses.image_px[0, SHOULDER, 0] > poses.image_px[0, SHOULDER + 1, 0]
    assert poses.image_px[0, NOSE, 1] < poses.image_px[0, HIP, 1]


def test_the_anchor_stays_in_place() -> None:
    bend = np.linspace(0, 90, 5)
    points = Figure(anchor="feet").points_m(5, Angles(thigh_deg=(bend, bend), knee_deg=(bend, bend)))
    toes = (points[:, 31] + points[:, 32]) / 2
    np.testing.assert_allclose(toes, np.zeros((5, 3)), atol=1e-12)


def test_a_natural_movement_starts_and_ends_at_rest() -> None:
    np.testing.assert_allclose(minimum_jerk([-1, 0, 0.5, 1, 2]), [0, 0, 0.5, 1, 1])
    np.testing.assert_allclose(there_and_back([0, 1, 1.5, 2.5, 9], [0.0], 1.0, 0.5), [0, 1, 1, 0, 0], atol=1e-12)


def test_of_two_feet_the_one_that_stands_stays_in_place() -> None:
    out = np.linspace(3, 40, 20)
    points = Figure(anchor="feet").points_m(20, Angles(abduction_deg=(out, 3.0)))
    standing, lifted = points[:, 32], points[:, 31]
    np.testing.assert_allclose(standing - standing[0], np.zeros((20, 3)), atol=1e-12)
    assert (np.diff(lifted[:, 2]) > 0).all()


def test_a_knee_that_stays_down_keeps_its_place_when_the_other_leg_goes_back() -> None:
    points = Figure(anchor="knees").points_m(1, Angles(trunk_deg=80.0, thigh_deg=(0.0, -70.0), knee_deg=(90.0, 5.0)))
    np.testing.assert_allclose(points[0, KNEE, [0, 2]], [0, 0], atol=1e-12)
    assert points[0, KNEE + 1, 0] < -0.1


def test_a_foot_is_flat_under_the_shank_and_follows_a_lying_one() -> None:
    points = Figure().points_m(1, Angles(thigh_deg=(30.0, 0.0), knee_deg=(50.0, 90.0)))
    flat, lying = points[0, 31] - points[0, 29], points[0, 32] - points[0, 30]
    assert (flat[0] > 0, flat[2]) == (True, pytest.approx(0))
    assert lying[0] < 0
    assert np.degrees(np.arctan2(-lying[2], -lying[0])) == pytest.approx(15)


@pytest.mark.parametrize("trunk_deg", [-90.0, -115.0])
def test_the_head_of_a_bridge_stays_on_the_floor(trunk_deg: float) -> None:
    points = Figure(anchor="shoulders").points_m(1, Angles(trunk_deg=trunk_deg))
    assert points[0, 7, 2] == pytest.approx(0, abs=1e-9)
    assert points[0, NOSE, 2] > points[0, 7, 2]
