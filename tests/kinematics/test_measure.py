"""Channels through a recording: sides, reasons, and any split of blocks."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.kinematics.measure import Channel, Measured, Measurer, Reason
from coach.pose.figure import Angles, Camera, Figure, there_and_back
from coach.pose.poses import Poses, concatenate

TIMES = np.arange(90) / 30
COURSE = there_and_back(TIMES, [0.5], 0.8, 0.3)
CHANNELS = [
    Channel("knee_flexion", "near"),
    Channel("knee_flexion", "far"),
    Channel("knee_flexion", "left"),
    Channel("knee_flexion", "right"),
    Channel("knee_flexion", "either_max"),
    Channel("knee_flexion", "either_min"),
    Channel("trunk_inclination", "none"),
    Channel("lateral_trunk_lean", "none"),
]


def film(yaw_deg: float = 90.0) -> Poses:
    angles = Angles(trunk_deg=20 * COURSE, thigh_deg=(30 * COURSE, 20 * COURSE), knee_deg=(60 * COURSE, 40 * COURSE))
    return Figure().seen_from(Camera(yaw_deg=yaw_deg)).poses(TIMES, angles)


def changed(poses: Poses, **arrays: np.ndarray) -> Poses:
    given = {"image_px": poses.image_px, "world_m": poses.world_m, "visibility": poses.visibility} | arrays
    return Poses.from_arrays(poses.t_s, size_px=poses.size_px, people=given.pop("people", poses.people), **given)


def at_the_bottom(measured: Measured) -> dict[str, float]:
    return dict(zip((f"{c.quantity}:{c.side}" for c in CHANNELS), measured.value[:, 45], strict=True))


def test_sides_are_what_they_are_called() -> None:
    for yaw_deg, near, far in ((90.0, "left", "right"), (-90.0, "right", "left")):
        knee = at_the_bottom(Measurer(CHANNELS).step(film(yaw_deg)))
        assert knee["knee_flexion:near"] == knee[f"knee_flexion:{near}"]
        assert knee["knee_flexion:far"] == knee[f"knee_flexion:{far}"]
        assert knee["knee_flexion:either_max"] == pytest.approx(knee["knee_flexion:left"], abs=0.01)
        assert knee["knee_flexion:either_min"] == pytest.approx(knee["knee_flexion:right"], abs=0.01)


def test_a_turn_within_a_block_takes_each_frame_from_its_near_side() -> None:
    left, right = film(90.0), film(-90.0)
    later = Poses.from_arrays(right.t_s + 5, right.image_px, right.size_px, right.world_m, right.visibility)
    both = Measurer(CHANNELS).step(concatenate([left, later]))
    assert both.near[0] == 0
    assert both.near[-1] == 1
    bottom = both.value[:, 90 + 45]
    assert bottom[0] == pytest.approx(bottom[3])
    assert bottom[1] == pytest.approx(bottom[2])


def test_the_view_that_cannot_show_it_is_the_reason() -> None:
    side = Measurer(CHANNELS).step(film(90.0))
    assert set(side.reason[7].tolist()) == {Reason.VIEW}
    front = Measurer(CHANNELS).step(film(0.0))
    assert set(front.reason[0].tolist()) == {Reason.VIEW}
    assert set(front.reason[7].tolist()) == {Reason.NONE}
    assert np.isnan(front.u[0]).all()


def test_hardly_turned_there_is_no_near_side_and_the_view_is_the_reason() -> None:
    half = Measurer(CHANNELS).step(film(17.7))
    assert set(half.reason[0].tolist()) == {Reason.VIEW}


def test_nobody_is_a_gap_and_not_a_zero() -> None:
    poses = film()
    image, people = poses.image_px.copy(), poses.people.copy()
    image[40:50], people[40:50] = np.nan, 0
    result = Measurer(CHANNELS).step(changed(poses, image_px=image, people=people))
    assert set(result.reason[0, 40:50].tolist()) == {Reason.NO_PERSON}
    assert np.isnan(result.value[0, 40:50]).all()
    assert np.isfinite(result.value[0, 50])


def test_a_hidden_knee_hides_the_near_side_alone() -> None:
    poses = film()
    visibility = poses.visibility.copy()
    visibility[:, 25] = 0.2
    result = Measurer(CHANNELS).step(changed(poses, visibility=visibility))
    reasons = {f"{c.quantity}:{c.side}": int(r) for c, r in zip(CHANNELS, result.reason[:, 45], strict=True)}
    assert reasons["knee_flexion:near"] == reasons["knee_flexion:left"] == Reason.HIDDEN
    assert reasons["knee_flexion:far"] == Reason.NONE
    assert reasons["knee_flexion:either_max"] == reasons["knee_flexion:either_min"] == Reason.NONE
    assert reasons["trunk_inclination:none"] == Reason.NONE


def test_from_the_front_a_trunk_needs_both_sides() -> None:
    poses = film(0.0)
    visibility = poses.visibility.copy()
    visibility[:, 12] = 0.2
    assert Measurer(CHANNELS).step(changed(poses, visibility=visibility)).reason[7, 45] == Reason.HIDDEN
    poses = film(-90.0)
    visibility = poses.visibility.copy()
    visibility[:, 11] = 0.2
    assert Measurer(CHANNELS).step(changed(poses, visibility=visibility)).reason[6, 45] == Reason.NONE


def test_a_landmark_far_outside_the_picture_is_a_guess() -> None:
    poses = film()
    image = poses.image_px.copy()
    image[:, 27, 1] += 500
    assert Measurer(CHANNELS).step(changed(poses, image_px=image)).reason[0, 45] == Reason.HIDDEN


def test_a_person_too_small_to_measure_is_said_to_be_too_far() -> None:
    far = Figure().seen_from(Camera(distance_m=40.0)).poses(TIMES, Angles())
    assert set(Measurer(CHANNELS).step(far).reason[0].tolist()) == {Reason.TOO_FAR}


def test_a_jumping_landmark_is_jitter() -> None:
    poses = film()
    image = poses.image_px.copy()
    image[60, 27, 0] += 200
    result = Measurer(CHANNELS).step(changed(poses, image_px=image))
    assert result.reason[0, 60] == result.reason[0, 61] == Reason.JITTER
    assert np.isnan(result.value[0, 60])


def test_an_empty_block_measures_nothing() -> None:
    assert Measurer(CHANNELS).step(film()[0:0]).value.shape == (len(CHANNELS), 0)


@given(st.lists(st.integers(0, 90), max_size=6), st.sampled_from([90.0, -60.0, 30.0, 0.0, 170.0]), st.integers(0, 3))
@settings(max_examples=30, deadline=None)
def test_any_split_into_blocks_gives_the_same_bits(cuts: list[int], yaw_deg: float, seed: int) -> None:
    poses = film(yaw_deg)
    image = poses.image_px + np.random.default_rng(seed).normal(0, 3, poses.image_px.shape)
    image[30:33] = np.nan
    poses = changed(poses, image_px=image)
    whole = Measurer(CHANNELS).step(poses)
    edges = [0, *sorted(cuts), 90]
    measurer = Measurer(CHANNELS)
    parts = [measurer.step(poses[a:b]) for a, b in pairwise(edges)]
    for name in ("view", "yaw_deg", "near", "people"):
        np.testing.assert_array_equal(getattr(whole, name), np.concatenate([getattr(part, name) for part in parts]))
    for name in ("value", "reason", "u"):
        np.testing.assert_array_equal(getattr(whole, name), np.concatenate([getattr(p, name) for p in parts], axis=1))
