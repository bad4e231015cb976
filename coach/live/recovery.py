"""What a killed program left behind is completed at the next start: its sets as far as they were seen or told of."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from coach.coaching import Coach
from coach.coaching.events import Armed
from coach.errors import CoachError, RecordError
from coach.live.told import report_as_told
from coach.pose.poses import LANDMARKS, Poses, Recording
from coach.records.desk import PROGRAM, Desk
from coach.records.running import (
    RunningSession,
    RunningSet,
    left_behind,
    nothing_runs,
    sessions_left_behind,
    sole_recovery,
)
from coach.records.sessions import drop_set, end_session, finish_set
from coach.records.store import Store
from coach.records.unfinished import LeftSet, left_session, left_set, sessions_without_end
from coach.rules import RuleFileError, parse_exercise

#: Why a set or a session ended whose program was killed.
INTERRUPTED = "interrupted"
#: What is kept of a set of which events alone are left, so that it is listed and opened as any other.
_NO_FRAMES = Recording(Poses.from_arrays([], np.zeros((0, LANDMARKS, 2)), (640, 480)))


def recover_sets(store: Store | None = None) -> int:
    """Complete what was left behind in `store` (by default the default one), and return how many sets are kept of it.

    What still runs is left alone, and all of it where another start is at it already. Frames that cannot be read are
    set aside. What cannot be kept now stays for the next start, what this store does not know for one with its own.

    Raises
    ------
    RecordError: the folder of running sets cannot be made.
    """
    with sole_recovery() as mine:
        return _recovered(store) if mine else 0


def _recovered(store: Store | None) -> int:
    recovery = None
    for found in left_behind():
        recovery = recovery or _opened(store)
        if recovery is None:
            found.leave()
        else:
            recovery.complete_set(found)
    for session in sessions_left_behind():
        recovery = recovery or _opened(store)
        if recovery is None:
            session.leave()
        else:
            recovery.end_session(session)
    if recovery is None:
        return 0
    if nothing_runs():
        recovery.end_the_rest()
    return recovery.kept


@dataclass(slots=True)
class _Recovery:
    """Of one start. `lying` are the sets that could not be kept now."""

    desk: Desk
    kept: int = 0
    lying: set[int] = field(default_factory=set)

    def complete_set(self, found: RunningSet) -> None:
        """With the frames that are there."""
        begun, found.vault = found.begun, self.desk.store.vault
        try:
            left = left_set(self.desk.store, begun.number, begun.begun_at)
            if left is None:
                raise RecordError(f"Set {begun.number} is none of this store.")
            if not left.kept:
                self._complete(left, _recording(found), found.why)
        except RuleFileError:
            found.set_aside()
        except CoachError:
            self.lying.add(begun.number)
            found.leave()
        else:
            found.remove()

    def end_session(self, found: RunningSession) -> None:
        """And its sets whose frames are lost, as far as anything was told of them."""
        try:
            self._end(found.begun.number, found.begun.begun_at)
        except CoachError:
            found.leave()
        else:
            found.remove()

    def end_the_rest(self) -> None:
        """Sessions whose notes are lost; only where no program has a session."""
        with suppress(CoachError):
            for number, began_at in sessions_without_end(self.desk.store):
                self._end(number, began_at)

    def _end(self, session_id: int, began_at: datetime) -> None:
        left = left_session(self.desk.store, session_id, began_at)
        if left is None:
            raise RecordError(f"Session {session_id} is none of this store.")
        for number, begun_at in left.running:
            one = left_set(self.desk.store, number, begun_at)
            if one is not None and number not in self.lying:
                with suppress(RuleFileError):
                    self._complete(one, None, "")
        if not left.ended:
            end_session(self.desk, session_id, INTERRUPTED, INTERRUPTED, left.last_at)

    def _complete(self, left: LeftSet, recording: Recording | None, why: str) -> None:
        """Keep the set, or drop it where nobody was seen; `why` it ended is empty where its program died in it."""
        coach = Coach(parse_exercise(left.exercise_text), arm="still")
        seen = recording is not None and recording.poses.present.any()
        if not seen and not any(event["kind"] == Armed.kind for event in left.told):
            drop_set(self.desk, left.set_id)
            return
        frames = recording or _NO_FRAMES
        report = report_as_told(coach, frames.poses, left.told, why or INTERRUPTED)
        finish_set(self.desk, left.set_id, report, frames, state="kept" if why else INTERRUPTED)
        self.kept += 1


def _opened(store: Store | None) -> _Recovery | None:
    try:
        return _Recovery(Desk(store or Store(), PROGRAM))
    except CoachError:
        return None


def _recording(found: RunningSet) -> Recording | None:
    """The frames that are left; None where there are none, and what cannot be read stays under another name."""
    if found.blank:
        return None
    try:
        return found.recording()
    except CoachError:
        found.set_aside()
        return None
