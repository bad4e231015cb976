"""The table of clinical quantities: name, unit, sign, landmarks, views, and the array function that measures each.

Joint angles follow the clinical convention: 0 is the anatomical position, flexion positive (Norkin and White,
Measurement of Joint Motion). All functions take a `Body` over (...,) frames and, for a sided quantity, the side.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from coach.kinematics import landmarks as lm
from coach.kinematics.body import Body
from coach.kinematics.geometry import DOWN, UP, FloatArray, offset_share, turn_deg, wrapped_deg
from coach.kinematics.uncertainty import UNCERTAINTY

Measure = Callable[[Body, int], FloatArray]


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


def _knee_flexion(body: Body, side: int) -> FloatArray:
    hip, knee, ankle = body.at(lm.HIP[side]), body.at(lm.KNEE[side]), body.at(lm.ANKLE[side])
    return wrapped_deg(body.forward * turn_deg(knee - hip, ankle - knee), -90.0)


def _hip_flexion(body: Body, side: int) -> FloatArray:
    shoulder, hip, knee = body.at(lm.SHOULDER[side]), body.at(lm.HIP[side]), body.at(lm.KNEE[side])
    return wrapped_deg(-body.forward * turn_deg(hip - shoulder, knee - hip), -90.0)


def _shoulder_flexion(body: Body, side: int) -> FloatArray:
    shoulder, hip, elbow = body.at(lm.SHOULDER[side]), body.at(lm.HIP[side]), body.at(lm.ELBOW[side])
    return wrapped_deg(-body.forward * turn_deg(hip - shoulder, elbow - shoulder), -90.0)


def _elbow_flexion(body: Body, side: int) -> FloatArray:
    shoulder, elbow, wrist = body.at(lm.SHOULDER[side]), body.at(lm.ELBOW[side]), body.at(lm.WRIST[side])
    return wrapped_deg(-body.forward * turn_deg(elbow - shoulder, wrist - elbow), -90.0)


def _ankle_flexion(body: Body, side: int) -> FloatArray:
    shank = body.at(lm.ANKLE[side]) - body.at(lm.KNEE[side])
    foot = body.at(lm.TOE[side]) - body.at(lm.HEEL[side])
    return wrapped_deg(-body.forward * turn_deg(shank, foot) - 90.0, -180.0)


def _thigh_elevation(body: Body, side: int) -> FloatArray:
    thigh = body.at(lm.KNEE[side]) - body.at(lm.HIP[side])
    return wrapped_deg(-body.forward * turn_deg(DOWN, thigh), -90.0)


def _shank_inclination(body: Body, side: int) -> FloatArray:
    return body.forward * turn_deg(UP, body.at(lm.KNEE[side]) - body.at(lm.ANKLE[side]))


def _arm_elevation(body: Body, side: int) -> FloatArray:
    return np.abs(turn_deg(DOWN, body.at(lm.ELBOW[side]) - body.at(lm.SHOULDER[side])))


def _trunk_inclination(body: Body, _: int) -> FloatArray:
    return body.forward * turn_deg(UP, body.trunk())


def _lateral_trunk_lean(body: Body, _: int) -> FloatArray:
    return body.facing * turn_deg(UP, body.trunk())


def _trunk_minus_thigh(body: Body, side: int) -> FloatArray:
    return _trunk_inclination(body, side) - _thigh_elevation(body, side)


def _hip_offset_ankle(body: Body, side: int) -> FloatArray:
    shoulder, hip, ankle = body.at(lm.SHOULDER[side]), body.at(lm.HIP[side]), body.at(lm.ANKLE[side])
    return -body.forward * offset_share(shoulder, ankle, hip)


def _hip_offset_knee(body: Body, side: int) -> FloatArray:
    shoulder, hip, knee = body.at(lm.SHOULDER[side]), body.at(lm.HIP[side]), body.at(lm.KNEE[side])
    return -body.forward * offset_share(shoulder, knee, hip)


def _line_tilt(pair: tuple[int, int]) -> Measure:
    def measure(body: Body, _: int) -> FloatArray:
        across = (body.at(pair[lm.LEFT]) - body.at(pair[lm.RIGHT])) * body.facing
        return -body.facing * turn_deg(1 + 0j, across)

    return measure


def _hip_abduction(body: Body, side: int) -> FloatArray:
    outward = -body.facing if side == lm.LEFT else body.facing
    return outward * turn_deg(DOWN, body.at(lm.KNEE[side]) - body.at(lm.HIP[side]))


def _line_yaw_deg(body: Body, pair: tuple[int, int]) -> FloatArray:
    across = body.world_m[..., pair[lm.LEFT], :] - body.world_m[..., pair[lm.RIGHT], :]
    yaw_deg: FloatArray = np.degrees(np.arctan2(-across[..., 2].astype(np.float64), across[..., 0]))
    return yaw_deg


def _trunk_twist(body: Body, _: int) -> FloatArray:
    return wrapped_deg(_line_yaw_deg(body, lm.HIP) - _line_yaw_deg(body, lm.SHOULDER), -180.0)


def _head_offset(body: Body, side: int) -> FloatArray:
    hip, shoulder, ear = body.at(lm.HIP[side]), body.at(lm.SHOULDER[side]), body.at(lm.EAR[side])
    return body.forward * offset_share(hip, shoulder, ear)


def _heel_rise(body: Body, side: int) -> FloatArray:
    rise: FloatArray = (body.at(lm.TOE[side]) - body.at(lm.HEEL[side])).imag / body.leg_px(side)
    return rise


def _hip_height(body: Body, side: int) -> FloatArray:
    height: FloatArray = (body.at(lm.TOE[side]) - body.at(lm.HIP[side])).imag / body.leg_px(side)
    return height


def _stance_width(body: Body, _: int) -> FloatArray:
    apart = np.abs((body.at(lm.ANKLE[lm.LEFT]) - body.at(lm.ANKLE[lm.RIGHT])).real)
    width: FloatArray = 2 * apart / (body.leg_px(lm.LEFT) + body.leg_px(lm.RIGHT))
    return width


_LEG = (lm.HIP, lm.KNEE, lm.ANKLE)
_TRUNK = (lm.SHOULDER, lm.HIP)
_ROWS = (
    Quantity("knee_flexion", "deg", "bend of the knee from straight", "bent is positive", True, _LEG, _knee_flexion),
    Quantity(
        "hip_flexion",
        "deg",
        "thigh against trunk, 0 in line",
        "forward is positive",
        True,
        (*_TRUNK, lm.KNEE),
        _hip_flexion,
    ),
    Quantity(
        "shoulder_flexion",
        "deg",
        "upper arm against trunk, 0 along it",
        "forward and up is positive",
        True,
        (*_TRUNK, lm.ELBOW),
        _shoulder_flexion,
    ),
    Quantity(
        "elbow_flexion",
        "deg",
        "bend of the elbow from straight",
        "bent is positive",
        True,
        (lm.SHOULDER, lm.ELBOW, lm.WRIST),
        _elbow_flexion,
    ),
    Quantity(
        "ankle_flexion",
        "deg",
        "foot against shank, 0 at a right angle",
        "toes up (dorsiflexion) is positive",
        True,
        (lm.KNEE, lm.ANKLE, lm.HEEL, lm.TOE),
        _ankle_flexion,
    ),
    Quantity(
        "thigh_elevation", "deg", "thigh from hanging", "forward is positive", True, (lm.HIP, lm.KNEE), _thigh_elevation
    ),
    Quantity(
        "shank_inclination",
        "deg",
        "shank from vertical",
        "knee in front of the ankle is positive",
        True,
        (lm.KNEE, lm.ANKLE),
        _shank_inclination,
    ),
    Quantity(
        "arm_elevation",
        "deg",
        "upper arm from hanging",
        "never negative",
        True,
        (lm.SHOULDER, lm.ELBOW),
        _arm_elevation,
    ),
    Quantity(
        "trunk_inclination",
        "deg",
        "trunk line from vertical",
        "forward is positive, lying on the back -90",
        False,
        _TRUNK,
        _trunk_inclination,
    ),
    Quantity(
        "lateral_trunk_lean",
        "deg",
        "trunk line from vertical, sideways",
        "to the person's left is positive",
        False,
        _TRUNK,
        _lateral_trunk_lean,
    ),
    Quantity(
        "trunk_minus_thigh",
        "deg",
        "trunk inclination less thigh elevation: the share of a bend that the hip does not make",
        "trunk further forward is positive",
        True,
        (*_TRUNK, lm.KNEE),
        _trunk_minus_thigh,
    ),
    Quantity(
        "hip_offset_ankle",
        "rel",
        "hip from the shoulder-ankle line, share of its length",
        "in front (above, lying on the back) is positive, sagging behind it negative",
        True,
        (*_TRUNK, lm.ANKLE),
        _hip_offset_ankle,
    ),
    Quantity(
        "hip_offset_knee",
        "rel",
        "hip from the shoulder-knee line, share of its length",
        "in front (above, lying on the back) is positive, sagging behind it negative",
        True,
        (*_TRUNK, lm.KNEE),
        _hip_offset_knee,
    ),
    Quantity(
        "shoulder_line_tilt",
        "deg",
        "shoulder line from level",
        "left side higher is positive",
        False,
        (lm.SHOULDER,),
        _line_tilt(lm.SHOULDER),
    ),
    Quantity(
        "hip_line_tilt",
        "deg",
        "hip line from level",
        "left side higher is positive",
        False,
        (lm.HIP,),
        _line_tilt(lm.HIP),
    ),
    Quantity(
        "hip_abduction",
        "deg",
        "thigh from hanging, sideways",
        "outward is positive",
        True,
        (lm.HIP, lm.KNEE),
        _hip_abduction,
    ),
    Quantity(
        "trunk_twist",
        "deg",
        "turn of the shoulder line against the hip line",
        "shoulders turned to the person's left is positive",
        False,
        _TRUNK,
        _trunk_twist,
    ),
    Quantity(
        "head_offset",
        "rel",
        "ear from the hip-shoulder line, share of its length",
        "in front is positive",
        True,
        (*_TRUNK, lm.EAR),
        _head_offset,
    ),
    Quantity(
        "heel_rise",
        "rel",
        "heel above the toes, share of leg length",
        "heel higher is positive",
        True,
        (*_LEG, lm.HEEL, lm.TOE),
        _heel_rise,
    ),
    Quantity(
        "hip_height", "rel", "hip above the ankle, share of leg length", "higher is positive", True, _LEG, _hip_height
    ),
    Quantity("stance_width", "rel", "ankles apart, share of leg length", "never negative", False, _LEG, _stance_width),
)

QUANTITIES: Mapping[str, Quantity] = MappingProxyType({row.name: row for row in _ROWS})
