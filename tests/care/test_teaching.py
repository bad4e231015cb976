"""The texts to learn from: plain, calm, each with a source and a day, in the order in which they help."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from coach.care.profile import LEVELS, Profile
from coach.care.teaching import LESSONS, SPREADS, lessons_for, spreads_for

TODAY = date(2026, 11, 25)
ALARMING = re.compile(r"danger|damage|wrong|\bbad|fail|warning|!|harm|injur|never", re.IGNORECASE)
#: A sentence longer than this is no longer read; proposal.
MOST_LETTERS = 130


def test_every_text_has_its_source_and_the_day_it_was_held_against_it() -> None:
    assert all(lesson.source and lesson.read_on <= TODAY for lesson in LESSONS)
    assert all(spread.source for spread in SPREADS)
    assert len({lesson.id for lesson in LESSONS}) == len(LESSONS)


def test_the_texts_are_short_and_frighten_nobody() -> None:
    for lesson in LESSONS:
        for words in (lesson.title, lesson.lead, *lesson.points):
            assert not ALARMING.search(words.text), words.text
            assert len(words.text) <= MOST_LETTERS, words.text
        assert len(lesson.points) <= 7


@pytest.mark.parametrize(
    ("profile", "first", "last"),
    [
        (None, "prehabilitation", "pain"),
        (Profile("lumbar", operated_on=TODAY + timedelta(days=20)), "prehabilitation", "floor"),
        (Profile("lumbar", planned=True), "prehabilitation", "floor"),
        (Profile("lumbar", operated_on=TODAY - timedelta(days=20)), "fusion", "prehabilitation"),
        (Profile("cervical"), "fusion", "prehabilitation"),
    ],
)
def test_what_is_not_of_now_comes_last_and_nothing_is_left_out(profile: Profile | None, first: str, last: str) -> None:
    found = [lesson.id for lesson in lessons_for(profile, TODAY)]
    assert (found[0], found[-1]) == (first, last)
    assert sorted(found) == sorted(lesson.id for lesson in LESSONS)


@pytest.mark.parametrize("level", LEVELS)
def test_each_level_has_its_spreads_with_both_ends(level: str) -> None:
    found = spreads_for(Profile(level))  # type: ignore[arg-type]
    assert all(level in spread.levels and spread.least and spread.most for spread in found)
    said = {spread.what.text for spread in found}
    assert {"Lifting", "Sitting at a time", "Driving"} <= said
    assert ("Collar" in said) == (level == "cervical")
    assert len(said) == len(found)


def test_without_a_level_the_lower_back_is_told() -> None:
    assert spreads_for(None) == spreads_for(Profile("lumbar"))
