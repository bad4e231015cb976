"""Limits keep 1.5 U from what the movement itself asks for, can be passed, and leave the movement room."""

import pytest

from coach.kinematics.uncertainty import uncertainty

TRUNK_U = uncertainty("trunk_inclination", "side")
KNEE_U = uncertainty("knee_flexion", "side")
TOP = "change_from: neutral_end\n    when: end\n    max: 10"
KNEE = "quantity: trunk_inclination\n    max: 60"


def knee(text):
    return (KNEE, f"quantity: knee_flexion\n    {text}")


@pytest.mark.parametrize("at_limit", [1.5 * TRUNK_U, 2 * TRUNK_U])
def test_a_change_of_one_and_a_half_u_is_wide_enough(broken, at_limit):
    assert broken((TOP, TOP.replace("10", f"{at_limit:g}"))) == []
    assert broken((TOP, TOP.replace("max: 10", f"min: {-at_limit:g}"))) == []


@pytest.mark.parametrize(
    ("bound", "key", "says"),
    [
        ("max: 8.9", "limits[1].max", "Write 9 or more"),
        ("max: -20", "limits[1].max", "Write 9 or more"),
        ("min: -8.9", "limits[1].min", "Write -9 or less"),
        ("min: 20", "limits[1].min", "Write -9 or less"),
    ],
)
def test_a_tighter_change_is_refused(only, bound, key, says):
    fault = only((TOP, TOP.replace("max: 10", bound)))
    assert (fault.line, fault.key) == (28, key)
    assert "tighter than 1.5 times what a camera in side view can tell (U = 6 deg)" in fault.message
    assert says in fault.instead


def test_a_value_keeps_its_distance_from_what_start_reach_and_goal_ask_for(broken, only):
    assert 70 - 1.5 * KNEE_U > 20
    assert broken(knee("max: 85\n    when: start")) == []
    assert only(knee("max: 80\n    when: start")).instead.startswith("Write 85 or more")
    assert only(knee("min: 56\n    when: start")).instead.startswith("Write 55 or less")
    assert only(knee("min: 0\n    when: end")).instead.startswith("Write -5 or less")
    assert only(knee("max: 30\n    when: end")).instead.startswith("Write 35 or more")
    assert only(knee("max: 80\n    when: moving")).instead.startswith("Write 90 or more")
    assert broken(knee("max: 90\n    when: moving")) == []
    assert only(knee("min: 0")).instead.startswith("Write -5 or less")


def test_a_value_of_which_nothing_is_asked_keeps_its_distance_from_upright(broken, only):
    assert broken(("max: 60", "max: 9")) == []
    assert broken(("max: 60", "min: 9")) == []
    assert only(("max: 60", "max: 8")).key == "limits[0].max"
    assert only(("max: 60", "min: -8")).key == "limits[0].min"


def test_two_sides_leave_room_for_the_measurement(only):
    fault = only(("max: 60", "max: 60\n    min: 50"))
    assert fault.message.startswith("min and max are 10 deg apart")
    assert fault.instead == "Leave 18 deg or more between them."


def test_min_above_max_is_no_limit(only):
    fault = only(("max: 60", "max: 60\n    min: 70"))
    assert (fault.line, fault.key) == (21, "limits[0].min")


def test_a_limit_without_a_bound_is_refused(only):
    assert only(("    max: 60\n", "")).message == "neither min nor max is given."


def test_a_limit_at_the_end_of_what_can_be_measured_never_fires(only):
    fault = only(("max: 60", "max: 176"))
    assert "can never be passed" in fault.message
    assert fault.instead == "Write a value between -174 and 174."


def test_the_posture_at_the_end_says_nothing_of_the_start(only):
    fault = only(("when: end", "when: start"))
    assert (fault.line, fault.key) == (26, "limits[1].change_from")


def test_two_limits_of_one_name_are_refused(only):
    fault = only(("id: lean_at_the_top", "id: forward_bend"))
    assert (fault.line, fault.key) == (24, "limits[1].id")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("change_from: neutral\n    min: -40", "limits[0].min"),
        ("change_from: neutral\n    when: end\n    min: -40", "limits[0].min"),
        ("change_from: neutral_end\n    max: 40", "limits[0].max"),
        ("change_from: neutral_end\n    when: moving\n    max: 40", "limits[0].max"),
    ],
)
def test_a_change_that_the_movement_itself_needs_cannot_be_a_limit(only, text, key):
    fault = only(knee(text))
    assert fault.key == key
    assert "55, which this limit forbids" in fault.message


@pytest.mark.parametrize(
    "text",
    [
        "change_from: neutral\n    when: start\n    min: -40",
        "change_from: neutral_end\n    when: end\n    max: 40",
        "change_from: neutral\n    min: -80",
    ],
)
def test_a_change_of_the_driver_that_leaves_the_movement_room_is_a_limit(broken, text):
    assert broken(knee(text)) == []


def test_a_limit_that_cannot_be_read_hides_no_fault_of_another(broken):
    faults = broken(("id: forward_bend", "id: 5"), ("max: 60", "max: x"), ("max: 10\n    cue", "max: 1\n    cue"))
    assert [fault.key for fault in faults] == ["limits[0].id", "limits[0].max", "limits[1].max"]


def test_a_change_on_a_movement_that_cannot_be_read_is_not_guessed_at(broken):
    faults = broken(knee("change_from: neutral\n    min: -40"), ("leave: 75", "leave: x"))
    assert [fault.key for fault in faults] == ["repetition.leave"]
