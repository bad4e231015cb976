"""One set in the store while it runs: poses and events are on disk before anybody is told of them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from coach.coaching import Report
from coach.coaching.events import Event, Repetition
from coach.errors import CoachError
from coach.pose.poses import Poses
from coach.records.desk import Desk
from coach.records.recording_format import RecordingMetadata
from coach.records.running import Begun, RunningSet
from coach.records.sessions import append_events, begin_set, drop_set, finish_set


@dataclass(slots=True)
class SetRecord:
    """Of a set that has begun. It is kept, dropped where nobody was seen, or left for the next start of the program."""

    desk: Desk
    set_id: int
    _disk: RunningSet
    _events: int = 0

    @classmethod
    def begin(cls, desk: Desk, session_id: int, exercise_text: str, number: int, now: datetime) -> SetRecord:
        """A set without frames.

        Raises
        ------
        CoachError: the store or the folder cannot be written.
        """
        set_id = begin_set(desk, session_id, exercise_text, number, now)
        try:
            return cls(desk, set_id, RunningSet.begin(Begun(set_id, now), desk.store.vault))
        except CoachError:
            with suppress(CoachError):
                drop_set(desk, set_id)
            raise

    def frame(self, poses: Poses, metadata: RecordingMetadata) -> None:
        """Take the next frame; raises CoachError where it cannot be written."""
        self._disk.append(poses, metadata)

    def happened(self, events: Sequence[Event]) -> None:
        """Take what the fold gave out, on disk when this returns, and with a repetition the frames up to it.

        Raises
        ------
        CoachError: it cannot be written.
        """
        if events:
            append_events(self.desk, self.set_id, self._events, [event.to_dict() for event in events])
            self._events += len(events)
        if any(isinstance(event, Repetition) for event in events):
            # So that a replay counts it, too, where the program is killed next.
            self._disk.flush()

    def end(self, why: str, report: Report) -> int | None:
        """Keep the set and return its number, or None where nobody was seen and nothing of it remains.

        Raises
        ------
        CoachError: it cannot be kept; what there is of it stays where it is, for the next start of the program.
        """
        seen = self._disk.people_frames > 0
        try:
            if seen:
                finish_set(self.desk, self.set_id, report.to_dict(), self._disk.recording())
            else:
                drop_set(self.desk, self.set_id)
        except CoachError:
            self._disk.note_end(why)
            self._disk.leave()
            raise
        self._disk.remove()
        return self.set_id if seen else None
