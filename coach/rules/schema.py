"""The shape of a rule file: which keys there are, what kind of value each takes. Meaning is checked in `checks`.

These models are the border: strict (no number as text, no NaN, no unknown key), used to find faults, to build the
frozen objects of `model`, and to generate the JSON schema for editors.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, StringConstraints

from coach.kinematics.quantities import QUANTITIES
from coach.rules import model

GivenSide = Literal["near", "far", "left", "right", "both", "either"]
#: A limit watches one limb: which of two would be meant by `both` or `either` depends on the direction.
OneSide = Literal["near", "far", "left", "right"]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
QuantityName = Annotated[str, Field(json_schema_extra={"enum": sorted(QUANTITIES)})]
Duration = Annotated[FiniteFloat, Field(ge=0, le=120)]

#: How long a live set wants the start posture held still where the file does not say (DESIGN.md).
STILL_FOR_S = 1.0
#: Where the laptop goes when the file does not say (clinical.md 2.8: hip height, whole body in view, 2-3.5 m).
PLACES = {
    "side": "Put the laptop at hip height, two to three metres away, at your side, so that all of you is in view.",
    "oblique": "Put the laptop at hip height, two to three metres away, halfway between front and side.",
    "front": "Put the laptop at hip height, two to three metres in front of you, so that all of you is in view.",
    "back": "Put the laptop at hip height, two to three metres behind you, so that all of you is in view.",
}


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


def build(shape: ExerciseShape, *, text: str, sha256: str, file: str) -> model.Exercise:
    """The frozen exercise of a file whose shape and meaning were both checked."""
    camera = shape.camera
    side = shape.repetition.side
    return model.Exercise(
        schema=shape.schema_,
        id=shape.id,
        name=shape.name,
        version=shape.version,
        summary=shape.summary or "",
        camera=model.Camera(camera.view, camera.body, camera.position, camera.place or PLACES[camera.view]),
        start=tuple(_condition(item.quantity, item) for item in shape.start if item.quantity is not None),
        still_for_s=max(
            (item.still_for_s for item in shape.start if item.still_for_s is not None), default=STILL_FOR_S
        ),
        repetition=_repetition(shape.repetition),
        goal=None if shape.goal is None else _goal(shape.goal, side),
        limits=tuple(_limit(limit) for limit in shape.limits),
        cannot_judge=tuple(shape.cannot_judge),
        dose=model.Dose(shape.dose.sets, shape.dose.repetitions, shape.dose.hold_s, shape.dose.source),
        allowed=_levels(shape.allowed),
        known_limits=tuple(shape.known_limits),
        sources=tuple(shape.sources),
        tags=tuple(shape.tags),
        sha256=sha256,
        file=file,
        text=text,
    )


def side_of(quantity: str, side: GivenSide | None) -> model.Side:
    """The side that is measured: `near` where none is named, `none` for what has no side."""
    return "none" if not QUANTITIES[quantity].sided else side or "near"


def _repetition(shape: RepetitionShape) -> model.RepetitionRule:
    return model.RepetitionRule(
        shape.quantity,
        side_of(shape.quantity, shape.side),
        shape.leave,
        shape.reach,
        shape.return_,
        model.Seconds(shape.seconds.min, shape.seconds.max),
        shape.hold_s,
        shape.change_from,
        tuple(_condition(item.quantity, item) for item in shape.at_end),
    )


def _condition(quantity: str, shape: StartShape | ConditionShape) -> model.Condition:
    return model.Condition(quantity, side_of(quantity, shape.side), shape.min, shape.max)


def _goal(shape: GoalShape, side: GivenSide | None) -> model.Goal:
    return model.Goal(
        shape.quantity, side_of(shape.quantity, shape.side or side), "end", shape.min, shape.max, shape.source or ""
    )


def _limit(shape: LimitShape) -> model.Limit:
    return model.Limit(
        shape.id,
        shape.quantity,
        side_of(shape.quantity, shape.side),
        shape.min,
        shape.max,
        shape.change_from,
        shape.when,
        shape.for_s,
        shape.cue,
        shape.source,
    )


def _levels(shape: LevelsShape) -> dict[model.Level, model.Allowed]:
    levels: dict[model.Level, AllowedShape | None] = {
        "lumbar": shape.lumbar,
        "thoracic": shape.thoracic,
        "cervical": shape.cervical,
    }
    return {name: model.Allowed(level.from_week, level.source or "") for name, level in levels.items() if level}
