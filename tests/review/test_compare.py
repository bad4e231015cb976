"""Two sets beside each other: the same figures of both, and what makes them hard to compare."""

import pytest

from coach.coaching import judge_poses
from coach.review.compare import Judged, compare_sets, coverage_apart, hard_to_compare
from coach.review.series import series_of
from coach.rules import parse_exercise


@pytest.fixture
def judged(squats, squat_rule):
    def made(depths=(50.0, 50.0), rule=squat_rule, **how):
        exercise = parse_exercise(rule)
        report = judge_poses(squats(depths, **how).poses, exercise)
        return Judged(report.to_dict(), exercise, series_of(report))

    return made


def told(pairs):
    return {pair.name: (pair.one, pair.other) for pair in pairs}


def test_each_figure_stands_for_both(judged):
    pairs = told(compare_sets(judged((50.0, 50.0)), judged((50.0, 85.0, 35.0))))
    assert pairs["repetitions"] == ("2", "2")
    assert pairs["of them clear"] == ("2", "1")
    assert pairs["attempts"] == ("0", "1")
    assert pairs["judged"] == ("97 %", "98 %")
    assert pairs["Depth"] == ("50° ± 10°, passed 0 times", "85° ± 10°, passed 1 times")


def test_what_only_one_has_is_a_dash_for_the_other(judged, squat_rule):
    other = squat_rule.replace("id: depth", "id: deep")
    pairs = told(compare_sets(judged(), judged(rule=other)))
    assert pairs["Depth"][1] == "–"
    assert pairs["Deep"][0] == "–"


def test_nothing_done_is_no_figure(judged):
    pairs = told(compare_sets(judged((10.0,)), judged((50.0,), yaw_deg=0.0)))
    assert pairs["usual range"] == ("–", "–")
    assert pairs["Depth"][1] == "cannot judge"


def test_two_alike_need_no_warning(judged):
    assert hard_to_compare(judged(), judged()) == []


def test_other_rules_other_sides_and_unequal_coverage_are_said(judged, squat_rule):
    seen, unseen = judged(), judged(yaw_deg=0.0)
    said = hard_to_compare(seen, unseen)
    assert said[0] == ("Not judged equally well: 97 % and – of the time. What was not judged may hide what was passed.")
    assert said[-1] == "The camera stood on different sides."
    assert hard_to_compare(seen, judged(rule=squat_rule.replace("max: 70", "max: 69"))) == [
        "The two were judged by different rules; their limits stand in each set."
    ]
    assert hard_to_compare(seen, judged(rule=squat_rule.replace("small_squat", "chair_squat"))) == [
        "These are two different exercises."
    ]


@pytest.mark.parametrize(
    ("one", "other", "apart"), [(0.9, 0.76, False), (0.9, 0.74, True), (None, 0.9, True), (None, None, False)]
)
def test_how_far_apart_coverages_may_lie(one, other, apart):
    assert coverage_apart(one, other) is apart
