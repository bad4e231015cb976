"""The table of clinical quantities: name, unit, sign, landmarks, views, and the array function that measures each.

Joint angles follow the clinical convention: 0 is the anatomical position, flexion positive (Norkin and White,
Measurement of Joint Motion).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from coach.kinematics import formulas
from coach.kinematics import landmarks as lm
from coach.kinematics.formulas import Measure
from coach.kinematics.uncertainty import UNCERTAINTY


@dataclass(frozen=True, slots=True)
class Quantity:
    """A named measurement.

    `needs` are (left, right) pairs of landmarks: for a sided quantity those of its side must be seen, for any other
    those of the near side (both from the front).
    """

    name: str
    unit: str
    meaning: str
    sign: str
    sided: bool
    needs: tuple[tuple[int, int], ...]
    measure: Measure

    @property
    def views(self) -> frozenset[str]:
        """The views that can show it."""
        return frozenset(UNCERTAINTY[self.name])


_LEG = (lm.HIP, lm.KNEE, lm.ANKLE)
_TRUNK = (lm.SHOULDER, lm.HIP)
_ROWS = (
    Quantity(
        "knee_flexion", "deg", "bend of the knee from straight", "bent is positive", True, _LEG, formulas.knee_flexion
    ),
    Quantity(
        "hip_flexion",
        "deg",
        "thigh against trunk, 0 in line",
        "forward is positive",
        True,
        (*_TRUNK, lm.KNEE),
        formulas.hip_flexion,
    ),
    Quantity(
        "shoulder_flexion",
        "deg",
        "upper arm against trunk, 0 along it",
        "forward and up is positive",
        True,
        (*_TRUNK, lm.ELBOW),
        formulas.shoulder_flexion,
    ),
    Quantity(
        "elbow_flexion",
        "deg",
        "bend of the elbow from straight",
        "bent is positive",
        True,
        (lm.SHOULDER, lm.ELBOW, lm.WRIST),
        formulas.elbow_flexion,
    ),
    Quantity(
        "ankle_flexion",
        "deg",
        "foot against shank, 0 at a right angle",
        "toes up (dorsiflexion) is positive",
        True,
        (lm.KNEE, lm.ANKLE, lm.HEEL, lm.TOE),
        formulas.ankle_flexion,
    ),
    Quantity(
        "thigh_elevation",
        "deg",
        "thigh from hanging",
        "forward is positive",
        True,
        (lm.HIP, lm.KNEE),
        formulas.thigh_elevation,
    ),
    Quantity(
        "shank_inclination",
        "deg",
        "shank from vertical",
        "knee in front of the ankle is positive",
        True,
        (lm.KNEE, lm.ANKLE),
        formulas.shank_inclination,
    ),
    Quantity(
        "arm_elevation",
        "deg",
        "upper arm from hanging",
        "never negative",
        True,
        (lm.SHOULDER, lm.ELBOW),
        formulas.arm_elevation,
    ),
    Quantity(
        "trunk_inclination",
        "deg",
        "trunk line from vertical",
        "forward is positive, lying on the back -90",
        False,
        _TRUNK,
        formulas.trunk_inclination,
    ),
    Quantity(
        "lateral_trunk_lean",
        "deg",
        "trunk line from vertical, sideways",
        "to the person's left is positive",
        False,
        _TRUNK,
        formulas.lateral_trunk_lean,
    ),
    Quantity(
        "trunk_minus_thigh",
        "deg",
        "trunk inclination less thigh elevation: the share of a bend that the hip does not make",
        "trunk further forward is positive",
        True,
        (*_TRUNK, lm.KNEE),
        formulas.trunk_minus_thigh,
    ),
    Quantity(
        "hip_offset_ankle",
        "rel",
        "hip from the shoulder-ankle line, share of its length",
        "in front (above, lying on the back) is positive, sagging behind it negative",
        True,
        (*_TRUNK, lm.ANKLE),
        formulas.hip_offset_ankle,
    ),
    Quantity(
        "hip_offset_knee",
        "rel",
        "hip from the shoulder-knee line, share of its length",
        "in front (above, lying on the back) is positive, sagging behind it negative",
        True,
        (*_TRUNK, lm.KNEE),
        formulas.hip_offset_knee,
    ),
    Quantity(
        "shoulder_line_tilt",
        "deg",
        "shoulder line from level",
        "left side higher is positive",
        False,
        (lm.SHOULDER,),
        formulas.line_tilt(lm.SHOULDER),
    ),
    Quantity(
        "hip_line_tilt",
        "deg",
        "hip line from level",
        "left side higher is positive",
        False,
        (lm.HIP,),
        formulas.line_tilt(lm.HIP),
    ),
    Quantity(
        "hip_abduction",
        "deg",
        "thigh from hanging, sideways",
        "outward is positive",
        True,
        (lm.HIP, lm.KNEE),
        formulas.hip_abduction,
    ),
    Quantity(
        "trunk_twist",
        "deg",
        "turn of the shoulder line against the hip line",
        "shoulders turned to the person's left is positive",
        False,
        _TRUNK,
        formulas.trunk_twist,
    ),
    Quantity(
        "head_offset",
        "rel",
        "ear from the hip-shoulder line, share of its length",
        "in front is positive",
        True,
        (*_TRUNK, lm.EAR),
        formulas.head_offset,
    ),
    Quantity(
        "heel_rise",
        "rel",
        "heel above the toes, share of leg length",
        "heel higher is positive",
        True,
        (*_LEG, lm.HEEL, lm.TOE),
        formulas.heel_rise,
    ),
    Quantity(
        "hip_height",
        "rel",
        "hip above the ankle, share of leg length",
        "higher is positive",
        True,
        _LEG,
        formulas.hip_height,
    ),
    Quantity(
        "stance_width", "rel", "ankles apart, share of leg length", "never negative", False, _LEG, formulas.stance_width
    ),
)

QUANTITIES: Mapping[str, Quantity] = MappingProxyType({row.name: row for row in _ROWS})
