"""A whole account to take along: every row that is about a person, and her recordings, in one file.

Not in it: her passphrase and her clinic sign-in (they open a door, they are not about her), the audit (the clinic's),
and where the viewer may not read them, therapists' notes. What runs is told as cut off at this moment.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from coach.errors import RecordError
from coach.records.accounts import steady
from coach.records.archive_parts import (
    FORMAT,
    HERSELF,
    MANIFEST,
    PARTS,
    RECORDINGS,
    RULES,
    SCHEMA,
    Part,
    line_of,
    told,
)
from coach.records.desk import Desk
from coach.records.shelf_bytes import take_bytes
from coach.records.tables import (
    THERAPISTS_KINDS,
    Comment,
    CountedRepetition,
    JudgedSet,
    KeptRecording,
    Person,
    RuleText,
    Seen,
    SetEvent,
)
from coach.records.whole_file import whole_file

_BATCH = 2_000
_CHUNK = 1 << 20
#: A fixed date within the zip: the file says when it was made, its entries need not.
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Taken:
    """What was written; `missing` are the recordings whose files were not there, or not the right ones."""

    rows: int
    recordings: int
    missing: tuple[str, ...]


def export_account(desk: Desk, p: int, file: Path) -> Taken:
    """Write the account of person `p` to `file`, a zip.

    Raises
    ------
    AccessError: it is not this viewer's to take along.
    RecordError: there is no such person, or `file` cannot be written; nothing of it is left.
    """
    with desk.reading(p, "account") as session:
        steady(session)
        person = session.get(Person, p)
        if person is None:
            raise RecordError(f"There is no person number {p}. `coach people` lists them.")
        with whole_file(file) as out, zipfile.ZipFile(out, "w", allowZip64=True) as archive:
            return _Export(desk, session, person, archive).written()


@dataclass(slots=True)
class _Export:
    """One account on its way into a zip."""

    desk: Desk
    session: Session
    person: Person
    archive: zipfile.ZipFile
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    numbers: dict[str, dict[int, int]] = field(default_factory=dict)
    staff: dict[int, int] = field(default_factory=dict)

    def written(self) -> Taken:
        rows = sum(self._part(part) for part in PARTS)
        kept = self.session.scalars(self._wanted(RECORDINGS)).all()
        missing = tuple(one.sha256 for one in kept if not self._recording(one))
        person = {name: told(getattr(self.person, name)) for name in ("name", "role", "pseudonym", "created_at")}
        manifest = {
            "format": FORMAT,
            "schema": SCHEMA,
            "made_at": told(self.desk.clock()),
            "person": person,
            "staff": [self._staff(number) for number in self.staff],
            "missing": list(missing),
            "files": self.files,
        }
        self.archive.writestr(_entry(MANIFEST), json.dumps(manifest, ensure_ascii=False, indent=1))
        return Taken(rows, len(kept) - len(missing), missing)

    def _part(self, part: Part) -> int:
        count, sha256, size = 0, hashlib.sha256(), 0
        with self.archive.open(_entry(part.file), "w", force_zip64=True) as file:
            for row in self._rows(part):
                line = line_of(row)
                file.write(line)
                sha256.update(line)
                count, size = count + 1, size + len(line)
        self.files[part.file] = {"sha256": sha256.hexdigest(), "bytes": size, "rows": count}
        return count

    def _rows(self, part: Part) -> Iterator[dict[str, Any]]:
        known = self.numbers.setdefault(part.name, {})
        columns = part.columns
        for found in self.session.scalars(self._wanted(part), execution_options={"yield_per": _BATCH}):
            row = {column.name: told(getattr(found, column.name)) for column in columns}
            if part.numbered:
                known[found.id] = len(known) + 1
            for column, other in part.refers.items():
                # What it refers to may be a note that is not hers to read.
                row[column] = self.numbers[other].get(row[column])
            if part.model is Seen and row["comment_id"] is None:
                continue
            if row.get("by_id") is not None:
                row["by_id"] = self._by(row["by_id"])
            if row.get("state") == "running":
                row["state"] = "interrupted"
            yield row
            self.session.expunge(found)

    def _wanted(self, part: Part) -> Select[Any]:
        model: Any = part.model
        wanted = select(model)
        own = select(JudgedSet).where(JudgedSet.person_id == self.person.id)
        if part is RULES:
            used: ColumnElement[bool] = RuleText.sha256.in_(own.with_only_columns(JudgedSet.rule_sha256))
            return wanted.where(used).order_by(RuleText.sha256)
        if part is RECORDINGS:
            used = KeptRecording.sha256.in_(own.with_only_columns(JudgedSet.recording_sha256))
            return wanted.where(used).order_by(KeptRecording.sha256)
        if model in (CountedRepetition, SetEvent):
            joined = wanted.join(JudgedSet, JudgedSet.id == model.set_id).where(JudgedSet.person_id == self.person.id)
            return joined.order_by(model.set_id, model.index)
        wanted = wanted.where(model.person_id == self.person.id)
        if model is Comment and not self.desk.allows(self.person.id, "note", "read"):
            wanted = wanted.where(Comment.kind.not_in(THERAPISTS_KINDS))
        return wanted.order_by(*model.__table__.primary_key.columns)

    def _by(self, number: int) -> int:
        return HERSELF if number == self.person.id else self.staff.setdefault(number, len(self.staff) + 1)

    def _staff(self, number: int) -> dict[str, Any]:
        who = self.session.get(Person, number)
        return {} if who is None else {"name": who.name, "role": who.role, "pseudonym": who.pseudonym}

    def _recording(self, kept: KeptRecording) -> bool:
        """Whether its file was there to be taken along."""
        try:
            content = take_bytes(self.desk.store, kept)
        except RecordError:
            return False
        name = f"recordings/{kept.sha256}.parquet"
        entry = _entry(name)
        # It is packed already.
        entry.compress_type = zipfile.ZIP_STORED
        with self.archive.open(entry, "w", force_zip64=True) as file:
            _copy(content, file)
        self.files[name] = {"sha256": kept.sha256, "bytes": len(content)}
        return True


def _copy(content: bytes, file: IO[bytes]) -> None:
    for first in range(0, len(content), _CHUNK):
        file.write(content[first : first + _CHUNK])


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _LONG_AGO)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
