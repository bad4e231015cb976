"""The records at the command line: the same as on the pages, audited, each refusal one sentence and exit code 2."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
import zipfile

import alembic.command
import pypdf
import pytest
from accounts import CANARY_DIARY, CANARY_GOAL, CANARY_NAME, CANARY_NOTE, NOON, make_account
from sqlalchemy import select
from typer.testing import CliRunner

from coach.cli import app
from coach.records.credentials import let_in
from coach.records.database import known_schema, open_engine, upgrade
from coach.records.places import default_data_dir
from coach.records.store import Store
from coach.records.tables import Audited, HeldSession, Person

COMMANDS = (
    *(["people"], ["people", "list"], ["people", "add"], ["people", "rename"], ["people", "archive"]),
    *(["sessions"], ["may"], ["report"], ["export"], ["import"], ["erase"], ["migrate"]),
    *(["backup"], ["backup", "make"], ["backup", "check"], ["backup", "restore"]),
    *(["passphrase"], ["passphrase", "set"], ["passphrase", "remove"]),
)


def coach(*arguments, said=None):
    return CliRunner(env={"COLUMNS": "160"}).invoke(app, [str(argument) for argument in arguments], input=said)


def done(*arguments, said=None):
    result = coach(*arguments, said=said)
    assert result.exit_code == 0, (result.output, result.exception)
    return result


def refused(*arguments, words=()):
    """One sentence or two on the error channel, nothing else, exit code 2."""
    result = coach(*arguments)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1, result.stderr
    for word in words:
        assert word in result.stderr
    return result


@pytest.fixture
def account(store, squats):
    return make_account(store, [squats((52.0, 85.0)), squats((55.0,))])


def audited(store):
    with store.transaction() as session:
        return [tuple(row) for row in session.execute(select(Audited.act, Audited.subject, Audited.label)).all()]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_its_help(command):
    assert "Usage" in done(*command, "--help").output


def test_people_are_added_listed_renamed_and_put_away(store):
    assert "Nobody is known yet" in done("people").output
    assert "Number 1 is known now, as patient" in done("people", "add", "Anna").output
    done("people", "add", "Tom", "--role", "therapist")
    done("people", "rename", "anna", "Anna [bold] Żółć")
    done("people", "archive", "1")
    listed = done("people").output
    assert "Anna [bold] Żółć" in listed
    assert "put away" in listed
    done("people", "archive", "1", "--back")
    said = json.loads(done("people", "list", "--json", "-").stdout)
    assert [(one["name"], one["role"], one["archived_at"]) for one in said["people"]] == [
        ("Anna [bold] Żółć", "patient", None),
        ("Tom", "therapist", None),
    ]
    assert ("write", "people", "command line") in audited(store)
    refused("people", "add", "Tom", words=["already"])
    phrase = "walk to the lake"
    assert (
        "Number 3"
        in done("people", "add", "Olga", "--role", "administrator", "--passphrase", said=f"{phrase}\n{phrase}\n").output
    )
    assert let_in(store, 3, phrase, NOON).role == "administrator"
    assert coach("people", "add", "Petra", "--role", "therapist", "--passphrase", said="2580\n2580\n").exit_code == 2
    refused("people", "rename", "Nobody", "X", words=["nobody of that name"])
    refused("people", "archive", "99", words=["99"])


def test_a_long_list_of_people_is_whole(store):
    with store.transaction(write=True) as session:
        session.add_all(Person(name=f"Person {k:03d}") for k in range(450))
    assert len(json.loads(done("people", "list", "--json", "-").stdout)["people"]) == 450


def test_a_name_that_is_a_number_is_a_name_first(store):
    for name in ("7", "Berta"):
        done("people", "add", name)
    done("people", "rename", "7", "Sieben")
    assert store.person_of(1) == "Sieben"


def test_sessions_are_listed_with_the_numbers_of_their_sets(store, account, tmp_path):
    with store.transaction(write=True) as session:
        empty = {"person_id": account.person, "exercise_id": "bird_dog", "kind": "live", "zone": "UTC", "why": ""}
        session.add(HeldSession(**empty, began_at=NOON, local_day=NOON.date(), state="interrupted"))
    listed = done("sessions", CANARY_NAME).output
    assert "bird_dog" in listed
    assert "past the" in listed
    file = tmp_path / "s.json"
    done("sessions", CANARY_NAME, "--until", "2026-11-19", "--json", file)
    (first,) = json.loads(file.read_text())["sessions"]
    assert (first["exercise_id"], [one["id"] for one in first["sets"]]) == ("small_squat", [account.sets[0]])
    assert "No session" in done("sessions", account.person, "--from", "2027-01-01").output
    assert coach("sessions", account.person, "--from", "soon").exit_code == 2


def test_may_says_whether_and_why(account):
    allowed = done("may", CANARY_NAME, "sit_to_stand")
    assert "allowed today" in allowed.output
    let_through = coach("may", CANARY_NAME, "bird_dog")
    assert "rule file" in let_through.output
    done("people", "add", "Berta")
    result = coach("may", "Berta", "mini_squat")
    assert result.exit_code == 1
    assert "not allowed today" in result.output
    refused("may", "Berta", "mini_sqaut", words=["mini_squat?"])


def test_the_report_is_written_by_name_or_by_pseudonym(store, account, tmp_path):
    done("report", account.person, tmp_path / "a.pdf", "--from", "2026-11-01", "--until", "2026-11-24")
    assert CANARY_NAME in pypdf.PdfReader(tmp_path / "a.pdf").pages[0].extract_text()
    done("report", account.person, tmp_path / "b.pdf", "--pseudonym", "--language", "de")
    text = pypdf.PdfReader(tmp_path / "b.pdf").pages[1].extract_text()
    assert CANARY_NAME not in text
    assert "innerhalb" in text
    refused("report", account.person, tmp_path / "gone" / "a.pdf", words=["does not exist"])
    assert ("read", "account", "command line") in audited(store)


@pytest.mark.parametrize("form", ["csv", "parquet", "fhir", "archive"])
def test_one_person_s_records_are_taken_along(form, account, tmp_path):
    to = tmp_path / ("out.json" if form == "fhir" else "out.zip")
    assert "Written" in done("export", CANARY_NAME, "--to", to, "--as", form).output
    if form == "fhir":
        assert json.loads(to.read_text())["resourceType"] == "Bundle"
    else:
        assert zipfile.ZipFile(to).testzip() is None


def test_a_recording_is_taken_along_for_a_laboratory(account, tmp_path):
    to = tmp_path / "set.trc"
    done("export", account.person, "--to", to, "--as", "trc", "--set", account.sets[0])
    assert to.read_text().startswith("PathFileType\t4")
    refused("export", account.person, "--to", to, "--as", "trc", words=["Which set?"])
    done("people", "add", "Berta")
    refused("export", "Berta", "--to", to, "--as", "trc", "--set", account.sets[0], words=["not one of this person"])


def test_everybody_goes_along_as_tables_alone(account, tmp_path):
    done("export", "--all", "--to", tmp_path / "all", "--as", "csv", "--names", "--words")
    assert CANARY_NAME in (tmp_path / "all" / "sets.csv").read_text("utf-8-sig")
    assert CANARY_DIARY in (tmp_path / "all" / "diary.csv").read_text("utf-8-sig")
    refused("export", "--all", "--to", tmp_path / "x.json", "--as", "fhir", words=["of one person"])
    refused("export", "--to", tmp_path / "x.zip", "--as", "csv", words=["Name one person"])
    refused("export", CANARY_NAME, "--all", "--to", tmp_path / "x.zip", "--as", "csv", words=["Name one person"])


def test_an_account_is_brought_in_again_and_a_lost_recording_told(store, account, tmp_path):
    next((tmp_path / "recordings").iterdir()).unlink()
    result = done("export", account.person, "--to", tmp_path / "a.zip", "--as", "archive")
    assert "1 recordings are missing" in result.stderr
    assert "Brought in as number 3" in done("import", tmp_path / "a.zip").output
    assert store.person_of(3) == f"{CANARY_NAME} (2)"
    (tmp_path / "b.zip").write_text("no")
    refused("import", tmp_path / "b.zip", words=["not an account"])


def test_an_erasure_is_asked_for_twice(store, account, tmp_path):
    refused("erase", CANARY_NAME, words=["for good", "--yes"])
    assert store.person_of(account.person) == CANARY_NAME
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "monday.coachbackup").touch()
    (tmp_path / "running").mkdir()
    (tmp_path / "running" / "a.arrow.damaged").touch()
    result = done("erase", CANARY_NAME, "--yes")
    assert "with 2 recordings" in result.output
    assert "monday.coachbackup" in result.stderr
    assert "1 damaged" in result.stderr
    assert store.person_of(account.person) is None
    assert ("erase", "account", "command line") in audited(store)


def test_an_erasure_that_others_hold_up_says_so(account, monkeypatch):
    monkeypatch.setattr("coach.records.erase.clear_free_pages", lambda engine: False)
    assert "Another program reads" in done("erase", account.person, "--yes").stderr


def test_a_backup_is_made_looked_at_and_put_back(store, account, tmp_path):
    file = tmp_path / "all.coachbackup"
    assert "2 recordings" in done("backup", "make", file).output
    assert ("write", "backup", "command line") in audited(store)
    assert "It is whole" in done("backup", "check", file).output
    refused("backup", "restore", file, words=["--yes", "kept aside"])
    store.close()
    done("erase", account.person, "--yes")
    assert "replaced-" in done("backup", "restore", file, "--yes").output
    assert Store(folder=tmp_path).person_of(account.person) == CANARY_NAME
    cut = tmp_path / "cut.coachbackup"
    cut.write_bytes(file.read_bytes()[:150_000])
    refused("backup", "check", cut, words=["damaged"])


def test_migrate_says_from_which_form_to_which(store, tmp_path, monkeypatch):
    store.close()
    assert "Nothing to do" in done("migrate").output
    old = tmp_path / "old"
    monkeypatch.setenv("COACH_DATA", str(old))
    to_head = alembic.command.upgrade
    with monkeypatch.context() as patch:
        patch.setattr(alembic.command, "upgrade", lambda config, _: to_head(config, "0002"))
        engine = open_engine(f"sqlite:///{default_data_dir()}/coach.db")
        upgrade(engine)
        engine.dispose()
    said = done("migrate").output
    assert f"of form {known_schema()} now; they were of form 0002" in said
    assert "schema-0002.coachbackup" in said
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "new"))
    refused("migrate", words=["no store"])
    assert list((tmp_path / "new").iterdir()) == []


def test_a_passphrase_is_set_changed_and_removed(store, account, tmp_path, monkeypatch):
    store.close()
    assert b"SQLite format 3" in (tmp_path / "coach.db").read_bytes()
    done("passphrase", "set", said="four quiet words\nfour quiet words\n")
    assert b"SQLite format 3" not in (tmp_path / "coach.db").read_bytes()
    refused("people", words=["COACH_PASSPHRASE"])
    monkeypatch.setenv("COACH_PASSPHRASE", "four quiet words")
    assert CANARY_NAME.split()[0] in done("people").output
    done("passphrase", "set", said="other quiet words\nother quiet words\n")
    refused("people", words=["passphrase"])
    monkeypatch.setenv("COACH_PASSPHRASE", "other quiet words")
    refused("passphrase", "remove", words=["--yes"])
    done("passphrase", "remove", "--yes")
    monkeypatch.delenv("COACH_PASSPHRASE")
    assert CANARY_NAME.split()[0] in done("people").output
    refused("passphrase", "remove", words=["COACH_PASSPHRASE"])


def test_a_store_that_does_not_open_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("COACH_DATA", str(tmp_path))
    (tmp_path / "coach.db").write_bytes(os.urandom(9000))
    for command in (["people"], ["sessions", "1"], ["backup", "make", tmp_path / "b"], ["migrate"]):
        refused(*command, words=["coach.db"])


def test_nothing_of_hers_is_told_where_nobody_asked_for_it(store, account, tmp_path, caplog):
    """P16: name, notes, goal, diary and landmarks in no log, no error channel, no metadata, no FHIR."""
    canaries = (CANARY_NAME, CANARY_NOTE, CANARY_DIARY, CANARY_GOAL, "Kanarienvogel", "KANARIEN")
    number = account.person
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\3\4" + CANARY_NOTE.encode())
    commands = [
        ["may", number, "bird_dog"],
        ["report", number, tmp_path / "r.pdf"],
        ["report", number, tmp_path / "gone" / "r.pdf"],
        ["export", number, "--to", tmp_path / "f.json", "--as", "fhir"],
        ["export", number, "--to", tmp_path / "a.zip", "--as", "archive"],
        ["export", "--all", "--to", tmp_path / "all.zip", "--as", "csv"],
        ["import", broken],
        ["backup", "make", tmp_path / "b.coachbackup"],
        ["sessions", number, "--json", tmp_path / "gone" / "s.json"],
        ["people", "rename", number, CANARY_NAME.upper() * 5],
        ["erase", number],
        ["erase", number, "--yes"],
    ]
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    with caplog.at_level(logging.DEBUG):
        for command in commands:
            said = coach(*command)
            assert not any(canary in said.stderr + caplog.text for canary in canaries), command
            assert "Traceback" not in said.output
    run = subprocess.run(
        [sys.executable, "-X", "dev", "-m", "coach", "sessions", "1"], capture_output=True, env=environment, check=False
    )
    assert not any(canary.encode() in run.stdout + run.stderr for canary in canaries)
    made = (tmp_path / "r.pdf").read_bytes()
    metadata = str(pypdf.PdfReader(tmp_path / "r.pdf").metadata)
    bundle = (tmp_path / "f.json").read_text()
    tables = b"".join(
        zipfile.ZipFile(tmp_path / "all.zip").read(name) for name in zipfile.ZipFile(tmp_path / "all.zip").namelist()
    )
    for canary in canaries:
        assert canary not in metadata
        assert canary.encode() not in made
        assert canary not in bundle
        assert canary.encode() not in tables
    landmarks = re.compile(r"-?0\.\d{4,}.*-?0\.\d{4,}.*-?0\.\d{4,}")
    assert not landmarks.search(caplog.text)
