"""What a report says of a period, computed from the record alone: how much, how well judged, what was passed, pain."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean
from typing import Any

from coach.care import before_operation, week_of
from coach.care.profile import LEVEL_WORDS, OPERATION_WORDS
from coach.language import say, say_many
from coach.review.dates import day_words
from coach.review.record import NAN, DoneSet, Record
from coach.review.saying import limit_title

#: Exercises whose range is drawn: the ones done most; more do not fit one page.
MOST_RANGES = 2
_LIMB = ("pain_leg", "pain_arm")


@dataclass(frozen=True, slots=True)
class Passed:
    """A limit that was passed: how often, in how many sets, and the farthest, value ± `u` against `bound`."""

    exercise: str
    limit: str
    times: int
    sets: int
    value: float
    u: float
    bound: float
    unit: str


@dataclass(frozen=True, slots=True)
class PainDay:
    """The first pain told on a day, 0-10; None where it was not told."""

    day: date
    back: float | None
    limb: float | None


@dataclass(frozen=True, slots=True)
class RepetitionDay:
    """Repetitions counted on a day, and how many of them were clear of every limit."""

    day: date
    counted: int
    clear: int


@dataclass(frozen=True, slots=True)
class RangeCurve:
    """The farthest repetition within limits of each day of one exercise: (day, value, U), U NaN where unknown."""

    title: str
    unit: str
    points: tuple[tuple[date, float, float], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the first page says. `planned_sets` is None where no plan held; `coverage` where nothing was judged."""

    since: date
    until: date
    operation: str
    sets: int
    days: int
    planned_sets: int | None
    repetitions: int
    uncounted_sets: int
    coverage: float | None
    breaches: int
    breached_sets: int
    passed: tuple[Passed, ...]
    pains: tuple[PainDay, ...]
    per_day: tuple[RepetitionDay, ...]
    ranges: tuple[RangeCurve, ...]


def facts_of(record: Record, today: date) -> Facts:
    """The facts of a record up to `today`, which is the patient's own day."""
    until = record.until or today
    # A period that begins long before anything was done would be a page of empty axes.
    first = min(_days(record), default=until)
    since = max(record.since or first, first)
    done = record.sets
    breached = [one for one in done if one.judged.breaches]
    return Facts(
        since=since,
        until=until,
        operation=_operation(record, min(until, today)),
        sets=len(done),
        days=len({one.judged.local_day for one in done}),
        planned_sets=_planned_sets(record, since, min(until, today)),
        repetitions=sum(one.judged.count or 0 for one in done),
        uncounted_sets=sum(one.judged.count is None for one in done),
        coverage=coverage_of(done),
        breaches=sum(one.judged.breaches for one in done),
        breached_sets=len(breached),
        passed=_passed(done),
        pains=_pains(record),
        per_day=_per_day(done),
        ranges=_ranges(done),
    )


def coverage_of(done: Sequence[DoneSet]) -> float | None:
    """Share of the time that could be judged, each set by its length; None where nothing was asked about."""
    judged = [(one.judged.coverage, one.seconds) for one in done if one.judged.coverage is not None]
    seconds = sum(length for _, length in judged)
    if not judged or not seconds:
        return fmean(share for share, _ in judged) if judged else None
    return sum(share * length for share, length in judged) / seconds


def _days(record: Record) -> Iterator[date]:
    yield from (one.judged.local_day for one in record.sets)
    for rows in (record.answers, record.diary, record.outcomes):
        yield from (one.local_day for one in rows)
    yield from (plan.row.at.date() for plan in record.plans)


def _operation(record: Record, day: date) -> str:
    """`Lower back, from the back, 2 segments. Week 16 after the operation on 1 August 2026.`"""
    profile = record.profile
    if profile is None:
        return say("Nobody has said yet which operation it was.")
    told = [str(LEVEL_WORDS[profile.level])]
    if profile.operation != "unknown":
        told.append(str(OPERATION_WORDS[profile.operation]).lower())
    if profile.segments:
        told.append(say_many("{n} segment", "{n} segments", profile.segments))
    what, week = ", ".join(told), week_of(profile, day)
    if before_operation(profile, day):
        return say("{what}. The operation is still to come.", what=what)
    if week is None or profile.operated_on is None:
        return say("{what}. The day of the operation is not known.", what=what)
    return say(
        "{what}. Week {week} after the operation on {day}.", what=what, week=week, day=day_words(profile.operated_on)
    )


def _planned_sets(record: Record, since: date, until: date) -> int | None:
    """Sets that the plans in force asked for, each day a seventh of its week's."""
    begins = [plan.row.at.date() for plan in record.plans]
    if not begins or begins[0] > until:
        return None
    total = 0.0
    for place, plan in enumerate(record.plans):
        end = min(begins[place + 1] - timedelta(days=1) if place + 1 < len(begins) else until, until)
        held = (end - max(begins[place], since)).days + 1
        weekly = sum(item.sets * item.days_per_week for item in plan.plan.items)
        total += max(held, 0) * weekly / 7
    return round(total)


def _passed(done: Sequence[DoneSet]) -> tuple[Passed, ...]:
    """Limit by limit, the one passed most often first."""
    found: dict[tuple[str, str], list[tuple[DoneSet, Mapping[str, Any]]]] = defaultdict(list)
    for one in done:
        for limit in one.limits:
            for breach in limit["breaches"]:
                found[one.judged.exercise_id, limit["id"]].append((one, breach))
    rows = []
    for (_, limit_id), breaches in found.items():
        last = breaches[-1][0]
        _, farthest = max(breaches, key=lambda pair: abs(pair[1]["value"] - pair[1]["limit"]))
        rows.append(
            Passed(
                exercise=last.title,
                limit=limit_title(last.exercise, limit_id),
                times=len(breaches),
                sets=len({one.judged.id for one, _ in breaches}),
                value=farthest["value"],
                u=NAN if farthest["u"] is None else farthest["u"],
                bound=farthest["limit"],
                unit=farthest["unit"],
            )
        )
    return tuple(sorted(rows, key=lambda row: (-row.times, row.exercise, row.limit)))


def _pains(record: Record) -> tuple[PainDay, ...]:
    """Of each day the first number for back or neck and for arm or leg: before exercise, or from the diary."""
    back: dict[date, float] = {}
    limb: dict[date, float] = {}
    for given in record.answers:
        if given.kind == "before":
            _first(back, given.local_day, given.back)
            _first(limb, given.local_day, given.limb)
    newest = {(one.local_day, one.kind): one.number for one in record.diary}
    for (day, kind), number in newest.items():
        if kind == "pain_back":
            _first(back, day, number)
    for day in sorted({day for day, kind in newest if kind in _LIMB}):
        told = [number for kind in _LIMB if (number := newest.get((day, kind))) is not None]
        _first(limb, day, max(told, default=None))
    return tuple(PainDay(day, back.get(day), limb.get(day)) for day in sorted(back.keys() | limb.keys()))


def _first(told: dict[date, float], day: date, number: float | None) -> None:
    if number is not None:
        told.setdefault(day, number)


def _per_day(done: Sequence[DoneSet]) -> tuple[RepetitionDay, ...]:
    counted: Counter[date] = Counter()
    clear: Counter[date] = Counter()
    for one in done:
        counted[one.judged.local_day] += one.judged.count or 0
        clear[one.judged.local_day] += one.judged.clear if one.judged.count else 0
    return tuple(RepetitionDay(day, counted[day], clear[day]) for day in sorted(counted))


def _ranges(done: Sequence[DoneSet]) -> tuple[RangeCurve, ...]:
    by_exercise: dict[str, list[DoneSet]] = defaultdict(list)
    for one in done:
        if one.best == one.best:
            by_exercise[one.judged.exercise_id].append(one)
    most = sorted(by_exercise.values(), key=lambda sets: (-len(sets), sets[0].judged.exercise_id))[:MOST_RANGES]
    return tuple(_curve(sets) for sets in most)


def _curve(sets: Sequence[DoneSet]) -> RangeCurve:
    best: dict[date, DoneSet] = {}
    for one in sets:
        before = best.get(one.judged.local_day)
        if before is None or (one.best > before.best) == one.grows:
            best[one.judged.local_day] = one
    points = tuple((day, one.best, one.u) for day, one in sorted(best.items()))
    return RangeCurve(sets[-1].title, sets[-1].unit, points)
