"""What a rule measures must be known, be seen in its view, and have the sides it names."""

import pytest


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "says"),
    [
        ("trunk_inclination", "trunk_inclinatoin", 19, "limits[0].quantity", "Did you mean trunk_inclination?"),
        (
            "quantity: trunk_inclination\n    max",
            "quantity: lateral_trunk_lean\n    max",
            19,
            "limits[0].quantity",
            "front or back",
        ),
        ("max: 60", "max: 60\n    side: left", 21, "limits[0].side", "Leave side out."),
        ("max: 60", "max: 300", 20, "limits[0].max", "Write a value between -180 and 180."),
        ("at: end, max: 10", "at: end, max: 200", 16, "goal.max", "Write a value between -180 and 180."),
    ],
)
def test_one_fault_with_its_line_key_and_advice(only, old, new, line, key, says):
    fault = only((old, new))
    assert (fault.line, fault.key) == (line, key)
    assert says in fault.instead


def test_an_unknown_view_is_told_once_and_hides_no_other_fault(broken):
    faults = broken(("view: side", "view: above"), ("return: 70", "return: 10"))
    assert [fault.key for fault in faults] == ["camera.view", "repetition.return"]


def test_a_view_that_cannot_show_the_movement_is_told_at_every_quantity(broken):
    faults = broken(("view: side", "view: front"))
    cannot = [fault for fault in faults if fault.message.startswith("a camera in front view cannot show")]
    assert [fault.key for fault in cannot] == [
        "start[0].quantity",
        "repetition.quantity",
        "goal.quantity",
        "limits[0].quantity",
        "limits[1].quantity",
    ]
    assert "Set camera.view to side or oblique" in cannot[0].instead


FRONT = (
    ("view: side", "view: front"),
    ("{quantity: knee_flexion, min: 70}", "{quantity: hip_abduction, side: either, max: 10}"),
    ("  quantity: knee_flexion    # degrees, 0 = straight\n  side: near", "  quantity: hip_abduction\n  side: either"),
    ("leave: 75\n  reach: 20\n  return: 70", "leave: 10\n  reach: 20\n  return: 12"),
    ("goal: {quantity: knee_flexion, at: end, max: 10}", "goal: {quantity: hip_abduction, min: 20}"),
    ("quantity: trunk_inclination\n    max: 60", "quantity: lateral_trunk_lean\n    max: 60"),
    ("quantity: trunk_inclination", "quantity: hip_abduction\n    side: left"),
    ("    change_from: neutral_end\n    when: end\n    max: 10", "    max: 40"),
)


def test_in_front_view_sides_are_named_and_the_goal_takes_the_movements(broken):
    assert broken(*FRONT) == []


@pytest.mark.parametrize(
    ("old", "new", "key", "says"),
    [
        ("quantity: hip_abduction\n  side: either", "quantity: hip_abduction", "repetition.side", "both or either"),
        (
            "quantity: hip_abduction\n  side: either",
            "quantity: hip_abduction\n  side: near",
            "repetition.side",
            "both or either",
        ),
        ("side: left", "side: far", "limits[1].side", "left or right."),
        ("min: 20}", "side: near, min: 20}", "goal.side", "both or either"),
    ],
)
def test_in_front_view_nobody_has_a_near_side(only, old, new, key, says):
    fault = only(*FRONT, (old, new))
    assert fault.key == key
    assert says in fault.instead


def test_a_limit_watches_one_side(only):
    assert only(*FRONT, ("side: left", "side: both")).instead.endswith("far, left, near, right.")


def test_a_share_of_the_body_has_its_own_far_end(only):
    fault = only(("quantity: trunk_inclination\n    max: 60", "quantity: hip_height\n    max: 60"))
    assert "rel is never reached by hip_height" in fault.message
    assert fault.instead == "Write a value between -2 and 2."
