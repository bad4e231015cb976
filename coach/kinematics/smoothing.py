"""Causal smoothing of one quantity: a one-euro filter that survives gaps, behind a rejector of spikes.

The one-euro filter follows Casiez, Roussel and Vogel (CHI 2012): the faster the movement, the higher the cut-off, so
rest is steady and movement late by little. Landmarks stay raw; only quantities are smoothed, once, here. The speed is
taken from raw values, which keeps the recursion to two additions a frame.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

#: Cut-off at rest, and its rise with speed; proposal: half the jitter of field.md 3, a squat's turn 1 degree low.
REST_HZ = 1.5
SPEED_HZ = 1.0
#: Cut-off for the speed itself.
DERIVATIVE_HZ = 1.0
#: After this long without a value the filter begins anew (proposal).
FORGET_AFTER_S = 0.5


@dataclass(frozen=True, slots=True)
class Scale:
    """What is quick and what is a jump, in the unit of a quantity."""

    quick_per_s: float
    """A speed at which the cut-off has risen by `SPEED_HZ`."""
    jump: float
    """A change between two frames beyond this plus `fastest_per_s` x time is no movement."""
    fastest_per_s: float


#: Jumps: field.md 3 saw spikes of 15 degrees and more; the fastest exercise clips move a knee at 400 degrees/s.
SCALES = {"deg": Scale(15.0, 15.0, 600.0), "rel": Scale(0.15, 0.15, 4.0)}


@dataclass(slots=True)
class Smoother:
    """Smooths one quantity, block by block; NaN in, NaN out, and no NaN poisons what follows.

    A value that jumps away from the one before is a spike; where the jump stays, its second frame is believed.
    """

    scale: Scale
    _smooth: float = float("nan")
    _speed: float = 0.0
    _last: float = float("nan")
    _last_s: float = float("nan")

    def step(self, t_s: list[float], raw: list[float]) -> tuple[list[float], list[int]]:
        """Smoothed values, NaN at spikes, and the indices of the spikes; the same bits for any split into blocks."""
        smooth, speed, last, last_s = self._smooth, self._speed, self._last, self._last_s
        jump, fastest = self.scale.jump, self.scale.fastest_per_s
        rest, rise, turn = _TURN * REST_HZ, _TURN * SPEED_HZ / self.scale.quick_per_s, _TURN * DERIVATIVE_HZ
        out: list[float] = []
        spikes: list[int] = []
        for i, (t, x) in enumerate(zip(t_s, raw, strict=True)):
            if x != x:
                out.append(x)
                continue
            dt, step = t - last_s, x - last
            last, last_s = x, t
            if not 0 < dt <= FORGET_AFTER_S:
                smooth, speed = x, 0.0
            elif step > jump + fastest * dt or -step > jump + fastest * dt:
                spikes.append(i)
                out.append(_NAN)
                continue
            else:
                w = turn * dt
                speed += (step / dt - speed) * (w / (1 + w))
                w = (rest + rise * (speed if speed >= 0 else -speed)) * dt
                smooth += (x - smooth) * (w / (1 + w))
            out.append(smooth)
        self._smooth, self._speed, self._last, self._last_s = smooth, speed, last, last_s
        return out, spikes


_TURN, _NAN = 2 * math.pi, float("nan")
