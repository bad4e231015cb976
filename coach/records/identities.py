"""Who somebody is by a clinic's own sign-in (OpenID Connect): issuer and subject name her, a claim says her role.

The provider's word counts each time: a role it takes away is gone when she signs in again. Nobody is ever taken for a
person of the store by her name or address; her identity is made known with her first coming.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from coach.errors import CoachError
from coach.language import say
from coach.records.desk import Role, Viewer
from coach.records.store import Store
from coach.records.tables import MAX_NAME, Identity, Person

#: What says which claim and which of its values mean which role; several values stand between commas.
CLAIM_VARIABLE = "COACH_OIDC_CLAIM"
ROLE_VARIABLES: dict[Role, str] = {
    "therapist": "COACH_OIDC_THERAPIST",
    "administrator": "COACH_OIDC_ADMINISTRATOR",
    "patient": "COACH_OIDC_PATIENT",
}
#: Where nothing is said: the claim most providers use for groups of an application, and the roles' own names.
DEFAULT_CLAIM = "roles"
#: Issuer and subject together; the standard allows a subject 255 characters.
MOST_SUBJECT = 400
#: Room behind a name for the number that tells two persons of one name apart.
_ROOM = 6


class IdentityError(CoachError):
    """The clinic's sign-in does not let this person in: no role, no subject, closed here, or over."""


@dataclass(frozen=True, slots=True)
class ClaimRule:
    """Which claim tells the role (`realm_access.roles` looks inside), by which values; the first that fits counts."""

    claim: str
    values: Mapping[Role, frozenset[str]]

    def role_of(self, claims: Mapping[str, Any]) -> Role | None:
        """The role these claims give, None where they give none."""
        said: Any = claims
        for step in [self.claim] if self.claim in claims else self.claim.split("."):
            said = said.get(step) if isinstance(said, Mapping) else None
        told = {said} if isinstance(said, str) else {str(one) for one in said} if isinstance(said, list) else set()
        return next((role for role, values in self.values.items() if told & values), None)


def claim_rule(environment: Mapping[str, str] = os.environ) -> ClaimRule:
    """The rule as the environment says it."""
    values: dict[Role, frozenset[str]] = {}
    for role, variable in ROLE_VARIABLES.items():
        said = environment.get(variable, role)
        values[role] = frozenset(word for word in (one.strip() for one in said.split(",")) if word)
    return ClaimRule(environment.get(CLAIM_VARIABLE) or DEFAULT_CLAIM, values)


def viewer_of_identity(store: Store, claims: Mapping[str, Any], rule: ClaimRule, now: datetime) -> Viewer:
    """Whoever these claims of a token are about; the token's signature was checked by whoever took it.

    Raises
    ------
    IdentityError: the token is over, names nobody or no role, or the person is closed here.
    RecordError: the database fails.
    """
    if expires_at(claims) <= now:
        raise IdentityError(say("Your sign-in at the clinic is over. Sign in again."))
    issuer, subject = str(claims.get("iss") or ""), str(claims.get("sub") or "")
    named = f"{issuer}|{subject}"
    if not issuer or not subject or len(named) > MOST_SUBJECT:
        raise IdentityError(say("Your clinic's sign-in does not say who you are. Tell whoever runs it."))
    role = rule.role_of(claims)
    if role is None:
        raise IdentityError(
            say("Your clinic's sign-in gives you no role here. Ask whoever runs it for one: patient or therapist.")
        )
    with store.transaction(write=True) as session:
        person = _person_of(session, named) or _made_known(session, named, claims, role, now)
        if person.archived_at is not None:
            raise IdentityError(say("Your record here is closed. Ask an administrator to open it."))
        person.role = role
        return Viewer(person.id, role)


def expires_at(claims: Mapping[str, Any]) -> datetime:
    """When the token is over; one that does not say so is over already."""
    said = claims.get("exp")
    try:
        return datetime.fromtimestamp(float(said or 0), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


def _person_of(session: Session, named: str) -> Person | None:
    return session.scalar(select(Person).join(Identity).where(Identity.subject == named))


def _made_known(session: Session, named: str, claims: Mapping[str, Any], role: Role, now: datetime) -> Person:
    person = Person(name=_free_name(session, claims), role=role, created_at=now)
    session.add(person)
    session.flush()
    session.add(Identity(subject=named, person_id=person.id))
    return person


def _free_name(session: Session, claims: Mapping[str, Any]) -> str:
    """Her name as the clinic writes it, with a number where somebody else has it here."""
    told = next((claims[key] for key in ("name", "preferred_username", "email", "sub") if claims.get(key)), "")
    shown = "".join(one if one.isprintable() else " " for one in unicodedata.normalize("NFC", str(told)))
    name = " ".join(shown.split())[: MAX_NAME - _ROOM] or "?"
    for number in count(1):
        tried = name if number == 1 else f"{name} ({number})"
        if session.scalar(select(Person.id).where(Person.name == tried)) is None:
            return tried
    raise AssertionError("Counting has no end.")
