"""Small victories: what was measured to go well, against her own beginning and nobody else's.

Nothing is praised that was not measured, and nothing missing is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from coach.language import Sentence

#: Days in a row, the first time of which is worth a word; proposal.
IN_A_ROW = 5
#: Two points of 10 went with "much better" in long-lasting pain (Salaffi 2004, PMID 15207508).
LESS_PAIN = 2


@dataclass(frozen=True, slots=True)
class RangeFact:
    """How far one day's best repetition of an exercise went, with its U; `grows` tells which way is farther."""

    exercise_id: str
    day: date
    best: float
    u: float
    unit: str
    grows: bool = True


@dataclass(frozen=True, slots=True)
class DayFact:
    """One day of exercise: whether a set had all its planned repetitions, and the first pain told that day (0-10)."""

    day: date
    whole_set: bool
    pain: int | None


@dataclass(frozen=True, slots=True)
class Victory:
    """What was reached, on which day; `exercise_id` where it is about one."""

    kind: str
    day: date
    words: Sentence
    exercise_id: str = ""


def victories(days: Sequence[DayFact], ranges: Sequence[RangeFact]) -> tuple[Victory, ...]:
    """Each kind once (range once an exercise), the newest first."""
    ordered = sorted(days, key=lambda one: one.day)
    found = (*_first_whole_set(ordered), *_in_a_row(ordered), *_less_pain(ordered), *_farther(ranges))
    return tuple(sorted(found, key=lambda one: one.day, reverse=True))


def longest_row(days: Iterable[date]) -> tuple[int, date | None]:
    """How many days in a row, and the day on which that number was reached first."""
    longest, reached, run, before = 0, None, 0, None
    for day in sorted(set(days)):
        run = run + 1 if before is not None and day - before == timedelta(days=1) else 1
        if run > longest:
            longest, reached = run, day
        before = day
    return longest, reached


def _first_whole_set(days: Sequence[DayFact]) -> Iterable[Victory]:
    first = next((one.day for one in days if one.whole_set), None)
    if first is not None:
        yield Victory("whole_set", first, Sentence("Your first whole set."))


def _in_a_row(days: Sequence[DayFact]) -> Iterable[Victory]:
    longest, reached = longest_row(one.day for one in days)
    if longest >= IN_A_ROW and reached is not None:
        yield Victory("in_a_row", reached, Sentence("{n} days in a row.", n=longest))


def _less_pain(days: Sequence[DayFact]) -> Iterable[Victory]:
    """The last told pain against the first; one low day among high ones is none."""
    told = [(one.day, one.pain) for one in days if one.pain is not None]
    if len(told) >= 2 and told[0][1] - told[-1][1] >= LESS_PAIN:
        (_, first), (day, last) = told[0], told[-1]
        words = Sentence("Pain before exercise: {last}. At the start it was {first}.", last=last, first=first)
        yield Victory("less_pain", day, words)


def _farther(ranges: Sequence[RangeFact]) -> Iterable[Victory]:
    """The farthest of an exercise, where it lies past her first by more than both uncertainties."""
    for name in sorted({one.exercise_id for one in ranges}):
        own = sorted((one for one in ranges if one.exercise_id == name), key=lambda one: one.day)
        first = own[0]
        best = max(own, key=_signed)
        if _signed(best) - _signed(first) > first.u + best.u:
            yield Victory("farther", best.day, Sentence("Farther than at your start."), name)


def _signed(one: RangeFact) -> float:
    return one.best if one.grows else -one.best
