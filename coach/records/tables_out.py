"""The records as tables for a spreadsheet (CSV) or for reckoning (Parquet): of one person, or of all patients.

People are pseudonyms unless names are asked for. Sentences that people wrote may hold names: they go along for one
person, and with all patients only where they are asked for. Rows pass one batch at a time, so that a clinic's store
needs no more memory than a patient's. The tables are there whole or not at all.
"""

from __future__ import annotations

import csv
import io
import secrets
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Any, Literal, Protocol

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Result, Select

from coach.errors import RecordError
from coach.language import say
from coach.records.accounts import steady
from coach.records.desk import Desk
from coach.records.faults import writing
from coach.records.table_columns import COMMENTS, TABLES, Out, one_row
from coach.records.tables import THERAPISTS_KINDS, Comment, Person
from coach.records.whole_file import PART, whole_file

Form = Literal["csv", "parquet"]
#: Rows in memory at a time.
BATCH = 5_000
#: A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection); the wide forms too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

_Row = tuple[Any, ...]
_BY_BATCHES = {"yield_per": BATCH}


class _Writer(Protocol):
    def write(self, rows: Sequence[_Row]) -> None: ...
    def close(self) -> None: ...


def write_tables(
    desk: Desk,
    p: int | None,
    place: Path,
    form: Form,
    *,
    names: bool = False,
    words: bool | None = None,
) -> None:
    """All tables of the person `p`, or with None of all patients, into the zip `place` or a folder of that name.

    `words` says whether sentences go along that people wrote; left out, they do for one person alone.

    Raises
    ------
    AccessError: it is not this viewer's to take along.
    RecordError: `place` cannot be written or is there already; nothing of it is left.
    """
    with_words = p is not None if words is None else words
    with _new_folder(place) as folder, desk.reading(p, "account") as session:
        steady(session)
        for out in TABLES:
            hidden = frozenset() if names else frozenset({"name"})
            kinds = _kinds(out, hidden | (frozenset() if with_words else out.words))
            wanted = _wanted(desk, p, out)
            file = folder / f"{out.name}.{form}"
            with writing(file):
                _write(
                    _rows(session.execute(wanted, execution_options=_BY_BATCHES), out, kinds),
                    _opened(file, form, kinds),
                )


def _wanted(desk: Desk, p: int | None, out: Out) -> Select[Any]:
    wanted = out.asked.where(Person.role == "patient" if p is None else Person.id == p)
    if out is COMMENTS and not desk.allows(p, "note", "read"):
        wanted = wanted.where(Comment.kind.not_in(THERAPISTS_KINDS))
    return wanted


def _rows(found: Result[Any], out: Out, kinds: Iterable[str]) -> Iterator[_Row]:
    """The rows of a table, cells in the order of its columns."""
    names = list(kinds)
    if out.rows is one_row:
        # Most rows by far go this way, so without a dictionary for each.
        places = list(found.keys())
        yield from map(itemgetter(*(places.index(name) for name in names)), found)
        return
    for row in found.mappings():
        for one in out.rows(dict(row)):
            yield tuple(one.get(name) for name in names)


def _write(rows: Iterator[_Row], writer: _Writer) -> None:
    try:
        while batch := list(islice(rows, BATCH)):
            writer.write(batch)
    finally:
        writer.close()


def _kinds(out: Out, hidden: frozenset[str]) -> dict[str, pa.DataType]:
    return {name: kind for name, kind in out.kinds.items() if name not in hidden}


def _opened(file: Path, form: Form, kinds: Mapping[str, pa.DataType]) -> _Writer:
    return _Csv(file, kinds) if form == "csv" else _Parquet(file, kinds)


class _Csv:
    """UTF-8 with a byte order mark, which Excel needs to know it by; moments in ISO 8601, UTC."""

    def __init__(self, file: Path, kinds: Mapping[str, pa.DataType]) -> None:
        self._file = file.open("w", encoding="utf-8-sig", newline="")
        self._csv = csv.writer(self._file)
        self._csv.writerow(kinds)

    def write(self, rows: Sequence[_Row]) -> None:
        self._csv.writerows(map(csv_cell, row) for row in rows)

    def close(self) -> None:
        self._file.close()


class _Parquet:
    """Typed columns, one row group for each batch."""

    def __init__(self, file: Path, kinds: Mapping[str, pa.DataType]) -> None:
        self._schema = pa.schema(list(kinds.items()))
        self._writer = pq.ParquetWriter(file, self._schema, compression="zstd")

    def write(self, rows: Sequence[_Row]) -> None:
        cells = zip(self._schema, zip(*rows, strict=True), strict=True)
        columns = [pa.array(column, field.type) for field, column in cells]
        self._writer.write_batch(pa.record_batch(columns, schema=self._schema))

    def close(self) -> None:
        self._writer.close()


def csv_cell(value: Any) -> Any:
    """What stands in a cell: numbers as numbers, and no text that a spreadsheet would run."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, datetime) else value


@contextmanager
def _new_folder(place: Path) -> Iterator[Path]:
    """A folder to write in that becomes the zip or the folder `place` when the block ended well."""
    if place.suffix != ".zip" and place.exists():
        raise RecordError(say("{path} is there already. Choose another name.", path=place))
    part = place.with_name(f".{place.name}.{secrets.token_hex(4)}{PART}")
    try:
        with writing(place):
            part.mkdir(mode=0o700)
        yield part
        if place.suffix == ".zip":
            _zip(part, place)
        else:
            with writing(place):
                part.rename(place)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _zip(folder: Path, place: Path) -> None:
    with whole_file(place) as file, zipfile.ZipFile(file, "w") as archive:
        for one in sorted(folder.iterdir()):
            entry = zipfile.ZipInfo(one.name)
            # Parquet is packed already.
            entry.compress_type = zipfile.ZIP_DEFLATED if one.suffix == ".csv" else zipfile.ZIP_STORED
            with one.open("rb") as source, archive.open(entry, "w", force_zip64=True) as target:
                shutil.copyfileobj(source, target, io.DEFAULT_BUFFER_SIZE)
