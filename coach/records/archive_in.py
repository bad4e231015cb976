"""An account that was taken along, brought into this store as a new person: all of it or nothing.

The person is a patient, whatever the file says, and a file speaks for nobody of this store: whoever has an export can
write another one. So, other than in the file,
- what others wrote is from nobody known, and pages say that it comes from a file;
- the operation is as the patient told it, until a therapist confirms it, without what the surgeon released;
- an override has ended: whoever wants it gives it again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import insert, select
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from coach.care import Answers, plan_from_json, profile_from_json, profile_to_json
from coach.errors import PlanError, ProfileError, RecordError
from coach.records import standing
from coach.records.accounts import write_down
from coach.records.archive_parts import PARTS, RECORDINGS, RULES, Part, heard, row_of
from coach.records.archive_zip import Opened, damaged, opened_archive
from coach.records.desk import Desk
from coach.records.profiles import as_given
from coach.records.shelf_bytes import path_of, put_bytes, remove_bytes
from coach.records.store import fill_set, insert_unless_there
from coach.records.tables import (
    MAX_NAME,
    GivenAnswer,
    GivenOverride,
    JudgedSet,
    KeptProfile,
    Person,
    PlanVersion,
    RuleText,
    SetEvent,
    pseudonym,
)

_BATCH = 500
_PSEUDONYM = re.compile(r"[0-9a-f]{16}")
_ANSWERS = TypeAdapter(Answers)
#: What a malformed row makes of itself, in the database or before it.
_BAD = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    OverflowError,
    PlanError,
    ProfileError,
    IntegrityError,
    DataError,
)


def import_account(desk: Desk, file: Path) -> int:
    """Bring in the account in `file` and return the number of the new person.

    Her name gets a number behind it where somebody has it already.

    Raises
    ------
    AccessError: this viewer may not bring anybody in.
    ArchiveError: it is no account of Coach, of a newer one, damaged, changed or too large; nothing was brought in.
    RecordError: the disk or the database fails; nothing was brought in.
    """
    with opened_archive(file) as opened, _recordings(desk, opened), desk.writing(None, "account") as session:
        try:
            person = _person(session, opened.manifest["person"])
            _Import(session, opened, person, desk.clock()).run()
        except _BAD as error:
            raise damaged(file) from error
        standing.refresh(session, person.id)
        write_down(session, desk, "import", person.id)
        return person.id


@contextmanager
def _recordings(desk: Desk, opened: Opened) -> Iterator[None]:
    """The recordings lie on the shelf before any row points at them, and leave it again where no row will."""
    put: list[str] = []
    try:
        for sha256 in opened.recordings:
            if put_bytes(desk.store, sha256, opened.recording(sha256)):
                put.append(sha256)
        yield
    except BaseException:
        for sha256 in put:
            with suppress(RecordError):
                remove_bytes(desk.store, sha256)
        raise


@dataclass(slots=True)
class _Import:
    """The rows of an account on their way into the store."""

    session: Session
    opened: Opened
    person: Person
    now: datetime
    numbers: dict[str, list[int]] = field(default_factory=dict)
    writers: list[int | None] = field(default_factory=list)

    def run(self) -> None:
        self.writers = [self.person.id, *map(_stranger, self.opened.manifest["staff"])]
        for part in PARTS:
            rows = (row_of(line) for line in self.opened.lines(part.file))
            kept = self.numbers.setdefault(part.name, [])
            while batch := list(islice(rows, _BATCH)):
                self._keep(part, [self._row(part, row) for row in batch], kept)
        self._check_sets()

    def _keep(self, part: Part, rows: list[dict[str, Any]], kept: list[int]) -> None:
        model: Any = part.model
        if part in (RULES, RECORDINGS):
            for row in rows:
                if self.session.get(model, row["sha256"]) is None:
                    insert_unless_there(self.session, model(**row))
        elif part.numbered:
            # One by one where rows may refer to earlier ones of the same table.
            step = 1 if part.name in part.refers.values() else len(rows)
            for first in range(0, len(rows), step):
                some = [self._joined(part, row) for row in rows[first : first + step]]
                kept += self.session.scalars(insert(model).returning(model.id, sort_by_parameter_order=True), some)
        else:
            self.session.execute(insert(model), [self._joined(part, row) for row in rows])

    def _row(self, part: Part, said: Mapping[str, Any]) -> dict[str, Any]:
        """The cells of a row as their columns take them, numbers still those of the archive."""
        row = {column.name: heard(column, said[column.name]) for column in part.columns}
        if len(said) != len(row):
            raise ValueError("A row has what its table has not.")
        if "person_id" in part.model.__table__.columns:
            row["person_id"] = self.person.id
        if row.get("by_id") is not None:
            row["by_id"] = self.writers[_place(row["by_id"])]
        if part is RECORDINGS:
            row["path"] = path_of(row["sha256"])
        _CHECKS.get(part.model, _no_check)(row)
        if part.model is KeptProfile:
            row |= {"told_by": "patient", "by_id": None, "data": _without_released(row["data"])}
        if part.model is GivenOverride:
            row |= {"by_id": None, "ended_at": row["ended_at"] or self.now}
        return row

    def _joined(self, part: Part, row: dict[str, Any]) -> dict[str, Any]:
        """With the store's numbers for what it refers to."""
        for column, other in part.refers.items():
            if row[column] is not None:
                row[column] = self.numbers[other][_place(row[column] - 1)]
        return row

    def _check_sets(self) -> None:
        """What pages read of a report must be in it."""
        for number in self.numbers["sets"]:
            judged = self.session.get_one(JudgedSet, number)
            if judged.report is not None:
                events = self.session.scalars(select(SetEvent.data).where(SetEvent.set_id == number))
                fill_set(JudgedSet(), judged.report | {"events": list(events)})
            self.session.expunge(judged)


def _stranger(said: Any) -> None:
    """Who else wrote is nobody here; raises ValueError where the file does not even say who."""
    if not isinstance(said, Mapping):
        raise ValueError("It is no person.")


def _without_released(data: Mapping[str, Any]) -> dict[str, Any]:
    profile = profile_from_json(data)
    return profile_to_json(replace(profile, orders=tuple(one for one in profile.orders if one.kind != "released")))


def _place(number: int) -> int:
    """A place in a list; a negative one would be counted from its end."""
    if number < 0:
        raise ValueError("There is no such number.")
    return number


def _person(session: Session, said: Mapping[str, Any]) -> Person:
    columns: Any = Person.__table__.columns
    own = said["pseudonym"]
    free = _PSEUDONYM.fullmatch(own) and session.scalar(select(Person).where(Person.pseudonym == own)) is None
    person = Person(
        name=_free_name(session, heard(columns["name"], said["name"])),
        pseudonym=own if free else pseudonym(),
        created_at=heard(columns["created_at"], said["created_at"]),
    )
    session.add(person)
    session.flush()
    return person


def _free_name(session: Session, name: str) -> str:
    """`name`, with a number behind it where somebody has it already."""
    if not name.strip() or not name.isprintable():
        raise ValueError("It is no name.")
    found, number = name, 1
    while session.scalar(select(Person.id).where(Person.name == found)) is not None:
        number += 1
        behind = f" ({number})"
        found = f"{name[: MAX_NAME - len(behind)]}{behind}"
    return found


def _no_check(_: Mapping[str, Any]) -> None:
    """Its columns say all about it."""


def _check_rule(row: Mapping[str, Any]) -> None:
    if hashlib.sha256(row["text"].encode()).hexdigest() != row["sha256"]:
        raise ValueError("It is another rule.")


def _check_answer(row: Mapping[str, Any]) -> None:
    try:
        _ANSWERS.validate_python({"back": row["back"], "limb": row["limb"], "flags": row["flags"]})
    except ValidationError as error:
        raise ValueError("It is no answer.") from error


def _check_event(row: Mapping[str, Any]) -> None:
    if (row["data"]["kind"], row["data"]["t_s"]) != (row["kind"], row["t_s"]):
        raise ValueError("It is another event.")


_OVERRIDE = ("exercise_id", "by_name", "reason", "at", "until")
_CHECKS: dict[Any, Any] = {
    GivenOverride: lambda row: as_given(*(row[name] for name in _OVERRIDE)),
    PlanVersion: lambda row: plan_from_json(row["data"]),
    RuleText: _check_rule,
    GivenAnswer: _check_answer,
    SetEvent: _check_event,
}
