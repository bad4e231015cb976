"""Thresholds in order, a start that can arm, times that leave room, and a goal that can be met."""

import pytest

from coach.rules import check_text

LIFTING = (
    ("min: 70}", "max: 20}"),
    ("leave: 75", "leave: 25"),
    ("reach: 20", "reach: 60"),
    ("return: 70", "return: 30"),
    ("goal: {quantity: knee_flexion, at: end, max: 10}", "goal: {quantity: knee_flexion, min: 65}"),
)


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "says"),
    [
        ("return: 70", "return: 80", 14, "repetition.return", "Write a value from 75 towards 20, near 75."),
        ("return: 70", "return: 20", 14, "repetition.return", "near 75"),
        ("return: 70", "return: 10", 14, "repetition.return", "near 75"),
        ("reach: 20", "reach: 75", 13, "repetition.reach", "away from leave"),
        ("min: 1.0, max: 12", "min: 12, max: 12", 15, "repetition.seconds.min", "Write less than 12."),
        ("return: 70", "return: 70\n  hold_s: 12", 15, "repetition.hold_s", "raise seconds.max"),
        ("for_s: 0.3", "for_s: 15", 21, "limits[0].for_s", "Write less than 12"),
        ("{still_for_s: 1.0}", "{still_for_s: 1.0}\n  - {still_for_s: 2.0}", 9, "start[2].still_for_s", "Keep one"),
        ("{still_for_s: 1.0}", "{still_for_s: 1.0, min: 5}", 8, "start[1]", "in one line"),
        ("{still_for_s: 1.0}", "{max: 5}", 8, "start[1]", "in one line"),
        ("min: 70}", "min: 70, still_for_s: 2}", 7, "start[0]", "in one line"),
        ("{still_for_s: 1.0}", "{quantity: hip_flexion}", 8, "start[1]", "Add min: … or max: …"),
        ("min: 70}", "min: 70, max: 60}", 7, "start[0].min", "Exchange"),
        ("min: 70}", "min: 30, max: 60}", 7, "start[0].max", "Allow values at or above 75."),
        ("min: 70}", "min: 10}", 7, "start[0]", "Add {quantity: knee_flexion, min: 75}"),
        ("  - {quantity: knee_flexion, min: 70}\n", "", 6, "start", "Add {quantity: knee_flexion, min: 75}"),
        ("at: end, max: 10", "at: end", 16, "goal", "Add min: … or max: …"),
        ("at: end, max: 10", "at: end, min: 30", 16, "goal.min", "Write a value below 20."),
        ("goal: {quantity: knee_flexion", "goal: {quantity: hip_flexion", 16, "goal.quantity", "knee_flexion"),
        ("at: end, max: 10", "at: end, min: 12, max: 10", 16, "goal.min", "Exchange"),
    ],
)
def test_one_fault_with_its_line_key_and_advice(broken, old, new, line, key, says):
    faults = [fault for fault in broken((old, new)) if fault.key == key]
    assert [fault.line for fault in faults] == [line], [str(fault) for fault in broken((old, new))]
    assert says in faults[0].instead


def test_a_movement_that_rises_is_checked_in_its_own_direction(broken, only):
    assert broken(*LIFTING) == []
    assert only(*LIFTING, ("max: 20}", "min: 30, max: 40}")).instead == "Allow values at or below 25."
    assert only(*LIFTING, ("max: 20}", "max: 80}")).instead == "Add {quantity: knee_flexion, max: 25} to start."
    assert only(*LIFTING, ("min: 65}", "max: 50}")).instead == "Write a value above 60."
    assert only(*LIFTING, ("return: 30", "return: 20")).instead == "Write a value from 25 towards 60, near 25."


def test_equal_leave_and_return_still_leave_room_to_reach(broken):
    assert broken(("return: 70", "return: 75")) == []


def test_a_rule_without_start_or_times_is_told_only_of_what_is_missing(rule):
    text = rule.replace("  seconds: {min: 1.0, max: 12}\n", "").replace("  - {still_for_s: 1.0}\n", "")
    text = text.replace(
        "start:                      # the posture that arms the set\n  - {quantity: knee_flexion, min: 70}\n", ""
    )
    assert [(fault.key, fault.message) for fault in check_text(text)] == [
        ("start", "this key is missing."),
        ("repetition.seconds", "this key is missing."),
    ]


RISE = (
    ("min: 70}", "max: 30}"),
    ("leave: 75", "leave: 10"),
    ("reach: 20", "reach: 40"),
    ("return: 70", "return: 15\n  change_from: rest"),
    ("goal: {quantity: knee_flexion, at: end, max: 10}", "goal: {quantity: knee_flexion, min: 45}"),
)


def test_thresholds_from_rest_are_not_weighed_against_the_start_posture(broken):
    assert broken(*RISE) == []
    assert broken(*RISE, ("max: 30}", "min: -20}")) == []
    assert broken(*RISE, ("quantity: trunk_inclination\n    max: 60", "quantity: knee_flexion\n    max: 45")) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "says"),
    [
        ("leave: 10", "leave: 0", 12, "repetition.leave", "Write a value above 0, towards reach."),
        ("  - {quantity: knee_flexion, max: 30}\n", "", 6, "start", "Add {quantity: …, min: …} to start."),
        ("change_from: rest", "change_from: neutral", 15, "repetition.change_from", "Write rest, or leave it out."),
        (
            "quantity: trunk_inclination\n    max: 60",
            "quantity: knee_flexion\n    change_from: neutral\n    max: 35",
            22,
            "limits[0].max",
            "Allow more than 40",
        ),
    ],
)
def test_a_movement_counted_from_rest(only, old, new, line, key, says):
    fault = only(*RISE, (old, new))
    assert (fault.line, fault.key) == (line, key)
    assert says in fault.instead


def test_a_fall_from_rest_begins_below_it(broken, only):
    fall = (
        ("leave: 10", "leave: -10"),
        ("reach: 40", "reach: -40"),
        ("return: 15", "return: -15"),
        ("min: 45", "max: -45"),
    )
    assert broken(*RISE, *fall) == []
    assert only(*RISE, *fall, ("leave: -10", "leave: 5")).instead == "Write a value below 0, towards reach."


def at_end(condition):
    return ("return: 70", f"return: 70\n  at_end:\n    - {condition}")


@pytest.mark.parametrize(
    "condition", ["{quantity: trunk_inclination, max: 40}", "{quantity: knee_flexion, min: 0, max: 30}"]
)
def test_conditions_at_the_end_tell_movements_apart(broken, condition):
    assert broken(at_end(condition)) == []


@pytest.mark.parametrize(
    ("condition", "key", "says"),
    [
        ("{quantity: trunk_inclination}", "repetition.at_end[0]", "Add min: … or max: …"),
        ("{quantity: trunk, max: 4}", "repetition.at_end[0].quantity", "trunk_inclination"),
        ("{quantity: lateral_trunk_lean, max: 40}", "repetition.at_end[0].quantity", "front or back"),
        ("{quantity: trunk_inclination, mx: 40}", "repetition.at_end[0].mx", "Did you mean max?"),
        ("{quantity: trunk_inclination, side: left, max: 40}", "repetition.at_end[0].side", "Leave side out."),
        ("{quantity: knee_flexion, min: 30}", "repetition.at_end[0].min", "Allow values past 20."),
    ],
)
def test_a_fault_of_a_condition_at_the_end(only, condition, key, says):
    fault = only(at_end(condition))
    assert (fault.line, fault.key) == (16, key)
    assert says in fault.instead


def test_at_the_end_of_a_rise_its_driver_may_be_high(broken, only):
    end = ("return: 30", "return: 30\n  at_end: [{quantity: knee_flexion, max: 50}]")
    assert only(*LIFTING, end).instead == "Allow values past 60."
    assert broken(*LIFTING, (end[0], end[1].replace("max", "min"))) == []


def test_what_cannot_be_read_is_not_guessed_at(broken):
    changes = (("min: 1.0", "min: x"), ("quantity: knee_flexion    #", "quantity: knees #"), ("max: 10}", "max: x}"))
    assert [fault.key for fault in broken(*changes)] == ["repetition.quantity", "repetition.seconds.min", "goal.max"]


def test_a_goal_is_not_weighed_against_a_reach_that_cannot_be_read(broken):
    assert [fault.key for fault in broken(("reach: 20", "reach: x"))] == ["repetition.reach"]
