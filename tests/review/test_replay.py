"""The moving figure: few pictures, the right lines near, gaps where nobody was, and bytes that unpack to the same."""

import base64

import numpy as np
import pytest

from coach.kinematics.landmarks import HIP, KNEE, LEFT, RIGHT, SHOULDER
from coach.review.replay import JOINTS, MISSING, MOST_FRAMES, STEPS, replay_of


def line(replay, a, b):
    (near,) = [near for k, m, near in replay.lines if {JOINTS[k], JOINTS[m]} == {a, b}]
    return near


def test_it_is_thinned_to_fifteen_pictures_a_second(squats):
    poses = squats().poses
    replay = replay_of(poses, "left")
    assert len(replay.t_s) == pytest.approx(len(poses) / 2, abs=1)
    assert np.diff(replay.t_s).min() > 0.06
    assert replay.points.shape == (len(replay.t_s), len(JOINTS), 2)


def test_points_are_where_the_landmarks_are(squats):
    poses = squats().poses
    replay = replay_of(poses, "left")
    assert replay.size == (STEPS, STEPS * 720 // 1280)
    shown = replay.points[0, JOINTS.index(HIP[LEFT])] / STEPS * 1280
    assert shown == pytest.approx(poses.image_px[0, HIP[LEFT]], abs=0.1)


def test_the_near_side_is_thick(squats):
    poses = squats().poses
    left, right, unknown = (replay_of(poses, side) for side in ("left", "right", None))
    for one, other, near in ((left, right, 1), (right, left, 0)):
        assert line(one, HIP[LEFT], KNEE[LEFT]) == near
        assert line(other, HIP[RIGHT], KNEE[RIGHT]) == near
    assert line(left, *SHOULDER) == line(left, *HIP) == 1
    assert all(near for _, _, near in unknown.lines)


def test_nobody_is_nowhere(squats):
    replay = replay_of(squats(unseen_s=(10.0, 12.0)).poses, "left")
    gap = (replay.t_s > 10.1) & (replay.t_s < 11.9)
    assert gap.any()
    assert (replay.points[gap] == MISSING).all()
    assert not (replay.points[~gap & (replay.t_s < 9)] == MISSING).any()


def test_what_is_packed_unpacks(squats):
    replay = replay_of(squats().poses, "left")
    unpacked = np.frombuffer(base64.b64decode(replay.packed_points()), dtype="<i2")
    assert np.array_equal(unpacked.reshape(replay.points.shape), replay.points)


def test_a_long_set_is_bounded_and_an_empty_one_no_fault(squats):
    poses = squats((50.0,)).poses
    times = np.linspace(0, 3600, len(poses))
    long = type(poses)(
        times, poses.image_px, poses.world_m, poses.visibility, poses.spread_px, poses.people, poses.size_px
    )
    assert len(replay_of(long, None).t_s) <= MOST_FRAMES
    assert replay_of(poses[:0], None).points.shape == (0, len(JOINTS), 2)
    assert len(replay_of(poses[:1], None).t_s) == 1
