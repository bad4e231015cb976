"""What the fold gives out: one small record for each thing that happened, with the source's time.

The record of a set is the list of these events plus the poses; all statistics are computed from them.
Intervals are half open, `start_s <= t < end_s`. `t_s` is the moment at which the fold knew.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, ClassVar


class Verdict(StrEnum):
    """What can be said of a limit: never more than was measured."""

    OK = "ok"
    CLOSE = "close"
    BREACH = "breach"
    CANNOT_JUDGE = "cannot_judge"


@dataclass(frozen=True, slots=True)
class Event:
    """Base: something that happened at `t_s`."""

    kind: ClassVar[str] = "event"
    t_s: float

    def to_dict(self) -> dict[str, Any]:
        """The event as JSON-ready values, its kind first; values rounded to what was measured."""
        return {"kind": self.kind} | {key: rounded(value) for key, value in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class Armed(Event):
    """The start posture was held: from here on repetitions count."""

    kind: ClassVar[str] = "armed"
    at: str
    """`start` or `end`: the end of the movement at which the set began."""


@dataclass(frozen=True, slots=True)
class Disarmed(Event):
    """The start posture is needed again before anything counts."""

    kind: ClassVar[str] = "disarmed"
    reason: str
    """`not_seen` for too long, `rest_lost` where a driver counted from rest never came back, or `gap` in the times."""


@dataclass(frozen=True, slots=True)
class NeutralTaken(Event):
    """The person's own posture for one quantity, from which a change is measured."""

    kind: ClassVar[str] = "neutral"
    quantity: str
    at: str
    value: float
    spread: float
    """Range of the values it was taken from: how still she was."""


@dataclass(frozen=True, slots=True)
class Repetition(Event):
    """A whole repetition, from one end of the movement to the other and back."""

    kind: ClassVar[str] = "repetition"
    index: int
    start_s: float
    end_s: float
    extreme: float
    unit: str
    verdict: Verdict
    goal_met: bool | None


@dataclass(frozen=True, slots=True)
class Attempt(Event):
    """An excursion that did not count: it turned back early, took too long or too short, or was another movement."""

    kind: ClassVar[str] = "attempt"
    start_s: float
    end_s: float
    extreme: float
    unit: str
    reached_share: float
    """How much of the way to the end position was done, 0..1."""
    why: str
    """`turned_back`, `too_quick`, `too_slow`, or `other_movement` where its end was not this exercise's."""


@dataclass(frozen=True, slots=True)
class Hold(Event):
    """The end position was held."""

    kind: ClassVar[str] = "hold"
    start_s: float
    end_s: float
    verdict: str
    """`ok` when held as long as the dose asks, else `short`; a short hold is no error."""


@dataclass(frozen=True, slots=True)
class Breach(Event):
    """A limit was passed by more than its uncertainty for as long as the rule says."""

    kind: ClassVar[str] = "breach"
    limit_id: str
    start_s: float
    value: float
    u: float
    limit: float
    unit: str


@dataclass(frozen=True, slots=True)
class BreachEnded(Event):
    """A breach is over; `value` is its farthest."""

    kind: ClassVar[str] = "breach_ended"
    limit_id: str
    start_s: float
    end_s: float
    value: float
    u: float
    limit: float
    unit: str


@dataclass(frozen=True, slots=True)
class CannotJudge(Event):
    """A limit has not been judged since `start_s`, and why."""

    kind: ClassVar[str] = "cannot_judge"
    limit_id: str
    start_s: float
    reason: str


@dataclass(frozen=True, slots=True)
class JudgedAgain(Event):
    """A limit can be judged again."""

    kind: ClassVar[str] = "judged_again"
    limit_id: str


@dataclass(frozen=True, slots=True)
class Cue(Event):
    """One sentence for the patient, and all that stands behind it for whoever asks why."""

    kind: ClassVar[str] = "cue"
    text: str
    limit_id: str
    quantity: str
    value: float
    u: float
    limit: float
    unit: str
    exercise_id: str
    exercise_version: int
    source: str


@dataclass(frozen=True, slots=True)
class Suggestion(Event):
    """In the place of one more cue of a kind that was given `given` times: another way to go on."""

    kind: ClassVar[str] = "suggestion"
    text: str
    limit_id: str
    given: int


@dataclass(frozen=True, slots=True)
class Praise(Event):
    """A word for what was measured to go well."""

    kind: ClassVar[str] = "praise"
    text: str


@dataclass(frozen=True, slots=True)
class PeopleInView(Event):
    """The number of people in view changed to `people`, where it is not one."""

    kind: ClassVar[str] = "people"
    people: int


@dataclass(frozen=True, slots=True)
class SetDone(Event):
    """The repetitions of the dose are done; further ones are still counted."""

    kind: ClassVar[str] = "set_done"
    count: int


@dataclass(frozen=True, slots=True)
class Ended(Event):
    """The input ended."""

    kind: ClassVar[str] = "ended"
    why: str


def rounded(value: Any) -> Any:
    """A float to four decimals (missing becomes None, which JSON can say), anything else as it is."""
    if isinstance(value, float):
        return None if value != value else round(value, 4) + 0.0
    return value
