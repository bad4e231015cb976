"""What changes from one version of a plan to the next, a sentence for each thing."""

import pytest

from coach.care import LimitChange, Plan, PlanItem, Targets
from coach.review.plan_words import item_words, plan_changes
from coach.rules import parse_exercise

SQUAT = PlanItem("small_squat", 2, 8)


@pytest.fixture
def known(squat_rule):
    return {"small_squat": parse_exercise(squat_rule)}


def test_a_line_in_words():
    assert item_words(PlanItem("plank", 2, 3, 10.0, 1)) == "2 × 3 repetitions, hold 10 s, 1 day a week"


def test_the_same_plan_changes_nothing(known):
    plan = Plan((SQUAT,), Targets(20, set_by="Ada"), "Well done")
    assert plan_changes(plan, plan, known) == []


def test_lines_that_come_go_and_change(known):
    before = Plan((SQUAT, PlanItem("heel_raise", 2, 10)))
    after = Plan((PlanItem("small_squat", 2, 10), PlanItem("sit_to_stand", 1, 5)))
    assert plan_changes(before, after, known) == [
        "Heel raise: no longer in the plan.",
        "Small squat: 2 × 10 repetitions, 5 days a week instead of 2 × 8 repetitions, 5 days a week.",
        "Sit to stand: new, 1 × 5 repetitions, 5 days a week.",
    ]


def test_goal_and_limits_are_told_apart_with_what_they_were(known):
    now = PlanItem("small_squat", 2, 8, goal=55.0, limits={"depth": LimitChange(max=60.0)}, note="slowly")
    assert plan_changes(Plan((SQUAT,)), Plan((now,)), known) == [
        "Small squat: goal 55° instead of as the exercise has it.",
        "Small squat, Depth: at most 60° instead of 70°.",
        "Small squat: note “slowly”.",
    ]
    assert plan_changes(Plan((now,)), Plan((SQUAT,)), known)[1] == "Small squat, Depth: at most 70° instead of 60°."


def test_a_limit_of_an_exercise_that_is_gone_has_its_bare_number():
    now = PlanItem("gone", 2, 8, goal=3.0, limits={"depth": LimitChange(max=60.0)})
    assert plan_changes(Plan((PlanItem("gone", 2, 8),)), Plan((now,)), {}) == [
        "Gone: goal 3 instead of as the exercise has it.",
        "Gone, Depth: at most 60 instead of none.",
    ]


def test_order_targets_and_note(known):
    other = PlanItem("heel_raise", 2, 10)
    before = Plan((SQUAT, other), Targets(20, set_by="Ada"))
    after = Plan((other, SQUAT), Targets(None, 3, set_by="the dietitian"), "Rest on Sunday")
    assert plan_changes(before, after, known) == [
        "The order of the day is another one.",
        "walking, minutes a day: none instead of 20.",
        "meals with protein a day: 3 instead of none.",
        "Targets set by the dietitian.",
        "Note to the plan: “Rest on Sunday”.",
    ]


def test_a_first_plan_is_all_new(known):
    assert plan_changes(None, Plan((SQUAT,)), known) == ["Small squat: new, 2 × 8 repetitions, 5 days a week."]
