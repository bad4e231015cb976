"""Live sets that a killed program left behind are judged as far as they were seen, and kept, at the next start."""

from __future__ import annotations

from datetime import timedelta

from coach.coaching import Coach, report_of
from coach.errors import CoachError
from coach.pose.poses import Recording
from coach.records.running import RunningSet, left_behind
from coach.records.store import Store
from coach.rules import Exercise, parse_exercise

#: Why a set ended whose program was killed.
INTERRUPTED = "interrupted"


def recover_sets(store: Store | None = None) -> int:
    """Keep the sets that were left behind in `store` (by default the default one), and return how many.

    A set that still runs is left alone, and what cannot be read is set aside; what cannot be kept now stays for the
    next start.

    Raises
    ------
    RecordError: the folder of running sets cannot be made.
    """
    kept = 0
    for found in left_behind():
        try:
            store = store or Store()
        except CoachError:
            found.leave()
        else:
            kept += _recover(found, store)
    return kept


def _recover(found: RunningSet, store: Store) -> bool:
    if found.blank:
        found.remove()
        return False
    try:
        recording, exercise = found.recording(), parse_exercise(found.begun.exercise_text)
    except CoachError:
        found.set_aside()
        return False
    kept = False
    if recording.poses.present.any():
        try:
            kept = _keep(found, recording, exercise, store)
        except CoachError:
            found.leave()
            return False
    found.remove()
    return kept


def _keep(found: RunningSet, recording: Recording, exercise: Exercise, store: Store) -> bool:
    begun = found.begun
    person = store.ensure_person(begun.person)
    # The program may have died between keeping the set and removing what it was kept from.
    if store.sets(person=person, since=begun.begun_at, until=begun.begun_at + timedelta(microseconds=1)):
        return False
    coach = Coach(exercise, arm="still")
    events = [*coach.step(recording.poses), *coach.finish(begun.why or INTERRUPTED)]
    store.save_set(
        person,
        exercise_text=begun.exercise_text,
        report=report_of(coach, events).to_dict(),
        recording=recording,
        kind="live",
        performed_at=begun.begun_at,
    )
    return True
