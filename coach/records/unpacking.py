"""A backup taken apart into a folder and looked at whole, before anything of it is believed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from coach.errors import RecordError
from coach.language import marked, say
from coach.records.backup_file import DATABASE, BackupFacts, Hashed, read_backup
from coach.records.database import known_schema
from coach.records.faults import writing
from coach.records.places import made_folder
from coach.records.sealed_file import content_sha256
from coach.records.sealing import Vault
from coach.records.sqlite_file import SQLITE_ERRORS, connect, is_plain
from coach.records.vault import DATA_KEY, unwrapped

_CHUNK = 1 << 20
_DAMAGED = marked("{path} is damaged or was changed, so it is not used. Take another backup.")
_CLOSED = marked("The passphrase does not open {path}. Set the one it was made with in COACH_PASSPHRASE.")


@dataclass(slots=True)
class Unpacking:
    """Of the backup `file` into the empty `folder`; unless it is to `keep` them, recordings go when looked at."""

    file: Path
    folder: Path
    passphrase: str | None
    keep: bool
    _vault: Vault | None = None
    _expected: dict[str, None] = field(default_factory=dict)
    _encrypted: bool = False
    _schema: str = ""

    @property
    def database(self) -> Path:
        """Where the database is."""
        return self.folder / DATABASE

    def run(self) -> BackupFacts:
        """Unpack and look.

        Raises
        ------
        RecordError: it is no backup, of a newer program, damaged or changed, the passphrase does not open it, or there
            is no room.
        """
        facts = read_backup(self.file, self._take, known_schema())
        if (facts.encrypted, facts.schema) != (self._encrypted, self._schema):
            raise self._refused(_DAMAGED)
        if facts.whole and set(self._expected) != set(facts.missing):
            raise self._refused(_DAMAGED)
        return replace(facts, encrypted=self._encrypted)

    def _take(self, name: str, content: Hashed) -> None:
        place = self.folder / name
        made_folder(place.parent)
        with writing(place), place.open("xb") as file:
            while piece := content.read(_CHUNK):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        if name == DATABASE:
            self._look_at_database()
        else:
            self._look_at_recording(place)

    def _look_at_recording(self, place: Path) -> None:
        sha256 = place.stem
        if sha256 not in self._expected or content_sha256(place, self._vault)[0] != sha256:
            raise self._refused(_DAMAGED)
        del self._expected[sha256]
        if not self.keep:
            place.unlink()

    def _look_at_database(self) -> None:
        self._encrypted = not is_plain(self.database)
        with self._connected() as connection:
            if connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
                raise self._refused(_DAMAGED)
            if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise self._refused(_DAMAGED)
            (self._schema,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            if self._schema > known_schema():
                # Its tables may be named otherwise; that it is newer is said when the manifest is read.
                return
            self._expected = dict.fromkeys(row[0] for row in connection.execute("SELECT sha256 FROM recordings"))
            if self._encrypted:
                self._vault = self._kept_vault(connection)

    def _kept_vault(self, connection: Any) -> Vault | None:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'vault'").fetchone():
            return None  # tables of before there was a vault
        kept = connection.execute("SELECT value FROM vault WHERE key = ?", (DATA_KEY,)).fetchone()
        return None if kept is None else unwrapped(kept[0], self.passphrase)

    @contextmanager
    def _connected(self) -> Iterator[Any]:
        if self._encrypted and self.passphrase is None:
            raise self._refused(_CLOSED)
        try:
            secret = self.passphrase if self._encrypted else None
            with closing(connect(self.database, secret, isolation_level=None)) as connection:
                yield connection
        except SQLITE_ERRORS as error:
            closed = self._encrypted and "not a database" in str(error)
            raise self._refused(_CLOSED if closed else _DAMAGED) from error
        except TypeError as error:  # a row that every store has is not there
            raise self._refused(_DAMAGED) from error

    def _refused(self, sentence: str) -> RecordError:
        return RecordError(say(sentence, path=self.file))
