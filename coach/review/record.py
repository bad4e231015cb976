"""One person's record of a period, read once and as it is kept: what reports and exports are made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from coach.care import Plan, Profile, plan_from_json, profile_from_json
from coach.errors import RecordError
from coach.kinematics.uncertainty import UNCERTAINTY
from coach.language import say, spoken_language
from coach.records.accounts import steady
from coach.records.desk import Desk
from coach.records.tables import (
    Base,
    Comment,
    CountedRepetition,
    DiaryEntry,
    GivenAnswer,
    GivenOverride,
    HeldSession,
    JudgedSet,
    KeptProfile,
    KeptRecording,
    Outcome,
    OwnGoal,
    Person,
    PlanVersion,
    RuleText,
)
from coach.rules import Exercise, RuleFileError, parse_exercise
from coach.rules.words import title_of

NAN = float("nan")
_Row = TypeVar("_Row", bound=Base)


@dataclass(frozen=True, slots=True, eq=False)
class DoneSet:
    """One kept set; `exercise` is the rule that judged it, None where this program cannot read it.

    `best` is how far the farthest repetition went that passed no limit, `u` its half width; NaN where there is none.
    """

    judged: JudgedSet
    exercise: Exercise | None
    repetitions: tuple[CountedRepetition, ...]
    seconds: float

    @property
    def limits(self) -> Sequence[Mapping[str, Any]]:
        """The limits as the report has them, breaches within."""
        found: Sequence[Mapping[str, Any]] = (self.judged.report or {}).get("limits", ())
        return found

    @property
    def title(self) -> str:
        """What the exercise is called in the spoken language."""
        exercise = self.exercise
        return exercise.words(spoken_language()).name if exercise else title_of(self.judged.exercise_id)

    @property
    def cannot_judge(self) -> tuple[str, ...]:
        """What no camera sees of the exercise, in the spoken language."""
        return self.exercise.words(spoken_language()).cannot_judge if self.exercise else ()

    @property
    def grows(self) -> bool:
        """Whether a repetition that goes farther has a larger value."""
        return self.exercise is None or self.exercise.repetition.reach > self.exercise.repetition.leave

    @property
    def best(self) -> float:
        found = [one.extreme for one in self.repetitions if one.verdict != "breach"]
        return (max if self.grows else min)(found, default=NAN)

    @property
    def u(self) -> float:
        quantity = self.exercise.repetition.quantity if self.exercise else ""
        return UNCERTAINTY.get(quantity, {}).get(self.judged.view, NAN)

    @property
    def unit(self) -> str:
        return self.repetitions[0].unit if self.repetitions else ""


@dataclass(frozen=True, slots=True, eq=False)
class PlanOf:
    """A version of the plan, and when the next one took its place."""

    row: PlanVersion
    plan: Plan


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """What is kept of `person` from `since` to `until` (both days her own and included; None is open).

    Rows are in the order of time. Of profile and goal the newest up to `until` counts, whenever it was written.
    """

    person: Person
    since: date | None
    until: date | None
    profile: Profile | None
    plans: tuple[PlanOf, ...]
    sessions: tuple[HeldSession, ...]
    sets: tuple[DoneSet, ...]
    answers: tuple[GivenAnswer, ...]
    diary: tuple[DiaryEntry, ...]
    goal: OwnGoal | None
    outcomes: tuple[Outcome, ...]
    comments: tuple[Comment, ...]
    overrides: tuple[GivenOverride, ...]
    names: Mapping[int, str]
    """Of therapists who wrote comments, by number."""


def record_of(desk: Desk, p: int, since: date | None = None, until: date | None = None) -> Record:
    """Read the record of person `p`.

    Raises
    ------
    AccessError: it is not this viewer's to take along.
    RecordError: there is no such person, or the database fails.
    """
    with desk.reading(p, "account") as session:
        steady(session)
        person = session.get(Person, p)
        if person is None:
            raise RecordError(say("There is no person number {number} in the store.", number=p))
        found = _Reading(session, p, since, until).record(person)
        session.expunge_all()
        return found


@dataclass(frozen=True, slots=True)
class _Reading:
    session: Session
    p: int
    since: date | None
    until: date | None

    def record(self, person: Person) -> Record:
        profiles = self._rows(KeptProfile)
        goals = self._rows(OwnGoal)
        comments = self._rows(Comment, Comment.kind == "comment")
        return Record(
            person=person,
            since=self.since,
            until=self.until,
            profile=profile_from_json(profiles[-1].data) if profiles else None,
            plans=tuple(PlanOf(row, plan_from_json(row.data)) for row in self._rows(PlanVersion)),
            sessions=self._rows(HeldSession, *self._within(HeldSession.local_day)),
            sets=self._sets(),
            answers=self._rows(GivenAnswer, *self._within(GivenAnswer.local_day)),
            diary=self._rows(DiaryEntry, *self._within(DiaryEntry.local_day)),
            goal=goals[-1] if goals else None,
            outcomes=self._rows(Outcome, *self._within(Outcome.local_day)),
            comments=tuple(row for row in comments if self._is_within(row.at.date())),
            overrides=self._rows(GivenOverride),
            names=self._names(comments),
        )

    def _rows(self, model: type[_Row], *wanted: ColumnElement[bool]) -> tuple[_Row, ...]:
        columns: Any = model
        chosen = select(model).where(columns.person_id == self.p, *wanted).order_by(columns.id)
        return tuple(self.session.scalars(chosen))

    def _within(self, column: Any) -> list[ColumnElement[bool]]:
        bounds = [column >= self.since] if self.since else []
        return bounds + ([column <= self.until] if self.until else [])

    def _is_within(self, day: date) -> bool:
        return not (self.since and day < self.since) and not (self.until and day > self.until)

    def _sets(self) -> tuple[DoneSet, ...]:
        within = self._within(JudgedSet.local_day)
        own = JudgedSet.person_id == self.p, JudgedSet.state != "running", JudgedSet.report.is_not(None), *within
        chosen = select(JudgedSet, RuleText.text, KeptRecording.seconds).join(RuleText).outerjoin(KeptRecording)
        found = self.session.execute(chosen.where(*own).order_by(JudgedSet.performed_at, JudgedSet.id)).all()
        counted: dict[int, list[CountedRepetition]] = {}
        repetitions = select(CountedRepetition).join(JudgedSet, JudgedSet.id == CountedRepetition.set_id).where(*own)
        for one in self.session.scalars(repetitions.order_by(CountedRepetition.set_id, CountedRepetition.index)):
            counted.setdefault(one.set_id, []).append(one)
        return tuple(
            DoneSet(judged, exercise_of(text), tuple(counted.get(judged.id, ())), seconds or 0.0)
            for judged, text, seconds in found
        )

    def _names(self, comments: Sequence[Comment]) -> dict[int, str]:
        wanted = {row.by_id for row in comments if row.by_id is not None}
        rows = self.session.scalars(select(Person).where(Person.id.in_(wanted)))
        return {row.id: row.name for row in rows}


@lru_cache(maxsize=256)
def exercise_of(text: str) -> Exercise | None:
    """The rule of a kept text; None where this program does not know its language."""
    try:
        return parse_exercise(text, "the kept rule")
    except RuleFileError:
        return None
