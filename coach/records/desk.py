"""Who may see and write what: every function about a patient takes a `Desk`, which lets in or refuses, and remembers.

The table below is the one of `docs/records.md`, in code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from coach.errors import CoachError, RecordError
from coach.language import marked, say
from coach.records.store import Store
from coach.records.tables import Audited, GivenOverride, HeldSession, JudgedSet

Role = Literal["patient", "therapist", "administrator", "program"]
Act = Literal["read", "write"]
Subject = Literal[
    "people",
    "secrets",
    "profile",
    "override",
    "plan",
    "session",
    "set",
    "answer",
    "diary",
    "outcome",
    "goal",
    "comment",
    "note",
    "question",
    "settings",
    "audit",
    "account",
    "backup",
    "caseload",
]
SUBJECTS: tuple[Subject, ...] = get_args(Subject)
#: The same viewer who reads the same thing again within this time is written down once.
AUDIT_EVERY = timedelta(minutes=1)

#: By subject: who may read and who may write it. "own" is a patient's right to what is hers.
_EVERYBODY = frozenset({"own", "therapist"})
_STAFF = frozenset({"therapist"})
_NOBODY: frozenset[str] = frozenset()
_OFFICE = frozenset({"administrator"})
POLICY: dict[Subject, tuple[frozenset[str], frozenset[str]]] = {
    "people": (_STAFF | _OFFICE | {"own"}, _STAFF | _OFFICE),
    "secrets": (_OFFICE | {"own"}, _OFFICE | {"own"}),
    "profile": (_EVERYBODY, _EVERYBODY),
    "override": (_EVERYBODY, _STAFF),
    "plan": (_EVERYBODY, _STAFF),
    "session": (_EVERYBODY, frozenset({"own"})),
    "set": (_EVERYBODY, frozenset({"own"})),
    "answer": (_EVERYBODY, frozenset({"own"})),
    "diary": (_EVERYBODY, frozenset({"own"})),
    "outcome": (_EVERYBODY, _EVERYBODY),
    "goal": (_EVERYBODY, frozenset({"own"})),
    "comment": (_EVERYBODY, _STAFF),
    "note": (_STAFF, _STAFF),
    "question": (_EVERYBODY, frozenset({"own"})),
    "settings": (_EVERYBODY, _STAFF),
    "audit": (_OFFICE, _NOBODY),
    "account": (_EVERYBODY, _OFFICE | {"own"}),
    "backup": (_OFFICE, _OFFICE),
    "caseload": (_STAFF, _NOBODY),
}
_WHO = {
    "own": marked("the person herself"),
    "therapist": marked("a therapist"),
    "administrator": marked("an administrator"),
}


#: Tables whose rows are somebody's and are found by their number.
Owned = type[JudgedSet] | type[HeldSession] | type[GivenOverride]


class AccessError(CoachError):
    """Somebody asked for what is not hers to see or to change."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody of the store in a role, or the program itself; `label` is what the audit says beside it."""

    person_id: int | None
    role: Role
    label: str = ""


#: A running session or the owner of the files at the command line: whoever can start it has the files.
PROGRAM = Viewer(None, "program")


def utc_now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Desk:
    """A store as one viewer may use it; what she reads or writes of another person goes into the audit."""

    store: Store
    viewer: Viewer
    clock: Callable[[], datetime] = utc_now
    _told: dict[tuple[int | None, str], datetime] = field(default_factory=dict, compare=False)

    def allows(self, person_id: int | None, subject: Subject, act: Act) -> bool:
        """Whether `reading` or `writing` would let her in; `person_id` None is nobody in particular."""
        role = self.viewer.role
        if role == "program":
            return True
        allowed = POLICY[subject][act == "write"]
        # What is hers is hers in any role: a therapist has a passphrase of her own, too.
        return role in allowed or ("own" in allowed and person_id is not None and person_id == self.viewer.person_id)

    @contextmanager
    def reading(self, person_id: int | None, subject: Subject) -> Iterator[Session]:
        """A transaction that reads.

        Raises
        ------
        AccessError: it is not hers to read.
        RecordError: the database fails.
        """
        self._let_in(person_id, subject, "read")
        if self._is_to_be_told(person_id, subject):
            with self.store.transaction(write=True) as session:
                session.add(self._row(person_id, subject, "read"))
        with self.store.transaction() as session:
            yield session

    @contextmanager
    def writing(self, person_id: int | None, subject: Subject) -> Iterator[Session]:
        """A transaction that writes, the audit with it; raises as `reading` does."""
        self._let_in(person_id, subject, "write")
        with self.store.transaction(write=True) as session:
            if self._is_anothers(person_id):
                session.add(self._row(person_id, subject, "write"))
            yield session

    @contextmanager
    def writing_of(self, table: Owned, number: int, subject: Subject) -> Iterator[tuple[Session, int]]:
        """As `writing`, to a row of which only its number is known: the session, and the number of whose row it is.

        Raises
        ------
        RecordError: there is no such row.
        """
        with self.store.transaction(write=True) as session:
            person_id = session.scalar(select(table.person_id).where(table.id == number))
            if person_id is None:
                raise RecordError(say("There is nothing with the number {number} in the store.", number=number))
            self._let_in(person_id, subject, "write")
            if self._is_anothers(person_id):
                session.add(self._row(person_id, subject, "write"))
            yield session, person_id

    def _let_in(self, person_id: int | None, subject: Subject, act: Act) -> None:
        if not self.allows(person_id, subject, act):
            known = [say(words) for who, words in _WHO.items() if who in POLICY[subject][act == "write"]]
            who = say(" or ").join(known) or say("the program")
            raise AccessError(say("This is for {who}. Sign in as such to go on.", who=who))

    def _is_anothers(self, person_id: int | None) -> bool:
        viewer = self.viewer
        if viewer.role == "program":
            return bool(viewer.label)
        return person_id != viewer.person_id

    def _is_to_be_told(self, person_id: int | None, subject: Subject) -> bool:
        if not self._is_anothers(person_id):
            return False
        now = self.clock()
        last = self._told.get((person_id, subject))
        if last is not None and timedelta() <= now - last < AUDIT_EVERY:
            return False
        self._told[(person_id, subject)] = now
        return True

    def _row(self, person_id: int | None, subject: Subject, act: Act) -> Audited:
        viewer = self.viewer
        return Audited(
            at=self.clock(),
            viewer_id=viewer.person_id,
            role=viewer.role,
            label=viewer.label,
            act=act,
            subject=subject,
            person_id=person_id,
        )
