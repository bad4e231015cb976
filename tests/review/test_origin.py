"""Who set a limit is read from the rule's own text, as the tuning wrote it."""

from coach.review.origin import own_bounds
from coach.rules import parse_exercise, tuned


def test_a_bound_of_the_plan_is_told_from_one_of_the_file(squat_rule):
    own = tuned(parse_exercise(squat_rule), limits={"forward_bend": {"max": 40}}, repetitions=6)
    assert own_bounds(own, "forward_bend") == {"max": "40"}
    assert own_bounds(own, "depth") == {}


def test_a_rule_that_nobody_changed_and_a_limit_that_is_not_there_have_none(squat_rule):
    exercise = parse_exercise(squat_rule)
    assert own_bounds(exercise, "depth") == {}
    assert own_bounds(tuned(exercise, sets=2), "twist") == {}
