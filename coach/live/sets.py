"""The sets of one session: the one that runs, and how those before it went."""

from __future__ import annotations

from dataclasses import dataclass, field

from coach.coaching.events import Event
from coach.live.session_record import SessionRecord
from coach.live.set_run import Outcome, SetRun
from coach.live.set_screen import SetNow
from coach.pose.poses import Poses
from coach.records.recording_format import RecordingMetadata
from coach.rules.model import Exercise


@dataclass(slots=True)
class Sets:
    """Without a `record` nothing of them is kept."""

    exercise: Exercise
    record: SessionRecord | None
    outcomes: list[Outcome] = field(default_factory=list)
    _run: SetRun | None = None
    _last: SetNow = field(default_factory=SetNow)

    @property
    def running(self) -> bool:
        """Whether a set has begun and not ended."""
        return self._run is not None

    @property
    def now(self) -> SetNow:
        """The running set; between sets the last one as it ended."""
        return self._run.screen.now if self._run is not None else self._last

    @property
    def last_id(self) -> int | None:
        """The number in the store of the set that ended last."""
        return self.outcomes[-1].set_id if self.outcomes else None

    def begin(self, number: int) -> None:
        """A new fold, a new recording; raises CoachError where it may not or cannot be kept."""
        self._run = SetRun(self.exercise, self.record.begin_set(number) if self.record else None)

    def step(self, poses: Poses, metadata: RecordingMetadata) -> list[Event]:
        """Take a frame of the running set, if one runs; raises CoachError where it cannot be written."""
        return self._run.step(poses, metadata) if self._run is not None else []

    def end(self, why: str) -> None:
        """The running set is over."""
        assert self._run is not None
        self._last = self._run.screen.now
        self.outcomes.append(self._run.end(why))
        self._run = None
