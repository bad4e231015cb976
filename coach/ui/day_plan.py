"""What today holds for a patient: the lines of her plan with what is left of them, or what she may do without one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from coach.care import Allowance, Due, Override, Plan, PlanItem, Profile, allowance, due_today
from coach.care.due import Done
from coach.errors import CoachError
from coach.language import decimal, say, say_many
from coach.rules import Exercise
from coach.ui import library

#: For finding the place and taking the posture, once an exercise; proposal.
SETTING_UP_S = 60.0
#: How long a repetition takes where the rule has no figure; proposal.
USUAL_REPETITION_S = 5.0
#: Of a plan that is not there: what one tries first; proposal.
FIRST_SETS = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One exercise of the day; `due` is None where no plan asks for it."""

    exercise: Exercise
    item: PlanItem
    found: Allowance
    due: Due | None = None
    ended: bool = False
    """Whether what she answered today has ended it for the day."""

    @property
    def sets_left(self) -> int:
        """Sets that are still to be done today, as far as she may."""
        if self.ended or not self.found.allowed:
            return 0
        return self.item.sets if self.due is None else self.due.sets_left

    @property
    def is_done(self) -> bool:
        """Whether all its sets of today are done."""
        return self.due is not None and self.due.done_today >= self.item.sets

    def seconds(self, rest_s: float) -> float:
        """About how long what is left of it takes; 0 where nothing is."""
        if not self.sets_left:
            return 0.0
        show = self.exercise.show
        one_s = show.out_s + show.back_s + 1.0 if show else USUAL_REPETITION_S
        one_s += self.item.hold_s or self.exercise.dose.hold_s or (show.hold_s if show else 0.0)
        return SETTING_UP_S + self.sets_left * self.item.repetitions * one_s + (self.sets_left - 1) * rest_s


def lines_of(
    plan: Plan, done: Sequence[Done], profile: Profile | None, overrides: Sequence[Override], today: date
) -> list[Line]:
    """The plan's lines in its order; one whose exercise cannot be read any more is left out."""
    lines = []
    for due in due_today(plan, done, today):
        try:
            exercise = library.exercise(due.item.exercise_id)
        except CoachError:
            continue
        lines.append(Line(exercise, due.item, allowance(exercise, profile, today, overrides), due))
    return lines


def offered(profile: Profile | None, overrides: Sequence[Override], today: date) -> list[Line]:
    """Every exercise that can be read, to be tried without a plan: now first, then by its week."""
    known, _ = library.exercises()
    lines = [
        Line(
            one,
            PlanItem(one.id, FIRST_SETS, one.dose.repetitions, one.dose.hold_s),
            allowance(one, profile, today, overrides),
        )
        for one in known
    ]
    return sorted(lines, key=lambda line: (not line.found.allowed, _begins(line.exercise, profile)))


def minutes(lines: Sequence[Line], rest_s: float) -> int:
    """About how many minutes are left, never less than one."""
    return max(math.ceil(sum(line.seconds(rest_s) for line in lines) / 60), 1)


def dose_words(line: Line) -> str:
    """`2 sets of 8, held 5 s`, with the rule's own hold where the plan names none."""
    item = line.item
    said = say_many("{n} set of {repetitions}", "{n} sets of {repetitions}", item.sets, repetitions=item.repetitions)
    hold_s = item.hold_s if item.hold_s is not None else line.exercise.dose.hold_s
    if not hold_s:
        return said
    return say("{dose}, held {seconds} s", dose=said, seconds=decimal(hold_s, 0 if hold_s == int(hold_s) else 1))


def _begins(exercise: Exercise, profile: Profile | None) -> int:
    """The week from which its rule allows it at her level; after the operation or before it, the gentle come first."""
    level = exercise.allowed.get(profile.level) if profile else None
    return level.from_week if level else 0
