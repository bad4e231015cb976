"""A checked exercise: what the coach needs to know of it, and nothing that is not said in its file.

Angles are degrees in the clinical convention (0 = anatomical position, flexion positive), lengths are shares of the
body (`rel`), times are seconds. Every object is frozen: a rule that was checked stays what was checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from coach.rules.words import LimitWords, Words, title_of

#: Version of the rule language.
SCHEMA = 1

View = Literal["side", "oblique", "front", "back"]
Body = Literal["full", "upper"]
Position = Literal["standing", "sitting", "lying", "kneeling"]
Side = Literal["near", "far", "left", "right", "both", "either", "none"]
ChangeFrom = Literal["neutral", "neutral_end"]
When = Literal["always", "start", "end", "moving"]
Level = Literal["lumbar", "thoracic", "cervical"]


@dataclass(frozen=True, slots=True)
class Camera:
    """How the camera must see the person; `place` is the sentence that says where to put the laptop."""

    view: View
    body: Body
    position: Position
    place: str


@dataclass(frozen=True, slots=True)
class Condition:
    """A quantity within `min` and `max` (inclusive; at least one is set)."""

    quantity: str
    side: Side = "near"
    min: float | None = None
    max: float | None = None


@dataclass(frozen=True, slots=True)
class Seconds:
    """The least and the most a repetition may take."""

    min: float
    max: float


@dataclass(frozen=True, slots=True)
class RepetitionRule:
    """The movement: it begins past `leave`, its end is `reach`, it counts when back past `return_`.

    With `change_from: rest` the thresholds are changes from where the quantity rests between repetitions. `at_end`
    are conditions that hold at the end of this movement and not of others that pass the same thresholds.
    """

    quantity: str
    side: Side
    leave: float
    reach: float
    return_: float
    seconds: Seconds
    hold_s: float | None = None
    change_from: Literal["rest"] | None = None
    at_end: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Goal:
    """What the patient works towards at the end of the movement; missing it is never an error."""

    quantity: str
    side: Side
    at: Literal["end"] = "end"
    min: float | None = None
    max: float | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Limit:
    """What must not be passed for `for_s` or longer.

    With `change_from` the bounds are changes from the person's own posture at the start (`neutral`) or at the end
    (`neutral_end`) of the movement; without it they are values of the quantity.
    """

    id: str
    quantity: str
    side: Side = "near"
    min: float | None = None
    max: float | None = None
    change_from: ChangeFrom | None = None
    when: When = "always"
    for_s: float = 0.3
    cue: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Dose:
    """How much is done."""

    sets: int
    repetitions: int
    hold_s: float | None
    source: str


@dataclass(frozen=True, slots=True)
class Allowed:
    """From which week after an operation at one level the exercise may be offered, and who says so."""

    from_week: int
    source: str = ""


#: Named quantities of a key posture, each (left, right); what has no side says it twice, what is not named is 0.
Posture = Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Show:
    """How the figure does the movement: from `start` through `way` to `end`, and the same way back.

    `on` is what stays in place. With `alternate` left and right change places each repetition.
    """

    on: Literal["feet", "knees", "shoulders"]
    start: Posture
    way: tuple[Posture, ...]
    end: Posture
    alternate: bool
    out_s: float
    hold_s: float
    back_s: float

    @property
    def postures(self) -> tuple[Posture, ...]:
        """All key postures in their order."""
        return (self.start, *self.way, self.end)


@dataclass(frozen=True, slots=True)
class Exercise:
    """One rule file, checked. `text` is the file as it was read, `sha256` the hash of its bytes.

    `translations` are its words by the tag of the language; without `show` no figure can show it.
    """

    schema: int
    id: str
    name: str
    version: int
    summary: str
    camera: Camera
    start: tuple[Condition, ...]
    still_for_s: float
    repetition: RepetitionRule
    goal: Goal | None
    limits: tuple[Limit, ...]
    cannot_judge: tuple[str, ...]
    dose: Dose
    allowed: Mapping[Level, Allowed]
    known_limits: tuple[str, ...]
    sources: tuple[str, ...]
    tags: tuple[str, ...]
    sha256: str
    file: str
    text: str
    translations: Mapping[str, Words]
    show: Show | None = None

    def words(self, language: str) -> Words:
        """What the exercise says in a language, by its tag; in English where the file has no translation."""
        return self.translations.get(language) or Words(
            self.name,
            self.summary,
            self.camera.place,
            self.cannot_judge,
            self.known_limits,
            {limit.id: LimitWords(title_of(limit.id), limit.cue) for limit in self.limits},
        )
