"""The fold through its public door: the six exercises, their faults, and the laws that hold for any set."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from motions import MOTIONS

from coach.coaching import Coach, judge_poses, report_of
from coach.coaching.events import Attempt, CannotJudge, Cue, Disarmed, Ended, Hold, PeopleInView, Praise, SetDone
from coach.coaching.machine import Zone
from coach.pose.figure import Angles, Camera, Figure, there_and_back
from coach.pose.poses import Poses, concatenate
from coach.rules import load_exercise
from coach.rules.model import Exercise

EXERCISES = {name: load_exercise(name) for name in MOTIONS}
SQUAT = EXERCISES["mini_squat"]
TWIN = [0, 4, 5, 6, 1, 2, 3, 8, 7, 10, 9] + [11 + (k ^ 1) for k in range(22)]


#: How much of the whole way a repetition that turns back goes, where 0.6 is not in the middle of the thresholds.
PART_OF_THE_WAY = {"standing_hip_abduction": 0.45, "heel_raise": 0.3, "bridge": 0.3, "bird_dog": 0.4}


def as_json(poses: Poses, exercise: Exercise, arm: str = "start") -> str:
    return json.dumps(judge_poses(poses, exercise, arm=arm).to_dict(), allow_nan=False)


def without(poses: Poses, begin: int, end: int) -> Poses:
    """The same film with nobody in it for some frames."""
    image, people = poses.image_px.copy(), poses.people.copy()
    image[begin:end], people[begin:end] = np.nan, 0
    return Poses.from_arrays(poses.t_s, image, poses.size_px, poses.world_m, poses.visibility, people=people)


def later(poses: Poses, by_s: float) -> Poses:
    return Poses.from_arrays(poses.t_s + by_s, poses.image_px, poses.size_px, poses.world_m, poses.visibility)


@pytest.mark.parametrize("name", MOTIONS)
def test_a_set_done_well_is_counted_and_no_limit_fires(name: str) -> None:
    report = judge_poses(MOTIONS[name].poses(4), EXERCISES[name])
    assert (report.count, report.attempts) == (4, 0)
    assert [event for event in report.events if isinstance(event, Cue)] == []
    assert {limit["verdict"] for limit in report.limits} <= {"ok", "close"}
    assert report.coverage is not None
    assert report.coverage > 0.85
    # By construction: two seconds of rest, then one every five seconds.
    assert [round(event.start_s, 1) // 5 for event in report.repetitions] == [0, 1, 2, 3]


@pytest.mark.parametrize("name", MOTIONS)
def test_its_fault_fires_its_limit_with_a_cue_that_explains_itself(name: str) -> None:
    motion, exercise = MOTIONS[name], EXERCISES[name]
    report = judge_poses(motion.poses(4, faulty=True), exercise)
    assert report.count == 4
    fired = {limit["id"]: limit for limit in report.limits if limit["verdict"] == "breach"}
    assert list(fired) == [motion.limit]
    # Standing up, the trunk leans on the way up and again on the way down.
    assert len(fired[motion.limit]["breaches"]) == (8 if name == "sit_to_stand" else 4)
    rule = next(limit for limit in exercise.limits if limit.id == motion.limit)
    cue = next(event for event in report.events if isinstance(event, Cue))
    assert (cue.text, cue.quantity, cue.source) == (rule.cue, rule.quantity, rule.source)
    assert (cue.exercise_id, cue.exercise_version) == (name, exercise.version)
    assert cue.limit in (rule.min, rule.max)
    assert abs(cue.value - cue.limit) > cue.u > 0


@pytest.mark.parametrize("name", MOTIONS)
def test_no_limit_is_dead_each_fires_where_its_fault_is_done(name: str) -> None:
    motion, exercise = MOTIONS[name], EXERCISES[name]
    assert set(motion.faults) == {limit.id for limit in exercise.limits}
    for limit_id in motion.faults:
        report = judge_poses(motion.poses(4, fault=limit_id), exercise)
        verdicts = {limit["id"]: limit["verdict"] for limit in report.limits}
        assert verdicts[limit_id] == "breach", limit_id


@pytest.mark.parametrize("name", MOTIONS)
@pytest.mark.parametrize("fps", [10, 15, 60])
def test_the_frame_rate_changes_no_count(name: str, fps: float) -> None:
    assert judge_poses(MOTIONS[name].poses(3, fps=fps), EXERCISES[name]).count == 3


@pytest.mark.parametrize("name", MOTIONS)
@pytest.mark.parametrize("size_px", [(640, 480), (720, 1280)])
def test_the_picture_size_changes_no_verdict(name: str, size_px: tuple[int, int]) -> None:
    report = judge_poses(MOTIONS[name].poses(3, size_px=size_px, faulty=True), EXERCISES[name])
    assert report.count == 3
    assert [limit["id"] for limit in report.limits if limit["verdict"] == "breach"] == [MOTIONS[name].limit]


@pytest.mark.parametrize("name", MOTIONS)
def test_a_mirrored_film_gives_the_same_verdicts_with_sides_swapped(name: str) -> None:
    poses = MOTIONS[name].poses(3, faulty=True)
    image = poses.image_px[:, TWIN] * [-1, 1] + [poses.size_px[0], 0]
    world = poses.world_m[:, TWIN] * [-1, 1, 1]
    mirrored = Poses.from_arrays(poses.t_s, image, poses.size_px, world, poses.visibility[:, TWIN])
    here, there = judge_poses(poses, EXERCISES[name]).to_dict(), judge_poses(mirrored, EXERCISES[name]).to_dict()
    swap = {"left": "right", "right": "left", None: None}
    assert here["view"]["near_side"] == swap[there["view"]["near_side"]]
    assert here["count"] == there["count"] == 3
    verdicts = {limit["id"]: limit["verdict"] for limit in here["limits"]}
    for limit in there["limits"]:
        twin = limit["id"].replace("left", "?").replace("right", "left").replace("?", "right")
        assert limit["verdict"] == verdicts[twin]


@pytest.mark.parametrize("name", ["sit_to_stand", "mini_squat", "bird_dog"])
def test_a_film_that_begins_at_the_end_of_the_movement_is_counted_too(name: str) -> None:
    """Cut at 3.5 s, within the first hold: the first full cycle is the one that comes back there."""
    report = judge_poses(MOTIONS[name].poses(4, begin_s=3.5), EXERCISES[name])
    assert report.count == 3
    assert report.events[0].to_dict()["at"] == "end"


@pytest.mark.parametrize("name", MOTIONS)
def test_a_movement_that_turns_back_is_an_attempt_that_says_how_far_it_got(name: str) -> None:
    report = judge_poses(MOTIONS[name].poses(3, reach=PART_OF_THE_WAY.get(name, 0.6)), EXERCISES[name])
    attempts = [event for event in report.events if isinstance(event, Attempt)]
    assert report.count == 0
    assert len(attempts) == report.attempts == 3
    assert {event.why for event in attempts} == {"turned_back"}
    assert all(0.3 < event.reached_share < 1 for event in attempts)


@given(cuts=st.lists(st.integers(0, 510), max_size=8), name=st.sampled_from(sorted(MOTIONS)), faulty=st.booleans())
@settings(max_examples=25, deadline=None)
def test_any_split_into_blocks_gives_the_same_json(cuts: list[int], name: str, faulty: bool) -> None:
    poses = without(MOTIONS[name].poses(3, faulty=faulty), 200, 215)
    coach = Coach(EXERCISES[name], arm="start")
    events = []
    for begin, end in pairwise([0, *sorted(cuts), len(poses)]):
        events += coach.step(poses[begin:end])
    parts = json.dumps(report_of(coach, [*events, *coach.finish()]).to_dict())
    assert parts == as_json(poses, EXERCISES[name])


@pytest.mark.parametrize("name", MOTIONS)
@pytest.mark.parametrize("arm", ["start", "still"])
def test_live_frame_by_frame_and_replay_give_byte_identical_json(name: str, arm: str) -> None:
    poses = without(MOTIONS[name].poses(3, faulty=True), 100, 103)
    coach = Coach(EXERCISES[name], arm="still" if arm == "still" else "start")
    events = [event for k in range(len(poses)) for event in coach.step(poses[k : k + 1])]
    live = json.dumps(report_of(coach, [*events, *coach.finish()]).to_dict())
    assert live == as_json(poses, EXERCISES[name], arm)


def test_live_nothing_counts_before_the_start_was_held_still() -> None:
    poses = MOTIONS["mini_squat"].poses(3, begin_s=1.8)
    assert judge_poses(poses, SQUAT, arm="start").count == 3
    held = judge_poses(poses, SQUAT, arm="still")
    assert held.count == 2
    assert held.events[0].t_s > 4.0


def test_the_wrong_view_gives_no_number_and_says_why() -> None:
    report = judge_poses(MOTIONS["mini_squat"].poses(3, yaw_deg=0.0), SQUAT)
    assert report.count is None
    assert report.repetitions == ()
    assert report.to_dict()["view"]["seen"] == "front"
    assert {limit["verdict"] for limit in report.limits} == {"cannot_judge"}


def test_nobody_in_the_film_is_no_set() -> None:
    poses = MOTIONS["mini_squat"].poses(1)
    report = judge_poses(without(poses, 0, len(poses)), SQUAT)
    assert (report.count, report.attempts, report.coverage) == (0, 0, None)
    assert report.to_dict()["view"] == {"seen": "none", "near_side": None, "share": 0.0}
    assert [event.kind for event in report.events] == ["people", "ended"]


def test_a_film_without_frames_ends_at_once() -> None:
    report = judge_poses(MOTIONS["mini_squat"].poses(1)[0:0], SQUAT)
    assert report.events == (Ended(0.0, "input_ended"),)


def test_unseen_for_long_the_start_posture_is_needed_again() -> None:
    poses = MOTIONS["mini_squat"].poses(4)
    gone = judge_poses(without(poses, 200, 320), SQUAT)
    assert [event.reason for event in gone.events if isinstance(event, Disarmed)] == ["not_seen"]
    assert gone.count == 3
    reasons = [event.reason for event in gone.events if isinstance(event, CannotJudge)]
    assert set(reasons) == {"no_person"}


def test_a_short_gap_within_a_repetition_loses_nothing_and_a_long_one_loses_that_repetition() -> None:
    poses = MOTIONS["mini_squat"].poses(3)
    assert judge_poses(without(poses, 100, 115), SQUAT).count == 3
    assert judge_poses(without(poses, 85, 135), SQUAT).count == 2


def test_someone_who_walks_by_with_straight_knees_has_not_begun_a_bridge() -> None:
    t = np.arange(0, 6, 1 / 30)
    standing = Figure().poses(t, Angles())
    report = judge_poses(standing, EXERCISES["bridge"])
    assert [event.kind for event in report.events] == ["ended"]
    assert report.count == 0


def bends_to_the_floor() -> Poses:
    """Down to pick something up: the knees pass the squat's thresholds, the trunk goes far beyond a squat's."""
    t = np.arange(0, 8, 1 / 30)
    c = there_and_back(t, [2.0], 1.2, 1.0)
    angles = Angles(trunk_deg=85 * c, thigh_deg=(30 * c, 30 * c), knee_deg=(55 * c, 55 * c))
    return Figure(camera=Camera(distance_m=3.5)).poses(t, angles)


def test_a_bend_to_the_floor_is_no_squat_but_it_is_seen() -> None:
    report = judge_poses(bends_to_the_floor(), SQUAT)
    assert report.count == 0
    assert [event.why for event in report.events if isinstance(event, Attempt)] == ["other_movement"]
    assert next(limit for limit in report.limits if limit["id"] == "forward_bend")["verdict"] == "breach"


@pytest.mark.parametrize(("factor", "why"), [(0.15, "too_quick"), (8.0, "too_slow")])
def test_too_quick_and_too_slow_are_attempts_with_the_reason(factor: float, why: str) -> None:
    poses = MOTIONS["mini_squat"].poses(2)
    t_s = poses.t_s * factor
    stretched = Poses.from_arrays(t_s, poses.image_px, poses.size_px, poses.world_m, poses.visibility)
    rule = replace(SQUAT.repetition, seconds=replace(SQUAT.repetition.seconds, min=1.0))
    report = judge_poses(stretched, replace(SQUAT, repetition=rule))
    assert report.count == 0
    assert {event.why for event in report.events if isinstance(event, Attempt)} <= {why}
    if why == "too_slow":
        assert report.attempts == 2


def test_holds_are_timed_and_a_short_one_is_no_error() -> None:
    rule = replace(SQUAT.repetition, hold_s=1.0)
    holds = [
        e
        for e in judge_poses(MOTIONS["mini_squat"].poses(2), replace(SQUAT, repetition=rule)).events
        if isinstance(e, Hold)
    ]
    assert [hold.verdict for hold in holds] == ["ok", "ok"]
    rule = replace(SQUAT.repetition, hold_s=4.0)
    report = judge_poses(MOTIONS["mini_squat"].poses(2), replace(SQUAT, repetition=rule))
    assert [hold["verdict"] for hold in report.to_dict()["holds"]] == ["short", "short"]
    assert report.count == 2


def test_without_a_hold_in_the_rule_none_is_reported() -> None:
    rule = replace(SQUAT.repetition, hold_s=None)
    assert judge_poses(MOTIONS["mini_squat"].poses(2), replace(SQUAT, repetition=rule)).to_dict()["holds"] == []


def test_the_goal_is_told_and_missing_it_is_no_error() -> None:
    report = judge_poses(MOTIONS["mini_squat"].poses(1), SQUAT)
    assert [event.goal_met for event in report.repetitions] == [True]
    far_off = replace(SQUAT, goal=replace(SQUAT.goal, min=80.0))
    report = judge_poses(MOTIONS["mini_squat"].poses(1), far_off)
    assert [event.goal_met for event in report.repetitions] == [False]
    assert report.repetitions[0].verdict == "ok"
    assert judge_poses(MOTIONS["mini_squat"].poses(1), replace(SQUAT, goal=None)).repetitions[0].goal_met is None


def test_the_dose_done_is_said_once_and_counting_goes_on() -> None:
    exercise = replace(SQUAT, dose=replace(SQUAT.dose, repetitions=2))
    report = judge_poses(MOTIONS["mini_squat"].poses(3), exercise)
    assert [event.count for event in report.events if isinstance(event, SetDone)] == [2]
    assert report.count == 3


def test_clean_repetitions_are_praised_after_every_third_and_breaches_never() -> None:
    praised = [e for e in judge_poses(MOTIONS["mini_squat"].poses(6), SQUAT).events if isinstance(e, Praise)]
    assert len(praised) == 2
    faulty = judge_poses(MOTIONS["mini_squat"].poses(6, faulty=True), SQUAT)
    assert [e for e in faulty.events if isinstance(e, Praise)] == []


def test_a_cue_comes_at_most_every_five_seconds_however_long_the_breach() -> None:
    t = np.arange(0, 30, 1 / 30)
    c = there_and_back(t, [2.0], 1.2, 20.0)
    stooped = Angles(trunk_deg=60 * c, thigh_deg=(10 * c, 10 * c), knee_deg=(20 * c, 20 * c))
    report = judge_poses(Figure(camera=Camera(distance_m=3.5)).poses(t, stooped), SQUAT)
    times = [event.t_s for event in report.events if isinstance(event, Cue)]
    assert len(times) >= 3
    assert min(np.diff(times)) >= 5.0
    assert len(next(limit for limit in report.limits if limit["id"] == "forward_bend")["breaches"]) == 1


def test_a_breach_that_lasts_to_the_end_is_in_the_report() -> None:
    poses = MOTIONS["mini_squat"].poses(1, faulty=True)
    report = judge_poses(poses[: int(3.8 * 30)], SQUAT)
    breaches = next(limit for limit in report.limits if limit["id"] == "forward_bend")["breaches"]
    assert [breach["end_s"] for breach in breaches] == [round(float(poses.t_s[int(3.8 * 30) - 1]), 4)]


def test_a_second_person_is_reported_once_she_stays() -> None:
    poses = MOTIONS["mini_squat"].poses(2)
    people = poses.people.copy()
    people[30:33] = 2
    people[100:200] = 2
    crowded = Poses.from_arrays(
        poses.t_s, poses.image_px, poses.size_px, poses.world_m, poses.visibility, people=people
    )
    told = [(round(e.t_s, 1), e.people) for e in judge_poses(crowded, SQUAT).events if isinstance(e, PeopleInView)]
    assert told == [(3.8, 2), (7.2, 1)]


def test_with_two_people_in_view_one_who_never_moves_is_given_no_number() -> None:
    moving, still = MOTIONS["mini_squat"].poses(2), MOTIONS["mini_squat"].poses(2, reach=0.0)
    for poses, count in ((moving, 2), (still, None)):
        people = np.where(np.arange(len(poses)) % 3 > 0, 2, 1)
        crowded = Poses.from_arrays(
            poses.t_s, poses.image_px, poses.size_px, poses.world_m, poses.visibility, people=people
        )
        assert judge_poses(crowded, SQUAT).count == count
    assert judge_poses(still, SQUAT).count == 0


def test_the_live_screen_can_ask_where_the_person_is() -> None:
    coach = Coach(SQUAT, arm="start")
    assert (coach.armed, coach.zone) == (False, Zone.UNKNOWN)
    poses = MOTIONS["mini_squat"].poses(1)
    coach.step(poses[:30])
    assert (coach.armed, coach.zone) == (True, Zone.START)
    coach.step(poses[30 : int(3.5 * 30)])
    assert coach.zone is Zone.END
    assert coach.progress > 1.0
    heel = Coach(EXERCISES["heel_raise"], arm="start")
    heel.step(MOTIONS["heel_raise"].poses(1)[: int(3.5 * 30)])
    assert heel.progress > 1.0


def test_a_heel_that_rests_higher_after_a_turn_is_counted_from_its_new_rest() -> None:
    first = MOTIONS["heel_raise"].poses(2)
    second = later(MOTIONS["heel_raise"].poses(2, yaw_deg=-75.0), float(first.t_s[-1]) + 1 / 30)
    assert judge_poses(concatenate([first, second]), EXERCISES["heel_raise"]).count == 4


def test_a_rest_that_was_lost_is_taken_anew() -> None:
    """She steps onto something and stays there: after the longest repetition the rest is looked for again."""
    t = np.arange(0, 24, 1 / 30)
    up = Angles(heel_lift_m=np.where(t > 3, 0.06, 0.0))
    stays = Figure(camera=Camera(distance_m=3.5)).poses(t, up)
    set_ = later(MOTIONS["heel_raise"].poses(2), 24.0)
    report = judge_poses(concatenate([stays, set_]), EXERCISES["heel_raise"])
    assert "rest_lost" in [event.reason for event in report.events if isinstance(event, Disarmed)]
    assert report.count == 2


def test_the_trace_has_a_value_for_each_frame() -> None:
    poses = MOTIONS["mini_squat"].poses(2)
    trace = judge_poses(poses, SQUAT).trace
    assert len(np.concatenate(trace.t_s)) == len(np.concatenate(trace.driver)) == len(poses)
    assert {name: len(np.concatenate(blocks)) for name, blocks in trace.limits.items()} == {
        limit.id: len(poses) for limit in SQUAT.limits
    }


def test_an_exercise_without_limits_praises_nothing_and_has_no_coverage() -> None:
    report = judge_poses(MOTIONS["mini_squat"].poses(3), replace(SQUAT, limits=()))
    assert report.count == 3
    assert [event for event in report.events if isinstance(event, Praise)] == []
    assert report.coverage is None
    assert {event.verdict for event in report.repetitions} == {"ok"}


def test_a_start_left_at_once_gives_no_neutral_and_the_next_rest_does() -> None:
    poses = MOTIONS["mini_squat"].poses(3)[int(2.5 * 30) :]
    report = judge_poses(poses, SQUAT)
    taken = [event.to_dict() for event in report.events if event.kind == "neutral"]
    assert [event["at"] for event in taken] == ["start"]
    assert taken[0]["t_s"] > report.repetitions[0].end_s
    assert report.repetitions[0].verdict == "cannot_judge"
    assert report.count == 3
