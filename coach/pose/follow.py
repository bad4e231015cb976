"""Which person is followed when several are in the picture: the largest at first, then whoever is nearest to her.

Pure decisions on bodies that were found; nothing here knows a model or a picture.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

#: Shoulders and hips: what hardly moves against the body when limbs do.
TORSO = (11, 12, 23, 24)
#: A followed person may be this far from where she was, in shares of her size: at once, and for each second since.
REACH_REL = 0.35
REACH_REL_PER_S = 1.5
MAX_REACH_REL = 1.0
#: Who is not seen for so long has left; then the largest person in view is followed.
PATIENCE_S = 1.0
#: Two bodies found nearer than this, in shares of the larger one's size, are one person found twice.
SAME_REL = 0.12


@dataclass(frozen=True, slots=True)
class Body:
    """Where a person is in the picture: middle of the torso, diagonal of the body's box, and the box, in pixels."""

    x_px: float
    y_px: float
    size_px: float
    box_px: tuple[float, float, float, float]
    """Left, top, right, bottom."""

    def distance_px(self, other: Body) -> float:
        """Between the middles of two torsos."""
        return math.hypot(self.x_px - other.x_px, self.y_px - other.y_px)


def body_of(image_px: NDArray[np.floating]) -> Body:
    """The body of (33, 2) finite landmarks in pixels."""
    x, y = image_px[TORSO, :].mean(axis=0).tolist()
    left, top = image_px.min(axis=0).tolist()
    right, bottom = image_px.max(axis=0).tolist()
    return Body(x, y, math.hypot(right - left, bottom - top), (left, top, right, bottom))


def distinct(bodies: Sequence[Body]) -> list[Body]:
    """The bodies without those that are one person found twice; the first of them stays."""
    kept: list[Body] = []
    for body in bodies:
        if all(body.distance_px(other) > SAME_REL * max(body.size_px, other.size_px) for other in kept):
            kept.append(body)
    return kept


class Follower:
    """Remembers who is followed, and chooses that person again among those found."""

    def __init__(self) -> None:
        self._last: Body | None = None
        self._last_t_s = 0.0

    @property
    def following(self) -> bool:
        """True once somebody is followed."""
        return self._last is not None

    def is_same(self, body: Body, t_s: float) -> bool:
        """Whether `body` can be the one who is followed: near enough to where she was last."""
        if self._last is None:
            return False
        since_s = max(t_s - self._last_t_s, 0.0)
        reach_rel = min(REACH_REL + REACH_REL_PER_S * since_s, MAX_REACH_REL)
        return body.distance_px(self._last) <= reach_rel * self._last.size_px

    def has_left(self, t_s: float) -> bool:
        """Whether the followed person has been out of sight for too long to wait for her."""
        return self._last is None or t_s - self._last_t_s > PATIENCE_S

    def choose(self, bodies: Sequence[Body], t_s: float) -> Body | None:
        """The followed person among `bodies`, or None while she is not seen and may still come back."""
        if not bodies:
            return None
        if self.has_left(t_s):
            return max(bodies, key=lambda body: body.size_px)
        last = self._last
        nearest = min(bodies, key=lambda body: body.distance_px(last) if last else 0.0)
        return nearest if self.is_same(nearest, t_s) else None

    def keep(self, body: Body, t_s: float) -> None:
        """Remember where the followed person is now."""
        self._last, self._last_t_s = body, t_s
