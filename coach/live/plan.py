"""What a guided session goes by: the plan, what one frame tells, and the orders that come of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from coach.care.safety import Answers
from coach.care.settings import ClinicSettings
from coach.coaching.events import Event
from coach.language import Sentence
from coach.live.hints import NOTHING
from coach.live.light import Light
from coach.live.placing import Check
from coach.live.watch import Noticed
from coach.rules.model import Exercise

#: The tag of exercises during which one may lose one's balance.
BALANCE = "balance"


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """What is to be done: `show_s` 0 shows nothing, `asks` False asks nothing (a demonstration)."""

    exercise: Exercise
    settings: ClinicSettings = field(default_factory=ClinicSettings)
    show_s: float = 0.0
    asks: bool = True

    @property
    def reminder(self) -> Sentence:
        """What a standing exercise that asks for balance needs at hand (clinical.md 2.4); empty for any other."""
        needed = BALANCE in self.exercise.tags and self.exercise.camera.position == "standing"
        return Sentence("Keep a hand on the counter.") if needed else NOTHING

    @property
    def sets(self) -> int:
        """How many sets."""
        return self.exercise.dose.sets

    @property
    def repetitions(self) -> int:
        """How many repetitions in all of them."""
        return self.exercise.dose.sets * self.exercise.dose.repetitions


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What one frame told: the person, the placing (empty outside `setup`), and in a set what the fold gave out."""

    t_s: float
    present: bool
    noticed: Noticed = field(default_factory=Noticed)
    light: Light = Light.OK
    checks: tuple[Check, ...] = ()
    armed: bool = False
    held: bool = False
    """The end position has been held for as long as the exercise asks."""
    hint: Sentence = NOTHING
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class BeginSet:
    """A set begins: a new fold, a new recording."""


@dataclass(frozen=True, slots=True)
class EndSet:
    """The running set is over, and why."""

    why: str


@dataclass(frozen=True, slots=True)
class KeepAnswers:
    """Answers to be kept: `before`, `after_set` (then with the set's number) or `after`."""

    kind: str
    answers: Answers
    why: str = ""
    set_number: int | None = None


Order = BeginSet | EndSet | KeepAnswers
