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
from typing import Any, Literal

import sqlcipher3.dbapi2  # type: ignore[import-untyped]

from coach.errors import RecordError
from coach.language import say
from coach.records.faults import reading, writing
from coach.records.passphrase import check_passphrase
from coach.records.whole_file import PART

SUFFIXES = ("", "-wal", "-shm", "-journal")
_PLAIN_HEAD = b"SQLite format 3\0"
_SALT_BYTES = 16
#: Rounds of SQLCipher 4's derivation, PBKDF2 with HMAC-SHA512.
_ROUNDS, _KEY_BYTES = 256_000, 32
#: "Coac"; something must be written for the file to begin.
_APPLICATION = 0x436F6163


def kind_of(path: Path) -> Literal["none", "plain", "other"]:
    """Whether there is no file, a plain one (an empty one is), or another: encrypted ones look like random bytes."""
    try:
        with path.open("rb") as file:
            head = file.read(len(_PLAIN_HEAD))
    except FileNotFoundError:
        return "none"
    return "plain" if head in (b"", _PLAIN_HEAD) else "other"


def driver(passphrase: str | None) -> ModuleType:
    """The database driver that opens a file with that passphrase, or a plain one."""
    return sqlite3 if passphrase is None else sqlcipher3.dbapi2


def connect(path: Path, passphrase: str | None, **options: Any) -> Any:
    """A connection to a file that is there; with a passphrase nothing was read of it yet.

    Raises
    ------
    RecordError: the file cannot be read.
    """
    with reading(path):
        salt = b"" if passphrase is None else _salt(path)
    connection = driver(passphrase).connect(str(path), **options)
    if passphrase is not None:
        _unlock(connection, passphrase, salt)
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
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


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
    with path.open("rb") as file:
        return file.read(_SALT_BYTES).ljust(_SALT_BYTES, b"\0")


def _key(passphrase: str, salt: bytes) -> str:
    return f"x'{_derived(passphrase, salt).hex()}{salt.hex()}'"


@lru_cache(maxsize=8)
def _derived(passphrase: str, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha512", passphrase.encode(), salt, _ROUNDS, _KEY_BYTES)
