"""The figures of a report, solved by hand on records made up of a few rows."""

from datetime import UTC, date, datetime, timedelta

import pytest

from coach.care import Plan, PlanItem, Profile
from coach.records.tables import (
    CountedRepetition,
    DiaryEntry,
    GivenAnswer,
    JudgedSet,
    Person,
    PlanVersion,
)
from coach.review.record import DoneSet, PlanOf, Record
from coach.review.report_facts import PainDay, RepetitionDay, facts_of
from coach.rules import parse_exercise

MONDAY = date(2026, 11, 2)
NAN = float("nan")


def day(n):
    return MONDAY + timedelta(days=n)


def at(n):
    return datetime(2026, 11, 2, 10, tzinfo=UTC) + timedelta(days=n)


def done(n, squat_rule="", *, count=3, clear=3, coverage=0.5, seconds=60.0, breaches=(), extremes=(), number=1):
    limits = [{"id": "depth", "verdict": "breach" if breaches else "ok", "reasons": {}, "breaches": list(breaches)}]
    judged = JudgedSet(
        id=10 * n + number,
        local_day=day(n),
        performed_at=at(n),
        exercise_id="small_squat",
        view="side",
        count=count,
        clear=clear,
        coverage=coverage,
        breaches=len(breaches),
        attempts=0,
        report={"limits": limits},
    )
    counted = tuple(
        CountedRepetition(index=k, extreme=value, unit="deg", verdict=verdict)
        for k, (value, verdict) in enumerate(extremes, start=1)
    )
    return DoneSet(judged, parse_exercise(squat_rule) if squat_rule else None, counted, seconds)


def passed(value, u=6.0, limit=70.0):
    return {"value": value, "u": u, "limit": limit, "unit": "deg", "start_s": 1.0, "end_s": 2.0}


def plan(n, version, *items):
    row = PlanVersion(id=version, version=version, at=at(n))
    return PlanOf(row, Plan(tuple(PlanItem(f"e{k}", sets, 8, days_per_week=d) for k, (sets, d) in enumerate(items))))


def record(**given):
    empty = dict.fromkeys(("plans", "sessions", "sets", "answers", "diary", "outcomes", "comments", "overrides"), ())
    none = dict.fromkeys(("since", "until", "profile", "goal"))
    return Record(**{"person": Person(name="Anna", pseudonym="a" * 16), "names": {}, **empty, **none, **given})


def test_how_much_was_done():
    facts = facts_of(record(sets=(done(0), done(0, number=2, count=None, clear=0), done(3, count=5))), day(6))
    assert (facts.sets, facts.days, facts.repetitions, facts.uncounted_sets) == (3, 2, 8, 1)
    assert (facts.since, facts.until) == (day(0), day(6))
    assert facts.per_day == (RepetitionDay(day(0), 3, 3), RepetitionDay(day(3), 5, 3))


def test_against_the_plans_in_force_day_by_day():
    # Version 1 held days 0-6: 2 sets on 7 days a week; version 2 from day 7 on: 1 set on 7 days and 3 on 7 days.
    plans = (plan(0, 1, (2, 7)), plan(7, 2, (1, 7), (3, 7)))
    assert facts_of(record(plans=plans), day(9)).planned_sets == 7 * 2 + 3 * 4
    assert facts_of(record(plans=plans, since=day(5), until=day(8)), day(20)).planned_sets == 2 * 2 + 2 * 4
    assert facts_of(record(plans=plans, until=day(20)), day(6)).planned_sets == 14, "what is still to come is not owed"
    assert facts_of(record(sets=(done(0),)), day(6)).planned_sets is None
    assert facts_of(record(plans=plans, since=day(-9), until=day(-1)), day(9)).planned_sets is None
    assert facts_of(record(plans=(plan(0, 1, (2, 3)),)), day(6)).planned_sets == 6


def test_coverage_goes_by_the_length_of_the_sets():
    sets = (done(0, coverage=1.0, seconds=30), done(1, coverage=0.0, seconds=90), done(2, coverage=None))
    assert facts_of(record(sets=sets), day(6)).coverage == pytest.approx(0.25)
    assert facts_of(record(sets=(done(0, coverage=None),)), day(6)).coverage is None
    assert facts_of(record(sets=(done(0, coverage=0.4, seconds=0),)), day(6)).coverage == pytest.approx(0.4)


def test_what_was_passed_with_the_farthest_value():
    sets = (
        done(0, breaches=(passed(80), passed(91, u=10.0))),
        done(1, breaches=(passed(77, u=None),)),
        done(2),
    )
    facts = facts_of(record(sets=sets), day(6))
    (row,) = facts.passed
    assert (row.exercise, row.limit, row.times, row.sets) == ("Small squat", "Depth", 3, 2)
    assert (row.value, row.u, row.bound, row.unit) == (91, 10.0, 70.0, "deg")
    assert (facts.breaches, facts.breached_sets) == (3, 2)
    (unsure,) = facts_of(record(sets=sets[1:]), day(6)).passed
    assert unsure.u != unsure.u


def answer(n, back, limb, kind="before"):
    return GivenAnswer(local_day=day(n), asked_at=at(n), kind=kind, back=back, limb=limb, flags=[])


def entry(n, kind, number):
    return DiaryEntry(local_day=day(n), at=at(n), kind=kind, number=number, words="")


def test_of_a_day_the_first_pain_before_exercise_counts_then_the_newest_of_the_diary():
    told = record(
        answers=(answer(0, 4, None), answer(0, 6, 2), answer(0, 9, 9, "after"), answer(1, None, None)),
        diary=(
            entry(0, "pain_back", 1.0),
            entry(1, "pain_back", 7.0),
            entry(1, "pain_back", 3.0),
            entry(2, "pain_leg", 2.0),
            entry(2, "pain_arm", 5.0),
            entry(3, "walking_min", 30.0),
        ),
    )
    assert facts_of(told, day(6)).pains == (
        PainDay(day(0), 4, 2),
        PainDay(day(1), 3.0, None),
        PainDay(day(2), None, 5.0),
    )


def test_range_is_the_farthest_of_a_day_within_limits(squat_rule):
    sets = (
        done(0, squat_rule, extremes=[(50.0, "ok"), (85.0, "breach"), (55.0, "close")]),
        done(0, squat_rule, number=2, extremes=[(53.0, "ok")]),
        done(1, squat_rule, extremes=[(85.0, "breach")]),
        done(2, squat_rule, number=3, extremes=[(60.0, "cannot_judge")]),
    )
    (curve,) = facts_of(record(sets=sets), day(6)).ranges
    assert (curve.title, curve.unit) == ("Small squat", "deg")
    assert curve.points == ((day(0), 55.0, 10.0), (day(2), 60.0, 10.0))


def test_where_less_is_farther_the_smallest_is_drawn(squat_rule):
    falling = (
        squat_rule.replace("leave: 22", "leave: 60")
        .replace("reach: 40", "reach: 30")
        .replace("return: 28", "return: 55")
    )
    falling = falling.replace("max: 20}", "min: 70}").replace("min: 53", "max: 25").replace("max: 70", "max: 95")
    sets = (
        done(0, falling, extremes=[(29.0, "ok"), (21.0, "ok")]),
        done(0, falling, number=2, extremes=[(25.0, "ok")]),
    )
    (curve,) = facts_of(record(sets=sets), day(6)).ranges
    assert [value for _, value, _ in curve.points] == [21.0]


def test_without_a_readable_rule_u_is_unknown():
    (curve,) = facts_of(record(sets=(done(0, extremes=[(50.0, "ok")]),)), day(6)).ranges
    assert curve.points[0][2] != curve.points[0][2]


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        (None, "Nobody has said yet which operation it was."),
        (
            Profile("lumbar", "posterior", 2, date(2026, 8, 1)),
            "Lower back, from the back, 2 segments. Week 14 after the operation on 1 August 2026.",
        ),
        (Profile("cervical", planned=True), "Neck. The operation is still to come."),
        (
            Profile("cervical", "anterior", 1, date(2026, 12, 1)),
            "Neck, from the front, 1 segment. The operation is still to come.",
        ),
        (Profile("thoracic"), "Upper back. The day of the operation is not known."),
    ],
)
def test_which_operation_and_how_long_ago(profile, said):
    assert facts_of(record(profile=profile), day(6)).operation == said


def test_a_period_begins_with_the_first_thing_in_it():
    assert facts_of(record(since=date(2020, 1, 1), sets=(done(0),)), day(6)).since == day(0)
    assert facts_of(record(since=day(3), sets=(done(4),)), day(6)).since == day(4)
    empty = facts_of(record(since=date(2020, 1, 1)), day(6))
    assert (empty.since, empty.until, empty.sets, empty.coverage) == (day(6), day(6), 0, None)
