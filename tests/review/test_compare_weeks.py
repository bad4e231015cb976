"""Two weeks in figures, by hand: breaches for ten repetitions, ranges seen alike, and what cannot be compared."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from coach.records.progress import WeekRow
from coach.records.repetitions import SetExtremes
from coach.review.compare_weeks import breaches_per_ten, compare_weeks, hard_to_compare_weeks

MONDAY = date(2026, 11, 16)
ONE = WeekRow(MONDAY, 3, 6, 40, 30, 6, 0.9, 3.25, 95.0)
OTHER = WeekRow(MONDAY - timedelta(weeks=1), 2, 4, 0, 0, 0, None, None, None)


def extremes(days, exercise="squat", view="side", unit="deg", values=(50.0, 54.0)):
    return SetExtremes(1, None, MONDAY + timedelta(days=days), exercise, view, unit, values)


def told(one, other, found=()):
    return {pair.name: (pair.one, pair.other) for pair in compare_weeks(one, other, found, str.capitalize)}


def test_the_figures_of_both():
    figures = told(ONE, OTHER)
    assert figures["days trained"] == ("3", "2")
    assert figures["of them clear"] == ("30 (75 %)", "–")
    assert figures["limits passed in 10 repetitions"] == ("1.5", "–")
    assert figures["judged"] == ("90 %", "–")
    assert figures["pain before training, mean"] == ("3.2", "–")
    assert figures["walked, minutes"] == ("95", "–")


@pytest.mark.parametrize(
    ("change", "rate"), [({}, 1.5), ({"repetitions": 0}, None), ({"coverage": 0.0}, None), ({"breaches": 0}, 0.0)]
)
def test_what_could_not_be_judged_is_no_breach_less(change, rate):
    assert breaches_per_ten(replace(ONE, **change)) == rate


def test_ranges_are_compared_where_they_were_seen_from_the_same_side():
    found = [extremes(0), extremes(6, values=(60.0,)), extremes(-7), extremes(-1, view="oblique"), extremes(8)]
    figures = compare_weeks(ONE, OTHER, found, str.capitalize)
    ranges = [(pair.one, pair.other) for pair in figures if pair.name == "usual range, Squat"]
    assert sorted(ranges) == [("54°", "52°"), ("–", "52°")]


def test_what_makes_them_hard_to_compare():
    other = replace(OTHER, repetitions=10, coverage=0.5)
    assert hard_to_compare_weeks(ONE, replace(other, coverage=0.8)) == []
    assert hard_to_compare_weeks(ONE, other)[0].startswith("Not judged equally well: 90 % and 50 %")
    assert hard_to_compare_weeks(ONE, replace(other, sets=0)) == ["In one of the two weeks nothing was done."]
