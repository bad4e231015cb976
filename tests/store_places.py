"""Places where a store can lie, new and empty: a SQLite file, an encrypted one, a database of a PostgreSQL server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import text

from coach.records.database import open_engine
from coach.records.store import Store
from tools.postgres import NoServerError, server

#: A server starts in one worker only.
POSTGRESQL = pytest.mark.xdist_group("postgresql")
KINDS = ("sqlite", pytest.param("postgresql", marks=POSTGRESQL), "sqlcipher")
PASSPHRASE = "four quiet words here"
#: A test's data need not outlive the power; with these a new database takes a tenth of the time.
_HASTE = ("fsync = off", "full_page_writes = off", "synchronous_commit = off")
_EMPTY = "coach_empty"


@dataclass(frozen=True)
class Place:
    """Where one store lies; it can be opened any number of times, also by several at once."""

    kind: str
    folder: Path
    url: str | None = None

    def open(self) -> Store:
        """The store; encrypted ones with their passphrase."""
        return Store(self.url, self.folder, PASSPHRASE if self.kind == "sqlcipher" else None)


class Server:
    """A PostgreSQL server of the tests' own, which makes new databases from an empty store."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self._folder, self._numbers = url, folder, count(1)
        for setting in _HASTE:
            self.say(f"ALTER SYSTEM SET {setting}")
        self.say("SELECT pg_reload_conf()")

    def say(self, words: str) -> None:
        """One statement, outside any transaction."""
        engine = open_engine(self.url)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(words))
        engine.dispose()

    @cached_property
    def _empty(self) -> str:
        self.say(f"CREATE DATABASE {_EMPTY}")
        Store(self._address(_EMPTY), self._folder).close()
        return _EMPTY

    @contextmanager
    def database(self, *, empty: bool = True) -> Iterator[str]:
        """The address of a new database with an empty store, or with nothing in it; it goes with the block."""
        name = f"coach_{next(self._numbers)}"
        self.say(f"CREATE DATABASE {name}" + (f" TEMPLATE {self._empty}" if empty else ""))
        yield self._address(name)
        self.say(f"DROP DATABASE {name} WITH (FORCE)")

    def _address(self, name: str) -> str:
        return f"{self.url.rsplit('/', 1)[0]}/{name}"


@contextmanager
def running_server(folder: Path) -> Iterator[Server]:
    """A server whose cluster lies in `folder` while the block lasts; skips the test where there is none."""
    pytest.importorskip("psycopg", reason="psycopg, the optional driver for PostgreSQL, is not installed")
    try:
        with server(folder) as url:
            yield Server(url, folder.parent / f"{folder.name}-recordings")
    except NoServerError as error:
        pytest.skip(str(error))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(folder.parent / f"{folder.name}-recordings", ignore_errors=True)
