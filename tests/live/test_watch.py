"""Raised arms and falls, acted by a jointed figure whose truth is known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from motions import MOTIONS

from coach.kinematics.signals import signals_of
from coach.live.watch import Noticed, Watch, hand_can_pause, telling_drop_rel
from coach.pose.figure import Angles, Camera, Figure, there_and_back
from coach.pose.poses import Poses, concatenate
from coach.rules import load_exercise


def noticed(poses: Poses, *, arms: bool = True, drop_rel: float = 0.45) -> list[Noticed]:
    watch = Watch(arms, drop_rel)
    return [watch.step(signals_of(poses[i : i + 1])) for i in range(len(poses))]


def moments(poses: Poses, seen: list[Noticed], what: str) -> list[float]:
    return [t for t, one in zip(poses.t_s.tolist(), seen, strict=True) if getattr(one, what)]


def arms(left_deg: float, right_deg: float, starts: list[float], hold_s: float, yaw_deg: float = 90.0) -> Poses:
    t = np.arange(0, 14, 1 / 20)
    c = there_and_back(t, starts, 0.5, hold_s)
    figure = Figure(camera=Camera(yaw_deg=yaw_deg, distance_m=3.5))
    return figure.poses(t, Angles(arm_deg=(left_deg * c, right_deg * c)))


@pytest.mark.parametrize("yaw_deg", [90.0, 0.0])
def test_an_arm_held_up_is_noticed_once_and_again_after_it_was_lowered(yaw_deg: float) -> None:
    poses = arms(175.0, 5.0, [1.0, 7.0], 2.5, yaw_deg)
    first, second = moments(poses, noticed(poses), "arm_up")
    assert 2.0 <= first <= 2.8
    assert 8.0 <= second <= 8.8


def test_an_arm_up_for_a_moment_or_both_arms_ask_for_nothing() -> None:
    for poses in (arms(175.0, 5.0, [1.0], 0.3), arms(175.0, 175.0, [1.0], 3.0), arms(100.0, 5.0, [1.0], 3.0)):
        assert moments(poses, noticed(poses), "arm_up") == []
    raised = arms(175.0, 5.0, [1.0], 2.5)
    assert moments(raised, noticed(raised, arms=False), "arm_up") == []


def test_raised_arms_pause_where_they_are_no_part_of_the_exercise() -> None:
    assert all(hand_can_pause(load_exercise(name)) for name in MOTIONS)
    floor = [name for name in MOTIONS if math.isinf(telling_drop_rel(load_exercise(name)))]
    assert floor == ["bridge", "bird_dog"]


@pytest.mark.parametrize("name", MOTIONS)
@pytest.mark.parametrize("faulty", [False, True])
def test_no_exercise_looks_like_a_fall_or_a_raised_arm(name: str, faulty: bool) -> None:
    poses = MOTIONS[name].poses(3, faulty=faulty)
    exercise = load_exercise(name)
    seen = noticed(poses, arms=hand_can_pause(exercise), drop_rel=telling_drop_rel(exercise))
    assert moments(poses, seen, "fell") == moments(poses, seen, "arm_up") == []


def going_down(seconds: float, low_s: float = 6.0) -> Poses:
    """From standing to lying on the floor beside her feet within so long, and up again after a while."""
    t = np.arange(0, 4 + 2 * seconds + low_s, 1 / 20)
    c = there_and_back(t, [2.0], seconds, low_s)
    angles = Angles(trunk_deg=85 * c, thigh_deg=(120 * c, 120 * c), knee_deg=(165 * c, 165 * c))
    return Figure(camera=Camera(distance_m=3.5)).poses(t, angles)


def test_hips_that_drop_fast_and_stay_low_are_noticed_once() -> None:
    poses = going_down(0.7)
    (moment,) = moments(poses, noticed(poses), "fell")
    assert 3.5 <= moment <= 5.0
    assert moments(poses, noticed(poses, drop_rel=math.inf), "fell") == []


def test_going_down_slowly_or_coming_up_at_once_is_no_fall() -> None:
    for poses in (going_down(2.5), going_down(5.0), going_down(0.7, low_s=0.5)):
        assert moments(poses, noticed(poses), "fell") == []


def test_someone_who_sinks_and_is_then_not_found_is_asked_for() -> None:
    poses = going_down(0.9)
    image, people = poses.image_px.copy(), poses.people.copy()
    image[int(2.75 * 20) :], people[int(2.75 * 20) :] = np.nan, 0
    gone = Poses.from_arrays(poses.t_s, image, poses.size_px, poses.world_m, poses.visibility, people=people)
    seen = noticed(gone)
    (moment,) = moments(gone, seen, "fell")
    assert 4.5 <= moment <= 5.0
    assert seen[-1].gone_s > 5


def test_someone_who_walks_out_of_the_picture_has_not_fallen() -> None:
    poses = MOTIONS["mini_squat"].poses(1)
    image, people = poses.image_px.copy(), poses.people.copy()
    image[30:], people[30:] = np.nan, 0
    gone = Poses.from_arrays(poses.t_s, image, poses.size_px, poses.world_m, poses.visibility, people=people)
    seen = noticed(gone)
    assert moments(gone, seen, "fell") == []
    assert seen[-1].gone_s == pytest.approx(float(poses.t_s[-1] - poses.t_s[29]))


@pytest.mark.parametrize("yaw_deg", [90.0, 20.0])
def test_someone_who_walks_up_to_the_camera_and_past_it_has_not_fallen(yaw_deg: float) -> None:
    """As at the end of a set: the feet leave the picture first, then all of her."""
    t = np.arange(0, 6, 1 / 20)
    blocks = []
    for k, t_s in enumerate(t):
        distance_m = max(3.5 - 1.1 * max(t_s - 1, 0), 0.4)
        camera = Camera(yaw_deg=yaw_deg, distance_m=distance_m, height_m=0.9, size_px=(640, 480))
        blocks.append(Figure(camera=camera).poses([t_s], Angles(thigh_deg=(15 * (-1) ** (k // 8), 0.0))))
    near = concatenate(blocks)
    people = np.where(t < 4.2, 1, 0)
    image = np.where((t < 4.2)[:, None, None], near.image_px, np.nan)
    walked = Poses.from_arrays(t, image, near.size_px, near.world_m, near.visibility, people=people)
    assert moments(walked, noticed(walked), "fell") == []
