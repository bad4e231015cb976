"""Who is known here: patients, therapists, administrators; added, found, renamed, put away."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from coach.errors import RecordError
from coach.language import say
from coach.records import standing
from coach.records.credentials import has_key
from coach.records.desk import AccessError, Desk
from coach.records.store import kept_name
from coach.records.tables import ROLES, Credential, Person


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person as lists show her; `has_secret` tells whether a PIN or passphrase is asked for."""

    id: int
    name: str
    role: str
    pseudonym: str
    created_at: datetime | None
    archived_at: datetime | None
    has_secret: bool


def add_person(desk: Desk, name: str, role: str = "patient") -> int:
    """Make somebody known, and return her number. A therapist adds patients, an administrator anybody.

    Raises
    ------
    AccessError: it is not for this viewer.
    RecordError: the name is refused or taken.
    ValueError: there is no such role.
    """
    _check_role(role)
    if role != "patient" and desk.viewer.role == "therapist":
        raise AccessError(say("Only an administrator adds therapists and administrators."))
    with desk.writing(None, "people") as session:
        person = Person(name=_free_name(session, name), role=role, created_at=desk.clock())
        session.add(person)
        _flush(session, person.name)
        standing.refresh(session, person.id)
        return person.id


def person(desk: Desk, person_id: int) -> PersonRow:
    """The person of that number.

    Raises
    ------
    AccessError: it is not for this viewer.
    RecordError: there is none.
    """
    with desk.reading(person_id, "people") as session:
        row = session.execute(_rows().where(Person.id == person_id)).one_or_none()
    if row is None:
        raise _nobody(person_id)
    return PersonRow(*row)


def people(desk: Desk, search: str = "", role: str | None = None, offset: int = 0, limit: int = 50) -> list[PersonRow]:
    """A page of those whose name has `search` in it, in alphabetical order, put away ones last."""
    wanted = _rows().where(named(search))
    if role is not None:
        wanted = wanted.where(Person.role == role)
    wanted = wanted.order_by(Person.archived_at.is_not(None), func.lower(Person.name), Person.id)
    with desk.reading(None, "people") as session:
        return [PersonRow(*row) for row in session.execute(wanted.offset(offset).limit(limit))]


def rename_person(desk: Desk, person_id: int, name: str) -> str:
    """Give her another name, and return it as it is kept; raises as `add_person`."""
    with desk.writing(person_id, "people") as session:
        person = _known(session, person_id)
        _may_change(desk, person)
        if kept_name(name) != person.name:
            person.name = _free_name(session, name)
        _flush(session, person.name)
        return person.name


def archive_person(desk: Desk, person_id: int, *, archived: bool = True) -> None:
    """Put her record away, or fetch it back; nothing of it is lost.

    Raises
    ------
    AccessError, RecordError: as `add_person`; the last administrator stays.
    """
    with desk.writing(person_id, "people") as session:
        person = _known(session, person_id)
        _may_change(desk, person)
        if archived:
            _keep_an_administrator(session, person)
        person.archived_at = desk.clock() if archived else None


def set_role(desk: Desk, person_id: int, role: str) -> None:
    """Make a therapist or administrator of her, or a patient again; for administrators.

    Raises
    ------
    AccessError, RecordError, ValueError: as `add_person`; the last administrator stays one.
    """
    _check_role(role)
    if desk.viewer.role not in ("administrator", "program"):
        raise AccessError(say("Only an administrator gives roles."))
    with desk.writing(person_id, "people") as session:
        person = _known(session, person_id)
        if role != "administrator":
            _keep_an_administrator(session, person)
        person.role = role


def named(search: str) -> ColumnElement[bool]:
    """Whose name has `search` in it, large or small.

    Databases know only the small letters of English, unless told otherwise: the usual forms are all asked for.
    """
    text = unicodedata.normalize("NFC", search.strip())
    forms = {text, text.lower(), text.upper(), text.title()}
    return or_(*(Person.name.icontains(form, autoescape=True) for form in sorted(forms)))


def _rows() -> Select[*tuple[Any, ...]]:
    secret = Credential.person_id.is_not(None)
    columns = (Person.id, Person.name, Person.role, Person.pseudonym, Person.created_at, Person.archived_at, secret)
    return select(*columns).outerjoin(Credential, Credential.person_id == Person.id)


def _known(session: Session, person_id: int) -> Person:
    found = session.get(Person, person_id)
    if found is None:
        raise _nobody(person_id)
    return found


def _may_change(desk: Desk, person: Person) -> None:
    if desk.viewer.role == "therapist" and person.role != "patient":
        raise AccessError(say("Only an administrator changes therapists and administrators."))


def _keep_an_administrator(session: Session, person: Person) -> None:
    """RecordError where nobody who can sign in would be an administrator without her."""
    if person.role != "administrator" or person.archived_at is not None:
        return
    others = select(Person.id).where(Person.role == "administrator", Person.id != person.id, has_key())
    if session.scalar(others.limit(1)) is None:
        raise RecordError(say("This is the last administrator. Make another one with a passphrase first."))


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise ValueError(f"A role is one of {ROLES}.")


def _free_name(session: Session, name: str) -> str:
    kept = kept_name(name)
    if session.scalar(select(Person.id).where(Person.name == kept)) is not None:
        raise _taken(kept)
    return kept


def _flush(session: Session, name: str) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        # On a server another program may have taken the name since we looked.
        raise _taken(name) from error


def _taken(name: str) -> RecordError:
    return RecordError(say("There is somebody called {name} here already. Add a letter or a number.", name=name))


def _nobody(person_id: int) -> RecordError:
    return RecordError(say("There is nobody with the number {number} here. Choose from the list.", number=person_id))
