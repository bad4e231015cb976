"""The two-threshold machine: a driver's values become zones, repetitions, attempts and holds.

The driver is turned so that it rises from start to end. Four zones: at the start, on the way out, at the end, on the
way back. Leaving and arriving use different thresholds, so noise at one threshold moves nothing. A set may begin at
either end of the movement: a cycle is counted on coming home to the end at which the set began.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

#: Share of the way between `return` and `reach` that a turn must exceed to be one (proposal; field.md asks for
#: at least 10 degrees on knees and hips, which is this share of the usual 50 degrees).
TURN_SHARE = 0.2
#: A cycle in which the driver was unseen for longer than this is not counted (proposal).
LONGEST_GAP_S = 1.5
#: An excursion below this share of the way is fidgeting, not an attempt (proposal).
LEAST_ATTEMPT_SHARE = 0.3


class Zone(IntEnum):
    """Where in the movement the person is."""

    UNKNOWN = 0
    START = 1
    OUT = 2
    END = 3
    BACK = 4


@dataclass(frozen=True, slots=True)
class Cycle:
    """A finished excursion: from home and back home.

    `extreme` is the value farthest towards the end position (for a set begun at the end, the stay before leaving it),
    of an attempt the value at which it turned back.
    """

    start_s: float
    end_s: float
    extreme: float
    share: float
    complete: bool
    from_end: bool = False
    """True for a set begun at the end: the time is that away from the end, without the stay there."""
    other: bool = False
    """True where the end position was that of another movement."""


@dataclass(frozen=True, slots=True)
class Dwell:
    """A stay in the end zone."""

    start_s: float
    end_s: float


class RepetitionMachine:
    """Follows one driver. `leave`, `reach` and `back` are the thresholds in the quantity's own unit and direction.

    A driver counted from rest is back, too, when it has come down to `back_share` of how far it went.

    `step` takes one frame and returns a finished `Cycle`, a finished `Dwell`, or None; `zone` tells where it is.
    """

    __slots__ = (
        "_away",
        "_back",
        "_back_share",
        "_bottom",
        "_end_far",
        "_end_since_s",
        "_far",
        "_home",
        "_leave",
        "_peak",
        "_reach",
        "_seen_s",
        "_started_s",
        "_turn",
        "sign",
        "zone",
    )

    def __init__(self, leave: float, reach: float, back: float, *, back_share: float = 0.0) -> None:
        self._back_share = back_share
        self.sign = 1.0 if reach > leave else -1.0
        self._leave, self._reach, self._back = self.sign * leave, self.sign * reach, self.sign * back
        self._turn = TURN_SHARE * (self._reach - self._back)
        self.zone = Zone.UNKNOWN
        self._home = Zone.START
        self.reset()

    def reset(self) -> None:
        """Forget the movement; the next `arm` begins anew."""
        self.zone = Zone.UNKNOWN
        self._away = False
        self._peak = self._bottom = self._far = self._end_far = 0.0
        self._started_s = self._seen_s = self._end_since_s = float("nan")

    def arm(self, home: Zone, t_s: float, value: float) -> None:
        """Begin at `home` (START or END) with the driver at `value`."""
        self._home = self.zone = home
        self._away = False
        self._peak = self._bottom = self._far = self._end_far = self.sign * value
        self._started_s = self._seen_s = self._end_since_s = t_s

    @property
    def held_since_s(self) -> float:
        """Since when the end position is held; NaN where it is not."""
        return self._end_since_s if self.zone is Zone.END else float("nan")

    @property
    def reach(self) -> float:
        """The end position, in the quantity's own direction."""
        return self.sign * self._reach

    def step(self, t_s: float, value: float) -> Cycle | Dwell | None:
        """Take one frame (a missing value is NaN); see the class."""
        if value != value:
            return None
        x = self.sign * value
        if t_s - self._seen_s > LONGEST_GAP_S and self._away:
            self._restart(x, t_s)
            return None
        self._seen_s = t_s
        if self.zone is Zone.START:
            return self._at_start(t_s, x)
        if self.zone is Zone.END:
            return self._at_end(t_s, x)
        return self._between(t_s, x)

    def progress(self, value: float) -> float:
        """How far from start (0) to end (1) the driver is; NaN where it is not seen."""
        return (self.sign * value - self._leave) / (self._reach - self._leave)

    def _at_start(self, t_s: float, x: float) -> Cycle | Dwell | None:
        self._bottom = min(self._bottom, x)
        if x >= self._reach or x > max(self._leave, self._bottom + self._turn):
            if self._home is Zone.START:
                self._started_s, self._far = t_s, x
                self._away = True
            self.zone, self._peak = Zone.OUT, x
            return self._between(t_s, x)
        return None

    def _at_end(self, t_s: float, x: float) -> Dwell | None:
        self._far = max(self._far, x)
        if x < self._reach - self._turn:
            if self._home is Zone.END:
                self._started_s, self._end_far, self._far = t_s, self._far, x
                self._away = True
            self.zone, self._bottom = Zone.BACK, x
            return Dwell(self._end_since_s, t_s)
        return None

    def _between(self, t_s: float, x: float) -> Cycle | Dwell | None:
        if self._home is Zone.START:
            self._far = max(self._far, x)
        else:
            self._far = min(self._far, x)
        if x >= self._reach:
            return self._arrive_end(t_s, x)
        back = max(self._back, self._back_share * self._far) if self._back_share else self._back
        if self.zone is Zone.OUT:
            self._peak = max(self._peak, x)
            if x < back and x < self._peak - self._turn:
                return self._arrive_start(t_s, x)
        elif x < back:
            return self._arrive_start(t_s, x)
        return None

    def _arrive_start(self, t_s: float, x: float) -> Cycle | None:
        came_from_end = self.zone is Zone.BACK
        self.zone, self._bottom = Zone.START, x
        if self._home is Zone.START and self._away:
            return self._finish(t_s, complete=came_from_end)
        return None

    def _arrive_end(self, t_s: float, x: float) -> Cycle | None:
        came_from_start = self.zone is Zone.OUT
        self._end_since_s, self.zone = t_s, Zone.END
        if self._home is Zone.END and self._away:
            cycle = self._finish(t_s, complete=came_from_start)
            self._far = x
            return cycle
        return None

    def _finish(self, t_s: float, *, complete: bool) -> Cycle:
        way = self._reach - self._leave
        gone = self._far - self._leave if self._home is Zone.START else self._reach - self._far
        extreme = self._far if self._home is Zone.START or not complete else self._end_far
        self._away = False
        share = min(max(gone / way, 0.0), 1.0)
        return Cycle(self._started_s, t_s, self.sign * extreme, share, complete, self._home is Zone.END)

    def _restart(self, x: float, t_s: float) -> None:
        """After a long gap nothing is known of the cycle: begin at whichever zone the value lies in."""
        self._away = False
        self._seen_s = self._end_since_s = t_s
        self._bottom = self._peak = self._far = self._end_far = x
        if x >= self._reach:
            self.zone = Zone.END
        elif x < self._back:
            self.zone = Zone.START
        else:
            self.zone = Zone.OUT if self._home is Zone.END else Zone.BACK
