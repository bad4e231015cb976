"""From key postures to the figure's joint angles anywhere on the way, and what a camera would measure there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coach.kinematics.body import Body
from coach.kinematics.geometry import FloatArray
from coach.kinematics.landmarks import LEFT, RIGHT
from coach.kinematics.quantities import QUANTITIES
from coach.pose.figure import Angles, Camera, Figure
from coach.rules.model import Show

#: Where the camera stands for each view, with her left side near where one is.
VIEW_YAW_DEG = {"side": 90.0, "oblique": 45.0, "front": 0.0, "back": 180.0}


def angles_on_way(show: Show, progress: FloatArray, *, mirrored: bool = False) -> Angles:
    """Joint angles at `progress` (n,), 0 at the start and 1 at the end; `mirrored` with left and right exchanged."""

    def named(quantity: str) -> FloatArray:
        return np.array([posture.get(quantity, (0.0, 0.0)) for posture in show.postures])

    def along(keys: FloatArray) -> tuple[FloatArray, FloatArray]:
        left, right = between(keys, progress).T
        return (right, left) if mirrored else (left, right)

    trunk = named("trunk_inclination")
    by_hip = np.array(["hip_flexion" in posture for posture in show.postures])[:, None]
    lean, _ = between(named("lateral_trunk_lean"), progress).T
    return Angles(
        trunk_deg=along(trunk)[0],
        lean_left_deg=-lean if mirrored else lean,
        thigh_deg=along(np.where(by_hip, named("hip_flexion") - trunk, named("thigh_elevation"))),
        abduction_deg=along(named("hip_abduction")),
        knee_deg=along(named("knee_flexion")),
        arm_deg=along(named("shoulder_flexion")),
        elbow_deg=along(named("elbow_flexion")),
        heel_lift_m=Figure().leg_m * along(named("heel_rise"))[0],
    )


def between(keys: FloatArray, progress: FloatArray) -> FloatArray:
    """(n, m) values at `progress` (n,) between (k, m) key values that are evenly spaced over 0..1.

    Cubic with slopes that never overshoot a key value (Fritsch and Butland 1984), so that a posture passed on the way
    is the farthest that it was written to be.
    """
    steps = np.diff(keys, axis=0)
    before, after = steps[:-1], steps[1:]
    same_way = before * after > 0
    inner = np.where(same_way, 2 * before * after / np.where(same_way, before + after, 1.0), 0.0)
    slopes = np.concatenate([steps[:1], inner, steps[-1:]])
    at = np.clip(progress, 0.0, 1.0) * len(steps)
    k = np.minimum(at.astype(np.intp), len(steps) - 1)
    s = (at - k)[:, None]
    curve = (1 + 2 * s) * (1 - s) ** 2 * keys[k] + s**2 * (3 - 2 * s) * keys[k + 1]
    bent: FloatArray = curve + s * (1 - s) ** 2 * slopes[k] - s**2 * (1 - s) * slopes[k + 1]
    return bent


@dataclass(frozen=True, slots=True)
class Seen:
    """The figure at (n,) places on its way as the rule's own camera sees it, without error."""

    body: Body

    @classmethod
    def on_way(cls, show: Show, view: str, progress: FloatArray, *, mirrored: bool = False) -> Seen:
        """The figure of `show` at `progress` (n,)."""
        figure = Figure(anchor=show.on, camera=Camera(yaw_deg=VIEW_YAW_DEG[view]))
        seen = figure.turned(figure.points_m(len(progress), angles_on_way(show, progress, mirrored=mirrored)))
        forward = -1.0 if view in ("side", "oblique") else np.nan
        facing = -1.0 if view == "back" else 1.0
        n = len(progress)
        return cls(
            Body(seen[..., 0] + 1j * seen[..., 1], seen.astype(np.float32), np.full(n, forward), np.full(n, facing))
        )

    def value(self, quantity: str, side: str, *, rising: bool) -> NDArray[np.float64]:
        """(n,) a quantity; `either` and `both` take the side that the fold takes where the driver is `rising`."""
        measure = QUANTITIES[quantity].measure
        left, right = (measure(self.body, k) for k in (LEFT, RIGHT))
        if side in ("either", "both"):
            return np.fmax(left, right) if (side == "either") == rising else np.fmin(left, right)
        return right if side in ("right", "far") else left
