"""From the checked shape of a file to the frozen `Exercise`, with what the file leaves out filled in."""

from __future__ import annotations

from dataclasses import replace

from coach.kinematics.quantities import QUANTITIES
from coach.language import ENGLISH
from coach.rules.model import (
    Allowed,
    Camera,
    Condition,
    Dose,
    Exercise,
    Goal,
    Level,
    Limit,
    Posture,
    RepetitionRule,
    Seconds,
    Show,
    Side,
)
from coach.rules.schema import (
    AllowedShape,
    ConditionShape,
    ExerciseShape,
    GivenSide,
    GoalShape,
    LevelsShape,
    LimitShape,
    PostureShape,
    RepetitionShape,
    ShowShape,
    SidesShape,
    StartShape,
    TranslationShape,
)
from coach.rules.words import LimitWords, Words

#: How long a live set wants the start posture held still where the file does not say (DESIGN.md).
STILL_FOR_S = 1.0
#: Where the laptop goes when the file does not say (clinical.md 2.8: hip height, whole body in view, 2-3.5 m).
PLACES = {
    "side": "Put the laptop at hip height, two to three metres away, at your side, so that all of you is in view.",
    "oblique": "Put the laptop at hip height, two to three metres away, halfway between front and side.",
    "front": "Put the laptop at hip height, two to three metres in front of you, so that all of you is in view.",
    "back": "Put the laptop at hip height, two to three metres behind you, so that all of you is in view.",
}


def build(shape: ExerciseShape, *, text: str, sha256: str, file: str) -> Exercise:
    """The frozen exercise of a file whose shape and meaning were both checked."""
    camera = shape.camera
    side = shape.repetition.side
    exercise = Exercise(
        schema=shape.schema_,
        id=shape.id,
        name=shape.name,
        version=shape.version,
        summary=shape.summary or "",
        camera=Camera(camera.view, camera.body, camera.position, camera.place or PLACES[camera.view]),
        start=tuple(_condition(item.quantity, item) for item in shape.start if item.quantity is not None),
        still_for_s=max(
            (item.still_for_s for item in shape.start if item.still_for_s is not None), default=STILL_FOR_S
        ),
        repetition=_repetition(shape.repetition),
        goal=None if shape.goal is None else _goal(shape.goal, side),
        limits=tuple(_limit(limit) for limit in shape.limits),
        cannot_judge=tuple(shape.cannot_judge),
        dose=Dose(shape.dose.sets, shape.dose.repetitions, shape.dose.hold_s, shape.dose.source),
        allowed=_levels(shape.allowed),
        known_limits=tuple(shape.known_limits),
        sources=tuple(shape.sources),
        tags=tuple(shape.tags),
        sha256=sha256,
        file=file,
        text=text,
        translations={},
        show=None if shape.show is None else build_show(shape.show),
    )
    translations = {tag: _words(exercise.words(ENGLISH), given) for tag, given in shape.translations.items()}
    return replace(exercise, translations=translations)


def side_of(quantity: str, side: GivenSide | None) -> Side:
    """The side that is measured: `near` where none is named, `none` for what has no side."""
    return "none" if not QUANTITIES[quantity].sided else side or "near"


def _repetition(shape: RepetitionShape) -> RepetitionRule:
    return RepetitionRule(
        shape.quantity,
        side_of(shape.quantity, shape.side),
        shape.leave,
        shape.reach,
        shape.return_,
        Seconds(shape.seconds.min, shape.seconds.max),
        shape.hold_s,
        shape.change_from,
        tuple(_condition(item.quantity, item) for item in shape.at_end),
    )


def _condition(quantity: str, shape: StartShape | ConditionShape) -> Condition:
    return Condition(quantity, side_of(quantity, shape.side), shape.min, shape.max)


def _goal(shape: GoalShape, side: GivenSide | None) -> Goal:
    return Goal(
        shape.quantity, side_of(shape.quantity, shape.side or side), "end", shape.min, shape.max, shape.source or ""
    )


def _limit(shape: LimitShape) -> Limit:
    return Limit(
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


def _levels(shape: LevelsShape) -> dict[Level, Allowed]:
    levels: dict[Level, AllowedShape | None] = {
        "lumbar": shape.lumbar,
        "thoracic": shape.thoracic,
        "cervical": shape.cervical,
    }
    return {name: Allowed(level.from_week, level.source or "") for name, level in levels.items() if level}


def _words(english: Words, given: TranslationShape) -> Words:
    """A translation, in English where the file leaves something out."""
    return Words(
        name=given.name or english.name,
        summary=given.summary or english.summary,
        place=given.place or english.place,
        cannot_judge=tuple(given.cannot_judge or english.cannot_judge),
        known_limits=tuple(given.known_limits or english.known_limits),
        limits={
            name: LimitWords(given.limits[name].title or said.title, given.limits[name].cue)
            for name, said in english.limits.items()
        },
    )


def build_show(shape: ShowShape) -> Show:
    """The key postures of a file whose shape was checked."""
    return Show(
        shape.on,
        _posture(shape.start),
        tuple(_posture(posture) for posture in shape.way),
        _posture(shape.end),
        shape.sides is not None,
        shape.seconds.out,
        shape.seconds.hold,
        shape.seconds.back,
    )


def _posture(shape: PostureShape) -> Posture:
    given = ((name, getattr(shape, name)) for name in PostureShape.model_fields)
    return {
        name: (value.left, value.right) if isinstance(value, SidesShape) else (value, value)
        for name, value in given
        if value is not None
    }
