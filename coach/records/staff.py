"""Therapists and administrators of a computer: the first one makes herself known, each further one is added by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from coach.language import marked, say
from coach.records.credentials import HASHER, Face, checked, faces, has_key, let_in, put_secret
from coach.records.desk import PROGRAM, AccessError, Desk, Role, Viewer
from coach.records.people import add_person
from coach.records.store import Store
from coach.records.tables import Person

STAFF: tuple[Role, ...] = ("therapist", "administrator")
#: Whoever has the files has the records; at the pages a newcomer with a PIN of her own could agree for the others.
SEVERAL = marked(
    "Several patients here have a PIN, and none can agree for the others. Whoever runs this computer adds the first "
    "therapist or administrator there: coach people add NAME --role administrator --passphrase"
)


def has_staff(store: Store) -> bool:
    """Whether some therapist or administrator can sign in here."""
    with store.transaction() as session:
        return _has_staff(session)


def whose_consent(store: Store) -> list[Face]:
    """The patients who must agree to a first therapist: those whose record is behind a secret or a clinic."""
    return [one for one in faces(store, ("patient",)) if one.has_secret or one.by_clinic]


def first_therapist(
    store: Store, name: str, passphrase: str, now: datetime, consent: tuple[int, str] | None = None
) -> Viewer:
    """Make the first therapist known; whoever is at the computer may, until there is one.

    A secret of a patient would be worth nothing if anybody could become her therapist, so where there is one such
    patient she gives hers: `consent` is her number and it. Where there are several, the command line adds the first.

    Raises
    ------
    AccessError: there is a therapist or an administrator, or nobody consented.
    SecretError, WrongSecretError, LockedOutError, RecordError: as they say.
    """
    kept = HASHER.hash(checked(passphrase, "therapist"))
    if has_staff(store):
        raise AccessError(_taken())
    asked = whose_consent(store)
    if len(asked) > 1:
        raise AccessError(say(SEVERAL))
    if asked:
        if consent is None or consent[0] != asked[0].id:
            raise AccessError(say("{name} has to agree with her PIN or passphrase.", name=asked[0].name))
        let_in(store, *consent, now)
    number = add_person(Desk(store, PROGRAM, lambda: now), name, "therapist")
    with store.transaction(write=True) as session:
        # Somebody else may have been first in this moment.
        if _has_staff(session):
            raise AccessError(_taken())
        put_secret(session, number, kept, now)
    return Viewer(number, "therapist")


def add_with_secret(desk: Desk, name: str, role: Role, secret: str) -> int:
    """A further person with the secret she begins with, which therapists and administrators need; her number.

    As long as no administrator can sign in, a therapist adds staff, too: somebody has to be the first.

    Raises
    ------
    AccessError: it is not the desk's to add her.
    SecretError, RecordError: the secret, or the name.
    """
    kept = HASHER.hash(checked(secret, role))
    with desk.writing(None, "people") as session:
        alone = role in STAFF and not _has_staff(session, ("administrator",))
    number = add_person(replace(desk, viewer=PROGRAM) if alone else desk, name, role)
    with desk.writing(None, "people") as session:
        put_secret(session, number, kept, desk.clock())
    return number


def _has_staff(session: Session, roles: tuple[Role, ...] = STAFF) -> bool:
    able = select(Person.id).where(Person.role.in_(roles), has_key())
    return session.scalar(able.limit(1)) is not None


def _taken() -> str:
    return say("There is a therapist or an administrator here already. Ask her to add you.")
