"""The precautions after a fusion, as a table: what waits, at which level, until which week, who says so.

Protocols disagree (clinical.md 2.1), so each line is a default that the surgeon can release or tighten, and none is a
constant of nature. Where the sources differ the table has the strictest of them. No clinician has reviewed it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coach.care.profile import LEVELS
from coach.language import Sentence
from coach.rules.model import Condition, Exercise, Level


@dataclass(frozen=True, slots=True)
class Wait:
    """Until before which week, None for until the surgeon releases it; and the source."""

    until_week: int | None
    source: str


@dataclass(frozen=True, slots=True)
class Precaution:
    """What an exercise of this trait waits for at each level; a level that is not named has no such precaution."""

    trait: str
    words: Sentence
    waits: Mapping[Level, Wait]


def _everywhere(until_week: int, source: str = "proposal", **known: Wait) -> dict[Level, Wait]:
    return {level: known.get(level, Wait(until_week, source)) for level in LEVELS}


_LAHEY = Wait(8, "Lahey Hospital: no prone trunk or leg extension until 8 weeks")
PRECAUTIONS = (
    Precaution(
        "overhead",
        Sentence("Arms above the head"),
        {
            "lumbar": Wait(12, "srortho.com: limit overhead reaching for 12 weeks"),
            "thoracic": Wait(12, "proposal (as lumbar, srortho.com)"),
            "cervical": Wait(None, "Galland: until the surgeon clears it (clinical.md 2.8, row 18)"),
        },
    ),
    Precaution(
        "overhead_resistance",
        Sentence("Arms above the head against resistance"),
        _everywhere(26, cervical=Wait(26, "Galland: no overhead resistance in months 3-6")),
    ),
    Precaution(
        "bridging",
        Sentence("Lifting the hips while lying"),
        {
            "lumbar": Wait(6, "D'Urso: bridging from week 6"),
            "thoracic": Wait(6, "proposal (as lumbar, D'Urso)"),
            "cervical": Wait(5, "Galland: no bridging in month 1"),
        },
    ),
    Precaution("prone", Sentence("Lying on the front"), _everywhere(8, lumbar=_LAHEY)),
    Precaution("trunk_extension", Sentence("Bending backwards"), _everywhere(8, lumbar=_LAHEY)),
    Precaution(
        "leg_extension",
        Sentence("Stretching a leg backwards"),
        {"lumbar": _LAHEY, "thoracic": Wait(8, "proposal (as lumbar, Lahey)")},
    ),
    Precaution(
        "opposite_arm_and_leg",
        Sentence("Lifting an arm and the opposite leg"),
        _everywhere(12, lumbar=Wait(12, "D'Urso: opposite arm and leg only after week 12")),
    ),
    Precaution(
        "bending", Sentence("Bending forwards"), _everywhere(12, lumbar=Wait(12, "OrthoIndy, Poulter: 12 weeks"))
    ),
    Precaution(
        "squat",
        Sentence("Squats"),
        _everywhere(6, lumbar=Wait(6, "srortho, Penrose phase 1; before only with the surgeon's word (AAOS)")),
    ),
    Precaution("step", Sentence("Steps"), _everywhere(6, lumbar=Wait(6, "OPT physio AU: step-ups from week 6"))),
    Precaution(
        "resistance", Sentence("Exercise against resistance"), _everywhere(12, lumbar=Wait(12, "srortho phase III"))
    ),
    Precaution(
        "passive_stretch",
        Sentence("Stretching with help"),
        {"cervical": Wait(5, "Galland: no passive stretch in month 1")},
    ),
    Precaution(
        "impact", Sentence("Jumping and running"), _everywhere(26, "proposal (Penrose: all activities after 6 months)")
    ),
)

#: Positions in which an arm past the horizontal goes over the head. Lying and kneeling it is lifted along the floor,
#: which the very protocol that limits overhead reaching lists earlier ("dying bug", srortho phase II).
_UPRIGHT = ("standing", "sitting")
#: clinical.md 2.8, row 18: "to 90° earlier".
_OVERHEAD_DEG = 90.0
_ARMS = ("shoulder_flexion", "arm_elevation")
_HIPS_RISE = ("trunk_inclination", "hip_offset_knee", "hip_offset_ankle")


def traits_of(exercise: Exercise) -> frozenset[str]:
    """What the precautions and orders know an exercise by: its tags, its position, and what its numbers tell.

    A file whose writer left a tag out is still held where its numbers show the movement.
    """
    position, rule = exercise.camera.position, exercise.repetition
    told = {
        "overhead": position in _UPRIGHT and _arms_deg(exercise) > _OVERHEAD_DEG,
        "bridging": position == "lying" and rule.quantity in _HIPS_RISE,
        "prone": position == "lying" and any(_on_the_front(condition) for condition in exercise.start),
        "leg_extension": rule.quantity in ("hip_flexion", "thigh_elevation") and rule.reach < 0,
    }
    return frozenset({*exercise.tags, position, *(trait for trait, shown in told.items() if shown)})


def _arms_deg(exercise: Exercise) -> float:
    """How high the movement, its goal or its figure lifts an arm; 0 where it lifts none."""
    rule, goal = exercise.repetition, exercise.goal
    asked = [rule.reach] if rule.quantity in _ARMS else []
    if goal is not None and goal.quantity in _ARMS:
        asked += [bound for bound in (goal.min, goal.max) if bound is not None]
    shown = exercise.show.postures if exercise.show else ()
    asked += [max(posture["shoulder_flexion"]) for posture in shown if "shoulder_flexion" in posture]
    return max(asked, default=0.0)


def _on_the_front(condition: Condition) -> bool:
    """Lying on the front the trunk is told as +90, on the back as -90."""
    return condition.quantity == "trunk_inclination" and condition.min is not None and condition.min > 0
