"""The engine's promises are asked of the engine itself, and the tables' history ends where the models are."""

import os
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from alembic import command, op
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import URL, Engine, event, text
from sqlalchemy.exc import IntegrityError

from coach.errors import RecordError
from coach.records import database, schema_backup
from coach.records.backup import back_up, check_backup
from coach.records.backup_file import newest_backup
from coach.records.database import database_faults, open_engine, upgrade
from coach.records.restore import restore
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


def test_what_was_to_be_kept_is_not_in_the_errors_text(engine):
    upgrade(engine)
    kept = text("INSERT INTO people (id, name, role, pseudonym) VALUES (1, :name, 'patient', 'a')")
    with engine.begin() as connection:
        connection.execute(kept, {"name": "Zofia Kanarienvogel"})
    with pytest.raises(IntegrityError) as refusal, engine.begin() as connection:
        connection.execute(kept, {"name": "Zofia Kanarienvogel"})
    assert "UNIQUE" in str(refusal.value)
    assert "Zofia" not in f"{refusal.value} {refusal.value!r}"


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


@pytest.mark.parametrize(
    "content",
    [b"I am a letter, not a database. " * 100, bytes(8192), os.urandom(8192)],
    ids=["letter", "zeros", "random"],  # made of the bytes they would differ from worker to worker
)
def test_another_file_is_refused_and_left_as_it_was(engine, tmp_path, content):
    (tmp_path / "coach.db").write_bytes(content)
    with pytest.raises(RecordError, match=r"not a store of Coach.*coach backup restore"):
        upgrade(engine)
    assert (tmp_path / "coach.db").read_bytes() == content


PASSPHRASES = (None, "four quiet words here")


def opened(folder, passphrase):
    """A connected engine of the store in a folder, brought up to date, closed again."""
    engine = open_engine(URL.create("sqlite", database=str(folder / "coach.db")), passphrase)
    try:
        upgrade(engine)
    finally:
        engine.dispose()
    return engine


def old_store(folder, passphrase, revision, monkeypatch, people=1):
    """A store of an older program, worked in to its end."""
    to_head = command.upgrade
    with monkeypatch.context() as patched:
        patched.setattr(command, "upgrade", lambda config, _: to_head(config, revision))
        engine = opened(folder, passphrase)
    with engine.begin() as connection:
        for k in range(people):
            connection.execute(text("INSERT INTO people (name) VALUES (:name)"), {"name": f"Anna {k} {'x' * 40}"})
    engine.dispose()
    assert [path.name for path in folder.iterdir()] == ["coach.db"]
    return (folder / "coach.db").read_bytes()


@pytest.mark.parametrize("passphrase", PASSPHRASES, ids=["plain", "encrypted"])
def test_before_tables_change_a_backup_is_made_that_opens(tmp_path, monkeypatch, passphrase):
    old_store(tmp_path, passphrase, "0002", monkeypatch)
    opened(tmp_path, passphrase)
    (file,) = (tmp_path / "backups").iterdir()
    assert file.name == "schema-0002.coachbackup"
    facts = check_backup(file, passphrase=passphrase)
    assert (facts.schema, facts.whole, facts.encrypted) == ("0002", False, passphrase is not None)
    opened(tmp_path, passphrase)
    assert len(list((tmp_path / "backups").iterdir())) == 1, "nothing changed any more"


def test_the_backup_brings_the_old_tables_back_and_leaves_recordings(tmp_path, monkeypatch):
    old_store(tmp_path, None, "0001", monkeypatch)
    (tmp_path / "recordings").mkdir()
    (tmp_path / "recordings" / "a.parquet").write_bytes(b"poses")
    opened(tmp_path, None)
    restore(newest_backup(tmp_path), tmp_path, passphrase="", overwrite=True)
    assert (tmp_path / "recordings" / "a.parquet").read_bytes() == b"poses"
    with sqlite3.connect(tmp_path / "coach.db") as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
        assert connection.execute("SELECT count(*) FROM people").fetchall() == [(1,)]
    connection.close()
    opened(tmp_path, None)


def test_the_last_three_backups_before_changes_stay(tmp_path, monkeypatch):
    old_store(tmp_path, None, "0002", monkeypatch)
    (tmp_path / "backups").mkdir()
    for number in ("0000", "0001", "mine"):
        (tmp_path / "backups" / f"schema-{number}.coachbackup").write_bytes(b"")
    (tmp_path / "backups" / "sunday.coachbackup").write_bytes(b"")
    monkeypatch.setattr(schema_backup, "KEPT", 2)
    opened(tmp_path, None)
    assert {path.name for path in (tmp_path / "backups").iterdir()} == {
        "schema-mine.coachbackup",
        "schema-0002.coachbackup",
        "sunday.coachbackup",
    }


@pytest.mark.parametrize("passphrase", PASSPHRASES, ids=["plain", "encrypted"])
@pytest.mark.parametrize("step", ["create_table", "create_index", "drop_table", "rename_table"])
def test_a_change_of_tables_that_fails_half_way_leaves_the_file_to_the_byte(tmp_path, monkeypatch, passphrase, step):
    before = old_store(tmp_path, passphrase, "0002", monkeypatch, people=500)
    real, calls = getattr(op, step), iter(range(100))

    def failing(*given, **named):
        if next(calls) == 3:
            raise RuntimeError("the power went")
        return real(*given, **named)

    with monkeypatch.context() as patched:
        patched.setattr(op, step, failing)
        with pytest.raises(RuntimeError, match="power"):
            opened(tmp_path, passphrase)
    assert next(calls) > 3
    assert (tmp_path / "coach.db").read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {"coach.db", "backups"}
    opened(tmp_path, passphrase)


@pytest.mark.parametrize("passphrase", PASSPHRASES, ids=["plain", "encrypted"])
@pytest.mark.parametrize("free", [0, 100_000, 1_000_000])
def test_a_disk_too_small_for_a_change_of_tables_leaves_the_file_to_the_byte(tmp_path, monkeypatch, passphrase, free):
    disk = mounted(tmp_path / "disk", "6m")
    try:
        before = old_store(disk, passphrase, "0002", monkeypatch, people=5_000)
        status = os.statvfs(disk)
        (disk / "ballast").write_bytes(bytes(status.f_bavail * status.f_frsize - free))
        with pytest.raises(RecordError, match="disk is full"):
            opened(disk, passphrase)
        assert (disk / "coach.db").read_bytes() == before
        # SQLite may leave an empty log behind.
        left = {path.name for path in disk.iterdir() if path.is_dir() or path.stat().st_size}
        assert left - {"coach.db-shm"} <= {"coach.db", "backups", "ballast"}
        assert list((disk / "backups").glob(".*")) == []
        (disk / "ballast").unlink()
        opened(disk, passphrase)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("passphrase", PASSPHRASES, ids=["plain", "encrypted"])
def test_a_newer_store_is_not_touched(tmp_path, passphrase):
    engine = opened(tmp_path, passphrase)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    before = (tmp_path / "coach.db").read_bytes()
    with pytest.raises(RecordError, match="newer Coach"):
        opened(tmp_path, passphrase)
    assert (tmp_path / "coach.db").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["coach.db"]


def damaged_copies(whole):
    """Pages of nonsense, of zeros, and a file that was cut: none is a store any more."""
    random = np.random.default_rng(5)
    for page in (1, 2, len(whole) // 4096 // 2, len(whole) // 4096 - 1):
        bad = bytearray(whole)
        bad[page * 4096 : page * 4096 + 4096] = random.bytes(4096)
        yield f"page {page}", bytes(bad)
    yield "cut", whole[: len(whole) // 2]
    yield "cut in a page", whole[: 4096 * 5 + 100]
    yield "zeros", bytes(len(whole))
    yield "zeros behind", whole[: 4096 * 5] + bytes(len(whole) - 4096 * 5)


@pytest.mark.parametrize("passphrase", PASSPHRASES, ids=["plain", "encrypted"])
def test_a_damaged_store_is_refused_and_the_way_back_is_said(tmp_path, passphrase):
    engine = opened(tmp_path, passphrase)
    kept = fill(engine, 100)
    engine.dispose()
    (tmp_path / "backups").mkdir()
    file = tmp_path / "backups" / "sunday.coachbackup"
    back_up(tmp_path, file, passphrase=passphrase or "")
    whole = (tmp_path / "coach.db").read_bytes()
    for damage, content in damaged_copies(whole):
        (tmp_path / "coach.db").write_bytes(content)
        with pytest.raises(RecordError) as refusal:
            opened(tmp_path, passphrase)
        assert f"coach backup restore {file}" in str(refusal.value), damage
    restore(file, tmp_path, passphrase=passphrase or "", overwrite=True)
    with opened(tmp_path, passphrase).connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM people")).scalar() == kept


def test_a_large_store_is_looked_through_only_after_an_unclean_end(tmp_path, monkeypatch):
    asked = []
    engine = opened(tmp_path, None)
    fill(engine, 50)
    engine.dispose()
    monkeypatch.setattr(database, "_CHECKED_BYTES", 1000)
    event.listen(Engine, "before_cursor_execute", lambda *said: asked.append("quick_check" in said[2]))
    opened(tmp_path, None)
    assert not any(asked)
    fill(engine, 50, "again")
    files = {path: path.read_bytes() for path in tmp_path.iterdir()}
    engine.dispose()
    asked.clear()
    for path, content in files.items():
        path.write_bytes(content)
    opened(tmp_path, None)
    assert any(asked)


def test_a_wrong_passphrase_loses_nothing_of_an_unclean_end(tmp_path):
    passphrase = PASSPHRASES[1]
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    engine = opened(tmp_path / "a", passphrase)
    fill(engine, 50)
    for path in (tmp_path / "a").iterdir():
        (tmp_path / "b" / path.name).write_bytes(path.read_bytes())
    assert (tmp_path / "b" / "coach.db-wal").stat().st_size > 50_000
    engine.dispose()
    for wrong in (None, "another passphrase"):
        with pytest.raises(RecordError, match="does not open"):
            opened(tmp_path / "b", wrong)
    with opened(tmp_path / "b", passphrase).connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM people")).scalar() == 50


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


def mounted(disk, size):
    """A small disk at that folder."""
    disk.mkdir()
    try:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "coach-test", str(disk)]
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("mounting a small disk needs root on Linux")
    return disk


@pytest.mark.parametrize("passphrase", PASSPHRASES, ids=["plain", "encrypted"])
def test_a_full_disk_is_said_and_the_rows_before_it_stay(tmp_path, passphrase):
    disk = mounted(tmp_path / "disk", "700k")
    try:
        engine = opened(disk, passphrase)
        kept = fill(engine)
        with engine.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM people")).scalar() == kept
        engine.dispose()
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def fill(engine, most=None, prefix=""):
    """Write until the disk is full, or so many rows; how many were acknowledged."""
    for kept in range(most or 1000):
        try:
            with database_faults(engine), engine.begin() as connection:
                connection.execute(
                    text("INSERT INTO people (name, role, pseudonym) VALUES (:name, 'patient', :name)"),
                    {"name": f"{prefix}{kept} {'x' * 9000}"},
                )
        except RecordError as refusal:
            if "disk is full" not in str(refusal):
                raise
            return kept
    assert most is not None, "the disk never filled"
    return most


@pytest.mark.parametrize("address", ["nonsense", "http://example.org/x", "://"])
def test_an_address_that_is_none_is_said(address):
    with pytest.raises(RecordError, match="DATABASE_URL is not the address"):
        open_engine(address)


def test_a_missing_driver_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(RecordError, match=r"driver psycopg .* not installed"):
        open_engine("postgresql://localhost/coach")
