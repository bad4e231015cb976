"""A plan cannot ask for too much; it is followed with its numbers in the rule's own text; what is due this week."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from coach.care import (
    Done,
    LimitChange,
    Order,
    Override,
    Plan,
    PlanItem,
    Profile,
    Targets,
    allowance,
    as_planned,
    check_plan,
    due_today,
    plan_from_json,
    plan_to_json,
    profile_from_json,
    profile_to_json,
)
from coach.errors import CoachError, PlanError, ProfileError
from coach.language import speaking
from coach.rules import parse_exercise

MONDAY = date(2026, 3, 2)
SQUAT = PlanItem("small_squat", 2, 8)
LUMBAR = Profile("lumbar", operated_on=MONDAY - timedelta(weeks=8))


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: replace(SQUAT, sets=0), "The sets can be 1 to 6"),
        (lambda: replace(SQUAT, sets=7), "The sets can be 1 to 6"),
        (lambda: replace(SQUAT, repetitions=0), "1 to 30"),
        (lambda: replace(SQUAT, repetitions=31), "1 to 30"),
        (lambda: replace(SQUAT, hold_s=-1.0), "0 to 60"),
        (lambda: replace(SQUAT, hold_s=60.5), "0 to 60"),
        (lambda: replace(SQUAT, hold_s=float("nan")), "0 to 60"),
        (lambda: replace(SQUAT, days_per_week=0), "1 to 7"),
        (lambda: replace(SQUAT, days_per_week=8), "1 to 7"),
        (lambda: replace(SQUAT, goal=float("inf")), "A goal is a number"),
        (lambda: replace(SQUAT, note="x" * 2001), "2000 letters"),
        (lambda: LimitChange(), "needs a number"),
        (lambda: LimitChange(max=float("nan")), "needs a number"),
        (lambda: Targets(walking_min=0, set_by="A"), "1 to 240"),
        (lambda: Targets(walking_min=241, set_by="A"), "1 to 240"),
        (lambda: Targets(protein_meals=9, set_by="A"), "1 to 8"),
        (lambda: Targets(fluid_glasses=17, set_by="A"), "1 to 16"),
        (lambda: Targets(fluid_glasses=8), "who set it"),
        (lambda: Targets(fluid_glasses=8, set_by=" "), "who set it"),
        (lambda: Targets(set_by="x" * 81), "80 letters"),
        (lambda: Plan((SQUAT, SQUAT)), "stands twice"),
        (lambda: Plan(tuple(replace(SQUAT, exercise_id=f"e{n}") for n in range(13))), "0 to 12"),
        (lambda: Plan(note="a\x07"), "2000 letters"),
    ],
)
def test_what_no_plan_may_ask_is_refused_with_a_sentence(make, sentence):
    with pytest.raises(PlanError, match=sentence) as refused:
        make()
    assert isinstance(refused.value, CoachError)


def test_the_bounds_belong_to_the_range():
    most = PlanItem("e", 6, 30, 60.0, 7, 10.0, {"a": LimitChange(min=0.0)}, "x" * 2000)
    plan = Plan((most,), Targets(240, 8, 16, "x" * 80), "two\nlines\tof it")
    assert plan.item("e") == most
    assert plan.item("f") is None
    assert Plan().items == ()
    assert Targets(set_by="Ada Lind").walking_min is None


def test_a_plan_and_a_profile_come_back_from_json_as_they_were():
    plan = Plan(
        (
            replace(SQUAT, hold_s=3.0, goal=50.0, limits={"depth": LimitChange(max=65.0)}, note="slow"),
            PlanItem("e", 1, 5),
        ),
        Targets(30, None, 6, "Ada Lind"),
        "until Easter",
    )
    order = Order("not_before_week", "overhead", 12, "Dr. Lind", MONDAY, "said on the ward")
    profile = Profile("cervical", "anterior", 2, MONDAY, (order,))
    assert plan_from_json(plan_to_json(plan)) == plan
    assert profile_from_json(profile_to_json(profile)) == profile
    assert profile_to_json(profile)["operated_on"] == "2026-03-02"
    assert profile_from_json({"level": "lumbar"}) == Profile("lumbar")


@pytest.mark.parametrize(
    "data",
    [{"items": [{"exercise_id": "e", "sets": "2", "repetitions": 8}]}, {"newer": 1}, [], {"note": object()}],
)
def test_what_is_no_plan_is_refused(data):
    with pytest.raises(PlanError, match="cannot be read"):
        plan_from_json(data)


def test_a_plan_that_asks_too_much_is_refused_with_its_own_sentence():
    with pytest.raises(PlanError, match="1 to 6"):
        plan_from_json({"items": [{"exercise_id": "e", "sets": 99, "repetitions": 8}]})


@pytest.mark.parametrize("data", [{}, {"level": "sacral"}, {"level": "lumbar", "segments": "2"}, {"level": {1}}])
def test_what_is_no_profile_is_refused(data):
    with pytest.raises(ProfileError, match="cannot be read"):
        profile_from_json(data)


def test_the_plan_is_followed_in_the_rules_own_text(squat):
    item = replace(SQUAT, repetitions=6, hold_s=2.0, goal=50.0, limits={"depth": LimitChange(max=68.0)})
    planned = as_planned(squat, item)
    assert (planned.dose.sets, planned.dose.repetitions, planned.dose.hold_s) == (2, 6, 2.0)
    assert planned.repetition.hold_s == 2.0
    assert planned.goal.min == 50.0
    assert planned.limits[0].max == 68.0
    assert planned.limits[1] == squat.limits[1]
    assert (planned.id, planned.version, planned.allowed) == (squat.id, squat.version, squat.allowed)
    assert parse_exercise(planned.text).limits == planned.limits


def faults(plan, squat, profile=LUMBAR, overrides=()):
    return [
        (fault.exercise_id, str(fault.words))
        for fault in check_plan(plan, {"small_squat": squat}, profile, MONDAY, overrides)
    ]


def test_a_plan_within_the_envelope_has_no_faults(squat):
    assert faults(Plan((SQUAT,)), squat) == []


def test_every_line_that_cannot_be_followed_is_told(squat):
    early = Profile("lumbar", operated_on=MONDAY - timedelta(weeks=3))
    looser = replace(SQUAT, limits={"depth": LimitChange(max=80.0)})
    never = replace(early, orders=(Order("never", "small_squat", None, "Dr. Lind", MONDAY),))
    against = faults(Plan((looser, PlanItem("sit_up", 1, 5))), squat, never)
    assert [name for name, _ in against] == ["small_squat", "small_squat", "small_squat", "sit_up"]
    assert against[1:] == [
        ("small_squat", "Small squat: This exercise begins in week 6."),
        (
            "small_squat",
            "Small squat: Depth: 80 is looser than 70, which the exercise has. A limit can only be tightened.",
        ),
        ("sit_up", "There is no exercise sit_up. Take it out of the plan."),
    ]
    given = Override("small_squat", "Ada Lind", "Trains for stairs", MONDAY, MONDAY)
    assert len(faults(Plan((SQUAT,)), squat, never, [given])) == 2, "nothing lifts a surgeon's order"
    assert faults(Plan((SQUAT,)), squat, None) == [
        ("small_squat", "Small squat: First tell which operation it was, and when.")
    ]


def test_what_waits_for_its_week_may_be_planned_ahead(squat):
    early = Profile("lumbar", operated_on=MONDAY - timedelta(weeks=3))
    assert not allowance(squat, early, MONDAY).allowed
    assert faults(Plan((SQUAT,)), squat, early) == []


def test_what_the_checks_of_rules_refuse_is_told_without_the_files_name(squat):
    ((_, words),) = faults(Plan((replace(SQUAT, limits={"depth": LimitChange(max=60.0)}),)), squat)
    assert words.startswith("Small squat: this limit is tighter than 1.5 times")
    assert "line" not in words


def on(day, sets, exercise_id="small_squat"):
    return Done(exercise_id, MONDAY + timedelta(days=day), sets)


@pytest.mark.parametrize(
    ("days_per_week", "done", "today", "due", "left", "this_week", "words"),
    [
        (3, [], 0, True, 2, 0, "0 of 3 days done this week"),
        (3, [on(0, 2)], 0, False, 0, 1, "1 of 3 days done this week"),
        (3, [on(0, 1)], 0, True, 1, 0, "1 of 2 sets done today"),
        (3, [on(0, 1), on(0, 1)], 0, False, 0, 1, "1 of 3 days done this week"),
        (3, [on(0, 3)], 0, False, 0, 1, "1 of 3 days done this week"),
        (3, [on(0, 2), on(1, 1)], 2, True, 2, 2, "2 of 3 days done this week"),
        (3, [on(0, 2), on(1, 1), on(2, 2)], 3, False, 0, 3, "3 of 3 days done this week"),
        (3, [on(0, 2), on(1, 2), on(2, 2), on(3, 1)], 3, False, 0, 3, "3 of 3 days done this week"),
        (3, [on(-1, 2), on(-2, 2), on(-3, 2)], 0, True, 2, 0, "0 of 3 days done this week"),
        (3, [on(0, 2), on(1, 2), on(2, 2)], 6, False, 0, 3, "3 of 3 days done this week"),
        (3, [on(0, 2), on(1, 2), on(2, 2)], 7, True, 2, 0, "0 of 3 days done this week"),
        (3, [on(0, 0), on(0, 2, "other"), on(5, 2)], 1, True, 2, 0, "0 of 3 days done this week"),
        (1, [], 0, True, 2, 0, "once this week"),
        (1, [on(0, 1)], 0, True, 1, 0, "1 of 2 sets done today"),
        (1, [on(0, 2)], 0, False, 0, 1, "done this week"),
        (1, [on(0, 2)], 3, False, 0, 1, "done this week"),
        (7, [on(0, 2)], 1, True, 2, 1, "1 of 7 days done this week"),
    ],
)
def test_what_is_due_is_counted_from_monday(days_per_week, done, today, due, left, this_week, words):
    plan = Plan((replace(SQUAT, days_per_week=days_per_week),))
    (line,) = due_today(plan, done, MONDAY + timedelta(days=today))
    assert (line.due, line.sets_left, line.done_this_week, str(line.words)) == (due, left, this_week, words)


def test_lines_of_today_stand_in_the_plans_order():
    plan = Plan((SQUAT, PlanItem("e", 1, 5)))
    lines = due_today(plan, [on(0, 1, "e")], MONDAY)
    assert [(line.item.exercise_id, line.due, line.done_today) for line in lines] == [
        ("small_squat", True, 0),
        ("e", False, 1),
    ]


def test_words_wait_for_their_language():
    (line,) = due_today(Plan((SQUAT,)), [], MONDAY)
    with speaking("de"):
        assert "0" in str(line.words)
