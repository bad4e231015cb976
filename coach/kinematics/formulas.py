"""How each quantity is measured: array functions of a `Body`, (...,) frames in and out, NaN where a point is missing.

`side` is 0 for left and 1 for right; a quantity without sides takes and ignores it. Signs are those of the table in
`quantities`; the trunk's forward turn tells which way on the screen is forward.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from coach.kinematics import landmarks as lm
from coach.kinematics.body import Body
from coach.kinematics.geometry import DOWN, UP, FloatArray, offset_share, turn_deg, wrapped_deg

Measure = Callable[[Body, int], FloatArray]


def knee_flexion(body: Body, side: int) -> FloatArray:
    """Shank against thigh, degrees."""
    hip, knee, ankle = body.at(lm.HIP[side]), body.at(lm.KNEE[side]), body.at(lm.ANKLE[side])
    return wrapped_deg(body.forward * turn_deg(knee - hip, ankle - knee), -90.0)


def hip_flexion(body: Body, side: int) -> FloatArray:
    """Thigh against the trunk of its side, degrees."""
    shoulder, hip, knee = body.at(lm.SHOULDER[side]), body.at(lm.HIP[side]), body.at(lm.KNEE[side])
    return wrapped_deg(-body.forward * turn_deg(hip - shoulder, knee - hip), -90.0)


def shoulder_flexion(body: Body, side: int) -> FloatArray:
    """Upper arm against the trunk of its side, degrees."""
    shoulder, hip, elbow = body.at(lm.SHOULDER[side]), body.at(lm.HIP[side]), body.at(lm.ELBOW[side])
    return wrapped_deg(-body.forward * turn_deg(hip - shoulder, elbow - shoulder), -90.0)


def elbow_flexion(body: Body, side: int) -> FloatArray:
    """Forearm against upper arm, degrees."""
    shoulder, elbow, wrist = body.at(lm.SHOULDER[side]), body.at(lm.ELBOW[side]), body.at(lm.WRIST[side])
    return wrapped_deg(-body.forward * turn_deg(elbow - shoulder, wrist - elbow), -90.0)


def ankle_flexion(body: Body, side: int) -> FloatArray:
    """Foot against shank less a right angle, degrees."""
    shank = body.at(lm.ANKLE[side]) - body.at(lm.KNEE[side])
    foot = body.at(lm.TOE[side]) - body.at(lm.HEEL[side])
    return wrapped_deg(-body.forward * turn_deg(shank, foot) - 90.0, -180.0)


def thigh_elevation(body: Body, side: int) -> FloatArray:
    """Thigh from hanging, degrees."""
    thigh = body.at(lm.KNEE[side]) - body.at(lm.HIP[side])
    return wrapped_deg(-body.forward * turn_deg(DOWN, thigh), -90.0)


def shank_inclination(body: Body, side: int) -> FloatArray:
    """Shank from vertical, degrees."""
    return body.forward * turn_deg(UP, body.at(lm.KNEE[side]) - body.at(lm.ANKLE[side]))


def arm_elevation(body: Body, side: int) -> FloatArray:
    """Upper arm from hanging, degrees, in any direction."""
    return np.abs(turn_deg(DOWN, body.at(lm.ELBOW[side]) - body.at(lm.SHOULDER[side])))


def trunk_inclination(body: Body, _: int) -> FloatArray:
    """Middle of the hips to middle of the shoulders against vertical, degrees."""
    return body.forward * turn_deg(UP, body.trunk())


def lateral_trunk_lean(body: Body, _: int) -> FloatArray:
    """The same line from the front, degrees to the left."""
    return body.facing * turn_deg(UP, body.trunk())


def trunk_minus_thigh(body: Body, side: int) -> FloatArray:
    """Trunk inclination less thigh elevation, degrees."""
    return trunk_inclination(body, side) - thigh_elevation(body, side)


def hip_offset_ankle(body: Body, side: int) -> FloatArray:
    """Hip from the shoulder-ankle line, share of the line."""
    shoulder, hip, ankle = body.at(lm.SHOULDER[side]), body.at(lm.HIP[side]), body.at(lm.ANKLE[side])
    return -body.forward * offset_share(shoulder, ankle, hip)


def hip_offset_knee(body: Body, side: int) -> FloatArray:
    """Hip from the shoulder-knee line, share of the line."""
    shoulder, hip, knee = body.at(lm.SHOULDER[side]), body.at(lm.HIP[side]), body.at(lm.KNEE[side])
    return -body.forward * offset_share(shoulder, knee, hip)


def line_tilt(pair: tuple[int, int]) -> Measure:
    """The measure of how far a left-right line is from level, degrees."""

    def measure(body: Body, _: int) -> FloatArray:
        across = (body.at(pair[lm.LEFT]) - body.at(pair[lm.RIGHT])) * body.facing
        return -body.facing * turn_deg(1 + 0j, across)

    return measure


def hip_abduction(body: Body, side: int) -> FloatArray:
    """Thigh from hanging, outward, degrees."""
    outward = -body.facing if side == lm.LEFT else body.facing
    return outward * turn_deg(DOWN, body.at(lm.KNEE[side]) - body.at(lm.HIP[side]))


def _line_yaw_deg(body: Body, pair: tuple[int, int]) -> FloatArray:
    across = body.world_m[..., pair[lm.LEFT], :] - body.world_m[..., pair[lm.RIGHT], :]
    yaw_deg: FloatArray = np.degrees(np.arctan2(-across[..., 2].astype(np.float64), across[..., 0]))
    return yaw_deg


def trunk_twist(body: Body, _: int) -> FloatArray:
    """Turn of the shoulder line against the hip line from the model's metres, degrees."""
    return wrapped_deg(_line_yaw_deg(body, lm.HIP) - _line_yaw_deg(body, lm.SHOULDER), -180.0)


def head_offset(body: Body, side: int) -> FloatArray:
    """Ear from the hip-shoulder line, share of the line."""
    hip, shoulder, ear = body.at(lm.HIP[side]), body.at(lm.SHOULDER[side]), body.at(lm.EAR[side])
    return body.forward * offset_share(hip, shoulder, ear)


def heel_rise(body: Body, side: int) -> FloatArray:
    """Heel above the toes, share of leg length."""
    rise: FloatArray = (body.at(lm.TOE[side]) - body.at(lm.HEEL[side])).imag / body.leg_px(side)
    return rise


def hip_height(body: Body, side: int) -> FloatArray:
    """Hip above the toes, share of leg length."""
    height: FloatArray = (body.at(lm.TOE[side]) - body.at(lm.HIP[side])).imag / body.leg_px(side)
    return height


def stance_width(body: Body, _: int) -> FloatArray:
    """Ankles apart across the picture, share of leg length."""
    apart = np.abs((body.at(lm.ANKLE[lm.LEFT]) - body.at(lm.ANKLE[lm.RIGHT])).real)
    width: FloatArray = 2 * apart / (body.leg_px(lm.LEFT) + body.leg_px(lm.RIGHT))
    return width
