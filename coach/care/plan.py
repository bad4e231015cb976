"""The plan of care: which exercises, how much, on how many days a week, and what else is worth doing each day.

The bounds are in code, so that no plan, however it was written, asks for more. All of them are proposals.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from coach.care.bounds import MAX_NAME, MAX_WORDS, readable, within
from coach.errors import PlanError
from coach.language import Sentence, say
from coach.rules.model import Dose, Exercise
from coach.rules.tuning import tuned

MOST_SETS = 6
MOST_REPETITIONS = 30
MOST_HOLD_S = 60.0
MOST_DAYS = 7
MOST_ITEMS = 12
#: Minutes, meals and glasses a day that a plan may name.
MOST_WALKING_MIN, MOST_MEALS, MOST_GLASSES = 240, 8, 16


@dataclass(frozen=True, slots=True)
class LimitChange:
    """New bounds of a limit, tighter than the rule's; None leaves a bound as it is.

    Raises
    ------
    PlanError: neither bound is given, or one is no number.
    """

    min: float | None = None
    max: float | None = None

    def __post_init__(self) -> None:
        given = self.bounds
        if not given or not all(math.isfinite(bound) for bound in given.values()):
            raise PlanError(say("A changed limit needs a number. Write one, or leave the limit as it is."))

    @property
    def bounds(self) -> dict[str, float]:
        """The bounds that are given, by `min` and `max`."""
        return {key: bound for key, bound in (("min", self.min), ("max", self.max)) if bound is not None}


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One exercise of a plan. `hold_s` and `goal` None are the rule's own; `limits` are by the limit's id.

    Raises
    ------
    PlanError: a number lies outside what any plan may ask.
    """

    exercise_id: str
    sets: int
    repetitions: int
    hold_s: float | None = None
    days_per_week: int = 5
    goal: float | None = None
    limits: Mapping[str, LimitChange] = field(default_factory=dict)
    note: str = ""

    def __post_init__(self) -> None:
        within(PlanError, Sentence("The sets"), self.sets, 1, MOST_SETS)
        within(PlanError, Sentence("The repetitions"), self.repetitions, 1, MOST_REPETITIONS)
        within(PlanError, Sentence("The seconds of a hold"), self.hold_s, 0, MOST_HOLD_S)
        within(PlanError, Sentence("The days a week"), self.days_per_week, 1, MOST_DAYS)
        if self.goal is not None and not math.isfinite(self.goal):
            raise PlanError(say("A goal is a number. Write one, or leave it out."))
        readable(PlanError, Sentence("The note"), self.note, MAX_WORDS)


@dataclass(frozen=True, slots=True)
class Targets:
    """What is worth doing each day beside the exercises; None where nobody set it.

    Raises
    ------
    PlanError: a number out of bounds, or a target that nobody set.
    """

    walking_min: int | None = None
    protein_meals: int | None = None
    fluid_glasses: int | None = None
    set_by: str = ""

    def __post_init__(self) -> None:
        within(PlanError, Sentence("The minutes of walking"), self.walking_min, 1, MOST_WALKING_MIN)
        within(PlanError, Sentence("The meals with protein"), self.protein_meals, 1, MOST_MEALS)
        within(PlanError, Sentence("The glasses to drink"), self.fluid_glasses, 1, MOST_GLASSES)
        readable(PlanError, Sentence("The name of who set the targets"), self.set_by, MAX_NAME)
        if not self.set_by.strip() and (self.walking_min, self.protein_meals, self.fluid_glasses) != (None,) * 3:
            raise PlanError(say("A target needs the name of who set it, such as the dietitian."))


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan of care; the order of `items` is the order of the day.

    Raises
    ------
    PlanError: an exercise stands twice, or there are too many.
    """

    items: tuple[PlanItem, ...] = ()
    targets: Targets = Targets()
    note: str = ""

    def __post_init__(self) -> None:
        if len({item.exercise_id for item in self.items}) < len(self.items):
            raise PlanError(say("An exercise stands twice in the plan. Keep one of the two."))
        within(PlanError, Sentence("The exercises of a plan"), len(self.items), 0, MOST_ITEMS)
        readable(PlanError, Sentence("The note"), self.note, MAX_WORDS)

    def item(self, exercise_id: str) -> PlanItem | None:
        """The plan's line for an exercise; None where it has none."""
        return next((item for item in self.items if item.exercise_id == exercise_id), None)


def as_planned(exercise: Exercise, item: PlanItem) -> Exercise:
    """The exercise with the plan's numbers in it.

    Raises
    ------
    TuningError, RuleFileError: the plan loosens a limit, or asks for what the rule's checks refuse.
    """
    return tuned(
        exercise,
        sets=item.sets,
        repetitions=item.repetitions,
        hold_s=item.hold_s,
        goal=item.goal,
        limits={name: change.bounds for name, change in item.limits.items()},
    )


def dose_is_too_much(dose: Dose) -> bool:
    """Whether a rule file asks for more than any plan may."""
    return dose.sets > MOST_SETS or dose.repetitions > MOST_REPETITIONS or (dose.hold_s or 0.0) > MOST_HOLD_S
