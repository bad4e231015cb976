"""Whether a plan can be kept: exercises that there are, that are allowed now or from a week to come, numbers that hold.

What only waits for its week may be planned ahead; the envelope keeps it from being begun before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from coach.care.envelope import Override, allowance
from coach.care.plan import Plan, PlanItem, as_planned
from coach.care.profile import Profile
from coach.errors import CoachError
from coach.language import Sentence, spoken_language
from coach.rules import Exercise, RuleFileError


@dataclass(frozen=True, slots=True)
class PlanFault:
    """What is not right with one line of a plan; `words` name the exercise and what to do."""

    exercise_id: str
    words: Sentence


def check_plan(
    plan: Plan,
    exercises: Mapping[str, Exercise],
    profile: Profile | None,
    today: date,
    overrides: Sequence[Override] = (),
) -> tuple[PlanFault, ...]:
    """All that speaks against keeping this plan; empty where nothing does."""
    return tuple(
        PlanFault(item.exercise_id, words)
        for item in plan.items
        for words in _faults(item, exercises.get(item.exercise_id), profile, today, overrides)
    )


def _faults(
    item: PlanItem, exercise: Exercise | None, profile: Profile | None, today: date, overrides: Sequence[Override]
) -> Iterator[Sentence]:
    if exercise is None:
        yield Sentence("There is no exercise {name}. Take it out of the plan.", name=item.exercise_id)
        return
    name = exercise.words(spoken_language()).name
    decided = allowance(exercise, profile, today, overrides)
    if not decided.allowed and decided.from_week is None:
        yield from (Sentence("{name}: {why}", name=name, why=reason.words) for reason in decided.reasons)
    try:
        as_planned(exercise, item)
    except RuleFileError as refused:
        for fault in refused.faults:
            yield Sentence("{name}: {why}", name=name, why=f"{fault.message} {fault.instead}")
    except CoachError as refused:
        yield Sentence("{name}: {why}", name=name, why=str(refused))
