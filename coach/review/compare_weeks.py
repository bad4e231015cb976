"""Two weeks beside each other in figures, and honest words where they cannot be compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from statistics import median

from coach.language import decimal, say
from coach.records.progress import WeekRow
from coach.records.repetitions import SetExtremes
from coach.review.compare import Pair, coverage_apart, unequal
from coach.review.saying import measured, percent


def compare_weeks(
    one: WeekRow, other: WeekRow, extremes: Sequence[SetExtremes], named: Callable[[str], str]
) -> list[Pair]:
    """Figure by figure; `extremes` are of both weeks at least, `named` says what an exercise is called."""
    return [
        _pair(say("days trained"), lambda week: str(week.days), one, other),
        _pair(say("sets"), lambda week: str(week.sets), one, other),
        _pair(say("repetitions"), lambda week: str(week.repetitions), one, other),
        _pair(say("of them clear"), _clear, one, other),
        _pair(say("limits passed in 10 repetitions"), _per_ten, one, other),
        _pair(say("judged"), lambda week: percent(week.coverage), one, other),
        _pair(say("pain before training, mean"), lambda week: _number(week.pain, 1), one, other),
        _pair(say("walked, minutes"), lambda week: _number(week.walking_min, 0), one, other),
        *_ranges(one, other, extremes, named),
    ]


def hard_to_compare_weeks(one: WeekRow, other: WeekRow) -> list[str]:
    """What a reader must know before she compares the two."""
    if not one.sets or not other.sets:
        return [say("In one of the two weeks nothing was done.")]
    return [unequal(one.coverage, other.coverage)] if coverage_apart(one.coverage, other.coverage) else []


def breaches_per_ten(week: WeekRow) -> float | None:
    """How often a limit was passed in ten repetitions; None where none was counted or nothing could be judged."""
    if not week.repetitions or not week.coverage:
        return None
    return 10 * week.breaches / week.repetitions


def in_week(week: WeekRow, one: SetExtremes) -> bool:
    """Whether a set was done in that week."""
    return week.monday <= one.day < week.monday + timedelta(days=7)


def _ranges(one: WeekRow, other: WeekRow, extremes: Sequence[SetExtremes], named: Callable[[str], str]) -> list[Pair]:
    """The usual range of each exercise that was seen from the same side: other sides read another figure."""
    kinds = sorted({(each.exercise_id, each.view, each.unit) for each in extremes if _within(each, one, other)})
    pairs = []
    for exercise_id, view, unit in kinds:
        same = [each for each in extremes if (each.exercise_id, each.view, each.unit) == (exercise_id, view, unit)]
        values = [[v for each in same if in_week(week, each) for v in each.extremes] for week in (one, other)]
        told = [measured(median(found), unit) if found else "–" for found in values]
        pairs.append(Pair(say("usual range, {exercise}", exercise=named(exercise_id)), *told))
    return pairs


def _within(each: SetExtremes, one: WeekRow, other: WeekRow) -> bool:
    return in_week(one, each) or in_week(other, each)


def _pair(name: str, told: Callable[[WeekRow], str], one: WeekRow, other: WeekRow) -> Pair:
    return Pair(name, told(one), told(other))


def _clear(week: WeekRow) -> str:
    if not week.repetitions:
        return "–"
    return say("{n} ({share})", n=week.clear, share=percent(week.clear / week.repetitions))


def _per_ten(week: WeekRow) -> str:
    return _number(breaches_per_ten(week), 1)


def _number(value: float | None, places: int) -> str:
    return "–" if value is None else decimal(value, places)
