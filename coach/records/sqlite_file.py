"""The store's SQLite file on disk: plain, or encrypted from its first byte on by SQLCipher (AES-256, HMAC-SHA512).

An encrypted file is SQLCipher 4 with its defaults: any program that knows the format opens it with the passphrase. The
key is derived once in a program's life and not at every connection, which costs a tenth of a second each time.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
from contextlib import closing, suppress
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

import sqlcipher3.dbapi2  # type: ignore[import-untyped]

from coach.errors import RecordError
from coach.language import say
from coach.records.faults import writing
from coach.records.passphrase import check_passphrase
from coach.records.whole_file import PART

#: What both drivers raise.
SQLITE_ERRORS = (sqlite3.Error, sqlcipher3.dbapi2.Error)
#: Files beside one in use.
BESIDE = ("-wal", "-shm", "-journal")
_PLAIN_HEAD = b"SQLite format 3\0"
_SALT_BYTES = 16
#: Rounds of SQLCipher 4's derivation, PBKDF2 with HMAC-SHA512.
_ROUNDS, _KEY_BYTES = 256_000, 32
#: "Coac"; something must be written for the file to begin.
_APPLICATION = 0x436F6163


def is_plain(path: Path) -> bool:
    """Whether the file is unencrypted, as an empty one is; encrypted ones look like any random bytes.

    It must be nobody's but ours: where a program closes a file that it opened beside SQLite, the system drops the locks
    that SQLite holds on it (sqlite.org/howtocorrupt.html, 2.2).
    """
    with path.open("rb") as file:
        return file.read(len(_PLAIN_HEAD)) in (b"", _PLAIN_HEAD)


def is_plain_store(path: Path) -> bool:
    """The same of a file that others of this program may have open, encrypted."""
    return path.stat().st_size == 0 or _salt(path) == _PLAIN_HEAD


def driver(passphrase: str | None) -> ModuleType:
    """The database driver that opens a file with that passphrase, or a plain one."""
    return sqlite3 if passphrase is None else sqlcipher3.dbapi2


def connect(path: Path, passphrase: str | None, **options: Any) -> Any:
    """A connection to a file that is there; nothing was read of it yet but where its key comes from."""
    connection = driver(passphrase).connect(str(path), **options)
    if passphrase is not None:
        _unlock(connection, passphrase, _salt(path))
    return connection


def attach(connection: Any, path: Path, name: str, passphrase: str | None) -> None:
    """Attach a new file to a connection of SQLCipher, encrypted where there is a passphrase."""
    key = "" if passphrase is None else _key(passphrase, secrets.token_bytes(_SALT_BYTES))
    connection.execute(f"ATTACH ? AS {name} KEY ?", (str(path), key)).close()


def make_encrypted(path: Path, passphrase: str) -> None:
    """Make an empty encrypted file; nothing is done where a file is there already.

    Raises
    ------
    RecordError: the passphrase is too short, or the file cannot be written.
    """
    check_passphrase(passphrase)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}{PART}")
    try:
        with closing(sqlcipher3.dbapi2.connect(str(part), isolation_level=None)) as connection:
            _unlock(connection, passphrase, secrets.token_bytes(_SALT_BYTES))
            connection.execute(f"PRAGMA application_id = {_APPLICATION}").close()
        with writing(path):
            _put_unless_there(part, path)
    except sqlcipher3.dbapi2.Error:
        # A rival was quicker, and its `sweep_parts` took ours away while it was written.
        if not path.exists():
            raise
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def sweep_parts(path: Path) -> None:
    """Remove copies that a killed program left half-made beside the file; only for whoever has just opened that."""
    for part in path.parent.glob(f".{path.name}.*{PART}*"):
        with suppress(OSError):
            part.unlink()


def _put_unless_there(part: Path, path: Path) -> None:
    try:
        # Of two programs that open a new store at once, one makes its file; the other has another salt.
        os.link(part, path)
    except FileExistsError:
        return
    except OSError:  # some disks have no second names
        if not path.exists():
            part.replace(path)


def _unlock(connection: Any, passphrase: str, salt: bytes) -> None:
    connection.execute("PRAGMA cipher_log_level = NONE").close()
    connection.execute(f'PRAGMA key = "{_key(passphrase, salt)}"').close()
    if not connection.execute("PRAGMA cipher_version").fetchone():
        raise RecordError(say("The driver of this program cannot encrypt. Install sqlcipher3 again."))
    # What does not fit into memory while sorting must not lie on the disk unencrypted.
    connection.execute("PRAGMA temp_store = MEMORY").close()


def _salt(path: Path) -> bytes:
    """The first bytes of the file, read through SQLite itself (see `is_plain`)."""
    with closing(sqlcipher3.dbapi2.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as connection:
        connection.execute("PRAGMA cipher_log_level = NONE").close()
        # It reads the salt for whatever key it is given.
        connection.execute(f"PRAGMA key = \"x'{bytes(_KEY_BYTES).hex()}'\"").close()
        return bytes.fromhex(connection.execute("PRAGMA cipher_salt").fetchone()[0])


def _key(passphrase: str, salt: bytes) -> str:
    return f"x'{_derived(passphrase, salt).hex()}{salt.hex()}'"


@lru_cache(maxsize=8)
def _derived(passphrase: str, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha512", passphrase.encode(), salt, _ROUNDS, _KEY_BYTES)
