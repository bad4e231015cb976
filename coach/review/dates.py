"""Days and moments as people write them, in the spoken language."""

from __future__ import annotations

from datetime import date, datetime

from coach.language import marked, say

_MONTHS = (
    marked("January"),
    marked("February"),
    marked("March"),
    marked("April"),
    marked("May"),
    marked("June"),
    marked("July"),
    marked("August"),
    marked("September"),
    marked("October"),
    marked("November"),
    marked("December"),
)
_DAYS = (
    marked("Monday"),
    marked("Tuesday"),
    marked("Wednesday"),
    marked("Thursday"),
    marked("Friday"),
    marked("Saturday"),
    marked("Sunday"),
)


def moment_words(moment: datetime) -> str:
    """`23 November 2026, 10:42`, by the clock of its own zone."""
    return say(
        "{day} {month} {year}, {time}",
        day=moment.day,
        month=say(_MONTHS[moment.month - 1]),
        year=moment.year,
        time=f"{moment:%H:%M}",
    )


def day_words(day: date) -> str:
    """`23 November 2026`."""
    return say("{day} {month} {year}", day=day.day, month=say(_MONTHS[day.month - 1]), year=day.year)


def weekday_words(day: date, today: date) -> str:
    """`Monday, 23 November`, with the year where it is not this one's."""
    values = {"weekday": say(_DAYS[day.weekday()]), "day": day.day, "month": say(_MONTHS[day.month - 1])}
    if day.year == today.year:
        return say("{weekday}, {day} {month}", **values)
    return say("{weekday}, {day} {month} {year}", year=day.year, **values)
