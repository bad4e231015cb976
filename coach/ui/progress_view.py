"""From kept figures to what the progress page draws: visits with their U, and the days of each series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from coach.care.victories import RangeFact
from coach.errors import CoachError
from coach.kinematics.uncertainty import uncertainty
from coach.language import decimal, say
from coach.records.desk import Desk
from coach.records.plans import plan_of
from coach.records.progress import DayRow
from coach.records.repetitions import SetExtremes
from coach.review.saying import measured, percent, quantity_title
from coach.rules import Exercise
from coach.ui import library
from coach.ui.progress_charts import Bound, DayValue, RangePoint


@dataclass(frozen=True, slots=True)
class Ranges:
    """The visits of one exercise, what is drawn in words, and the goal of its rule."""

    points: tuple[RangePoint, ...]
    words: str
    goal: Bound | None


@dataclass(frozen=True, slots=True)
class Series:
    """What days have, each only where it was told or measured."""

    before: tuple[DayValue, ...]
    after: tuple[DayValue, ...]
    repetitions: tuple[DayValue, ...]
    walking: tuple[DayValue, ...]
    coverage: tuple[DayValue, ...]


def range_points(sets: Sequence[SetExtremes]) -> Ranges:
    """One point for each visit (a set kept by itself is one), from the views in which the quantity can be measured."""
    exercise = _exercise(sets[0].exercise_id) if sets else None
    if exercise is None:
        return Ranges((), "", None)
    points = [point for _, visit in groupby(sets, key=_visit) if (point := _point(exercise, list(visit))) is not None]
    if not points:
        return Ranges((), "", None)
    said = say(
        "{what}: ● farthest, ○ middle repetition of each visit. The band is what the camera cannot tell: ± {u}.",
        what=quantity_title(exercise.repetition.quantity),
        u=measured(max(point.u for point in points), points[0].unit),
    )
    return Ranges(tuple(points), said, _goal(exercise))


def range_facts(sets: Sequence[SetExtremes]) -> list[RangeFact]:
    """The best of each set with its U, for what went well."""
    facts = []
    for one in sets:
        exercise = _exercise(one.exercise_id)
        point = _point(exercise, [one]) if exercise else None
        if exercise and point:
            facts.append(RangeFact(one.exercise_id, one.day, point.best, point.u, one.unit, _grows(exercise)))
    return facts


def series(days: Sequence[DayRow]) -> Series:
    """The figures of each day in words; a day that has none of a kind has no value, never zero."""
    return Series(
        before=tuple(
            DayValue(one.day, one.pain_before, str(one.pain_before)) for one in days if one.pain_before is not None
        ),
        after=tuple(
            DayValue(one.day, one.pain_after, str(one.pain_after)) for one in days if one.pain_after is not None
        ),
        repetitions=tuple(DayValue(one.day, one.repetitions, str(one.repetitions)) for one in days if one.sets),
        walking=tuple(
            DayValue(one.day, one.walking_min, say("{n} minutes", n=decimal(one.walking_min, 0)))
            for one in days
            if one.walking_min is not None
        ),
        coverage=tuple(
            DayValue(one.day, 100 * one.coverage, percent(one.coverage)) for one in days if one.coverage is not None
        ),
    )


def goal_line(desk: Desk, person_id: int) -> Bound | None:
    """The minutes of walking that her plan names, and who set them."""
    kept = plan_of(desk, person_id)
    if kept is None or kept.plan.targets.walking_min is None:
        return None
    targets = kept.plan.targets
    assert targets.walking_min is not None
    return Bound(targets.walking_min, say("set by {who}", who=targets.set_by))


def _visit(one: SetExtremes) -> tuple[str, int]:
    return ("set", one.set_id) if one.session_id is None else ("session", one.session_id)


def _point(exercise: Exercise, visit: Sequence[SetExtremes]) -> RangePoint | None:
    u = [uncertainty(exercise.repetition.quantity, one.view) for one in visit]
    seen = [one for one, known in zip(visit, u, strict=True) if known is not None]
    if not seen:
        return None
    values = [value for one in seen for value in one.extremes]
    best = max(values) if _grows(exercise) else min(values)
    widest = max(known for known in u if known is not None)
    return RangePoint(seen[0].day, best, median(values), widest, seen[0].unit, len(values))


def _grows(exercise: Exercise) -> bool:
    return exercise.repetition.reach > exercise.repetition.leave


def _goal(exercise: Exercise) -> Bound | None:
    goal = exercise.goal
    if goal is None or goal.quantity != exercise.repetition.quantity:
        return None
    value = goal.min if goal.min is not None else goal.max
    return None if value is None else Bound(value, say("goal"))


def _exercise(exercise_id: str) -> Exercise | None:
    try:
        return library.exercise(exercise_id)
    except CoachError:
        return None
