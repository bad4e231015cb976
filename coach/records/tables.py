"""The tables of the store. Their history is in `migrations/versions`; a test holds the two together."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, DateTime, Double, ForeignKey, Index, MetaData, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

#: Longest name of a person, in characters.
MAX_NAME = 80
#: Where a set's pictures came from.
KINDS = ("live", "film")
#: When a patient was asked: before the first set of the day, after a set, after the last one.
ANSWER_KINDS = ("before", "after_set", "after")


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
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON}  # noqa: RUF012 - SQLAlchemy reads it from the class


class Person(Base):
    """A local profile: a name chosen on this machine and nothing else."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(MAX_NAME), unique=True)


class KeptRecording(Base):
    """A recording file, named by the SHA-256 of its bytes; `path` is relative to the data folder."""

    __tablename__ = "recordings"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    path: Mapped[str] = mapped_column(String(200))
    frames: Mapped[int]
    seconds: Mapped[float] = mapped_column(Double)
    bytes: Mapped[int] = mapped_column(BigInteger)


class JudgedSet(Base):
    """One set as it was judged: by which rule, word for word, and with what result."""

    __tablename__ = "sets"
    __table_args__ = (
        CheckConstraint("kind IN ('live', 'film')", name="kind"),
        Index(None, "person_id", "performed_at"),
        Index(None, "exercise_id"),
        Index(None, "recording_sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    performed_at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(8))
    exercise_id: Mapped[str] = mapped_column(String(200))
    exercise_version: Mapped[int]
    exercise_sha256: Mapped[str] = mapped_column(String(64))
    exercise_text: Mapped[str] = mapped_column(Text)
    count: Mapped[int | None]
    attempts: Mapped[int]
    verdict: Mapped[str] = mapped_column(String(16))
    coverage: Mapped[float | None] = mapped_column(Double)
    view: Mapped[str] = mapped_column(String(16))
    report: Mapped[dict[str, Any]]
    recording_sha256: Mapped[str] = mapped_column(ForeignKey("recordings.sha256"))


class SetEvent(Base):
    """One event of a set, in the order in which the fold gave them out."""

    __tablename__ = "set_events"

    set_id: Mapped[int] = mapped_column(ForeignKey("sets.id", ondelete="CASCADE"), primary_key=True)
    index: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    t_s: Mapped[float] = mapped_column(Double)
    kind: Mapped[str] = mapped_column(String(32))
    data: Mapped[dict[str, Any]]


class GivenAnswer(Base):
    """What a person answered, once written never changed; a number is NULL where it was not answered."""

    __tablename__ = "answers"
    __table_args__ = (
        CheckConstraint("kind IN ('before', 'after_set', 'after')", name="kind"),
        CheckConstraint("back BETWEEN 0 AND 10", name="back"),
        CheckConstraint("limb BETWEEN 0 AND 10", name="limb"),
        Index(None, "person_id", "asked_at"),
        Index(None, "set_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(16))
    exercise_id: Mapped[str | None] = mapped_column(String(200))
    set_number: Mapped[int | None]
    back: Mapped[int | None]
    limb: Mapped[int | None]
    flags: Mapped[list[str]] = mapped_column(JSON)
    set_id: Mapped[int | None] = mapped_column(ForeignKey("sets.id", ondelete="SET NULL"))
    why: Mapped[str] = mapped_column(String(16))


class Setting(Base):
    """One field of the therapist's settings, as JSON."""

    __tablename__ = "settings"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    changed_at: Mapped[datetime]
