"""The start of a set: the posture that arms it, how still it was held, and the neutral taken from it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

#: How far a quantity may wander and still count as held still, by unit (proposal; field.md 3: jitter SD 0.2-1.8 deg).
STILL_RANGE = {"deg": 8.0, "rel": 0.04}
#: Neutral is the median over this long (proposal).
NEUTRAL_WINDOW_S = 1.0
#: Shorter than this nothing is taken as neutral (proposal).
LEAST_NEUTRAL_S = 0.2


@dataclass(slots=True)
class Stillness:
    """Tells for how long the posture has been held with the driver within `range_`."""

    range_: float
    _since_s: float = float("nan")
    _low: float = float("inf")
    _high: float = float("-inf")

    def step(self, t_s: float, value: float, held: bool) -> float:
        """Seconds of stillness up to this frame; 0 where the posture is not held or the driver not seen."""
        if not held or value != value:
            self._since_s = float("nan")
            return 0.0
        low, high = min(self._low, value), max(self._high, value)
        if self._since_s != self._since_s or high - low > self.range_:
            self._since_s, low, high = t_s, value, value
        self._low, self._high = low, high
        return t_s - self._since_s


@dataclass(slots=True)
class NeutralTaker:
    """Collects the frames of one stay in a posture and gives the person's neutral of one quantity."""

    quantity: str
    value: float = float("nan")
    spread: float = float("nan")
    _frames: list[tuple[float, float]] = field(default_factory=list)

    @property
    def taken(self) -> bool:
        """True once there is a neutral."""
        return self.value == self.value

    def collect(self, t_s: float, value: float, *, may_take: bool) -> bool:
        """Add a frame of the posture, keeping the last window; True when it is full and the neutral was taken."""
        if value != value:
            return False
        self._frames.append((t_s, value))
        if t_s - self._frames[0][0] < NEUTRAL_WINDOW_S:
            return False
        if may_take:
            return self.leave()
        while t_s - self._frames[0][0] > NEUTRAL_WINDOW_S:
            del self._frames[0]
        return False

    def leave(self) -> bool:
        """The stay is over: take the neutral if it was long enough; True when it was taken."""
        frames, self._frames = self._frames, []
        if len(frames) < 2 or frames[-1][0] - frames[0][0] < LEAST_NEUTRAL_S:
            return False
        values = np.array([value for _, value in frames])
        self.value = float(np.median(values))
        self.spread = float(values.max() - values.min())
        return True

    def drop(self) -> None:
        """Forget the frames collected so far."""
        self._frames.clear()


#: How fast the rest level follows while she rests (proposal): slow against a repetition, quick against a turn.
REST_FOLLOWS_S = 3.0
#: A driver counted from rest must have been this still, for this long, before there is a rest to count from (proposal).
REST_RANGE_SHARE, REST_FOR_S = 0.5, 0.3


@dataclass(slots=True)
class Rest:
    """Where a driver rests between repetitions: taken when armed, and followed while she rests.

    A posture that looks different after a turn or a step becomes the new rest within seconds, while a repetition is
    over long before it would. Against the direction of the movement (`sign`) the rest follows at once.
    """

    sign: float
    level: float = float("nan")
    _t_s: float = float("nan")

    def begin(self, t_s: float, value: float) -> None:
        """The set is armed with the driver at `value`."""
        self.level, self._t_s = value, t_s

    def follow(self, t_s: float, value: float) -> None:
        """A frame at rest; a missing value moves nothing."""
        if value != value:
            return
        dt, self._t_s = t_s - self._t_s, t_s
        if self.sign * (value - self.level) < 0:
            self.level = value
        else:
            self.level += (value - self.level) * (dt / (REST_FOLLOWS_S + dt))
