"""The engine's promises are asked of the engine itself, and the tables' history ends where the models are."""

import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic import command, op
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import URL, text

from coach.errors import RecordError
from coach.records import database
from coach.records.database import database_faults, open_engine, upgrade
from coach.records.tables import Base


@pytest.fixture
def engine(tmp_path):
    opened = open_engine(URL.create("sqlite", database=str(tmp_path / "coach.db")))
    yield opened
    opened.dispose()


def test_sqlite_keeps_what_it_acknowledged_and_holds_its_keys(engine):
    with engine.connect() as first, engine.connect() as second:
        for connection in (first, second):
            asked = [connection.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous")]
            assert asked == ["wal", 2], "2 is FULL"
            assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
            assert connection.execute(text("PRAGMA busy_timeout")).scalar() == 20_000


def another(context, _inspected, _model, inspected_type, model_type):
    """Whether two types differ; STRICT tables know few names, and Alembic's own comparison knows none of them."""
    return inspected_type.compile(context.dialect) != model_type.compile(context.dialect)


def test_every_table_is_strict(engine):
    upgrade(engine)
    lax = "SELECT name FROM pragma_table_list WHERE strict = 0 AND type = 'table' AND name NOT LIKE 'sqlite%'"
    with engine.connect() as connection:
        assert connection.execute(text(lax)).scalars().all() == ["alembic_version"]


def test_the_history_ends_where_the_models_are(engine):
    upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": another, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_an_upgrade_twice_is_an_upgrade_once(engine):
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO people (name, role, pseudonym) VALUES ('Anna', 'patient', 'a')"))
    upgrade(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT name FROM people")).scalars().all() == ["Anna"]
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == ["0003"]


def test_a_store_of_the_first_program_keeps_its_rows(engine, monkeypatch):
    to_head = command.upgrade
    monkeypatch.setattr(command, "upgrade", lambda config, _: to_head(config, "0001"))
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO people (name) VALUES ('Anna')"))
    monkeypatch.setattr(command, "upgrade", to_head)
    upgrade(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT name FROM people")).scalars().all() == ["Anna"]
        assert connection.execute(text("SELECT count(*) FROM answers")).scalar() == 0
        assert connection.execute(text("SELECT count(*) FROM settings")).scalar() == 0


def test_an_upgrade_that_fails_midway_leaves_no_table(engine, monkeypatch):
    def cut(*_):
        raise RuntimeError("the power went")

    make = op.create_index
    monkeypatch.setattr(op, "create_index", cut)
    with pytest.raises(RuntimeError, match="power"):
        upgrade(engine)
    monkeypatch.setattr(op, "create_index", make)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar() == 0
    upgrade(engine)


def test_many_may_open_a_new_store_at_once(tmp_path):
    gate = threading.Barrier(6)

    def open_one(_):
        engine = open_engine(URL.create("sqlite", database=str(tmp_path / "coach.db")))
        gate.wait()
        upgrade(engine)
        engine.dispose()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(open_one, range(6)))


def test_a_store_of_a_newer_program_is_left_alone(engine, tmp_path):
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(RecordError, match=r"coach\.db was made by a newer Coach"):
        upgrade(engine)


@pytest.mark.parametrize("content", [b"I am a letter, not a database. " * 100])
def test_another_file_is_refused_and_left_as_it_was(engine, tmp_path, content):
    (tmp_path / "coach.db").write_bytes(content)
    with pytest.raises(RecordError, match="not a store of Coach"):
        upgrade(engine)
    assert (tmp_path / "coach.db").read_bytes() == content


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(RecordError, match="cannot be opened"):
        upgrade(open_engine(f"sqlite:///{tmp_path}/none/coach.db"))


def test_a_store_kept_busy_is_said_after_some_patience(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "PATIENCE_S", 0.05)
    engine = open_engine(URL.create("sqlite", database=str(tmp_path / "coach.db")))
    upgrade(engine)
    rival = sqlite3.connect(tmp_path / "coach.db", isolation_level=None)
    rival.execute("BEGIN IMMEDIATE")
    with pytest.raises(RecordError, match="Another program keeps"):
        upgrade(engine)
    rival.execute("ROLLBACK")
    upgrade(engine)


def test_a_full_disk_is_said_and_the_rows_before_it_stay(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    try:
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=512k", "coach-test", str(disk)], check=True, capture_output=True
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("mounting a small disk needs root on Linux")
    try:
        engine = open_engine(URL.create("sqlite", database=str(disk / "coach.db")))
        upgrade(engine)
        kept = fill(engine)
        with engine.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM people")).scalar() == kept
        engine.dispose()
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def fill(engine):
    """Write until the disk is full; how many rows were acknowledged."""
    for kept in range(1000):
        try:
            with database_faults(engine), engine.begin() as connection:
                connection.execute(
                    text("INSERT INTO people (name, role, pseudonym) VALUES (:name, 'patient', :name)"),
                    {"name": f"{kept} {'x' * 9000}"},
                )
        except RecordError as refusal:
            if "disk is full" not in str(refusal):
                raise
            return kept
    raise AssertionError("the disk never filled")


@pytest.mark.parametrize("address", ["nonsense", "http://example.org/x", "://"])
def test_an_address_that_is_none_is_said(address):
    with pytest.raises(RecordError, match="DATABASE_URL is not the address"):
        open_engine(address)


def test_a_missing_driver_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(RecordError, match=r"driver psycopg .* not installed"):
        open_engine("postgresql://localhost/coach")
