"""What is due today: the plan beside what was done this week, which begins on Monday."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from coach.care.plan import Plan, PlanItem
from coach.language import Sentence


@dataclass(frozen=True, slots=True)
class Done:
    """How many sets of an exercise were done on a day."""

    exercise_id: str
    day: date
    sets: int


@dataclass(frozen=True, slots=True)
class Due:
    """One line of today. `done_today` counts sets, `done_this_week` days; today is one of them once it is whole."""

    item: PlanItem
    due: bool
    done_today: int
    done_this_week: int
    words: Sentence

    @property
    def sets_left(self) -> int:
        """Sets that are still due today."""
        return self.item.sets - self.done_today if self.due else 0


def due_today(plan: Plan, done: Sequence[Done], today: date) -> tuple[Due, ...]:
    """Each line of the plan: due while its sets of today are not done, on as many days a week as it has.

    An earlier day counts with any set done on it: a day cut short is no debt to be worked off.
    """
    return tuple(_due(item, [one for one in done if one.exercise_id == item.exercise_id], today) for item in plan.items)


def _due(item: PlanItem, done: Sequence[Done], today: date) -> Due:
    monday = today - timedelta(days=today.weekday())
    earlier = len({one.day for one in done if monday <= one.day < today and one.sets > 0})
    sets = sum(one.sets for one in done if one.day == today)
    whole = sets >= item.sets
    due = not whole and earlier < item.days_per_week
    days = earlier + whole
    return Due(item, due, sets, days, _words(item, sets, days, due))


def _words(item: PlanItem, sets: int, days: int, due: bool) -> Sentence:
    if due and sets:
        return Sentence("{done} of {planned} sets done today", done=sets, planned=item.sets)
    if item.days_per_week == 1:
        return Sentence("done this week") if days else Sentence("once this week")
    return Sentence("{done} of {planned} days done this week", done=days, planned=item.days_per_week)
