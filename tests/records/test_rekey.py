"""A store becomes encrypted, plain again, or gets another passphrase, with the same content; or nothing happens."""

import errno
import os
import sqlite3

import numpy as np
import pytest
from canaries import CANARIES, NAME, NOON, OTHER, PASSPHRASE, filled, found_in, poses, rows

from coach.errors import RecordError
from coach.records import rekey, vault
from coach.records.backup import back_up
from coach.records.places import DATA_VARIABLE
from coach.records.recording_format import RecordingMetadata
from coach.records.rekey import change_passphrase, decrypt_store, encrypt_store
from coach.records.running import Begun, RunningSet, left_behind
from coach.records.sealing import is_sealed
from coach.records.store import Store


def opens(folder, passphrase, expected):
    with Store(None, folder, passphrase) as store:
        assert rows(store) == expected
        assert np.array_equal(store.open_set(1).recording.poses.image_px, poses(0).image_px)


def refused(folder, passphrase):
    with pytest.raises(RecordError):
        Store(None, folder, passphrase)


def files(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_plain_store_is_encrypted_with_all_that_lies_beside_it(tmp_path, monkeypatch):
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path))
    with filled(tmp_path) as store:
        before = rows(store)
        running = RunningSet.begin(Begun(9, NOON))
        running.append(poses(4, 20), RecordingMetadata("canary model 08be", "e" * 64))
        running.note_end("pain")
        running.leave()
    assert encrypt_store(tmp_path, PASSPHRASE) == ()
    assert found_in(tmp_path) == set()
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["coach.db", "recordings", "running"]
    opens(tmp_path, PASSPHRASE, before)
    refused(tmp_path, "")
    with Store(None, tmp_path, PASSPHRASE) as store:
        (found,) = left_behind()
        found.vault = store.vault
        assert (found.why, len(found.recording().poses)) == ("pain", 20)
        found.remove()


def test_what_was_plain_is_overwritten_and_not_only_forgotten(tmp_path):
    filled(tmp_path).close()
    held = [path.open("rb") for path in [tmp_path / "coach.db", *(tmp_path / "recordings").iterdir()]]
    copy = tmp_path / "copy.parquet"
    os.link(next((tmp_path / "recordings").iterdir()), copy)
    encrypt_store(tmp_path, PASSPHRASE)
    gone = [file.read() for file in held]
    assert sum(any(content) for content in gone) == 1, "somebody's own copy, and nothing else"
    assert any(copy.read_bytes())
    for file in held:
        file.close()


def test_plain_backups_that_are_left_are_told(tmp_path):
    with filled(tmp_path) as store:
        (tmp_path / "backups").mkdir()
        back_up(store, tmp_path / "backups" / "old.coachbackup")
        (tmp_path / "backups" / "torn.coachbackup").write_bytes(b"x" * 2000)
    told = encrypt_store(tmp_path, PASSPHRASE)
    assert [path.name for path in told] == ["old.coachbackup", "torn.coachbackup"]
    with Store(None, tmp_path, PASSPHRASE) as store:
        back_up(store, tmp_path / "backups" / "new.coachbackup")
    decrypt_store(tmp_path, PASSPHRASE)
    assert [path.name for path in encrypt_store(tmp_path, PASSPHRASE)] == ["old.coachbackup", "torn.coachbackup"]


def test_an_encrypted_store_becomes_plain_again(tmp_path):
    with filled(tmp_path / "a") as store:
        before = rows(store)
    first = files(tmp_path / "a")
    encrypt_store(tmp_path / "a", PASSPHRASE)
    decrypt_store(tmp_path / "a", PASSPHRASE)
    opens(tmp_path / "a", "", before)
    after = files(tmp_path / "a")
    assert {name for name in after if name != "coach.db"} == {name for name in first if name != "coach.db"}
    assert all(after[name] == first[name] for name in first if name != "coach.db"), "recordings to the byte"
    refused(tmp_path / "a", PASSPHRASE)
    with sqlite3.connect(tmp_path / "a" / "coach.db") as connection:
        assert connection.execute("SELECT count(*) FROM vault").fetchone() == (0,)


def test_the_passphrase_can_be_changed(tmp_path):
    with filled(tmp_path, PASSPHRASE) as store:
        before = rows(store)
    with pytest.raises(RecordError, match="does not open"):
        change_passphrase(tmp_path, OTHER, PASSPHRASE)
    with pytest.raises(RecordError, match="at least 8"):
        change_passphrase(tmp_path, PASSPHRASE, "short")
    change_passphrase(tmp_path, PASSPHRASE, OTHER)
    refused(tmp_path, PASSPHRASE)
    opens(tmp_path, OTHER, before)
    assert found_in(tmp_path) == set()


def test_copies_that_a_killed_program_left_go_at_the_next_opening(tmp_path):
    filled(tmp_path, PASSPHRASE).close()
    (tmp_path / "backups").mkdir()
    killed, plain = tmp_path / ".restore.ab12.part", tmp_path / ".coach.db.ab12.part"
    killed.mkdir()
    for file in (
        plain,
        tmp_path / ".coach.db.ab12.part-journal",
        killed / "coach.db",
        tmp_path / "backups" / ".a.part",
    ):
        file.write_bytes(b"Kanarinka")
    with pytest.raises(RecordError):
        Store(None, tmp_path, OTHER)
    assert plain.exists()
    Store(None, tmp_path, PASSPHRASE).close()
    assert not plain.exists()
    assert not (tmp_path / ".coach.db.ab12.part-journal").exists()
    assert killed.exists(), "it may be at work"
    for path in (killed, tmp_path / "backups" / ".a.part"):
        os.utime(path, (0, 0))
    Store(None, tmp_path, PASSPHRASE).close()
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["backups", "coach.db", "recordings"]
    assert list((tmp_path / "backups").iterdir()) == []


def test_what_cannot_be_is_said(tmp_path):
    cases = [
        (lambda: encrypt_store(tmp_path / "none", PASSPHRASE), "There is no store"),
        (lambda: decrypt_store(tmp_path / "none", PASSPHRASE), "There is no store"),
        (lambda: encrypt_store(tmp_path / "plain", "short"), "at least 8"),
        (lambda: decrypt_store(tmp_path / "plain", PASSPHRASE), "is not encrypted"),
        (lambda: change_passphrase(tmp_path / "plain", PASSPHRASE, OTHER), "is not encrypted"),
        (lambda: encrypt_store(tmp_path / "sealed", OTHER), "is encrypted"),
        (lambda: decrypt_store(tmp_path / "sealed", OTHER), "passphrase does not open"),
    ]
    filled(tmp_path / "plain", sets=1).close()
    filled(tmp_path / "sealed", PASSPHRASE, sets=1).close()
    before = files(tmp_path)
    for attempt, sentence in cases:
        with pytest.raises(RecordError, match=sentence):
            attempt()
    assert files(tmp_path) == before


@pytest.mark.parametrize("sealed", [False, True])
def test_a_store_in_use_is_left_alone(tmp_path, sealed):
    with filled(tmp_path, PASSPHRASE if sealed else "") as store:
        attempt = (
            (lambda: decrypt_store(tmp_path, PASSPHRASE)) if sealed else lambda: encrypt_store(tmp_path, PASSPHRASE)
        )
        with pytest.raises(RecordError, match="Another program keeps"):
            attempt()
        assert store.people() == [NAME]
        assert len(store.open_set(1).recording.poses) == 40
    attempt()


def test_a_copy_that_is_not_the_same_changes_nothing(tmp_path, monkeypatch):
    filled(tmp_path).close()

    def forgetful(held):
        rekey._give_key(held)
        held.execute("DELETE FROM turned.diary")

    before = files(tmp_path)
    monkeypatch.setattr(rekey, "_turn", lambda *given, turn=rekey._turn: turn(*given[:-1], forgetful))
    with pytest.raises(RecordError, match="not the same, so nothing was changed"):
        encrypt_store(tmp_path, PASSPHRASE)
    assert files(tmp_path).keys() == before.keys()
    monkeypatch.undo()
    with Store(None, tmp_path, "") as store:
        assert len(rows(store)["diary"]) == 1


def test_a_full_disk_in_the_middle_changes_nothing(tmp_path, monkeypatch):
    with filled(tmp_path) as store:
        before = rows(store)

    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(rekey.os, "fsync", full)
    with pytest.raises(RecordError, match="disk is full"):
        encrypt_store(tmp_path, PASSPHRASE)
    monkeypatch.undo()
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["coach.db", "recordings"]
    opens(tmp_path, "", before)


def test_recordings_left_plain_by_a_cut_are_sealed_by_the_next_opening(tmp_path, monkeypatch):
    with filled(tmp_path) as store:
        before = rows(store)

    def cut(*_):
        raise RuntimeError("the power went")

    monkeypatch.setattr(vault, "seal_all", cut)
    with pytest.raises(RuntimeError):
        encrypt_store(tmp_path, PASSPHRASE)
    monkeypatch.undo()
    assert not any(map(is_sealed, (tmp_path / "recordings").iterdir()))
    opens(tmp_path, PASSPHRASE, before)
    assert all(map(is_sealed, (tmp_path / "recordings").iterdir()))
    assert found_in(tmp_path) == set()
    assert len(CANARIES) == 8


def test_recordings_made_plain_by_a_cut_are_sealed_again(tmp_path, monkeypatch):
    with filled(tmp_path, PASSPHRASE) as store:
        before = rows(store)

    def cut(*_):
        raise RuntimeError("the power went")

    monkeypatch.setattr(rekey, "_turn", cut)
    with pytest.raises(RuntimeError):
        decrypt_store(tmp_path, PASSPHRASE)
    monkeypatch.undo()
    assert not any(map(is_sealed, (tmp_path / "recordings").iterdir()))
    opens(tmp_path, PASSPHRASE, before)
    assert all(map(is_sealed, (tmp_path / "recordings").iterdir()))
