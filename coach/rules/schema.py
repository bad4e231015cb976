"""The shape of a rule file: which keys there are, what kind of value each takes. Meaning is checked in `checks`.

These models are the border: strict (no number as text, no NaN, no unknown key), used to find faults, to generate the
JSON schema for editors, and by `build` to make the frozen objects of `model`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, FiniteFloat, StringConstraints, Tag

from coach.kinematics.quantities import QUANTITIES
from coach.language import ENGLISH, LANGUAGES
from coach.rules import model

GivenSide = Literal["near", "far", "left", "right", "both", "either"]
#: A limit watches one limb: which of two would be meant by `both` or `either` depends on the direction.
OneSide = Literal["near", "far", "left", "right"]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
QuantityName = Annotated[str, Field(json_schema_extra={"enum": sorted(QUANTITIES)})]
#: The languages that a file can translate its words into.
OTHER_LANGUAGES = [tag for tag in LANGUAGES if tag != ENGLISH]
Duration = Annotated[FiniteFloat, Field(ge=0, le=120)]
#: A movement that takes no time cannot be shown.
MovingTime = Annotated[FiniteFloat, Field(ge=0.2, le=120)]
Degrees = Annotated[FiniteFloat, Field(ge=-180, le=180)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class CameraShape(_Shape):
    view: model.View
    body: model.Body = "full"
    position: model.Position = "standing"
    place: Line | None = None


class StartShape(_Shape):
    """One line of `start`: a condition, or how long the posture is held."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": ["quantity"]}, {"required": ["still_for_s"]}]})

    quantity: QuantityName | None = None
    side: GivenSide | None = None
    min: FiniteFloat | None = None
    max: FiniteFloat | None = None
    still_for_s: Duration | None = None


class ConditionShape(_Shape):
    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": ["min"]}, {"required": ["max"]}]})

    quantity: QuantityName
    side: GivenSide | None = None
    min: FiniteFloat | None = None
    max: FiniteFloat | None = None


class SecondsShape(_Shape):
    min: Duration
    max: Duration


class RepetitionShape(_Shape):
    quantity: QuantityName
    side: GivenSide | None = None
    leave: FiniteFloat
    reach: FiniteFloat
    return_: FiniteFloat = Field(alias="return")
    change_from: Literal["rest"] | None = None
    at_end: list[ConditionShape] = Field(default=[], max_length=12)
    seconds: SecondsShape
    hold_s: Duration | None = None


class GoalShape(_Shape):
    quantity: QuantityName
    side: GivenSide | None = None
    at: Annotated[str, StringConstraints(pattern="^end$")] = "end"
    min: FiniteFloat | None = None
    max: FiniteFloat | None = None
    source: Line | None = None


class LimitShape(_Shape):
    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": ["min"]}, {"required": ["max"]}]})

    id: Word
    quantity: QuantityName
    side: OneSide | None = None
    min: FiniteFloat | None = None
    max: FiniteFloat | None = None
    change_from: model.ChangeFrom | None = None
    when: model.When = "always"
    for_s: Duration = 0.3
    cue: Line
    source: Line


class DoseShape(_Shape):
    sets: int = Field(ge=1, le=20)
    repetitions: int = Field(ge=1, le=100)
    hold_s: Duration | None = None
    source: Line


class AllowedShape(_Shape):
    from_week: int = Field(ge=0, le=520)
    source: Line | None = None


class LevelsShape(_Shape):
    """At which level of operation, and from which week on, the exercise may be offered."""

    lumbar: AllowedShape | None = None
    thoracic: AllowedShape | None = None
    cervical: AllowedShape | None = None


class LimitWordsShape(_Shape):
    """A limit in another language."""

    title: Name | None = None
    cue: Line


class TranslationShape(_Shape):
    """What the exercise says in another language; what is left out is said in English."""

    name: Name | None = None
    summary: Line | None = None
    place: Line | None = None
    limits: dict[str, LimitWordsShape] = Field(default={}, max_length=20)
    cannot_judge: list[Line] | None = Field(default=None, max_length=20)
    known_limits: list[Line] | None = Field(default=None, max_length=20)


class SidesShape(_Shape):
    """A value that differs between left and right."""

    left: Degrees
    right: Degrees


#: Of a union's branches the tags stand in the places of faults; no key of a file can be one, for it is no text.
NUMBER_TAG, SIDES_TAG = "\x00number", "\x00sides"
Sided = Annotated[
    Annotated[Degrees, Tag(NUMBER_TAG)] | Annotated[SidesShape, Tag(SIDES_TAG)],
    Discriminator(lambda value: SIDES_TAG if isinstance(value, dict | SidesShape) else NUMBER_TAG),
]


class PostureShape(_Shape):
    """A key posture of the figure, by the names of quantities; what is left out is 0, as one stands upright."""

    trunk_inclination: Degrees | None = None
    lateral_trunk_lean: Degrees | None = None
    hip_flexion: Sided | None = None
    thigh_elevation: Sided | None = None
    knee_flexion: Sided | None = None
    hip_abduction: Sided | None = None
    shoulder_flexion: Sided | None = None
    elbow_flexion: Sided | None = None
    heel_rise: Annotated[FiniteFloat, Field(ge=0, le=0.2)] | None = None


class ShowSecondsShape(_Shape):
    out: MovingTime
    hold: Duration
    back: MovingTime


class ShowShape(_Shape):
    """How the figure shows the movement: its key postures, between which it moves."""

    on: Literal["feet", "knees", "shoulders"]
    start: PostureShape
    way: list[PostureShape] = Field(default=[], max_length=6)
    end: PostureShape
    sides: Annotated[str, StringConstraints(pattern="^alternate$")] | None = None
    seconds: ShowSecondsShape


class ExerciseShape(_Shape):
    """One exercise: a rule file of the coach."""

    schema_: int = Field(alias="schema", ge=model.SCHEMA, le=model.SCHEMA)
    id: Word
    name: Name
    version: int = Field(ge=1, le=1_000_000)
    summary: Line | None = None
    camera: CameraShape
    start: list[StartShape] = Field(min_length=1, max_length=12)
    repetition: RepetitionShape
    goal: GoalShape | None = None
    limits: list[LimitShape] = Field(max_length=20)
    cannot_judge: list[Line] = Field(default=[], max_length=20)
    dose: DoseShape
    allowed: LevelsShape
    known_limits: list[Line] = Field(default=[], max_length=20)
    sources: list[Line] = Field(default=[], max_length=20)
    tags: list[Word] = Field(default=[], max_length=20)
    show: ShowShape | None = None
    translations: Annotated[
        dict[str, TranslationShape], Field(json_schema_extra={"propertyNames": {"enum": OTHER_LANGUAGES}})
    ] = {}
