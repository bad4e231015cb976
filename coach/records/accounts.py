"""What taking an account along, bringing one in and erasing one have in common."""

from __future__ import annotations

from sqlalchemy.orm import Session

from coach.records.desk import Desk
from coach.records.tables import Audited


def steady(session: Session) -> None:
    """All that is read from here on is of one moment; must be asked first. SQLite gives that to every transaction."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def write_down(session: Session, desk: Desk, act: str, person_id: int) -> None:
    """A row of the audit for what happened to a whole account, whoever did it: by number, never by name."""
    viewer = desk.viewer
    session.add(
        Audited(
            at=desk.clock(),
            viewer_id=viewer.person_id,
            role=viewer.role,
            label=viewer.label,
            act=act,
            subject="account",
            person_id=person_id,
        )
    )
