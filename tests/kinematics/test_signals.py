"""What is told of the person herself, on a figure whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from coach.kinematics.signals import PARTS, signals_of
from coach.pose.figure import Angles, Camera, Figure
from coach.pose.poses import Poses

STANDING = Figure(camera=Camera(distance_m=3.5))


def test_a_standing_person_has_her_hips_a_leg_above_her_feet_and_her_arms_down() -> None:
    seen = signals_of(STANDING.poses([0.0], Angles()))
    assert seen.hip_height_px[0] / seen.leg_px[0] == pytest.approx(1.0, abs=0.02)
    assert seen.line_tilt_deg[0] == pytest.approx(0.0, abs=2.0)
    assert np.nanmin(seen.arm_from_up_deg) > 170
    assert (bool(seen.present[0]), int(seen.people[0])) == (True, 1)
    assert not any(hidden[0] for hidden in seen.unseen.values())


def test_a_raised_arm_is_told_for_its_own_side() -> None:
    seen = signals_of(Figure(camera=Camera(yaw_deg=0, distance_m=3.5)).poses([0.0], Angles(arm_deg=(180.0, 0.0))))
    left, right = seen.arm_from_up_deg[0]
    assert left == pytest.approx(0.0, abs=5.0)
    assert right > 150


def test_a_bent_elbow_is_no_raised_arm() -> None:
    poses = Figure(camera=Camera(yaw_deg=90, distance_m=3.5)).poses(
        [0.0], Angles(arm_deg=(170.0, 0.0), elbow_deg=(100.0, 0.0))
    )
    assert signals_of(poses).arm_from_up_deg[0, 0] > 60


@pytest.mark.parametrize(("height_m", "hidden"), [(1.75, "feet"), (0.1, "head")])
def test_what_the_picture_cuts_off_is_unseen(height_m: float, hidden: str) -> None:
    near = STANDING.seen_from(Camera(distance_m=1.7, height_m=height_m)).poses([0.0], Angles())
    seen = signals_of(near)
    assert seen.unseen[hidden][0]
    assert seen.extent_rel[0] > 1


def test_how_large_and_where_she_is_does_not_hang_on_the_picture_size() -> None:
    sizes = [(640, 480), (1280, 960)]
    both = [signals_of(STANDING.seen_from(Camera(distance_m=3.5, size_px=s)).poses([0.0], Angles())) for s in sizes]
    assert both[0].middle_rel[0] == pytest.approx(both[1].middle_rel[0], abs=0.002)
    assert both[0].extent_rel[0] == pytest.approx(both[1].extent_rel[0], abs=0.002)
    assert 2 * both[0].body_px[0] == pytest.approx(both[1].body_px[0], rel=0.005)


def test_where_nobody_is_nothing_is_told() -> None:
    seen = signals_of(Poses.from_arrays([0.0], np.full((1, 33, 2), np.nan), (640, 480), people=[0]))
    assert not seen.present[0]
    assert np.isnan([seen.extent_rel[0], seen.body_px[0], seen.hip_height_px[0], seen.line_tilt_deg[0]]).all()
    assert np.isnan(seen.arm_from_up_deg).all()
    assert all(seen.unseen[part][0] for part in PARTS)


def test_a_block_is_told_as_its_frames_one_by_one() -> None:
    t = np.arange(0, 1, 0.1)
    poses = STANDING.poses(t, Angles(thigh_deg=(50 * t, 50 * t), knee_deg=(80 * t, 80 * t)))
    whole = signals_of(poses)
    for i in range(len(t)):
        one = signals_of(poses[i : i + 1])
        assert one.hip_height_px[0] == whole.hip_height_px[i]
        assert one.middle_rel[0] == whole.middle_rel[i]
