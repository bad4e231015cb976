"""How somebody shows that she is who she says: a passphrase or a PIN, kept as its argon2id hash, and who is let in.

A patient may do without one on a computer of her own; therapists and administrators may not. Each try is counted before
it is checked, so that tries at the same moment and a program that is ended in between count, too.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import cast

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from argon2.low_level import Type
from sqlalchemy import ColumnElement, Select, and_, delete, exists, or_, select
from sqlalchemy.orm import Session

from coach.errors import CoachError
from coach.language import say, say_many
from coach.records.desk import Desk, Role, Viewer
from coach.records.store import Store
from coach.records.tables import Credential, Identity, Person, pseudonym

#: argon2id as RFC 9106, section 4, recommends it where memory is not plenty: 64 MiB, three passes, four lanes.
MEMORY_KIB, PASSES, LANES = 64 * 1024, 3, 4
HASHER = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES, type=Type.ID)
#: A PIN has so many digits; a passphrase so many characters (NIST SP 800-63B 5.1.1.1: at least 8).
PIN_LEAST, PIN_MOST = 4, 8
PASSPHRASE_LEAST, PASSPHRASE_MOST = 8, 200
#: After so many tries in a row nobody is let in for a while, twice as long with each further try; proposals.
TRIES = 5
LOCK_FIRST, LOCK_MOST = timedelta(minutes=1), timedelta(hours=1)


class WrongSecretError(CoachError):
    """The secret is not this person's, or there is no such person: nobody is told which."""


class LockedOutError(CoachError):
    """Too many tries; `until` is when the next one is heard."""

    def __init__(self, until: datetime, now: datetime) -> None:
        minutes = max(1, -(-(until - now) // timedelta(minutes=1)))
        super().__init__(say_many("Please try again in {n} minute.", "Please try again in {n} minutes.", minutes))
        self.until = until


class SecretError(CoachError):
    """The PIN or passphrase is too short, too long or too easy to guess; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Face:
    """Somebody who may sign in here."""

    id: int
    name: str
    role: Role
    has_secret: bool
    by_clinic: bool
    """Whether she has come by a clinic's own sign-in, behind which her record stays."""


def faces(store: Store, roles: Sequence[Role] = ("patient", "therapist", "administrator")) -> list[Face]:
    """Who may sign in, by name; the archived may not."""
    with store.transaction() as session:
        found = [_face(*row) for row in session.execute(_faces().where(Person.role.in_(roles)))]
    return sorted(found, key=lambda one: one.name.casefold())


def face(store: Store, person_id: int) -> Face | None:
    """The person as she may sign in; None where she may not."""
    with store.transaction() as session:
        row = session.execute(_faces().where(Person.id == person_id)).one_or_none()
        return _face(*row) if row else None


def has_key() -> ColumnElement[bool]:
    """Of the table of people: whose record is behind a secret of hers or a clinic's sign-in, and is not archived."""
    return and_(Person.archived_at.is_(None), or_(_has(Credential), _has(Identity)))


def set_secret(desk: Desk, p: int, secret: str) -> None:
    """Set or change the secret of a person; tries that went amiss are forgotten.

    Raises
    ------
    SecretError: it is not one for a person of that role.
    AccessError: it is not the desk's to set.
    """
    with desk.reading(p, "secrets") as session:
        role = session.get_one(Person, p).role
    kept = HASHER.hash(checked(secret, cast(Role, role)))
    with desk.writing(p, "secrets") as session:
        put_secret(session, p, kept, desk.clock())


def put_secret(session: Session, p: int, secret_hash: str, now: datetime) -> None:
    """Within a transaction: this hash is the person's from now on."""
    session.merge(Credential(person_id=p, secret_hash=secret_hash, failures=0, locked_until=None, changed_at=now))


def clear_secret(desk: Desk, p: int) -> None:
    """From now on the patient is let in by her name.

    Raises
    ------
    SecretError: she is a therapist or an administrator, who have one always.
    AccessError: it is not the desk's to clear.
    """
    with desk.writing(p, "secrets") as session:
        if session.get_one(Person, p).role != "patient":
            raise SecretError(say("Therapists and administrators need a passphrase. Set another one instead."))
        session.execute(delete(Credential).where(Credential.person_id == p))


def let_in(store: Store, p: int, secret: str, now: datetime) -> Viewer:
    """Whoever shows her secret; a patient who has none shows "".

    Raises
    ------
    WrongSecretError: it is not hers, or there is no such person; both take the same time.
    LockedOutError: too many tries in a row; the secret was not even looked at.
    SecretError: it is the PIN of somebody who was a patient when she chose it, or she signs in at her clinic.
    """
    nobodys, kept = _nobodys(), _count_try(store, p, now)
    if kept is None:
        person = face(store, p)
        if not secret and person is not None and person.role == "patient" and not person.has_secret:
            if person.by_clinic:
                raise SecretError(say("You sign in at your clinic. Tell whoever runs this that it is not set up here."))
            return Viewer(p, "patient")
        _matches(nobodys, secret)
        raise WrongSecretError(_wrong())
    if not _matches(kept, secret):
        raise WrongSecretError(_wrong())
    return _welcome(store, p, kept, secret)


def checked(secret: str, role: Role) -> str:
    """The secret as it is hashed, however the keyboard composed its letters.

    Raises
    ------
    SecretError: it is no passphrase, for a patient neither that nor a PIN, or easy to guess.
    """
    text = unicodedata.normalize("NFC", secret)
    if role == "patient" and _is_pin(text):
        if _is_easy(text):
            raise SecretError(say("This PIN is easy to guess. Choose other digits."))
        return text
    if PASSPHRASE_LEAST <= len(text) <= PASSPHRASE_MOST:
        if role != "patient" and _is_plain(text):
            raise SecretError(say("This passphrase is easy to guess. A few words of your own do well."))
        return text
    numbers = {"least": PASSPHRASE_LEAST, "most": PASSPHRASE_MOST, "pin_least": PIN_LEAST, "pin_most": PIN_MOST}
    if role == "patient":
        sentence = say("Choose a PIN of {pin_least} to {pin_most} digits, or at least {least} characters.", **numbers)
    else:
        sentence = say("A passphrase has {least} to {most} characters. A few words of your own do well.", **numbers)
    raise SecretError(sentence)


def lock_for(failures: int) -> timedelta | None:
    """How long nobody is heard after so many tries in a row; None where the next one is heard at once."""
    if failures < TRIES:
        return None
    doubled: int = 2 ** min(failures - TRIES, 16)
    return min(LOCK_FIRST * doubled, LOCK_MOST)


def _faces() -> Select[Person, bool, bool]:
    return select(Person, _has(Credential), _has(Identity)).where(Person.archived_at.is_(None))


def _face(person: Person, has_secret: bool, by_clinic: bool) -> Face:
    return Face(person.id, person.name, cast(Role, person.role), has_secret, by_clinic)


def _has(row: type[Credential] | type[Identity]) -> ColumnElement[bool]:
    return exists().where(row.person_id == Person.id)


def _is_pin(text: str) -> bool:
    return PIN_LEAST <= len(text) <= PIN_MOST and text.isascii() and text.isdecimal()


def _is_easy(pin: str) -> bool:
    """All digits the same, or each one more or one less than the one before: what everybody tries first."""
    steps = {int(b) - int(a) for a, b in pairwise(pin)}
    return steps <= {0} or steps == {1} or steps == {-1}


def _is_plain(text: str) -> bool:
    """Digits alone, or one character over and over: too few to try for a door to other people's records."""
    return text.isdecimal() or len(set(text)) == 1


def _count_try(store: Store, p: int, now: datetime) -> str | None:
    """Count a try before it is looked at; the hash to look at, None where there is none."""
    wanted = select(Credential).join(Person).where(Credential.person_id == p, Person.archived_at.is_(None))
    until = None
    with store.transaction(write=True) as session:
        # On a server tries of the same moment wait for each other; SQLite has one writer at a time anyway.
        kept = session.scalar(wanted.with_for_update(of=Credential))
        if kept is None:
            return None
        until = _still_locked(kept, now)
        if until is None:
            kept.failures += 1
            lock = lock_for(kept.failures)
            kept.locked_until = now + lock if lock else None
            return kept.secret_hash
    raise LockedOutError(until, now)


def _still_locked(kept: Credential, now: datetime) -> datetime | None:
    """Until when; a lock that the clock was set back before lasts its own length from now, and no longer."""
    lock = lock_for(kept.failures)
    if kept.locked_until is None or lock is None or kept.locked_until <= now:
        return None
    kept.locked_until = min(kept.locked_until, now + lock)
    return kept.locked_until


def _welcome(store: Store, p: int, secret_hash: str, secret: str) -> Viewer:
    """The tries are forgotten, a hash of an earlier program is made anew; a patient's PIN opens no therapist's door."""
    text = unicodedata.normalize("NFC", secret)
    newer = HASHER.hash(text) if HASHER.check_needs_rehash(secret_hash) else secret_hash
    with store.transaction(write=True) as session:
        kept, person = session.get(Credential, p), session.get(Person, p)
        # It may have been set anew in this moment: then the old one opens nothing.
        if kept is None or person is None or kept.secret_hash != secret_hash:
            raise WrongSecretError(_wrong())
        kept.failures, kept.locked_until, kept.secret_hash = 0, None, newer
        role = cast(Role, person.role)
    if role != "patient" and (len(text) < PASSPHRASE_LEAST or _is_plain(text)):
        raise SecretError(say("A PIN is not enough any more. Ask an administrator for a passphrase."))
    return Viewer(p, role)


def _matches(secret_hash: str, secret: str) -> bool:
    try:
        return HASHER.verify(secret_hash, unicodedata.normalize("NFC", secret[:PASSPHRASE_MOST]))
    except VerificationError:
        return False


@cache
def _nobodys() -> str:
    """Looked at in the place of a hash that is not there, so that the answer takes as long."""
    return HASHER.hash(pseudonym())


def _wrong() -> str:
    return say("That does not match. Please try again.")
