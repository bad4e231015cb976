"""A set that is paused has no frames for a while: nothing is counted or judged across the gap."""

from __future__ import annotations

import json

import numpy as np
import pytest
from motions import MOTIONS

from coach.coaching import Coach, judge_poses, report_of
from coach.coaching.coach import PAUSE_S
from coach.coaching.events import Armed, Disarmed
from coach.pose.poses import Poses, concatenate
from coach.rules import load_exercise

SQUAT = load_exercise("mini_squat")


def paused(poses: Poses, at_s: float, for_s: float) -> Poses:
    """The same set with a pause of so long: the person stands where she was, the clock has gone on."""
    later = np.where(poses.t_s < at_s, poses.t_s, poses.t_s + for_s)
    return Poses.from_arrays(later, poses.image_px, poses.size_px, poses.world_m, poses.visibility)


def test_a_pause_between_repetitions_costs_none_and_asks_for_the_start_posture_again() -> None:
    poses = paused(MOTIONS["mini_squat"].poses(4), 11.0, 60.0)
    report = judge_poses(poses, SQUAT, arm="still")
    assert report.count == 4
    gaps = [event for event in report.events if isinstance(event, Disarmed)]
    assert [(event.reason, round(event.t_s)) for event in gaps] == [("gap", 71)]
    assert [event.t_s > 71 for event in report.events if isinstance(event, Armed)] == [False, True]


def test_a_pause_within_a_repetition_counts_no_repetition_across_it() -> None:
    whole = judge_poses(MOTIONS["mini_squat"].poses(4), SQUAT, arm="still").count
    report = judge_poses(paused(MOTIONS["mini_squat"].poses(4), 8.5, 60.0), SQUAT, arm="still")
    assert (whole, report.count) == (4, 3)


def test_the_time_of_a_pause_is_neither_judged_nor_lost() -> None:
    poses = MOTIONS["mini_squat"].poses(3, faulty=True)
    coach = Coach(SQUAT, arm="still")
    events = coach.step(paused(poses, 8.3, 600.0))
    report = report_of(coach, [*events, *coach.finish()])
    for judge in coach.judges:
        assert 0 < sum(judge.seconds.values()) < float(poses.t_s[-1])
    breaches = report.limits[1]["breaches"]
    assert [breach["end_s"] < 8.3 or breach["start_s"] > 608.3 for breach in breaches] == [True] * len(breaches)
    assert len(breaches) == 3


def test_cutting_into_blocks_anywhere_gives_the_same_events_around_a_pause() -> None:
    poses = paused(MOTIONS["mini_squat"].poses(2), 8.5, PAUSE_S + 1)
    whole = judge_poses(poses, SQUAT, arm="still").to_dict()
    for size in (1, 7, 200):
        coach = Coach(SQUAT, arm="still")
        events = [event for i in range(0, len(poses), size) for event in coach.step(poses[i : i + size])]
        assert json.dumps(report_of(coach, [*events, *coach.finish()]).to_dict()) == json.dumps(whole)


def test_a_gap_before_the_set_is_armed_is_no_event() -> None:
    poses = MOTIONS["mini_squat"].poses(1)
    report = judge_poses(concatenate([poses[:10], paused(poses, 0.0, 20.0)]), SQUAT, arm="still")
    assert [event for event in report.events if isinstance(event, Disarmed)] == []
    assert report.count == 1


def test_the_ring_fills_while_the_start_is_held_and_the_hold_is_timed() -> None:
    coach = Coach(SQUAT, arm="still")
    poses = MOTIONS["mini_squat"].poses(1)
    shares = []
    for i in range(40):
        coach.step(poses[i : i + 1])
        shares.append(coach.still_share)
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert coach.armed
    assert coach.held_s != coach.held_s
    held = []
    for i in range(40, 130):
        coach.step(poses[i : i + 1])
        held.append(coach.held_s)
    assert np.nanmax(held) == pytest.approx(1.5, abs=0.5)
