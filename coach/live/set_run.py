"""One running set of a session: poses go through the fold and into the record, and at its end the set is kept."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from coach.coaching import Coach, Report, report_of
from coach.coaching.events import Event
from coach.errors import CoachError
from coach.language import say
from coach.live.set_record import SetRecord
from coach.live.set_screen import SetScreen
from coach.pose.poses import TIME_DECIMALS, Poses
from coach.records.recording_format import RecordingMetadata
from coach.rules.model import Exercise


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a set ended. `set_id` is its number in the store, None where nobody was seen or keeping it failed."""

    why: str
    report: Report
    seconds: float = 0.0
    set_id: int | None = None
    failure: str = ""


@dataclass(slots=True)
class SetRun:
    """A set of `exercise`; without a `record` nothing of it is kept, on disk or elsewhere.

    Times begin anew with each set, so that a kept recording starts at 0.
    """

    exercise: Exercise
    record: SetRecord | None = None
    screen: SetScreen = field(init=False)
    seconds: float = 0.0
    _coach: Coach = field(init=False)
    _events: list[Event] = field(default_factory=list)
    _first_s: float = float("nan")
    _size_px: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        self._coach = Coach(self.exercise, arm="still")
        self.screen = SetScreen(self._coach)

    def step(self, poses: Poses, metadata: RecordingMetadata) -> list[Event]:
        """Take the next frame (a block of one) of the session's clock; what the fold gave out is on disk by then.

        Raises
        ------
        CoachError: it cannot be written.
        """
        if self._first_s != self._first_s:
            self._first_s = float(poses.t_s[0])
        if not self._size_px:
            self._size_px = poses.size_px
        own = replace(_fitted(poses, self._size_px), t_s=np.round(poses.t_s - self._first_s, TIME_DECIMALS))
        self.seconds = float(own.t_s[-1])
        if self.record is not None:
            self.record.frame(own, metadata)
        events = self._coach.step(own)
        self._events += events
        if self.record is not None:
            self.record.happened(events)
        self.screen.step(own, events)
        return events

    def end(self, why: str) -> Outcome:
        """End the set, and keep it where anybody was seen."""
        report = report_of(self._coach, [*self._events, *self._coach.finish(why)])
        if self.record is None:
            return Outcome(why, report, self.seconds)
        try:
            set_id = self.record.end(why, report)
        except CoachError as error:
            return Outcome(why, report, self.seconds, None, say("This set could not be kept. {why}", why=error))
        return Outcome(why, report, self.seconds, set_id)


def _fitted(poses: Poses, size_px: tuple[int, int]) -> Poses:
    """The poses in a picture of `size_px`, angles as they are: with a turned phone or a new camera the set goes on."""
    if poses.size_px == size_px:
        return poses
    scale = min(size_px[0] / poses.size_px[0], size_px[1] / poses.size_px[1])
    edge = (np.array(size_px) - scale * np.array(poses.size_px)) / 2
    return Poses.from_arrays(
        poses.t_s,
        poses.image_px * scale + edge,
        size_px,
        poses.world_m,
        poses.visibility,
        poses.spread_px * scale,
        poses.people,
    )
