"""`Measurer`: blocks of poses in, the measured channels a rule asks for out; causal, any split gives equal bits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, reduce

import numpy as np
from numpy.typing import NDArray

from coach.kinematics.body import Body
from coach.kinematics.geometry import FloatArray, as_complex
from coach.kinematics.landmarks import HIP, KNEE, LEFT, RIGHT, SHOULDER
from coach.kinematics.quantities import QUANTITIES, Quantity
from coach.kinematics.smoothing import SCALES, Smoother
from coach.kinematics.uncertainty import UNCERTAINTY, VIEWS
from coach.kinematics.view import BACK, ViewTracker, facing_direction
from coach.pose.poses import Poses

#: Below this visibility a landmark counts as hidden (near sides read 0.95-0.99, far ones 0.62-0.75; field.md 3).
LEAST_VISIBILITY = 0.5
#: A landmark this share of the picture beyond its edge is a guess of the model (proposal).
BEYOND_EDGE = 0.1
#: Trunk and thigh shorter than this in pixels are too small to measure (proposal; four metres at 640x480 give 120).
LEAST_BODY_PX = 50.0
#: Quantities are rounded here before any recursion, so that array length cannot show in the last bit.
DECIMALS = 6


class Reason(IntEnum):
    """Why a frame has no value; the lower-case name is what reports show."""

    NONE = 0
    NO_PERSON = 1
    VIEW = 2
    HIDDEN = 3
    JITTER = 4
    TOO_FAR = 5


@dataclass(frozen=True, slots=True)
class Channel:
    """One quantity on one side: near, far, left, right, either_max, either_min; none for a quantity without sides."""

    quantity: str
    side: str


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """One measured block of n frames and c channels.

    Attributes
    ----------
    t_s: (n,) seconds.
    view: (n,) index into `VIEWS`. yaw_deg: (n,) 0 facing the camera, +90 with the left side near; NaN if unknown.
    near: (n,) 0 left, 1 right, -1 unknown.
    value: (c, n) smoothed values, NaN where missing. reason: (c, n) `Reason`. u: (c, n) U in the frame's view.
    people: (n,) people in view.
    """

    t_s: FloatArray
    view: NDArray[np.int8]
    yaw_deg: FloatArray
    near: NDArray[np.int8]
    value: FloatArray
    reason: NDArray[np.uint8]
    u: FloatArray
    people: NDArray[np.int16]


class Measurer:
    """Measures `channels` through consecutive blocks of one recording."""

    def __init__(self, channels: Sequence[Channel]) -> None:
        self.channels = tuple(channels)
        self._tracker = ViewTracker()
        scales = [SCALES[QUANTITIES[channel.quantity].unit] for channel in channels]
        self._smoothers = [Smoother(scale) for scale in scales]
        self._u = np.array([_u_row(channel.quantity) for channel in channels]).reshape(len(channels), len(VIEWS))

    def step(self, poses: Poses) -> Measured:
        """Measure the next block; raises nothing for missing landmarks, which become NaN with a reason."""
        points = as_complex(poses.image_px)
        blind = Body(points, poses.world_m, *_UNKNOWN)
        yaw_deg, view, near = self._tracker.step(poses.t_s, facing_direction(blind))
        forward = _FORWARD[near]
        body = Body(points, poses.world_m, forward, np.where(view == BACK, -1.0, 1.0))
        unseen = ~(poses.visibility >= LEAST_VISIBILITY) | _beyond_edge(points, poses.size_px)
        u: FloatArray = self._u[:, view]
        value = np.empty_like(u)
        reason = np.zeros(u.shape, dtype=np.uint8)
        for k, channel in enumerate(self.channels):
            value[k], hidden = _raw(channel, body, unseen, near)
            reason[k, hidden] = Reason.HIDDEN
        reason[value != value] = Reason.HIDDEN
        reason[:, ~(_body_px(body) >= LEAST_BODY_PX)] = Reason.TOO_FAR
        reason[(u != u) | ((near < 0) & (value != value))] = Reason.VIEW
        reason[:, np.isnan(points[:, HIP[LEFT]].real)] = Reason.NO_PERSON
        value[reason > 0] = np.nan
        self._smooth(poses.t_s, np.round(value, DECIMALS), value, reason)
        return Measured(poses.t_s, view, yaw_deg, near, value, reason, u, poses.people)

    def _smooth(self, t_s: FloatArray, raw: FloatArray, value: FloatArray, reason: NDArray[np.uint8]) -> None:
        times: list[float] = t_s.tolist()
        for k, smoother in enumerate(self._smoothers):
            value[k], spikes = smoother.step(times, raw[k].tolist())
            reason[k, spikes] = Reason.JITTER


_UNKNOWN = (np.array(np.nan), np.array(1.0))
#: By near side 0 left, 1 right, and -1 unknown from the end: which turn on the screen is forward.
_FORWARD = np.array([-1.0, 1.0, np.nan])


@cache
def _u_row(quantity: str) -> tuple[float, ...]:
    return tuple(UNCERTAINTY[quantity].get(view, np.nan) for view in VIEWS)


def _beyond_edge(points: NDArray[np.complex128], size_px: tuple[int, int]) -> NDArray[np.bool_]:
    width, height = size_px
    reach = 0.5 + BEYOND_EDGE
    beyond: NDArray[np.bool_] = np.abs(points.real - width / 2) > reach * width
    beyond |= np.abs(points.imag - height / 2) > reach * height
    return beyond


def _body_px(body: Body) -> FloatArray:
    thigh = body.middle(KNEE) - body.middle(HIP)
    length: FloatArray = np.abs(body.middle(SHOULDER) - body.middle(HIP)) + np.abs(thigh)
    return length


def _hidden(quantity: Quantity, side: int, unseen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    first, *others = (unseen[:, pair[side]] for pair in quantity.needs)
    return reduce(np.logical_or, others, first)


def _raw(
    channel: Channel, body: Body, unseen: NDArray[np.bool_], near: NDArray[np.int8]
) -> tuple[FloatArray, NDArray[np.bool_]]:
    """(n,) raw values, and where the landmarks they need are hidden."""
    quantity = QUANTITIES[channel.quantity]
    if not quantity.sided:
        left, right = (_hidden(quantity, side, unseen) for side in (LEFT, RIGHT))
        hidden = np.where(near == RIGHT, right, np.where(near == LEFT, left, left | right))
        return quantity.measure(body, LEFT), hidden
    side = _only_side(channel, near)
    if side is not None:
        return _one_side(quantity, side, body, unseen)
    (left_value, left), (right_value, right) = (_one_side(quantity, side, body, unseen) for side in (LEFT, RIGHT))
    if channel.side == "either_max":
        return np.fmax(left_value, right_value), left & right
    if channel.side == "either_min":
        return np.fmin(left_value, right_value), left & right
    take_right = near == (RIGHT if channel.side == "near" else LEFT)
    return np.where(take_right, right_value, left_value), np.where(take_right, right, left)


def _only_side(channel: Channel, near: NDArray[np.int8]) -> int | None:
    """The one side to measure, where it is fixed or all frames of the block agree on it."""
    if channel.side in ("left", "right"):
        return LEFT if channel.side == "left" else RIGHT
    first = int(near[0]) if len(near) else -1
    if channel.side in ("near", "far") and first >= 0 and bool((near == first).all()):
        return first if channel.side == "near" else 1 - first
    return None


def _one_side(
    quantity: Quantity, side: int, body: Body, unseen: NDArray[np.bool_]
) -> tuple[FloatArray, NDArray[np.bool_]]:
    hidden = _hidden(quantity, side, unseen)
    return np.where(hidden, np.nan, quantity.measure(body, side)), hidden
