"""The shape of a rule file: which keys there are, what kind of value each takes. Meaning is checked in `checks`.

These models are the border: strict (no number as text, no NaN, no unknown key), used to find faults, to generate the
JSON schema for editors, and by `build` to make the frozen objects of `model`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, StringConstraints

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
    translations: Annotated[
        dict[str, TranslationShape], Field(json_schema_extra={"propertyNames": {"enum": OTHER_LANGUAGES}})
    ] = {}
