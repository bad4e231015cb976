"""Every exercise of ours, every level, week and order, against a table written by hand from clinical.md 2.8."""

from datetime import date, timedelta

import pytest

from coach.care import Order, Profile, allowance
from coach.rules import exercise_ids, load_exercise

OPERATED_ON = date(2026, 3, 4)
LEVELS = ("cervical", "thoracic", "lumbar")
#: First week (clinical.md 2.8) at each level, and the words under which an order may name the exercise.
TABLE = {
    "bird_dog": (12, {"kneeling", "trunk", "arms", "legs", "opposite_arm_and_leg", "leg_extension"}),
    "bridge": (6, {"lying", "trunk", "legs", "bridging"}),
    "heel_raise": (0, {"standing", "legs", "balance"}),
    "mini_squat": (6, {"standing", "legs", "squat"}),
    "sit_to_stand": (0, {"sitting", "legs"}),
    "standing_hip_abduction": (6, {"standing", "legs", "balance"}),
}
SUBJECTS = sorted({subject for _, own in TABLE.values() for subject in own} | {"overhead", "prone", *TABLE})
ORDER_WEEK = 20
KINDS = (None, "never", "not_before_week", "released", "released_from_week")


def test_the_table_has_every_exercise_of_ours():
    assert sorted(TABLE) == exercise_ids()


def expected(name, day, kind, subject):
    first, own = TABLE[name]
    spoken_of = subject == name or subject in own
    if day == 0 or (spoken_of and kind == "never"):
        return False
    week = day // 7
    if spoken_of and kind == "not_before_week" and week < ORDER_WEEK:
        return False
    released = kind == "released" or (kind == "released_from_week" and week >= 2)
    return day < 0 or week >= first or (subject == name and released)


def order(kind, subject):
    if kind is None:
        return ()
    week = {"not_before_week": ORDER_WEEK, "released_from_week": 2}.get(kind)
    return (Order(kind.removesuffix("_from_week"), subject, week, "Dr. Lind", OPERATED_ON - timedelta(days=100)),)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", sorted(TABLE))
def test_each_week_is_as_the_table_says(name, level):
    exercise = load_exercise(name)
    asked = 0
    for kind in KINDS:
        for subject in SUBJECTS if kind else ("",):
            profile = Profile(level, operated_on=OPERATED_ON, orders=order(kind, subject))
            for day in (each for week in range(-12, 61) for each in (7 * week, 7 * week + 6)):
                found = allowance(exercise, profile, OPERATED_ON + timedelta(days=day))
                assert found.allowed == expected(name, day, kind, subject), (kind, subject, day)
                assert any(reason.against for reason in found.reasons) != found.allowed
                assert all(reason.source and str(reason.words) and str(reason.set_by) for reason in found.reasons)
                asked += 1
    assert asked == 2 * 73 * (1 + 4 * len(SUBJECTS))


#: A movement that its file lets begin in week 0: the week in which it may begin for (cervical, thoracic, lumbar), None
#: until the surgeon releases it; by hand from clinical.md 2.1, 2.2 and 2.8.
WAITS = {
    "overhead": (None, 12, 12),
    "overhead_resistance": (26, 26, 26),
    "bridging": (5, 6, 6),
    "prone": (8, 8, 8),
    "trunk_extension": (8, 8, 8),
    "leg_extension": (0, 8, 8),
    "opposite_arm_and_leg": (12, 12, 12),
    "bending": (12, 12, 12),
    "squat": (6, 6, 6),
    "step": (6, 6, 6),
    "resistance": (12, 12, 12),
    "passive_stretch": (5, 0, 0),
    "impact": (26, 26, 26),
}


@pytest.mark.parametrize("trait", sorted(WAITS))
def test_each_precaution_waits_as_long_as_the_table_says(trait, made):
    exercise = made(trait)
    for level, first in zip(LEVELS, WAITS[trait], strict=True):
        released = Order("released", trait, None, "Dr. Lind", OPERATED_ON)
        for day in range(1, 7 * 60):
            today = OPERATED_ON + timedelta(days=day)
            found = allowance(exercise, Profile(level, operated_on=OPERATED_ON), today)
            assert found.allowed == (first is not None and day >= 7 * first), (level, day)
            assert found.from_week == (None if found.allowed else first)
            assert allowance(exercise, Profile(level, operated_on=OPERATED_ON, orders=(released,)), today).allowed
        before = OPERATED_ON - timedelta(days=1)
        assert allowance(exercise, Profile(level, operated_on=OPERATED_ON), before).allowed
