"""A little more or less is offered from what sessions came to, and only offered."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from coach.care import Plan, PlanItem, Profile, ProgressionRule, SessionFacts, offers, progression_rule

DAY = date(2026, 3, 2)
ITEM = PlanItem("squat", 2, 8, days_per_week=3, note="slow")
GOOD = SessionFacts("squat", DAY, 2, 16, 16, 0, 0, 0.8, 1)
RULE = ProgressionRule()
BREACHED = replace(GOOD, breaches=5, breached_sets=2)
ROSE = replace(GOOD, pain_rise=2)
HURT = replace(GOOD, sets=1, repetitions=5, stopped_for="pain")


def days(*facts):
    return [replace(one, day=DAY + timedelta(days=n)) for n, one in enumerate(facts)]


def offered(*facts, item=ITEM, rule=RULE):
    found = offers(Plan((item,)), days(*facts), rule)
    return [(one.direction, one.change.sets, one.change.repetitions) for one in found]


def test_three_whole_sessions_within_the_limits_offer_a_little_more():
    (offer,) = offers(Plan((ITEM,)), days(GOOD, GOOD, GOOD))
    assert (offer.exercise_id, offer.direction) == ("squat", "forward")
    assert offer.change == replace(ITEM, repetitions=10), "all else of the line stays"
    assert str(offer.words) == "2 × 10 repetitions"
    assert [str(reason) for reason in offer.reasons] == [
        "The last 3 sessions were whole and within the limits.",
        "At least 80 % of the time could be judged.",
        "Pain did not rise by 2 or more.",
    ]


@pytest.mark.parametrize(
    "spoilt",
    [
        replace(GOOD, breaches=1, breached_sets=1),
        replace(GOOD, coverage=0.79),
        replace(GOOD, coverage=None),
        replace(GOOD, repetitions=15),
        replace(GOOD, pain_rise=None),
        ROSE,
        *(replace(GOOD, stopped_for=why) for why in ("pain", "pain_stop", "pain_high", "pain_rise", "red_flag")),
    ],
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_session_that_does_not_say_so_offers_nothing(spoilt, place):
    facts = [GOOD, GOOD, GOOD]
    facts[place] = spoilt
    assert offered(*facts) == []
    assert offered(spoilt, GOOD, GOOD, GOOD) == [("forward", 2, 10)], "what lies further back has passed"


def test_too_few_sessions_offer_nothing():
    assert offered() == offered(GOOD) == offered(GOOD, GOOD) == []


@pytest.mark.parametrize("why", ["", "done", "tired", "other"])
def test_a_stop_without_pain_after_all_repetitions_is_whole(why):
    assert offered(GOOD, GOOD, replace(GOOD, stopped_for=why)) == [("forward", 2, 10)]


@pytest.mark.parametrize(
    ("sets", "repetitions", "more"),
    [
        (2, 13, ("forward", 2, 15)),
        (2, 14, ("forward", 2, 15)),
        (1, 15, ("forward", 2, 8)),
        (2, 15, ("forward", 3, 11)),
        (3, 15, ("forward", 4, 12)),
        (2, 20, ("forward", 3, 14)),
        (4, 15, None),
    ],
)
def test_repetitions_grow_to_their_ceiling_and_then_the_sets(sets, repetitions, more):
    good = replace(GOOD, sets=sets, repetitions=sets * repetitions, planned_repetitions=sets * repetitions)
    found = offered(good, good, good, item=replace(ITEM, sets=sets, repetitions=repetitions))
    assert found == ([more] if more else [])
    if more:
        assert sets * repetitions < more[1] * more[2] <= 1.4 * sets * repetitions


@pytest.mark.parametrize("first", [BREACHED, ROSE, HURT, replace(GOOD, stopped_for="red_flag")])
@pytest.mark.parametrize("second", [BREACHED, ROSE, HURT])
def test_two_hard_sessions_of_the_last_three_offer_a_little_less(first, second):
    less = [("back", 2, 6)]
    assert offered(first, second) == less
    assert offered(first, second, GOOD) == offered(first, GOOD, second) == offered(GOOD, first, second) == less
    assert offered(first, GOOD, GOOD, second) == []
    assert offered(first) == []


def test_what_was_hard_is_told():
    (offer,) = offers(Plan((ITEM,)), days(BREACHED, GOOD, replace(HURT, pain_rise=3)))
    assert [str(reason) for reason in offer.reasons] == [
        "Limits passed in most sets: 1 of the last 3 sessions.",
        "Pain rose: 1 of the last 3 sessions.",
        "Stopped for pain: 1 of the last 3 sessions.",
    ]


def test_a_breach_in_half_of_the_sets_is_not_most():
    half = replace(GOOD, breaches=3, breached_sets=1)
    assert offered(half, half, half) == []
    assert offered(replace(half, sets=0, breached_sets=0), BREACHED) == []


@pytest.mark.parametrize(
    ("sets", "repetitions", "less"),
    [(2, 6, ("back", 2, 4)), (2, 5, ("back", 1, 5)), (1, 5, None), (1, 6, ("back", 1, 4))],
)
def test_repetitions_shrink_to_their_floor_and_then_the_sets(sets, repetitions, less):
    hurt = replace(HURT, planned_repetitions=sets * repetitions)
    found = offered(hurt, hurt, item=replace(ITEM, sets=sets, repetitions=repetitions))
    assert found == ([less] if less else [])


def test_after_a_change_of_the_dose_the_counting_begins_anew():
    before = replace(GOOD, planned_repetitions=20, repetitions=20)
    assert offered(GOOD, GOOD, before, GOOD) == []
    assert offered(GOOD, GOOD, before, GOOD, GOOD, GOOD) == [("forward", 2, 10)]
    harder = replace(HURT, planned_repetitions=20)
    assert offered(harder, harder) == offered(harder, harder, GOOD) == []
    assert offered(harder, harder, GOOD, GOOD, GOOD) == [("forward", 2, 10)]


def test_sessions_may_come_in_any_order_and_belong_to_their_exercise():
    other = replace(HURT, exercise_id="other")
    facts = days(HURT, GOOD, GOOD, GOOD)
    assert [one.direction for one in offers(Plan((ITEM,)), facts[::-1])] == ["forward"]
    assert offered(GOOD, other, GOOD, other, GOOD) == [("forward", 2, 10)]
    both = Plan((ITEM, replace(ITEM, exercise_id="other")))
    facts = [*days(GOOD, GOOD, GOOD), *(replace(one, planned_repetitions=16) for one in days(other, other))]
    assert [(one.exercise_id, one.direction) for one in offers(both, facts)] == [
        ("squat", "forward"),
        ("other", "back"),
    ]


def test_where_many_segments_were_fused_more_sessions_are_asked():
    few = [Profile("lumbar"), Profile("lumbar", segments=2), None]
    assert {progression_rule(one).sessions for one in few} == {3}
    slow = progression_rule(Profile("lumbar", segments=3))
    assert offered(GOOD, GOOD, GOOD, GOOD, rule=slow) == []
    assert offered(*[GOOD] * 5, rule=slow) == [("forward", 2, 10)]
    assert offered(HURT, HURT, rule=slow) == [("back", 2, 6)]
