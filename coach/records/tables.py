"""The tables of the store. Their history is in `migrations/versions`; a test holds the two together."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, DateTime, Double, ForeignKey, Index, MetaData, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from coach.records import strict as strict

#: Longest name of a person, in characters.
MAX_NAME = 80
#: What somebody is to the program.
ROLES = ("patient", "therapist", "administrator")
#: Where a set's pictures came from.
KINDS = ("live", "film")
#: When a patient was asked: before the first set of the day, after a set, after the last one.
ANSWER_KINDS = ("before", "after_set", "after")
#: How a session stands: it runs, was done as planned, was stopped by her, or was cut off.
SESSION_STATES = ("running", "done", "stopped", "interrupted")
SET_STATES = ("running", "kept", "interrupted")
COMMENT_KINDS = ("comment", "note", "question", "handled")
#: Those of them that only therapists read.
THERAPISTS_KINDS = ("note", "handled")


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    """A column that has one of a few words."""
    return CheckConstraint(f"{column} IN ({', '.join(repr(value) for value in values)})", name=column)


def pseudonym() -> str:
    """A name for what leaves the program, made of chance alone."""
    return secrets.token_hex(8)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC; SQLite keeps no time zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("A moment needs its time zone.")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return None if value is None else value.astimezone(UTC)
        return value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """Names of constraints follow one pattern, so that a migration can drop what it knows by name."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        datetime: UtcDateTime,
        float: Double,
        dict[str, Any]: JSON,
        list[str]: JSON,
    }


STRICT = {"sqlite_strict": True}
#: A number is never given again, as on a server: an audit, a comment or an open page may still name one that is gone.
NUMBERED_ONCE = STRICT | {"sqlite_autoincrement": True}


class Person(Base):
    """A local profile: a name chosen on this machine, a role, and a pseudonym for what leaves it."""

    __tablename__ = "people"
    __table_args__ = (one_of("role", ROLES), NUMBERED_ONCE)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(MAX_NAME), unique=True)
    role: Mapped[str] = mapped_column(String(16), default="patient")
    pseudonym: Mapped[str] = mapped_column(String(32), unique=True, default=pseudonym)
    created_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]


class Credential(Base):
    """The argon2 hash of a person's passphrase or PIN, and how often in a row it was not given."""

    __tablename__ = "credentials"
    __table_args__ = (STRICT,)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(200))
    failures: Mapped[int]
    locked_until: Mapped[datetime | None]
    changed_at: Mapped[datetime]


class Identity(Base):
    """Who somebody is to a clinic's own sign-in: issuer and subject, joined by a bar."""

    __tablename__ = "identities"
    __table_args__ = (Index(None, "person_id"), STRICT)

    subject: Mapped[str] = mapped_column(String(400), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))


class KeptProfile(Base):
    """Operation, level and the surgeon's orders as they were known from then on; the newest is in force."""

    __tablename__ = "profiles"
    __table_args__ = (one_of("told_by", ("patient", "therapist")), Index(None, "person_id", "id"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    by_id: Mapped[int | None]
    told_by: Mapped[str] = mapped_column(String(16))
    data: Mapped[dict[str, Any]]


class GivenOverride(Base):
    """A therapist lets one exercise through the envelope, by name, for a reason, until a day."""

    __tablename__ = "overrides"
    __table_args__ = (Index(None, "person_id", "until"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    exercise_id: Mapped[str] = mapped_column(String(200))
    by_id: Mapped[int | None]
    by_name: Mapped[str] = mapped_column(String(MAX_NAME))
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    until: Mapped[date]
    ended_at: Mapped[datetime | None]


class PlanVersion(Base):
    """One version of a plan of care, whole; the highest is in force."""

    __tablename__ = "plans"
    __table_args__ = (Index(None, "person_id", "version", unique=True), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    version: Mapped[int]
    at: Mapped[datetime]
    by_id: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text)
    data: Mapped[dict[str, Any]]


class HeldSession(Base):
    """One visit to an exercise: its sets belong to it; `local_day` is her calendar day at its beginning in `zone`."""

    __tablename__ = "sessions"
    __table_args__ = (
        one_of("kind", KINDS),
        one_of("state", SESSION_STATES),
        Index(None, "person_id", "began_at"),
        Index(None, "state"),
        NUMBERED_ONCE,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    exercise_id: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(8))
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plans.id", ondelete="SET NULL"))
    began_at: Mapped[datetime]
    local_day: Mapped[date]
    zone: Mapped[str] = mapped_column(String(64))
    ended_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(String(16))
    why: Mapped[str] = mapped_column(String(32))


class KeptRecording(Base):
    """A recording file, named by the SHA-256 of its bytes; `path` is relative to the data folder."""

    __tablename__ = "recordings"
    __table_args__ = (STRICT,)

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    path: Mapped[str] = mapped_column(String(200))
    frames: Mapped[int]
    seconds: Mapped[float]
    bytes: Mapped[int] = mapped_column(BigInteger)


class RuleText(Base):
    """The text of a rule, word for word, named by the SHA-256 of it; many sets are judged by the same."""

    __tablename__ = "rules"
    __table_args__ = (STRICT,)

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class JudgedSet(Base):
    """One set: by which rule, word for word, it is judged, and once it is kept with what result.

    While it runs there is neither report nor recording; its events are there as they happened.
    """

    __tablename__ = "sets"
    __table_args__ = (
        one_of("kind", KINDS),
        one_of("state", SET_STATES),
        Index(None, "person_id", "performed_at"),
        Index(None, "person_id", "local_day"),
        Index(None, "session_id"),
        Index(None, "exercise_id"),
        Index(None, "recording_sha256"),
        NUMBERED_ONCE,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    number: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(16), default="kept")
    performed_at: Mapped[datetime]
    local_day: Mapped[date]
    kind: Mapped[str] = mapped_column(String(8))
    exercise_id: Mapped[str] = mapped_column(String(200))
    exercise_version: Mapped[int]
    exercise_sha256: Mapped[str] = mapped_column(String(64))
    count: Mapped[int | None]
    clear: Mapped[int] = mapped_column(default=0)
    breaches: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int]
    verdict: Mapped[str] = mapped_column(String(16))
    coverage: Mapped[float | None]
    view: Mapped[str] = mapped_column(String(16))
    recording_sha256: Mapped[str | None] = mapped_column(ForeignKey("recordings.sha256"))
    rule_sha256: Mapped[str] = mapped_column(ForeignKey("rules.sha256"))
    # Without its events, which are rows; it comes last, for SQLite reads a row from its beginning.
    report: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class SetEvent(Base):
    """One event of a set, in the order in which the fold gave them out."""

    __tablename__ = "set_events"
    __table_args__ = (STRICT,)

    set_id: Mapped[int] = mapped_column(ForeignKey("sets.id", ondelete="CASCADE"), primary_key=True)
    index: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    t_s: Mapped[float]
    kind: Mapped[str] = mapped_column(String(32))
    data: Mapped[dict[str, Any]]


class CountedRepetition(Base):
    """One repetition of a set, `index` from 1, as its event told it."""

    __tablename__ = "repetitions"
    __table_args__ = (STRICT,)

    set_id: Mapped[int] = mapped_column(ForeignKey("sets.id", ondelete="CASCADE"), primary_key=True)
    index: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    start_s: Mapped[float]
    end_s: Mapped[float]
    extreme: Mapped[float]
    unit: Mapped[str] = mapped_column(String(16))
    verdict: Mapped[str] = mapped_column(String(16))
    goal_met: Mapped[bool | None]


class GivenAnswer(Base):
    """What a person answered, once written never changed; a number is NULL where it was not answered."""

    __tablename__ = "answers"
    __table_args__ = (
        one_of("kind", ANSWER_KINDS),
        CheckConstraint("back BETWEEN 0 AND 10", name="back"),
        CheckConstraint("limb BETWEEN 0 AND 10", name="limb"),
        Index(None, "person_id", "asked_at"),
        Index(None, "set_id"),
        STRICT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    asked_at: Mapped[datetime]
    local_day: Mapped[date]
    kind: Mapped[str] = mapped_column(String(16))
    exercise_id: Mapped[str | None] = mapped_column(String(200))
    set_number: Mapped[int | None]
    back: Mapped[int | None]
    limb: Mapped[int | None]
    flags: Mapped[list[str]]
    set_id: Mapped[int | None] = mapped_column(ForeignKey("sets.id", ondelete="SET NULL"))
    why: Mapped[str] = mapped_column(String(16))


class DiaryEntry(Base):
    """One line of the diary; of a number, the newest of its day and kind is in force."""

    __tablename__ = "diary"
    __table_args__ = (Index(None, "person_id", "local_day"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    local_day: Mapped[date]
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(24))
    number: Mapped[float | None]
    words: Mapped[str] = mapped_column(Text)


class OwnGoal(Base):
    """What the patient works towards, in her words; the newest is in force."""

    __tablename__ = "goals"
    __table_args__ = (Index(None, "person_id", "id"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    words: Mapped[str] = mapped_column(Text)


class Outcome(Base):
    """One value of an outcome measure."""

    __tablename__ = "outcomes"
    __table_args__ = (one_of("how", ("camera", "hand")), Index(None, "person_id", "kind", "local_day"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    local_day: Mapped[date]
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(24))
    value: Mapped[float]
    unit: Mapped[str] = mapped_column(String(16))
    how: Mapped[str] = mapped_column(String(8))
    by_id: Mapped[int | None]
    set_id: Mapped[int | None] = mapped_column(ForeignKey("sets.id", ondelete="SET NULL"))


class Comment(Base):
    """Words between therapist and patient, a therapist's own note, or that a sign was dealt with."""

    __tablename__ = "comments"
    __table_args__ = (one_of("kind", COMMENT_KINDS), Index(None, "person_id", "id"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    by_id: Mapped[int | None]
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(16))
    words: Mapped[str] = mapped_column(Text)
    set_id: Mapped[int | None] = mapped_column(ForeignKey("sets.id", ondelete="SET NULL"))
    reply_to: Mapped[int | None] = mapped_column(ForeignKey("comments.id", ondelete="SET NULL"))


class Seen(Base):
    """That a person has read a comment."""

    __tablename__ = "seen"
    __table_args__ = (STRICT,)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime]


class Standing(Base):
    """How a patient stands, derived from her rows for the therapist's list; it can be made anew at any time.

    The 14 days are the last ones up to her last day of training, and `_before` the 14 before these.
    """

    __tablename__ = "standing"
    __table_args__ = (STRICT,)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    level: Mapped[str | None] = mapped_column(String(16))
    operated_on: Mapped[date | None]
    told_by: Mapped[str | None] = mapped_column(String(16))
    last_day: Mapped[date | None]
    sets_14d: Mapped[int]
    breaches_14d: Mapped[int]
    breaches_before: Mapped[int]
    sets_before: Mapped[int]
    coverage_14d: Mapped[float | None]
    pain_last: Mapped[int | None]
    pain_before: Mapped[int | None]
    red_flag_at: Mapped[datetime | None]
    pain_stop_at: Mapped[datetime | None]
    handled_at: Mapped[datetime | None]
    questions: Mapped[int]
    has_plan: Mapped[bool]


class Setting(Base):
    """One field of the therapist's settings, as JSON."""

    __tablename__ = "settings"
    __table_args__ = (STRICT,)

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    changed_at: Mapped[datetime]


class VaultKey(Base):
    """Keys for what lies beside the database; readable only to whoever can open it."""

    __tablename__ = "vault"
    __table_args__ = (STRICT,)

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class Audited(Base):
    """Who read or wrote what of whom; what was in it is not told. It outlives the person's account."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "person_id", "id"), STRICT)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    viewer_id: Mapped[int | None]
    role: Mapped[str] = mapped_column(String(16))
    label: Mapped[str] = mapped_column(String(40))
    act: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(24))
    person_id: Mapped[int | None]
