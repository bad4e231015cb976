"""Every room of the records is tested on all three kinds of store: a SQLite file, an encrypted one, a server."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from rooms import Rooms
from store_places import KINDS, Place, Server, running_server

from coach.records.store import Store


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """The server of this run; tests that take it are marked `POSTGRESQL`, so that one worker starts it."""
    with running_server(Path("/tmp") / f"coach-test-postgresql-{os.getpid()}") as server:
        yield server


@pytest.fixture(scope="session")
def empty_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Folders with an empty store, by kind; copying one is quicker than making its tables."""
    folders = {kind: tmp_path_factory.mktemp(kind) for kind in ("sqlite", "sqlcipher")}
    for kind, folder in folders.items():
        Place(kind, folder).open().close()
    return folders


@pytest.fixture(params=KINDS)
def any_place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """Where an empty store lies, in a folder of its own."""
    for name in ("DATABASE_URL", "COACH_PASSPHRASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COACH_DATA", str(tmp_path))
    if request.param == "postgresql":
        with request.getfixturevalue("postgresql").database() as url:
            yield Place("postgresql", tmp_path, url)
        return
    shutil.copytree(request.getfixturevalue("empty_files")[request.param], tmp_path, dirs_exist_ok=True)
    yield Place(request.param, tmp_path)


@pytest.fixture
def any_store(any_place: Place) -> Iterator[Store]:
    """An empty store of each kind."""
    with any_place.open() as opened:
        yield opened


@pytest.fixture
def rooms(any_store: Store) -> Rooms:
    """A small clinic in a store of each kind."""
    return Rooms(any_store)
