"""What lies on the disk of a store with a passphrase says nothing, and opens again with that passphrase alone."""

import io
import os
import subprocess
import sys
from collections import Counter
from math import log2

import numpy as np
import pytest
from canaries import NAME, NOON, NOTE, OTHER, PASSPHRASE, RULE, filled, found_in, keep_set, poses, rows
from sqlalchemy import text

from coach.errors import RecordError
from coach.records.places import DATA_VARIABLE
from coach.records.recording_file import load_recording
from coach.records.recording_format import RecordingMetadata
from coach.records.running import FOLDER, Begun, RunningSet, left_behind
from coach.records.sealing import CHUNK_BYTES, MAGIC, UnsealError, Vault
from coach.records.store import Store
from coach.records.vault import unwrapped, wrapped

BOTH = ("", PASSPHRASE)


def bits(content):
    """Entropy of single bytes; 8 is chance."""
    return -sum(n / len(content) * log2(n / len(content)) for n in Counter(content).values())


def test_without_a_passphrase_everything_can_be_read(tmp_path):
    with filled(tmp_path):
        assert {name for name, _ in found_in(tmp_path)} >= {"coach.db-wal"}
    found = {word for _, word in found_in(tmp_path)}
    assert {NAME.encode(), NOTE.encode(), b"CREATE TABLE people", b"image_x_00"} <= found, (
        "the canaries sing where they may"
    )


def test_with_one_nothing_can_be_read_while_it_is_open_nor_after(tmp_path, monkeypatch):
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    with filled(tmp_path, PASSPHRASE) as store:
        running = RunningSet.begin(Begun(1, NOON), store.vault)
        running.append(poses(9, 30), RecordingMetadata("canary model 08be", "e" * 64))
        running.note_end("canary note 7f3a")
        assert (tmp_path / "coach.db-wal").stat().st_size > 4096, "there is a log to look into"
        assert len(list((tmp_path / FOLDER).iterdir())) == 2
        assert found_in(tmp_path) == set()
        running.leave()
    assert found_in(tmp_path) == set()
    assert bits((tmp_path / "coach.db").read_bytes()) > 7.99
    assert bits((tmp_path / "coach.db").read_bytes()[:4096]) > 7.9, "not even the header is known"


def test_what_was_kept_is_there_again(tmp_path):
    with filled(tmp_path, PASSPHRASE) as store:
        before = rows(store)
    with Store(None, tmp_path, PASSPHRASE) as store:
        assert rows(store) == before
        kept = store.open_set(1)
        assert kept.exercise_text == RULE
        assert np.array_equal(kept.recording.poses.image_px, poses(0).image_px)
        assert store.people() == [NAME]


def test_a_recording_has_the_same_name_and_bytes_sealed_or_not(tmp_path):
    names = []
    for folder, passphrase in (("plain", ""), ("sealed", PASSPHRASE)):
        with filled(tmp_path / folder, passphrase) as store, store.transaction() as session:
            names.append(session.execute(text("SELECT sha256, bytes FROM recordings ORDER BY sha256")).all())
    assert names[0] == names[1]
    with pytest.raises(RecordError, match="is encrypted"):
        load_recording(next((tmp_path / "sealed" / "recordings").iterdir()))


def test_sqlite_promises_the_same_with_a_passphrase(tmp_path):
    with Store(None, tmp_path, PASSPHRASE) as store, store.engine.connect() as connection:
        asked = [connection.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous")]
        assert asked == ["wal", 2]
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert connection.execute(text("PRAGMA temp_store")).scalar() == 2, "in memory"


def refusal(folder, passphrase):
    with pytest.raises(RecordError) as refused:
        Store(None, folder, passphrase)
    return str(refused.value)


@pytest.mark.parametrize("passphrase", ["", OTHER])
def test_another_passphrase_or_none_says_nothing_and_changes_nothing(tmp_path, passphrase):
    filled(tmp_path, PASSPHRASE).close()
    before = (tmp_path / "coach.db").read_bytes()
    said = refusal(tmp_path, passphrase)
    assert (tmp_path / "coach.db").read_bytes() == before
    for content in (np.random.default_rng(1).bytes(len(before)), bytes(len(before)), b"hello" * 1000):
        (tmp_path / "coach.db").write_bytes(content)
        assert refusal(tmp_path, passphrase) == said, "the same sentence whatever lies there"
        assert (tmp_path / "coach.db").read_bytes() == content
    assert "passphrase" in said.lower()
    assert NAME not in said


def test_a_plain_store_is_not_taken_for_an_encrypted_one(tmp_path):
    filled(tmp_path).close()
    before = (tmp_path / "coach.db").read_bytes()
    assert "is not encrypted yet" in refusal(tmp_path, PASSPHRASE)
    assert (tmp_path / "coach.db").read_bytes() == before


def test_the_passphrase_comes_from_the_environment_however_it_is_composed(tmp_path, monkeypatch):
    filled(tmp_path, PASSPHRASE).close()
    monkeypatch.setenv("COACH_PASSPHRASE", "Ru\u0308ben und Mo\u0308hren")
    with Store(None, tmp_path) as store:
        assert store.people() == [NAME]


@pytest.mark.parametrize("short", ["1234567", "        ", "seven\0 letters"])
def test_a_short_passphrase_makes_no_store(tmp_path, short):
    assert "passphrase" in refusal(tmp_path, short)
    assert list(tmp_path.iterdir()) == []


def test_many_open_a_new_encrypted_store_at_once(tmp_path):
    code = (
        "import sys; from pathlib import Path; from coach.records.store import Store; sys.stdin.read(1)\n"
        f"with Store(None, Path({str(tmp_path)!r}), {PASSPHRASE!r}) as store: store.ensure_person(sys.argv[1])"
    )
    rivals = [
        subprocess.Popen([sys.executable, "-c", code, f"Person {k}"], stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        for k in range(4)
    ]
    for rival in rivals:
        rival.stdin.write(b"x")
        rival.stdin.close()
    assert [(rival.stderr.read(), rival.wait()) for rival in rivals] == [(b"", 0)] * 4
    with Store(None, tmp_path, PASSPHRASE) as store:
        assert store.people() == [f"Person {k}" for k in range(4)]


@pytest.fixture
def sealed():
    """A vault, and how it writes pieces, with or without the end."""
    vault = Vault.fresh()

    def written(pieces, end=True):
        file = io.BytesIO()
        writer = vault.writer(file)
        for piece in pieces:
            writer.write(piece)
            writer.flush()
        if end:
            writer.finish()
        return file.getvalue()

    return vault, written


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES])
def test_a_sealed_file_gives_back_its_bytes_in_pieces_of_any_size(sealed, size):
    vault, written = sealed
    content = np.random.default_rng(size).bytes(size)
    file = written([content])
    assert file.startswith(MAGIC)
    assert vault.reader(io.BytesIO(file)).read() == content
    reader = vault.reader(io.BytesIO(file))
    assert b"".join(iter(lambda: reader.read(1000), b"")) == content


def test_a_sealed_file_is_never_twice_the_same(sealed):
    _, written = sealed
    assert written([b"knees"]) != written([b"knees"])


def test_a_change_or_a_cut_anywhere_is_seen(sealed):
    vault, written = sealed
    good = written([b"knee", b"hip"])
    for place in range(len(good)):
        for bad in (good[:place], good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :]):
            with pytest.raises(UnsealError):
                vault.reader(io.BytesIO(bad)).read()


def test_chunks_cannot_be_swapped_left_out_or_taken_from_another_file(sealed):
    vault, written = sealed
    head, chunk = len(MAGIC) + 16, 4 + 4 + 16
    good, other = written([b"knee", b"hips"]), written([b"toes", b"back"])
    first, second, rest = good[head : head + chunk], good[head + chunk : head + 2 * chunk], good[head + 2 * chunk :]
    for bad in (second + first + rest, first + rest, first + other[head + chunk :], first + second, first * 2 + rest):
        with pytest.raises(UnsealError):
            vault.reader(io.BytesIO(good[:head] + bad)).read()


def test_of_a_stream_that_was_cut_the_whole_chunks_are_read(sealed):
    vault, written = sealed
    whole, found = written([b"knee", b"hip", b"toe"], end=False), []
    for size in range(len(MAGIC) + 16, len(whole) + 1):
        found.append(vault.reader(io.BytesIO(whole[:size]), cut_off=True).read())
    assert found == sorted(found, key=len)
    assert set(found) == {b"", b"knee", b"kneehip", b"kneehiptoe"}


def test_another_key_opens_nothing(sealed):
    _, written = sealed
    for cut_off in (False, True):
        with pytest.raises(UnsealError):
            Vault.fresh().reader(io.BytesIO(written([b"knee"])), cut_off=cut_off).read()
    assert "knee" not in repr(Vault(b"knee" * 8))


def test_a_word_is_sealed_and_unsealed(sealed):
    vault, _ = sealed
    assert vault.unseal_word(vault.seal_word("Schmerz")) == "Schmerz"
    for bad in (Vault.fresh().seal_word("x"), "Schmerz", "", "é"):
        with pytest.raises(UnsealError):
            vault.unseal_word(bad)


def test_a_running_set_is_found_again_by_the_next_program(tmp_path, monkeypatch):
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path))
    with Store(None, tmp_path, PASSPHRASE) as store:
        running = RunningSet.begin(Begun(7, NOON), store.vault)
        running.append(poses(3, 31), RecordingMetadata("full", "e" * 64))
        running.note_end("pain")
        running.leave()
    with Store(None, tmp_path, PASSPHRASE) as store:
        (found,) = left_behind()
        assert found.why == "", "without the store nobody knows"
        found.vault = store.vault
        assert (found.why, found.begun.number) == ("pain", 7)
        assert np.array_equal(found.recording().poses.image_px, poses(3, 31).image_px)
        found.vault = Vault.fresh()
        assert found.why == ""
        with pytest.raises(RecordError, match="belongs to another store"):
            found.recording()
        found.remove()


KILLED = """
import sys, os, signal
from datetime import UTC, datetime
from canaries import poses
from coach.records.recording_format import RecordingMetadata
from coach.records.running import Begun, RunningSet
from coach.records.store import Store

with Store() as store:
    running = RunningSet.begin(Begun(1, datetime(2026, 11, 24, tzinfo=UTC)), store.vault)
    for k in range(20):
        running.append(poses(k, 15, k), RecordingMetadata("canary model 08be", "e" * 64))
        print(k, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_set_loses_no_whole_second_and_shows_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path))
    monkeypatch.setenv("COACH_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("PYTHONPATH", "tests")
    done = subprocess.run([sys.executable, "-c", KILLED], capture_output=True, text=True)
    assert done.stdout.split()[-1:] == ["19"], done.stderr
    assert found_in(tmp_path) == set()
    with Store() as store:
        (found,) = left_behind()
        found.vault = store.vault
        assert len(found.recording().poses) == 20 * 15
        found.remove()


def test_the_key_of_a_server_opens_with_its_passphrase_alone():
    vault = Vault.fresh()
    kept = wrapped(vault, PASSPHRASE)
    assert vault.key.hex() not in kept
    assert unwrapped(kept, PASSPHRASE) == vault
    for bad, passphrase in ((kept, OTHER), (kept, None), (kept[:-1], PASSPHRASE), ("", PASSPHRASE)):
        with pytest.raises(RecordError, match="does not open this store"):
            unwrapped(bad, passphrase)
    assert unwrapped(wrapped(vault, None), None) == vault


@pytest.fixture
def tiny_disk(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2500k", "coach-test", str(disk)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("mounting a small disk needs root on Linux")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def fill_up(disk, free):
    """Leave so many bytes free."""
    status = os.statvfs(disk)
    (disk / "ballast").write_bytes(bytes(max(0, status.f_bavail * status.f_frsize - free)))


@pytest.mark.parametrize("passphrase", BOTH, ids=["plain", "encrypted"])
@pytest.mark.parametrize("free", [0, 20_000, 100_000])
def test_a_full_disk_keeps_no_half_of_a_set(tiny_disk, passphrase, free):
    with filled(tiny_disk, passphrase) as store:
        before, files = rows(store), sorted(path.name for path in (tiny_disk / "recordings").iterdir())
        fill_up(tiny_disk, free)
        with pytest.raises(RecordError, match="disk is full"):
            keep_set(store, seed=9, frames=400)
        assert rows(store) == before
        assert sorted(path.name for path in (tiny_disk / "recordings").iterdir()) == files
        (tiny_disk / "ballast").unlink()
        assert keep_set(store, seed=9, frames=400) == 3


def appended_until_full(running):
    for k in range(1, 50):
        try:
            running.append(poses(k, 15, k), RecordingMetadata())
        except RecordError as refusal:
            if "disk is full" not in str(refusal):
                raise
            return k
    raise AssertionError("the disk never filled")


@pytest.mark.parametrize("passphrase", BOTH, ids=["plain", "encrypted"])
def test_a_running_set_on_a_full_disk_says_so_and_keeps_what_was_whole(tiny_disk, passphrase, monkeypatch):
    monkeypatch.setenv(DATA_VARIABLE, str(tiny_disk))
    with Store(None, tiny_disk, passphrase) as store:
        running = RunningSet.begin(Begun(1, NOON), store.vault)
        assert running.blank
        running.append(poses(0, 15), RecordingMetadata())
        fill_up(tiny_disk, 100_000)
        k = appended_until_full(running)
        running.note_end("failure")
        running.leave()
        (tiny_disk / "ballast").unlink()
        (found,) = left_behind()
        found.vault = store.vault
        kept = found.recording().poses
        assert 15 < len(kept) == 15 * k
        assert np.array_equal(kept.image_px[-15:], poses(k - 1, 15, k - 1).image_px)
        found.remove()
        assert list((tiny_disk / FOLDER).iterdir()) == []
