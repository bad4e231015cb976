"""What every resource of a bundle needs to know of the others: whose it is, what it may refer to, what it is called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from coach.review.fhir_words import Json, refers_to, uid
from coach.review.record import PlanOf, Record
from coach.rules.words import title_of


@dataclass(frozen=True, slots=True)
class Scope:
    """A record with the versions of its plan that held at some time of the period."""

    record: Record
    plans: tuple[PlanOf, ...]

    def uid(self, table: str, number: int | str) -> str:
        """The identifier of what a row became."""
        return uid(self.record.person.pseudonym, table, number)

    @property
    def subject(self) -> Json:
        """The patient."""
        return refers_to(self.uid("people", 0))

    def title(self, exercise_id: str) -> str:
        """What an exercise is called, of those that were done; made of its id for others."""
        done = (one.title for one in self.record.sets if one.judged.exercise_id == exercise_id)
        return next(done, title_of(exercise_id))

    def has_session(self, session_id: int | None) -> bool:
        """Whether that session is in the bundle."""
        return any(held.id == session_id for held in self.record.sessions)


def scope_of(record: Record) -> Scope:
    """The scope of a record."""
    ends = [*(plan.row.at.date() for plan in record.plans[1:]), date.max]
    held = (
        plan
        for plan, end in zip(record.plans, ends, strict=False)
        if not (record.until and plan.row.at.date() > record.until) and not (record.since and end < record.since)
    )
    return Scope(record, tuple(held))
