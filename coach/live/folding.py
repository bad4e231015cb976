"""Poses that come one by one are judged, and kept, in blocks."""

from __future__ import annotations

from coach.coaching import Coach
from coach.coaching.events import Event
from coach.live.outputs import PoseKeeper
from coach.pose.poses import Poses, concatenate


class Folding:
    """Feeds a `Coach` in blocks of `block` frames; the events are the same for any block.

    Attributes
    ----------
    coach: the fold. frames: how many poses were judged.
    """

    def __init__(self, coach: Coach, block: int, keeper: PoseKeeper | None = None) -> None:
        self.coach = coach
        self.frames = 0
        self._block = block
        self._keeper = keeper
        self._waiting: list[Poses] = []
        self._events: list[Event] = []
        self._first_s = self._last_s = 0.0
        self._size_px = (0, 0)

    @property
    def extent(self) -> tuple[float, float, tuple[int, int]]:
        """Time of the first and the last frame in seconds, and the frame size in pixels."""
        return self._first_s, self._last_s, self._size_px

    def add(self, pose: Poses) -> list[Event]:
        """Take the next frame (a block of one); the events of the block that it completes, if it does."""
        self._waiting.append(pose)
        return self.flush() if len(self._waiting) >= self._block else []

    def flush(self) -> list[Event]:
        """Judge what waits."""
        if not self._waiting:
            return []
        block = self._waiting[0] if len(self._waiting) == 1 else concatenate(self._waiting)
        self._waiting = []
        if not self.frames:
            self._first_s, self._size_px = float(block.t_s[0]), block.size_px
        self._last_s = float(block.t_s[-1])
        self.frames += len(block)
        if self._keeper is not None:
            self._keeper.add(block)
        events = self.coach.step(block)
        self._events += events
        return events

    def finish(self, truncated: bool) -> list[Event]:
        """The input is over, or broke off: all events of the set, and the recording is put in place."""
        self.flush()
        if self._keeper is not None:
            self._keeper.keep(truncated)
        return [*self._events, *self.coach.finish()]
