"""A kept set with what this program makes of it, read once for all who may see it."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from coach.records.desk import Desk
from coach.records.kept_sets import open_set, whose_set
from coach.records.store import Store, StoredSet
from coach.review.compare import Judged
from coach.review.rejudge import judge_again, same_bytes
from coach.review.replay import Replay, replay_of
from coach.review.series import Series, series_of
from coach.rules import Exercise, RuleFileError, parse_exercise


@dataclass(frozen=True, slots=True, eq=False)
class OpenedSet:
    """A set of a person; `exercise` and `series` are None where this program refuses the kept rule."""

    person_id: int
    stored: StoredSet
    replay: Replay
    exercise: Exercise | None
    series: Series | None
    reproduced: bool

    @property
    def judged(self) -> Judged:
        """As sets are compared."""
        return Judged(self.stored.report, self.exercise, self.series)


def opened_set(desk: Desk, number: int) -> OpenedSet:
    """The set of that number.

    Raises
    ------
    RecordError: there is none for this viewer, or it cannot be opened.
    """
    person_id = whose_set(desk, number)
    # The audit is told each time, the work done once.
    with desk.reading(person_id, "set"):
        return _opened(desk.store, desk, number, person_id)


@st.cache_resource(max_entries=8, show_spinner=False, hash_funcs={Store: id})
def _opened(store: Store, _desk: Desk, number: int, person_id: int) -> OpenedSet:
    stored = open_set(_desk, number)
    replay = replay_of(stored.recording.poses, stored.report["view"]["near_side"])
    try:
        exercise = parse_exercise(stored.exercise_text, "the kept rule")
    except RuleFileError:
        return OpenedSet(person_id, stored, replay, None, None, reproduced=False)
    report = judge_again(stored, exercise)
    return OpenedSet(person_id, stored, replay, exercise, series_of(report), same_bytes(stored.report, report))
