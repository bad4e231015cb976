"""The days of some weeks at a glance: exercised, walked, or nothing kept; a shape and a word for each, then a colour.

A day without anything is an open ring, no mark against anybody.
"""

from __future__ import annotations

import html
from collections.abc import Collection
from datetime import date, timedelta

from coach.language import marked, say
from coach.review.dates import day_words

WEEKS = 5
_WEEKDAYS = (
    marked("Monday"),
    marked("Tuesday"),
    marked("Wednesday"),
    marked("Thursday"),
    marked("Friday"),
    marked("Saturday"),
    marked("Sunday"),
)
#: Shape and word of each kind of day.
KINDS = {
    "done": ("●", marked("exercised")),
    "walked": ("◐", marked("walked")),
    "none": ("○", marked("nothing kept")),
    "later": ("", marked("still to come")),
}
#: Letters of a weekday above its column.
_SHORT = 2


def day_calendar(exercised: Collection[date], walked: Collection[date], today: date, weeks: int = WEEKS) -> str:
    """The last `weeks` weeks, from Monday to Sunday, as an HTML table; the current week is the lowest."""
    monday = today - timedelta(days=today.weekday(), weeks=weeks - 1)
    head = "".join(
        f'<th scope="col"><span aria-hidden="true">{html.escape(say(name)[:_SHORT])}</span>'
        f'<span class="heard">{html.escape(say(name))}</span></th>'
        for name in _WEEKDAYS
    )
    rows = ""
    for week in range(weeks):
        days = [monday + timedelta(days=7 * week + k) for k in range(7)]
        rows += "<tr>" + "".join(_cell(day, kind_of(day, exercised, walked, today), today) for day in days) + "</tr>"
    return (
        f'<table class="days"><caption class="heard">{html.escape(say("Days on which you exercised"))}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{_legend()}"
    )


def kind_of(day: date, exercised: Collection[date], walked: Collection[date], today: date) -> str:
    """One of `KINDS`."""
    if day in exercised:
        return "done"
    if day in walked:
        return "walked"
    return "later" if day >= today else "none"


def _cell(day: date, kind: str, today: date) -> str:
    shape, word = KINDS[kind]
    now = " today" if day == today else ""
    heard = f"{day_words(day)}: {say(word)}" + (f", {say('today')}" if now else "")
    return (
        f'<td class="{kind}{now}"><span class="heard">{html.escape(heard)}</span>'
        f'<span aria-hidden="true"><small>{day.day}</small><i>{shape or "&nbsp;"}</i></span></td>'
    )


def _legend() -> str:
    said = "".join(
        f'<span><span aria-hidden="true">{shape}</span> {html.escape(say(word))}</span>'
        for shape, word in KINDS.values()
        if shape
    )
    return f'<p class="legend">{said}</p>'
