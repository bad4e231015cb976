"""The operation as it was told; weeks counted from its day; phases of the programme."""

from datetime import date, timedelta

import pytest

from coach.care import (
    LEVEL_WORDS,
    LEVELS,
    OPERATION_WORDS,
    OPERATIONS,
    PHASES,
    Order,
    Profile,
    before_operation,
    phase_of,
    week_of,
)
from coach.errors import CoachError, ProfileError

DAY = date(2026, 1, 5)
LUMBAR = Profile("lumbar", operated_on=DAY)


@pytest.mark.parametrize(
    ("days", "week"),
    [
        (-85, -13),
        (-84, -12),
        (-8, -2),
        (-7, -1),
        (-1, -1),
        (0, 0),
        (6, 0),
        (7, 1),
        (41, 5),
        (42, 6),
        (83, 11),
        (84, 12),
    ],
)
def test_weeks_are_whole_ones_from_the_day_of_the_operation(days, week):
    today = DAY + timedelta(days=days)
    assert week_of(LUMBAR, today) == week
    assert before_operation(LUMBAR, today) == (days < 0)


def test_a_leap_day_is_a_day_like_others():
    profile = Profile("cervical", operated_on=date(2028, 2, 29))
    assert week_of(profile, date(2028, 3, 6)) == 0
    assert week_of(profile, date(2028, 3, 7)) == 1
    assert week_of(profile, date(2029, 2, 28)) == 52
    assert week_of(Profile("lumbar", operated_on=date(2028, 2, 22)), date(2028, 2, 29)) == 1


def test_without_a_day_there_is_no_week():
    assert week_of(Profile("lumbar"), DAY) is None
    assert not before_operation(Profile("lumbar"), DAY)
    assert before_operation(Profile("lumbar", planned=True), DAY)


@pytest.mark.parametrize(
    ("days", "phase"),
    [
        (-1, "prehab"),
        (0, "protect"),
        (41, "protect"),
        (42, "stabilise"),
        (83, "stabilise"),
        (84, "function"),
        (181, "function"),
        (182, "beyond"),
        (4000, "beyond"),
    ],
)
def test_phases_follow_the_weeks(days, phase):
    found = phase_of(LUMBAR, DAY + timedelta(days=days))
    assert found is not None
    assert found.id == phase


def test_a_planned_operation_is_prepared_for_and_an_untold_day_has_no_phase():
    assert phase_of(Profile("lumbar", planned=True), DAY) == PHASES[0]
    assert phase_of(Profile("lumbar"), DAY) is None


def test_phases_leave_no_week_out_and_name_their_source():
    assert PHASES[0].from_week is None
    assert PHASES[-1].to_week is None
    assert [phase.to_week for phase in PHASES[:-1]] == [phase.from_week for phase in PHASES[1:]]
    assert all(phase.source and phase.words for phase in PHASES)


def test_every_level_and_operation_has_words():
    assert set(LEVEL_WORDS) == set(LEVELS) == {"cervical", "thoracic", "lumbar"}
    assert set(OPERATION_WORDS) == set(OPERATIONS)


def order(kind="never", subject="bridge", week=None, by="Dr. Lind", on=DAY, words=""):
    return Order(kind, subject, week, by, on, words)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: order(subject=""), "Choose one from the list"),
        (lambda: order(subject="Not a word"), "Choose one from the list"),
        (lambda: order("not_before_week"), "Write the week"),
        (lambda: order("not_before_week", week=-1), "0 to 520"),
        (lambda: order("released", week=521), "0 to 520"),
        (lambda: order(by="  "), "needs 1 to 80"),
        (lambda: order(by="x" * 81), "needs 1 to 80"),
        (lambda: order(by="a\x00b"), "needs 1 to 80"),
        (lambda: order(words="x" * 2001), "2000 letters at most"),
        (lambda: Profile("lumbar", segments=0), "1 to 25"),
        (lambda: Profile("lumbar", segments=26), "1 to 25"),
        (lambda: Profile("lumbar", operated_on=date(1949, 12, 31)), "Check the year"),
        (lambda: Profile("lumbar", operated_on=DAY, planned=True), "Choose one"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(make, sentence):
    with pytest.raises(ProfileError, match=sentence) as refused:
        make()
    assert isinstance(refused.value, CoachError)


def test_the_bounds_belong_to_the_range():
    assert Profile("thoracic", segments=25, operated_on=date(1950, 1, 1)).segments == 25
    assert order("not_before_week", week=520, by="x" * 80, words="two\nlines").week == 520
