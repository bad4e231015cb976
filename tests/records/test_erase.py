"""After an erasure no byte of her is in any file of the folder, and everybody else is as before."""

import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from accounts import CANARY_DIARY, CANARY_GOAL, CANARY_NAME, CANARY_NOTE, NOON, make_account, person
from sqlalchemy import delete, event, func, select

from coach.errors import RecordError
from coach.records.archive import export_account
from coach.records.desk import AccessError, Desk, Viewer
from coach.records.erase import erase_person
from coach.records.people import add_person
from coach.records.running import Begun, RunningSession, RunningSet
from coach.records.sessions import session
from coach.records.store import Store
from coach.records.tables import (
    Audited,
    Base,
    Credential,
    DiaryEntry,
    HeldSession,
    Identity,
    JudgedSet,
    KeptRecording,
    Person,
    RuleText,
)

CANARIES = (CANARY_NAME, CANARY_NOTE, CANARY_DIARY, CANARY_GOAL, "darf ich radeln", "SUM(A1)", "wünscht es sich")


@pytest.fixture
def account(store, squats):
    return make_account(store, [squats((52.0, 85.0)), squats((55.0,))])


def owner(store):
    return Desk(store, Viewer(None, "program", "command line"), clock=lambda: NOON)


def found(folder: Path, *words: str) -> dict[str, list[str]]:
    """By file: which of the words are in its bytes, as UTF-8 or as JSON writes them for ASCII."""
    hits = {}
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            hits[path.name] = [word for word in words if word.encode() in content]
    return {name: hit for name, hit in hits.items() if hit}


def count(store, model):
    with store.transaction() as session:
        return session.scalar(select(func.count()).select_from(model))


def test_no_byte_of_her_is_left_in_the_folder(store, account, tmp_path):
    assert {word for words in found(tmp_path, *CANARIES).values() for word in words} == set(CANARIES)
    erased = erase_person(owner(store), account.person)
    assert (erased.recordings, erased.left_behind, erased.damaged, erased.complete) == (2, 0, 0, True)
    assert found(tmp_path, *CANARIES, "small_squat") == {}
    assert list((tmp_path / "recordings").iterdir()) == []
    for table in Base.metadata.sorted_tables:
        if table.name not in ("people", "audit"):
            assert count(store, table) == 0, table.name
    with store.transaction() as session:
        assert session.scalars(select(Person.id)).all() == [account.therapist]
        told = session.execute(select(Audited.act, Audited.subject, Audited.person_id, Audited.label)).all()
    assert ("erase", "account", account.person, "command line") in told
    assert sqlite3.connect(tmp_path / "coach.db").execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_on_every_kind_of_store_no_row_and_no_file_is_left(any_store, squats, tmp_path):
    account = make_account(any_store, [squats((52.0, 85.0))])
    erased = erase_person(owner(any_store), account.person)
    assert (erased.recordings, erased.complete) == (1, True)
    for table in Base.metadata.sorted_tables:
        if table.name not in ("people", "audit", "vault"):
            assert count(any_store, table) == 0, table.name
    assert found(tmp_path, *CANARIES) == {}
    assert list((tmp_path / "recordings").iterdir()) == []


def test_what_she_was_called_before_goes_too(store, account, tmp_path):
    """Renaming and deleting leave old bytes in the file, where SQLite is not built to blot them out."""
    event.listen(store.engine, "begin", lambda connection: connection.exec_driver_sql("PRAGMA secure_delete = OFF"))
    with store.transaction(write=True) as session:
        session.add(
            DiaryEntry(person_id=account.person, local_day=NOON.date(), at=NOON, kind="x", words="ALTES-WORT " * 300)
        )
    with store.transaction(write=True) as session:
        session.execute(delete(DiaryEntry).where(DiaryEntry.kind == "x"))
        session.get_one(Person, account.person).name = "Neu"
    assert "ALTES-WORT" in str(found(tmp_path, "ALTES-WORT"))
    erase_person(owner(store), account.person)
    assert found(tmp_path, *CANARIES, "ALTES-WORT") == {}


def test_even_while_the_program_is_killed_in_between_a_second_attempt_finishes(store, account, tmp_path, monkeypatch):
    calls = []

    def fails(*_):
        calls.append(1)
        raise RecordError("The disk is gone.")

    monkeypatch.setattr("coach.records.erase.write_down", fails)
    with pytest.raises(RecordError, match="disk is gone"):
        erase_person(owner(store), account.person)
    monkeypatch.undo()
    assert count(store, JudgedSet) == 2, "rolled back"
    assert erase_person(owner(store), account.person).recordings == 0
    assert found(tmp_path, *CANARIES) == {}


def test_others_keep_what_is_theirs_and_what_they_share(store, account, keep, squats, tmp_path):
    shared = keep(squats((55.0,)), person="Berta")
    erase_person(owner(store), account.person)
    assert len(store.open_set(shared).recording.poses)
    assert (count(store, KeptRecording), count(store, RuleText), count(store, JudgedSet)) == (1, 1, 1)
    assert len(list((tmp_path / "recordings").iterdir())) == 1


def test_her_secret_and_her_sign_in_go_too(store, account):
    with store.transaction(write=True) as session:
        session.add(Credential(person_id=account.person, secret_hash="x", failures=0, changed_at=NOON))
        session.add(Identity(subject="issuer|sub", person_id=account.person))
    erase_person(owner(store), account.person)
    assert (count(store, Credential), count(store, Identity)) == (0, 0)


def test_she_and_an_administrator_may_and_nobody_else(store, account):
    boss = person(store, "Chef", "administrator")
    stranger = person(store, "Berta")
    for viewer in (Viewer(stranger, "patient"), Viewer(account.therapist, "therapist")):
        with pytest.raises(AccessError):
            erase_person(Desk(store, viewer), account.person)
    erase_person(Desk(store, Viewer(account.person, "patient"), clock=lambda: NOON), account.person)
    erase_person(Desk(store, Viewer(boss, "administrator"), clock=lambda: NOON), stranger)
    with store.transaction() as session:
        told = session.execute(select(Audited.act, Audited.role, Audited.person_id).order_by(Audited.id)).all()
    assert told == [
        ("erase", "patient", account.person),
        ("write", "administrator", stranger),
        ("erase", "administrator", stranger),
    ]
    with pytest.raises(RecordError, match="no person number"):
        erase_person(owner(store), stranger)


def _first(store, p):
    with store.transaction() as session:
        held = session.scalars(select(HeldSession).where(HeldSession.person_id == p)).first()
        judged = session.scalars(select(JudgedSet).where(JudgedSet.person_id == p)).first()
        return Begun(held.id, held.began_at), Begun(judged.id, judged.performed_at)


def test_what_a_dead_program_left_of_her_goes_and_of_others_stays(store, account, tmp_path):
    held, judged = _first(store, account.person)
    RunningSession.begin(held).leave()
    for begun in (judged, Begun(judged.number, NOON + timedelta(days=900)), Begun(999, NOON)):
        running = RunningSet.begin(begun)
        running._stream.write_bytes(b"frames")
        running.leave()
    RunningSession.begin(Begun(999, NOON)).leave()
    (tmp_path / "running" / "a.arrow.damaged").write_bytes(b"?")
    erased = erase_person(owner(store), account.person)
    assert (erased.left_behind, erased.damaged) == (2, 1)
    left = sorted(path.suffix for path in (tmp_path / "running").iterdir())
    assert left == [".arrow", ".arrow", ".damaged", ".note", ".note", ".session"]


def test_a_session_that_runs_is_to_be_ended_first(store, account):
    with store.transaction(write=True) as session:
        session.scalars(select(HeldSession)).first().state = "running"
    held, _ = _first(store, account.person)
    running = RunningSession.begin(held)
    with pytest.raises(RecordError, match="End it"):
        erase_person(owner(store), account.person)
    assert count(store, JudgedSet) == 2
    running.leave()
    assert erase_person(owner(store), account.person).left_behind == 1


def test_a_session_that_nobody_noted_hinders_nothing(store, account):
    with store.transaction(write=True) as session:
        session.scalars(select(HeldSession)).first().state = "running"
    assert erase_person(owner(store), account.person).recordings == 2


READS = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("BEGIN"); database.execute("SELECT count(*) FROM people").fetchone()
print("reading", flush=True); sys.stdin.read()
"""


def test_where_another_program_reads_all_the_while_it_is_said(store, account, tmp_path, monkeypatch):
    reader = subprocess.Popen(
        [sys.executable, "-c", READS, str(tmp_path / "coach.db")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with reader:
        assert reader.stdout.readline() == b"reading\n"
        with store.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout = 50")
        monkeypatch.setattr("coach.records.database.PATIENCE_S", 0.1)
        assert not erase_person(owner(store), account.person).complete
        reader.stdin.close()
        reader.wait()
    store.close()
    with Store() as again:
        again.people()
    assert found(tmp_path, *CANARIES) == {}


def test_what_may_still_hold_her_is_told(store, account, tmp_path):
    export_account(owner(store), account.person, tmp_path / "mine.zip")
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "monday.coachbackup").touch()
    (tmp_path / "replaced-1").mkdir()
    erased = erase_person(owner(store), account.person)
    assert erased.backups == (tmp_path / "backups" / "monday.coachbackup", tmp_path / "replaced-1")
    assert (tmp_path / "mine.zip").exists()
    assert list((tmp_path / "recordings").iterdir()) == []


def test_a_number_is_never_given_again(rooms):
    """The audit and whatever she wrote still name her by it."""
    rooms.known(rooms.berta)
    held = rooms.train(person=rooms.berta)
    last = add_person(rooms.program, "Carla")
    for gone in (last, rooms.berta):
        erase_person(rooms.program, gone)
    assert add_person(rooms.program, "Dora") > last
    rooms.known()
    again = session(rooms.own, rooms.train())
    assert again.id > held
    assert [one.id for one in again.sets] == [2], "the first one was Berta's"
