"""The store: who did which set when, how it was judged, and the recording it can be judged from again."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Engine, Row, Select, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from coach.errors import RecordError
from coach.language import say
from coach.pose.poses import Recording
from coach.records.database import BEGIN, address_of, database_faults, open_engine, upgrade
from coach.records.passphrase import passphrase_or_default
from coach.records.places import default_data_dir, made_folder
from coach.records.sealing import Vault
from coach.records.shelf import sweep, take
from coach.records.tables import (
    MAX_NAME,
    Base,
    CountedRepetition,
    JudgedSet,
    KeptRecording,
    Person,
    RuleText,
    SetEvent,
)
from coach.records.vault import finish_sealing, open_vault

#: What is worst in a set, mildest first: a breach that was seen outweighs what could not be seen.
SEVERITY = ("ok", "cannot_judge", "close", "breach")
_REPETITION = ("index", "start_s", "end_s", "extreme", "unit", "verdict", "goal_met")


@dataclass(frozen=True, slots=True)
class SetRow:
    """One judged set as a list shows it; `count` is None where the view did not let repetitions be counted."""

    id: int
    person: str
    performed_at: datetime
    kind: str
    exercise_id: str
    exercise_version: int
    exercise_sha256: str
    count: int | None
    attempts: int
    verdict: str
    coverage: float | None
    view: str
    frames: int
    seconds: float
    recording_sha256: str


@dataclass(frozen=True, slots=True)
class StoredSet:
    """One set as it was kept: the row, the report, the poses, and the rule's text that judged them."""

    row: SetRow
    report: dict[str, Any]
    recording: Recording
    exercise_text: str


class Store:
    """People, their judged sets, and the recordings; safe to use from several threads and processes.

    Without `url` it is `DATABASE_URL`, else a SQLite file in `folder`. Recordings lie in `folder` in either case,
    which is `default_data_dir()` if not given. With a passphrase, by default that of `COACH_PASSPHRASE` ("" is none),
    the SQLite file and the recordings are encrypted.

    Raises
    ------
    RecordError: the place cannot be opened, or was made by a newer program; the passphrase is another one.
    """

    def __init__(self, url: str | None = None, folder: Path | None = None, passphrase: str | None = None) -> None:
        self._folder = default_data_dir() if folder is None else made_folder(folder)
        secret = passphrase_or_default(passphrase)
        self._engine = open_engine(address_of(url, self._folder), secret)
        self._writer = self._engine.execution_options(**{BEGIN: "IMMEDIATE"})
        upgrade(self._engine)
        self._vault = open_vault(self._engine, secret)
        sweep(self._folder)
        finish_sealing(self._engine, self._folder, self._vault)

    @property
    def folder(self) -> Path:
        """Where the recordings lie, and in SQLite the store itself."""
        return self._folder

    @property
    def vault(self) -> Vault | None:
        """What seals the recordings and what runs; None in a store without a passphrase."""
        return self._vault

    @property
    def engine(self) -> Engine:
        """For what is done to the whole database, such as a backup or making room."""
        return self._engine

    def people(self) -> list[str]:
        """The names known here, in alphabetical order."""
        with self.transaction() as session:
            return sorted(session.scalars(select(Person.name)), key=str.casefold)

    def ensure_person(self, name: str) -> str:
        """Make the person known if she is not, and return her name as it is kept: trimmed, spaces single.

        Raises
        ------
        RecordError: the name is empty, too long, or has characters that cannot be shown.
        """
        kept = kept_name(name)
        with self.transaction(write=True) as session:
            _ensure_person(session, kept)
        return kept

    def person_number(self, name: str) -> int:
        """The number of the person, who is made known if she is not: for addresses, which need no name.

        Raises
        ------
        RecordError: as `ensure_person`.
        """
        kept = kept_name(name)
        with self.transaction(write=True) as session:
            return _ensure_person(session, kept)

    def person_of(self, number: int) -> str | None:
        """The name of the person with that number, or None."""
        with self.transaction() as session:
            return session.scalar(select(Person.name).where(Person.id == number))

    def sets(
        self,
        person: str | None = None,
        exercise_id: str | None = None,
        verdict: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[SetRow]:
        """The sets that fit all that is given, newest first; `since <= performed_at < until`, both with a time zone."""
        wanted = [
            None if person is None else Person.name == person,
            None if exercise_id is None else JudgedSet.exercise_id == exercise_id,
            None if verdict is None else JudgedSet.verdict == verdict,
            None if since is None else JudgedSet.performed_at >= since,
            None if until is None else JudgedSet.performed_at < until,
        ]
        rows = set_rows().where(JudgedSet.state != "running", *(one for one in wanted if one is not None))
        with self.transaction() as session:
            found = session.execute(rows.order_by(JudgedSet.performed_at.desc(), JudgedSet.id.desc()))
            return [set_row(row) for row in found]

    def open_set(self, set_id: int) -> StoredSet:
        """The set with that number.

        Raises
        ------
        RecordError: there is none, or its recording is missing or not the one that was judged.
        """
        with self.transaction() as session:
            row = session.execute(set_rows().where(JudgedSet.id == set_id)).one_or_none()
            judged = session.get(JudgedSet, set_id)
            if row is None or judged is None or judged.report is None:
                raise RecordError(
                    say("There is no set number {number} in the store. Choose one from the list.", number=set_id)
                )
            path = session.get_one(KeptRecording, row.recording_sha256).path
            events = session.scalars(select(SetEvent.data).where(SetEvent.set_id == set_id).order_by(SetEvent.index))
            report = judged.report | {"events": list(events)}
            exercise_text = session.get_one(RuleText, judged.rule_sha256).text
        kept = set_row(row)
        return StoredSet(kept, report, take(self._folder / path, kept.recording_sha256, self._vault), exercise_text)

    def close(self) -> None:
        """Give back all connections."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def transaction(self, *, write: bool = False) -> Iterator[Session]:
        """A session in one transaction, for what is kept in the same database: committed when the block ends well."""
        engine = self._writer if write else self._engine
        with database_faults(self._engine), Session(engine) as session, session.begin():
            yield session


def worst_verdict(report: Mapping[str, Any]) -> str:
    """The worst verdict of a report's limits; nothing can be said where a rule has none."""
    return max((limit["verdict"] for limit in report["limits"]), key=SEVERITY.index, default="cannot_judge")


def fill_set(judged: JudgedSet, report: Mapping[str, Any]) -> None:
    """Write what a report says into the columns that lists and sums are made from."""
    exercise = report["exercise"]
    judged.exercise_id, judged.exercise_version = exercise["id"], exercise["version"]
    judged.exercise_sha256 = exercise["sha256"]
    judged.count, judged.attempts = report["count"], report["attempts"]
    judged.clear = sum(one["verdict"] == "ok" for one in report["repetitions"])
    judged.breaches = sum(event["kind"] == "breach" for event in report["events"])
    judged.verdict, judged.coverage = worst_verdict(report), report["coverage"]
    judged.view = report["view"]["seen"]
    judged.report = {key: value for key, value in report.items() if key != "events"}


def keep_rule(session: Session, text: str) -> str:
    """Make the text of a rule known if it is not, and return the name of it."""
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    if session.get(RuleText, sha256) is None:
        insert_unless_there(session, RuleText(sha256=sha256, text=text))
    return sha256


def keep_recording(session: Session, judged: JudgedSet, kept: KeptRecording) -> None:
    """Let the set point at its recording, which is made known if it is not."""
    sha256 = kept.sha256
    if session.get(KeptRecording, sha256) is None:
        insert_unless_there(session, kept)
    # Not before: looking for it writes what was changed so far.
    judged.recording_sha256 = sha256


def add_events(session: Session, set_id: int, first_index: int, events: Sequence[Mapping[str, Any]]) -> None:
    """Append events of a set, the first one as number `first_index`, and the repetitions among them."""
    rows = [
        {"set_id": set_id, "index": index, "t_s": data["t_s"], "kind": data["kind"], "data": dict(data)}
        for index, data in enumerate(events, start=first_index)
    ]
    # A running set writes here between two frames, so without what the ORM does for rows that are read again.
    if rows:
        session.connection().execute(insert(SetEvent), rows)
    counted = [
        {"set_id": set_id} | {name: data[name] for name in _REPETITION}
        for data in events
        if data["kind"] == "repetition"
    ]
    if counted:
        session.connection().execute(insert(CountedRepetition), counted)


def set_rows() -> Select[Any]:
    """What a `SetRow` is made from, of every set with a recording."""
    sets = JudgedSet.__table__.columns
    columns = [sets[name] for name in SetRow.__dataclass_fields__ if name in sets]
    joined = select(*columns, Person.name.label("person"), KeptRecording.frames, KeptRecording.seconds)
    return joined.join_from(JudgedSet, Person).join(KeptRecording)


def set_row(row: Row[Any]) -> SetRow:
    """The set of a row of `set_rows`."""
    return SetRow(**{name: row._mapping[name] for name in SetRow.__dataclass_fields__})


def kept_name(name: str) -> str:
    """A person's name as it is kept: trimmed, spaces single, in NFC; raises RecordError as `Store.ensure_person`."""
    kept = " ".join(unicodedata.normalize("NFC", name).split())
    if not kept:
        raise RecordError(say("A name is needed. Type the name under which this person's sets are kept."))
    if len(kept) > MAX_NAME:
        raise RecordError(say("This name has {n} characters. Use at most {most}.", n=len(kept), most=MAX_NAME))
    if not kept.isprintable():
        raise RecordError(say("This name has characters that cannot be shown. Type it with letters."))
    return kept


def must_be_known(session: Session, person_id: int) -> None:
    """Raises RecordError where nobody has that number any more: an account can be erased while its page is open."""
    if session.get(Person, person_id) is None:
        raise RecordError(say("There is nobody with the number {number} in the store.", number=person_id))


def _ensure_person(session: Session, name: str) -> int:
    wanted = select(Person.id).where(Person.name == name)
    known = session.scalar(wanted)
    if known is None:
        insert_unless_there(session, Person(name=name))
        known = session.scalars(wanted).one()
    return known


def insert_unless_there(session: Session, row: Base) -> None:
    """Insert `row`, or nothing where its key is taken."""
    # On a server another program may have inserted the same since we looked.
    with suppress(IntegrityError), session.begin_nested():
        session.add(row)
