"""Who read or wrote what of whom, newest first; for administrators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from coach.records.desk import Desk
from coach.records.tables import Audited, Person


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One line; `viewer` and `person` are names as they are now, "" where there is none any more."""

    id: int
    at: datetime
    viewer_id: int | None
    viewer: str
    role: str
    label: str
    act: str
    subject: str
    person_id: int | None
    person: str


def audit_rows(desk: Desk, person_id: int | None = None, offset: int = 0, limit: int = 100) -> list[AuditRow]:
    """A page of all lines, or of those about one person.

    Raises
    ------
    AccessError: it is not for this viewer.
    """
    whoever, whom = aliased(Person), aliased(Person)
    wanted = (
        select(Audited, whoever.name, whom.name)
        .outerjoin(whoever, whoever.id == Audited.viewer_id)
        .outerjoin(whom, whom.id == Audited.person_id)
        .order_by(Audited.id.desc())
    )
    if person_id is not None:
        wanted = wanted.where(Audited.person_id == person_id)
    with desk.reading(person_id, "audit") as session:
        return [
            AuditRow(
                row.id,
                row.at,
                row.viewer_id,
                viewer or "",
                row.role,
                row.label,
                row.act,
                row.subject,
                row.person_id,
                person or "",
            )
            for row, viewer, person in session.execute(wanted.offset(offset).limit(limit))
        ]
