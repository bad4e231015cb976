"""The calendar tells each day by shape and word; a day without anything is no mark against anybody."""

from __future__ import annotations

import re
from datetime import date, timedelta

from coach.ui.day_calendar import day_calendar, kind_of

#: A Wednesday.
TODAY = date(2026, 11, 25)


def cells(text: str) -> list[str]:
    return re.findall(r'<span class="heard">(\d[^<]*)</span>', text)


def test_five_weeks_from_monday_to_sunday_each_day_in_words() -> None:
    found = cells(day_calendar({TODAY}, set(), TODAY))
    assert len(found) == 35
    assert found[0] == "26 October 2026: nothing kept"
    assert found[-1] == "29 November 2026: still to come"
    assert found[-5] == "25 November 2026: exercised, today"


def test_what_was_exercised_outweighs_a_walk_and_today_is_still_open() -> None:
    before = TODAY - timedelta(days=1)
    assert kind_of(before, {before}, {before}, TODAY) == "done"
    assert kind_of(before, set(), {before}, TODAY) == "walked"
    assert kind_of(before, set(), set(), TODAY) == "none"
    assert kind_of(TODAY, set(), set(), TODAY) == "later"
    assert kind_of(TODAY, {TODAY}, set(), TODAY) == "done"


def test_shapes_differ_and_have_their_words_below() -> None:
    text = day_calendar({TODAY}, {TODAY - timedelta(days=1)}, TODAY)
    legend = text[text.index('class="legend"') :]
    for shape, word in (("●", "exercised"), ("◐", "walked"), ("○", "nothing kept")):
        assert f"{shape}</span> {word}" in legend
    assert 'class="done today"' in text
    assert text.count('class="walked"') == 1


def test_a_sunday_closes_its_week() -> None:
    sunday = date(2026, 11, 29)
    assert cells(day_calendar(set(), set(), sunday, weeks=1))[-1].startswith("29 November 2026")
    assert len(cells(day_calendar(set(), set(), sunday, weeks=1))) == 7
