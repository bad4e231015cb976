"""A store encrypted, made plain again, or given another passphrase: a verified copy takes the place of the old file.

Nobody else may have the store open meanwhile. The old file is overwritten, as far as a disk lets one; old backups stay
as they are, and are told.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2  # type: ignore[import-untyped]
from sqlalchemy import Engine

from coach.errors import RecordError
from coach.language import say
from coach.records.backup_file import BACKUPS, ENDING, read_facts
from coach.records.database import address_of, database_faults, open_engine, place_of, upgrade
from coach.records.faults import writing
from coach.records.passphrase import check_passphrase, passphrase_or_default
from coach.records.running import FOLDER as RUNNING
from coach.records.sealed_file import blotted_out, seal_file, unseal_file
from coach.records.sealing import Vault
from coach.records.shelf import unseal_all
from coach.records.sqlite_file import attach, connect
from coach.records.vault import DATA_KEY, UNSEALED, finish_sealing, open_vault, remember_unsealed, rewrap, wrapped
from coach.records.vault import forget as forget_key
from coach.records.whole_file import PART, sync_folder


def encrypt_store(folder: Path, passphrase: str, url: str | None = None) -> tuple[Path, ...]:
    """Encrypt a plain store and its recordings; returns the plain backups that still lie beside it.

    On a server only the recordings are encrypted; its database is the server's to encrypt.

    Raises
    ------
    RecordError: the passphrase is too short, there is no store or no plain one, somebody uses it, or the disk fails.
        Then the store is as it was, or, once it says it is encrypted, is completed by its next opening.
    """
    secret = passphrase_or_default(passphrase)
    check_passphrase(secret or "")
    engine = open_engine(address_of(url, folder))
    place = place_of(engine)
    if place is not None:
        _check_there(place)
        upgrade(engine)
        engine.dispose()
        _turn(engine, place, None, secret, _give_key)
    with _opened(folder, secret, url) as (opened, vault):
        for stream in _streams(folder):
            seal_file(stream, vault, cut_off=True)
        finish_sealing(opened, folder, vault)
    return _plain_backups(folder)


def decrypt_store(folder: Path, passphrase: str, url: str | None = None) -> None:
    """Make an encrypted store and its recordings plain.

    Raises
    ------
    RecordError: the passphrase is another one, there is no encrypted store, somebody uses it, or the disk fails.
    """
    secret = passphrase_or_default(passphrase)
    with _opened(folder, secret, url) as (engine, vault):
        place = place_of(engine)
        # Until the database has said goodbye to its key, whatever happens on the way is mended by the next opening.
        remember_unsealed(engine)
        unseal_all(folder, vault)
        for stream in _streams(folder):
            unseal_file(stream, vault, cut_off=True)
        if place is None:
            forget_key(engine)
        else:
            engine.dispose()
            _turn(engine, place, secret, None, _take_key)


def change_passphrase(folder: Path, old: str, new: str, url: str | None = None) -> None:
    """Let `new` open the store, and `old` no longer; old backups still open with the old one.

    Raises
    ------
    RecordError: `old` does not open it, `new` is too short, somebody uses the store, or the disk fails; then nothing
        has changed.
    """
    before, after = passphrase_or_default(old), passphrase_or_default(new)
    check_passphrase(after or "")
    with _opened(folder, before, url) as (engine, _):
        place = place_of(engine)
        if place is None:
            rewrap(engine, before, str(after))
        else:
            engine.dispose()
            _turn(engine, place, before, after, lambda _: None)


@contextmanager
def _opened(folder: Path, passphrase: str | None, url: str | None) -> Iterator[tuple[Engine, Vault]]:
    engine = open_engine(address_of(url, folder), passphrase)
    place = place_of(engine)
    try:
        if place is not None:
            _check_there(place)
        upgrade(engine)
        vault = open_vault(engine, passphrase)
        if vault is None:
            raise RecordError(say("This store is not encrypted. Set a passphrase first."))
        yield engine, vault
    finally:
        engine.dispose()


def _check_there(place: Path) -> None:
    if not place.exists():
        raise RecordError(say("There is no store {where}. Check the folder, or set COACH_DATA.", where=place))


def _turn(engine: Engine, place: Path, old: str | None, new: str | None, edit: Callable[[Any], None]) -> None:
    """Put a copy of the file with another passphrase, edited, in its place."""
    part = place.with_name(f".{place.name}.{secrets.token_hex(4)}{PART}")
    try:
        with database_faults(engine), _alone_to_turn(place, old) as held:
            attach(held, part, "turned", new)
            held.execute("SELECT sqlcipher_export('turned')").fetchall()
            edit(held)
            counts = _counts(held, "turned")
            if counts != {**_counts(held, "main"), "vault": counts["vault"]}:
                raise RecordError(say("The copy of {where} is not the same, so nothing was changed.", where=place))
            held.execute("DETACH turned").close()
            _verify(part, place, new)
            _swap(held, part, place)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


@contextmanager
def alone(place: Path, passphrase: str | None) -> Iterator[Any]:
    """The only connection to the file, the write-ahead log worked in; a failure of the driver where others have it."""
    with closing(connect(place, passphrase, timeout=0, isolation_level=None)) as connection:
        _hold(connection)
        yield connection


@contextmanager
def _alone_to_turn(place: Path, passphrase: str | None) -> Iterator[Any]:
    """The same, by the driver that can write encrypted files, whatever this one is."""
    if passphrase is not None:
        with alone(place, passphrase) as connection:
            yield connection
        return
    # The two drivers do not see each other's locks within one program.
    with alone(place, None):
        pass
    with closing(sqlcipher3.dbapi2.connect(str(place), timeout=0, isolation_level=None)) as connection:
        _hold(connection)
        yield connection


def _hold(connection: Any) -> None:
    for said in ("PRAGMA locking_mode = EXCLUSIVE", "PRAGMA journal_mode = DELETE", "BEGIN EXCLUSIVE", "COMMIT"):
        connection.execute(said).close()


def _counts(connection: Any, name: str) -> dict[str, int]:
    tables = connection.execute(f"SELECT name FROM {name}.sqlite_master WHERE type = 'table'").fetchall()  # noqa: S608
    return {
        table: connection.execute(f'SELECT count(*) FROM {name}."{table}"').fetchone()[0]  # noqa: S608 - our own names
        for (table,) in tables
        if not table.startswith("sqlite_")
    }


def _verify(part: Path, place: Path, passphrase: str | None) -> None:
    with closing(connect(part, passphrase, isolation_level=None)) as connection:
        if connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
            raise RecordError(say("The copy of {where} is not the same, so nothing was changed.", where=place))
        connection.execute("PRAGMA journal_mode = WAL").close()


def _swap(held: Any, part: Path, place: Path) -> None:
    with writing(place):
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.chmod(place.stat().st_mode & 0o777)
        if os.name != "posix":
            held.close()
        # Who waits for the old file while it is replaced finds no database in it any more.
        with blotted_out(place):
            part.replace(place)
            sync_folder(place.parent)


def _give_key(held: Any) -> None:
    rows = [(DATA_KEY, wrapped(Vault.fresh(), None)), (UNSEALED, "1")]
    held.executemany("INSERT OR IGNORE INTO turned.vault (key, value) VALUES (?, ?)", rows)


def _take_key(held: Any) -> None:
    held.execute("DELETE FROM turned.vault").close()


def _streams(folder: Path) -> list[Path]:
    return sorted((folder / RUNNING).glob("*.arrow"))


def _plain_backups(folder: Path) -> tuple[Path, ...]:
    found = sorted((folder / BACKUPS).glob(f"*{ENDING}")) if (folder / BACKUPS).is_dir() else []
    return tuple(path for path in found if not _is_encrypted(path))


def _is_encrypted(backup: Path) -> bool:
    try:
        return read_facts(backup).encrypted
    except RecordError:
        return False
