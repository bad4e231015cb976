"""Each quantity against a figure whose joint angles are known, and the laws that all of them obey."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.kinematics.landmarks import LEFT
from coach.kinematics.measure import Channel, Measurer, Reason
from coach.kinematics.quantities import QUANTITIES
from coach.kinematics.uncertainty import UNCERTAINTY, VIEWS, uncertainty
from coach.pose.figure import Angles, Camera, Figure
from coach.pose.poses import Poses

#: So far away that perspective bends nothing.
FAR = Camera(yaw_deg=90.0, distance_m=60.0, view_deg=2.4)
TIMES = np.arange(4) / 30
TWIN = [0, 4, 5, 6, 1, 2, 3, 8, 7, 10, 9] + [11 + (k ^ 1) for k in range(22)]


def measured(
    quantity: str, angles: Angles, camera: Camera = FAR, side: str = "near", figure: Figure | None = None
) -> float:
    poses = (figure or Figure()).seen_from(camera).poses(TIMES, angles)
    return of(poses, quantity, side)


def of(poses: Poses, quantity: str, side: str = "near") -> float:
    channel = Channel(quantity, side if QUANTITIES[quantity].sided else "none")
    return float(Measurer([channel]).step(poses).value[0, -1])


def mirrored(poses: Poses) -> Poses:
    """The same film seen in a mirror: x turned round, left and right exchanged."""
    width = poses.size_px[0]
    image = poses.image_px[:, TWIN] * [-1, 1] + [width, 0]
    return Poses.from_arrays(
        poses.t_s, image, poses.size_px, poses.world_m[:, TWIN] * [-1, 1, 1], poses.visibility[:, TWIN]
    )


BENT = Angles(trunk_deg=30, thigh_deg=(60, 60), knee_deg=(70, 70), arm_deg=(40, 40), elbow_deg=(20, 20))
BY_HAND = {
    "knee_flexion": 70,
    "hip_flexion": 90,
    "shoulder_flexion": 40,
    "elbow_flexion": 20,
    "ankle_flexion": 10,
    "thigh_elevation": 60,
    "shank_inclination": 10,
    "arm_elevation": 10,
    "trunk_inclination": 30,
    "trunk_minus_thigh": -30,
}


@pytest.mark.parametrize("yaw_deg", [90, -90])
@pytest.mark.parametrize(("quantity", "truth"), BY_HAND.items())
def test_from_either_side_an_angle_is_what_was_set(quantity: str, truth: float, yaw_deg: float) -> None:
    assert measured(quantity, BENT, replace(FAR, yaw_deg=yaw_deg)) == pytest.approx(truth, abs=0.6)


@pytest.mark.parametrize("yaw_deg", [90, -90])
def test_backward_is_negative(yaw_deg: float) -> None:
    camera = replace(FAR, yaw_deg=yaw_deg)
    back = Angles(trunk_deg=-12, thigh_deg=(-15, -15), arm_deg=(-25, -25))
    assert measured("trunk_inclination", back, camera) == pytest.approx(-12, abs=0.6)
    assert measured("thigh_elevation", back, camera) == pytest.approx(-15, abs=0.6)
    assert measured("shoulder_flexion", back, camera) == pytest.approx(-25, abs=0.6)


@pytest.mark.parametrize("yaw_deg", [90, -90])
def test_lying_on_the_back_reads_minus_90_and_hands_and_knees_plus_90(yaw_deg: float) -> None:
    camera = replace(FAR, yaw_deg=yaw_deg)
    assert measured("trunk_inclination", Angles(trunk_deg=-90), camera) == pytest.approx(-90, abs=0.6)
    assert measured("trunk_inclination", Angles(trunk_deg=90), camera) == pytest.approx(90, abs=0.6)


@pytest.mark.parametrize("yaw_deg", [90, -90])
@pytest.mark.parametrize("quantity", ["hip_offset_knee", "hip_offset_ankle"])
def test_a_sag_and_a_pike_have_opposite_signs_and_a_straight_body_none(quantity: str, yaw_deg: float) -> None:
    """Lying on the back: hips bent by 30 degrees sag below the line, over-stretched by 30 they arch above it."""
    camera = replace(FAR, yaw_deg=yaw_deg)
    straight = measured(quantity, Angles(trunk_deg=-90, thigh_deg=(90, 90)), camera)
    sag = measured(quantity, Angles(trunk_deg=-90, thigh_deg=(120, 120), knee_deg=(30, 30)), camera)
    arch = measured(quantity, Angles(trunk_deg=-90, thigh_deg=(60, 60)), camera)
    assert straight == pytest.approx(0, abs=0.01)
    assert sag < -0.04
    assert arch > 0.04


FRONT = replace(FAR, yaw_deg=0.0)


@pytest.mark.parametrize("yaw_deg", [0, 180])
def test_from_front_and_back_left_is_positive(yaw_deg: float) -> None:
    camera = replace(FAR, yaw_deg=yaw_deg)
    leaning = Angles(lean_left_deg=15)
    assert measured("lateral_trunk_lean", leaning, camera) == pytest.approx(15, abs=0.6)
    assert measured("shoulder_line_tilt", leaning, camera) == pytest.approx(-15, abs=0.6)
    assert measured("hip_line_tilt", leaning, camera) == pytest.approx(0, abs=0.6)


@pytest.mark.parametrize("yaw_deg", [0, 180])
def test_a_leg_lifted_outward_is_positive_on_its_own_side(yaw_deg: float) -> None:
    camera = replace(FAR, yaw_deg=yaw_deg)
    lifted = Angles(abduction_deg=(20, 5))
    assert measured("hip_abduction", lifted, camera, "left") == pytest.approx(20, abs=0.6)
    assert measured("hip_abduction", lifted, camera, "right") == pytest.approx(5, abs=0.6)
    assert measured("hip_abduction", lifted, camera, "either_max") == pytest.approx(20, abs=0.6)
    assert measured("hip_abduction", lifted, camera, "either_min") == pytest.approx(5, abs=0.6)


def test_shoulders_turned_left_against_the_hips_twist_positive() -> None:
    assert measured("trunk_twist", Angles(twist_left_deg=25), FRONT) == pytest.approx(25, abs=0.6)
    assert measured("trunk_twist", Angles(twist_left_deg=-25), FRONT) == pytest.approx(-25, abs=0.6)


def test_lengths_are_shares_of_the_body() -> None:
    """By hand from the figure's segment lengths (shares of stature): thigh 0.245, shank 0.246, foot 0.039 high."""
    leg = 0.245 + 0.246
    assert measured("hip_height", Angles()) == pytest.approx((leg + 0.039) / leg, abs=0.01)
    assert measured("heel_rise", Angles()) == pytest.approx(0, abs=0.005)
    raised = measured("heel_rise", Angles(heel_lift_m=0.08), figure=Figure(height_m=1.6))
    assert raised == pytest.approx(0.08 / (leg * 1.6), abs=0.01)
    assert measured("stance_width", Angles(), FRONT) == pytest.approx(0.12 / leg, abs=0.01)


def test_a_head_in_front_of_the_trunk_line_is_positive() -> None:
    poses = Figure().seen_from(FAR).poses(TIMES, Angles())
    assert of(poses, "head_offset") == pytest.approx(0, abs=0.01)
    image = poses.image_px.copy()
    image[:, 7 + LEFT, 0] -= 20  # the left side is near, so she faces the left of the picture
    ahead = Poses.from_arrays(poses.t_s, image, poses.size_px, poses.world_m, poses.visibility)
    assert of(ahead, "head_offset") > 0.05


@pytest.mark.parametrize("size_px", [(640, 480), (1280, 720), (720, 1280)])
@pytest.mark.parametrize(("quantity", "truth"), BY_HAND.items())
def test_one_pose_in_any_picture_size_gives_one_angle(quantity: str, truth: float, size_px: tuple[int, int]) -> None:
    camera = replace(FAR, size_px=size_px)
    assert measured(quantity, BENT, camera) == pytest.approx(truth, abs=0.9)


@given(
    trunk=st.floats(-20, 80),
    thigh=st.floats(0, 100),
    knee=st.floats(0, 120),
    arm=st.floats(-20, 150),
    yaw_deg=st.sampled_from([90.0, -90.0, 80.0, -100.0]),
)
@settings(max_examples=25, deadline=None)
def test_a_mirror_changes_the_side_and_no_angle(
    trunk: float, thigh: float, knee: float, arm: float, yaw_deg: float
) -> None:
    angles = Angles(trunk_deg=trunk, thigh_deg=(thigh, thigh), knee_deg=(knee, knee), arm_deg=(arm, arm))
    poses = Figure().seen_from(replace(FAR, yaw_deg=yaw_deg)).poses(TIMES, angles)
    twin = mirrored(poses)
    channels = [
        Channel(name, "near" if row.sided else "none") for name, row in QUANTITIES.items() if "side" in row.views
    ]
    here, there = Measurer(channels).step(poses), Measurer(channels).step(twin)
    assert here.near[0] == 1 - there.near[0]
    signs = np.array([-1.0 if channel.quantity == "trunk_twist" else 1.0 for channel in channels])[:, None]
    np.testing.assert_allclose(here.value, there.value * signs, atol=1e-4)


@given(st.floats(-180, 180), st.floats(-60, 120), st.sampled_from(sorted(QUANTITIES)))
@settings(max_examples=60, deadline=None)
def test_a_value_is_finite_or_has_a_reason(yaw_deg: float, trunk: float, quantity: str) -> None:
    poses = Figure().seen_from(Camera(yaw_deg=yaw_deg)).poses(TIMES, Angles(trunk_deg=trunk))
    channel = Channel(quantity, "near" if QUANTITIES[quantity].sided else "none")
    result = Measurer([channel]).step(poses)
    np.testing.assert_array_equal(np.isfinite(result.value), result.reason == Reason.NONE)
    assert np.isfinite(result.u[np.isfinite(result.value)]).all()


def test_the_table_of_uncertainty_and_the_table_of_quantities_have_the_same_rows() -> None:
    assert set(UNCERTAINTY) == set(QUANTITIES)
    for name, row in UNCERTAINTY.items():
        assert row, name
        assert set(row) <= set(VIEWS) - {"unknown"}
        assert all(u > 0 for u in row.values())
        assert QUANTITIES[name].views == frozenset(row)
    assert uncertainty("trunk_inclination", "side") == 6.0
    assert uncertainty("trunk_inclination", "front") is None


def test_every_row_says_its_unit_and_sign() -> None:
    for name, row in QUANTITIES.items():
        assert row.name == name
        assert row.unit in ("deg", "rel")
        assert row.meaning
        assert "positive" in row.sign or "never negative" in row.sign
        assert row.needs
