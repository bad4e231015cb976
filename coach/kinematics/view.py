"""Where the camera stands relative to the body: yaw, view and near side, causal and steady.

The yaw comes from the model's metres (shoulder and hip lines), put right by what they read on the virtual patient at
known yaws: they turn too little, by 12 degrees at 30. Where a recording has no metres it comes from how wide shoulders
and hips look against the trunk, and from which way the nose points.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coach.kinematics.body import Body
from coach.kinematics.geometry import FloatArray
from coach.kinematics.landmarks import HIP, LEFT, NOSE, RIGHT, SHOULDER
from coach.kinematics.uncertainty import VIEWS

UNKNOWN, SIDE, OBLIQUE, FRONT, BACK = range(len(VIEWS))

#: True yaw of the virtual patient, and what the model's metres read there: REPORT.md part 4, "whole-body yaw", with the
#: shoulder line, which is longer, weighing two thirds. Facing away is taken to read as facing towards.
TRUE_YAW_DEG = (0.0, 15.0, 30.0, 45.0, 60.0, 75.0, 90.0)
READ_YAW_DEG = (0.0, 5.4, 17.7, 35.3, 56.5, 72.6, 82.8)
#: Side from here on, front up to there: halfway between the yaws at which U was measured (75 and 60, 15 and 30).
SIDE_FROM_DEG, FRONT_TO_DEG = 67.5, 22.5
#: Below this, halfway between measured 30 and 45, a knee seen from the front can read 250 degrees: no side is near.
NEAR_FROM_DEG = 37.5
#: A view is left only when the yaw is this far past its edge (proposal).
STEADY_DEG = 5.0
#: Time constant of the smoothed direction (proposal).
SETTLE_S = 0.4
#: After this long unseen the direction is taken anew.
FORGET_AFTER_S = 1.0
#: Rounded so that the length of a block cannot show in the last bit.
DECIMALS = 6
#: Mean width of shoulders and hips over trunk length from the front (Winter, segment lengths by stature).
WIDTH_OVER_TRUNK = 0.57


def facing_direction(body: Body) -> NDArray[np.complex128]:
    """(n,) unit vectors across the body from above: real to the right of the picture, imaginary towards the camera.

    Its angle is the yaw: 0 facing the camera, +90 with the left side near. NaN where nobody is seen.
    """
    across = np.zeros(body.points.shape[:-1], dtype=np.complex128)
    for pair in (SHOULDER, HIP):
        line = body.world_m[..., pair[LEFT], :] - body.world_m[..., pair[RIGHT], :]
        across += line[..., 0] - 1j * line[..., 2]
    direction = _as_measured(across)
    blind = np.isnan(direction.real)
    if blind.any():
        direction[blind] = _from_widths(body)[blind]
    return direction


def _as_measured(across: NDArray[np.complex128]) -> NDArray[np.complex128]:
    """Unit vectors at the yaw that the virtual patient had where the model's metres read like this."""
    from_axis = np.degrees(np.arctan2(np.abs(across.imag), np.abs(across.real)))
    turned = np.radians(np.interp(from_axis, READ_YAW_DEG, TRUE_YAW_DEG))
    direction = np.empty_like(across)
    direction.real = np.copysign(np.cos(turned), across.real)
    direction.imag = np.copysign(np.sin(turned), across.imag)
    return direction


def _from_widths(body: Body) -> NDArray[np.complex128]:
    trunk = body.trunk()
    shoulders = body.at(SHOULDER[LEFT]) - body.at(SHOULDER[RIGHT])
    hips = body.at(HIP[LEFT]) - body.at(HIP[RIGHT])
    # Across the trunk, so that a person lying down is seen as she would be standing.
    wide = ((shoulders + hips) * np.conj(trunk)).imag / 2
    length2 = np.abs(trunk) ** 2
    width = np.clip(wide / np.where(length2 > 0, length2, np.nan) / WIDTH_OVER_TRUNK, -1.0, 1.0)
    nose = ((body.at(NOSE) - body.middle(SHOULDER)) * np.conj(trunk)).imag
    found: NDArray[np.complex128] = width + 1j * np.where(nose > 0, -1.0, 1.0) * np.sqrt(1 - width**2)
    return found


@dataclass(slots=True)
class ViewTracker:
    """Follows yaw, view and near side through blocks of frames."""

    _direction: complex = complex("nan+nanj")
    _seen_s: float = float("nan")
    _view: int = UNKNOWN
    _near: int = -1

    def step(
        self, t_s: FloatArray, direction: NDArray[np.complex128]
    ) -> tuple[FloatArray, NDArray[np.int8], NDArray[np.int8]]:
        """(n,) yaw in degrees, view as an index into `VIEWS`, near side (0 left, 1 right, -1 unknown)."""
        yaw = self._yaw_deg(t_s, direction)
        seen: list[int] = []
        near: list[int] = []
        view, side = self._view, self._near
        for turn in yaw.tolist():
            if turn != turn:
                view, side = UNKNOWN, -1
            else:
                view = _view_of(turn, view)
                side = _near_of(turn, side)
            seen.append(view)
            near.append(side)
        self._view, self._near = view, side
        return yaw, np.array(seen, dtype=np.int8), np.array(near, dtype=np.int8)

    def _yaw_deg(self, t_s: FloatArray, direction: NDArray[np.complex128]) -> FloatArray:
        smooth, seen_s = self._direction, self._seen_s
        out: list[complex] = []
        for t, raw in zip(t_s.tolist(), direction.tolist(), strict=True):
            if raw != raw:
                out.append(raw)
                continue
            dt = t - seen_s
            if dt <= FORGET_AFTER_S:
                smooth += (raw - smooth) * (dt / (SETTLE_S + dt))
            else:
                smooth = raw
            if dt != dt:
                smooth = raw
            seen_s = t
            out.append(smooth)
        self._direction, self._seen_s = smooth, seen_s
        turned = np.array(out, dtype=np.complex128)
        yaw_deg: FloatArray = np.degrees(np.arctan2(turned.imag, turned.real))
        return yaw_deg.round(DECIMALS)


def _view_of(yaw_deg: float, before: int) -> int:
    """The view at a yaw; the view before keeps its ground for `STEADY_DEG`."""
    turned = abs(yaw_deg)
    from_axis = min(turned, 180.0 - turned)
    side_from = SIDE_FROM_DEG - STEADY_DEG if before == SIDE else SIDE_FROM_DEG
    if from_axis >= side_from:
        return SIDE
    front_to = FRONT_TO_DEG + STEADY_DEG if before in (FRONT, BACK) else FRONT_TO_DEG
    if from_axis <= front_to:
        return FRONT if turned < 90.0 else BACK
    return OBLIQUE


def _near_of(yaw_deg: float, before: int) -> int:
    """The side towards the camera, where the body is turned enough to have one."""
    turned = abs(yaw_deg)
    from_axis = min(turned, 180.0 - turned)
    if from_axis < (NEAR_FROM_DEG - STEADY_DEG if before >= 0 else NEAR_FROM_DEG):
        return -1
    return LEFT if yaw_deg > 0 else RIGHT
