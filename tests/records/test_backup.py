"""A backup is all of a store in one file, or no file; restoring puts all of it back, or changes nothing."""

import io
import json
import os
import shutil
import subprocess
import tarfile
import threading
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest
from canaries import NAME, NOON, OTHER, PASSPHRASE, filled, found_in, keep_set, poses, rows
from store_places import POSTGRESQL

from coach.errors import RecordError
from coach.records import backup_file
from coach.records import restore as restoring
from coach.records.backup import back_up, check_backup
from coach.records.backup_file import newest_backup, read_facts
from coach.records.rekey import change_passphrase
from coach.records.restore import restore
from coach.records.store import Store

PASSPHRASES = ("", PASSPHRASE)


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def same(folder, passphrase, expected, url=None):
    with Store(url, folder, passphrase) as store:
        assert rows(store) == expected
        for number, seed in ((1, 0), (2, 1)):
            assert np.array_equal(store.open_set(number).recording.poses.image_px, poses(seed).image_px)
        assert keep_set(store, "Anna", 7) == 3, "numbers go on where they were"


@pytest.fixture(params=PASSPHRASES, ids=["plain", "encrypted"])
def kept(request, tmp_path):
    """A closed store, what is in it, its backup and its passphrase."""
    with filled(tmp_path / "store", request.param) as store:
        facts = back_up(store, tmp_path / "all.coachbackup", now=NOON)
        assert (facts.recordings, facts.missing, facts.whole, facts.schema) == (2, (), True, "0003")
        assert facts.encrypted is bool(request.param)
        return tmp_path / "store", rows(store), tmp_path / "all.coachbackup", request.param


def test_a_backup_is_restored_into_an_empty_folder(kept, tmp_path):
    _, expected, file, passphrase = kept
    facts = check_backup(file, passphrase=passphrase)
    assert facts == read_facts(file)
    assert facts.made_at == NOON
    done = restore(file, tmp_path / "new", passphrase=passphrase)
    assert (done.facts, done.aside) == (facts, None)
    assert names(tmp_path / "new") == ["coach.db", "recordings"]
    same(tmp_path / "new", passphrase, expected)
    assert names(tmp_path) == ["all.coachbackup", "new", "store"]


def test_an_encrypted_backup_says_nothing(tmp_path):
    with filled(tmp_path / "store", PASSPHRASE) as store:
        back_up(store, tmp_path / "store" / "all.coachbackup")
    assert found_in(tmp_path) == set()


def test_a_folder_is_backed_up_too_and_left_as_it_was(tmp_path):
    filled(tmp_path / "store", PASSPHRASE).close()
    before = (tmp_path / "store" / "coach.db").read_bytes()
    with pytest.raises(RecordError, match="does not open"):
        back_up(tmp_path / "store", tmp_path / "all", passphrase=OTHER)
    with pytest.raises(RecordError, match="There is no store"):
        back_up(tmp_path / "none", tmp_path / "all")
    assert back_up(tmp_path / "store", tmp_path / "all", passphrase=PASSPHRASE).recordings == 2
    assert (tmp_path / "store" / "coach.db").read_bytes() == before
    assert names(tmp_path) == ["all", "store"]


def test_it_is_of_one_moment_while_others_write(tmp_path):
    stop, numbers = threading.Event(), []
    with filled(tmp_path / "store") as store:

        def write():
            while not stop.is_set():
                numbers.append(keep_set(store, "Anna", 100 + len(numbers), 5))

        writer = threading.Thread(target=write)
        writer.start()
        try:
            while len(numbers) < 8:
                back_up(store, tmp_path / "all")
        finally:
            stop.set()
            writer.join()
    assert check_backup(tmp_path / "all").missing == ()
    restore(tmp_path / "all", tmp_path / "new")
    with Store(None, tmp_path / "new", "") as store:
        assert 2 < len(store.sets()) <= 2 + len(numbers)
        for row in store.sets():
            assert len(store.open_set(row.id).recording.poses) == row.frames


def test_a_lost_recording_is_told_and_stops_nothing(tmp_path):
    with filled(tmp_path / "store") as store:
        lost = sorted((tmp_path / "store" / "recordings").iterdir())[0]
        lost.unlink()
        facts = back_up(store, tmp_path / "all")
    assert (facts.recordings, facts.missing) == (1, (lost.stem,))
    assert check_backup(tmp_path / "all") == facts


def test_a_store_is_replaced_only_when_asked_to_and_kept_aside(kept, tmp_path):
    _, expected, file, passphrase = kept
    with filled(tmp_path / "other", passphrase, sets=3) as store:
        old = rows(store)
    with pytest.raises(RecordError, match="has a store already"):
        restore(file, tmp_path / "other", passphrase=passphrase)
    done = restore(file, tmp_path / "other", passphrase=passphrase, overwrite=True)
    assert done.aside == tmp_path / "other" / "replaced-1"
    same(tmp_path / "other", passphrase, expected)
    with Store(None, done.aside, passphrase) as store:
        assert rows(store) == old
        assert len(store.open_set(3).recording.poses) == 40
    assert restore(file, tmp_path / "other", passphrase=passphrase, overwrite=True).aside.name == "replaced-2"


def test_a_damaged_store_is_replaced_with_its_log(kept, tmp_path):
    folder, expected, file, passphrase = kept
    (folder / "coach.db").write_bytes(bytes(5000))
    with pytest.raises(RecordError, match="coach backup restore"):
        Store(None, folder, passphrase)
    (folder / "coach.db-wal").write_bytes(b"a log of another day")
    done = restore(file, folder, passphrase=passphrase, overwrite=True)
    assert {"coach.db", "recordings"} <= set(names(done.aside))
    assert (done.aside / "coach.db").read_bytes() == bytes(5000)
    same(folder, passphrase, expected)


def test_a_store_in_use_is_not_replaced(kept):
    folder, expected, file, passphrase = kept
    with Store(None, folder, passphrase) as store:
        with pytest.raises(RecordError, match="Another program keeps"):
            restore(file, folder, passphrase=passphrase, overwrite=True)
        assert names(folder) == ["coach.db", "coach.db-shm", "coach.db-wal", "recordings"]
        assert rows(store) == expected


def test_another_passphrase_restores_nothing(tmp_path):
    with filled(tmp_path / "store", PASSPHRASE) as store:
        back_up(store, tmp_path / "all")
    for passphrase in (OTHER, ""):
        with pytest.raises(RecordError, match="passphrase does not open"):
            check_backup(tmp_path / "all", passphrase=passphrase)
        with pytest.raises(RecordError, match="passphrase does not open"):
            restore(tmp_path / "all", tmp_path / "new", passphrase=passphrase)
    assert names(tmp_path / "new") == []
    change_passphrase(tmp_path / "store", PASSPHRASE, OTHER)
    restore(tmp_path / "all", tmp_path / "store", passphrase=PASSPHRASE, overwrite=True)
    with Store(None, tmp_path / "store", PASSPHRASE) as store:
        assert store.people() == [NAME], "an old backup opens with the passphrase it was made with"


def taken_apart(file):
    with tarfile.open(file) as tar:
        return {member.name: tar.extractfile(member).read() for member in tar}


def put_together(file, entries, kinds=None):
    with tarfile.open(file, "w") as tar:
        for name, content in entries:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            entry.type = (kinds or {}).get(name, tarfile.REGTYPE)
            entry.linkname = "/etc/passwd" if entry.type != tarfile.REGTYPE else ""
            tar.addfile(entry, io.BytesIO(content))


def refused(file, folder, sentence="damaged|not a backup|newer"):
    for attempt in (lambda: check_backup(file, passphrase=""), lambda: restore(file, folder, passphrase="")):
        with pytest.raises(RecordError, match=sentence):
            attempt()
    assert names(folder) == []


@pytest.fixture
def plain(tmp_path):
    with filled(tmp_path / "store") as store:
        back_up(store, tmp_path / "all")
    return tmp_path / "all"


def test_a_backup_cut_anywhere_is_refused(plain, tmp_path):
    whole, manifest = plain.read_bytes(), plain.read_bytes().index(b'"format"')
    for size in [0, 1, 511, 512, 513, *range(1000, len(whole), 60_000), manifest - 1, manifest, manifest + 100]:
        (tmp_path / "cut").write_bytes(whole[:size])
        refused(tmp_path / "cut", tmp_path / "new")


def test_a_change_anywhere_that_matters_is_refused(plain, tmp_path):
    whole = bytearray(plain.read_bytes())
    entries = taken_apart(plain)
    for content in entries.values():
        place = bytes(whole).index(content[:600]) + min(len(content), 600) // 2
        bad = bytearray(whole)
        bad[place] ^= 1
        (tmp_path / "bad").write_bytes(bad)
        refused(tmp_path / "bad", tmp_path / "new", "damaged")


@pytest.mark.parametrize("content", [b"I am a letter. " * 100, b"PK\3\4" + bytes(600), bytes(2000)])
def test_another_file_is_refused(content, tmp_path):
    (tmp_path / "letter").write_bytes(content)
    refused(tmp_path / "letter", tmp_path / "new")
    with pytest.raises(RecordError, match="There is no file"):
        check_backup(tmp_path / "none")


def test_no_name_leads_out_of_the_folder_and_nothing_but_files_is_taken(plain, tmp_path):
    good = taken_apart(plain)
    database, manifest = good.pop("coach.db"), good.pop("manifest.json")
    recordings = list(good.items())
    for evil in (
        "../evil",
        "/tmp/evil",
        "recordings/../../evil",
        "recordings/evil.parquet",
        "coach.db",
        "coach.db-wal",
    ):
        for entries in (
            [(evil, b"x")],
            [("coach.db", database), (evil, b"x"), *recordings, ("manifest.json", manifest)],
            [("coach.db", database), *recordings, ("manifest.json", manifest), (evil, b"x")],
        ):
            put_together(tmp_path / "evil", entries)
            refused(tmp_path / "evil", tmp_path / "new", "damaged|does not open")
    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE):
        put_together(
            tmp_path / "evil",
            [("coach.db", database), *((name, b"") for name, _ in recordings), ("manifest.json", manifest)],
            {recordings[0][0]: kind},
        )
        refused(tmp_path / "evil", tmp_path / "new", "damaged")
    assert not (tmp_path / "evil-out").exists()


def test_recordings_swapped_or_missing_are_seen_even_where_the_manifest_agrees(plain, tmp_path, monkeypatch):
    good = taken_apart(plain)
    database, said = good.pop("coach.db"), json.loads(good.pop("manifest.json"))
    (first, one), (second, other) = good.items()
    for entries in ([(first, other), (second, one)], [(first, one)], [(second, other), (first, one)], []):
        digest, lines = backup_file.hashlib.sha256(), []
        for name, content in [("coach.db", database), *entries]:
            lines.append(f"{name} {len(content)} {backup_file.hashlib.sha256(content).hexdigest()}\n")
        digest.update("".join(lines).encode())
        agreed = json.dumps(said | {"digest": digest.hexdigest(), "recordings": len(entries)}).encode()
        put_together(tmp_path / "evil", [("coach.db", database), *entries, ("manifest.json", agreed)])
        refused(tmp_path / "evil", tmp_path / "new", "damaged")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"version": 2}, "newer Coach"),
        ({"schema": "9999"}, "newer Coach|damaged"),
        ({"format": "zip"}, "not a backup"),
        ({"schema": "0002"}, "damaged"),
        ({"schema": "../x"}, "damaged"),
        ({"encrypted": True}, "damaged"),
        ({"made_at": "soon"}, "damaged"),
        ({"missing": 3}, "damaged"),
        ({"missing": ["a" * 64]}, "damaged"),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(plain, tmp_path, change, sentence):
    entries = taken_apart(plain)
    entries["manifest.json"] = json.dumps(json.loads(entries["manifest.json"]) | change).encode()
    put_together(tmp_path / "evil", entries.items())
    refused(tmp_path / "evil", tmp_path / "new", sentence)


def test_a_manifest_that_is_none_is_refused(plain, tmp_path):
    entries = taken_apart(plain)
    for content in (b"", b"[]", b"{}", b"\xff", b"[" * 100_000):
        put_together(tmp_path / "evil", (entries | {"manifest.json": content}).items())
        refused(tmp_path / "evil", tmp_path / "new", "damaged")


def test_a_file_that_says_it_is_huge_is_refused_without_memory_or_disk(tmp_path):
    entry = tarfile.TarInfo("coach.db")
    entry.size = 2**40
    (tmp_path / "bomb").write_bytes(entry.tobuf(tarfile.GNU_FORMAT) + bytes(5000))
    refused(tmp_path / "bomb", tmp_path / "new", "damaged")


@pytest.fixture
def tiny_disk(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1500k", "coach-test", str(disk)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("mounting a small disk needs root on Linux")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def filled_up(disk, free):
    """Leave so many bytes free."""
    status = os.statvfs(disk)
    (disk / "ballast").write_bytes(bytes(max(0, status.f_bavail * status.f_frsize - free)))


@pytest.mark.parametrize("free", [0, 4096, 100_000, 300_000, 500_000])
@pytest.mark.parametrize("passphrase", PASSPHRASES, ids=["plain", "encrypted"])
def test_a_full_disk_leaves_no_half_of_a_backup(tiny_disk, tmp_path, free, passphrase):
    with filled(tmp_path / "store", passphrase) as store:
        (tiny_disk / "all").write_bytes(b"the one before")
        filled_up(tiny_disk, free)
        with pytest.raises(RecordError, match=r"disk is full.*Free some space"):
            back_up(store, tiny_disk / "all")
        assert names(tiny_disk) == ["all", "ballast"]
        assert (tiny_disk / "all").read_bytes() == b"the one before"


@pytest.mark.parametrize("free", [0, 100_000, 300_000])
def test_a_full_disk_leaves_no_half_of_a_restored_store(tiny_disk, kept, tmp_path, free):
    _, _, file, passphrase = kept
    small = filled(tiny_disk / "store", passphrase, sets=0)
    expected = rows(small)
    small.close()
    filled_up(tiny_disk, free)
    with pytest.raises(RecordError, match="disk is full"):
        restore(file, tiny_disk / "store", passphrase=passphrase, overwrite=True)
    (tiny_disk / "ballast").unlink()
    assert names(tiny_disk / "store") == ["coach.db"]
    with Store(None, tiny_disk / "store", passphrase) as store:
        assert rows(store) == expected


@pytest.mark.parametrize("at", range(5))
def test_a_failure_at_any_step_of_replacing_puts_all_of_it_back(kept, tmp_path, monkeypatch, at):
    folder, expected, file, passphrase = kept
    steps = iter(range(100))

    def failing(real):
        def step(*given):
            if next(steps) == at:
                raise OSError(28, "No space left on device")
            return real(*given)

        return step

    monkeypatch.setattr(Path, "replace", failing(Path.replace))
    monkeypatch.setattr(restoring, "sync_folder", failing(restoring.sync_folder))
    with nullcontext() if at > 3 else pytest.raises(RecordError, match="disk is full"):
        restore(file, folder, passphrase=passphrase, overwrite=True)
    monkeypatch.undo()
    assert [name for name in names(folder) if not name.startswith("replaced")] == ["coach.db", "recordings"]
    same(folder, passphrase, expected)


def test_a_backup_goes_where_it_can_be_written_or_says_so(plain, tmp_path):
    with Store(None, tmp_path / "store", "") as store:
        with pytest.raises(RecordError, match="does not exist"):
            back_up(store, tmp_path / "none" / "all")
        with pytest.raises(RecordError, match="folder"):
            back_up(store, tmp_path / "store")
    assert names(tmp_path) == ["all", "store"]


def test_the_newest_backup_is_the_one_last_made(tmp_path):
    assert newest_backup(tmp_path) is None
    (tmp_path / "backups").mkdir()
    for name, moment in (("b.coachbackup", 3), ("a.coachbackup", 5), ("c.txt", 9)):
        (tmp_path / "backups" / name).write_bytes(b"")
        os.utime(tmp_path / "backups" / name, (moment, moment))
    assert newest_backup(tmp_path).name == "a.coachbackup"


@POSTGRESQL
@pytest.mark.parametrize("passphrase", PASSPHRASES, ids=["plain", "encrypted"])
def test_a_server_is_backed_up_and_restored_as_server_and_as_file(postgresql, tmp_path, passphrase):
    with postgresql.database() as url, postgresql.database(empty=False) as other:
        with filled(tmp_path / "store", passphrase, url) as store:
            expected = rows(store)
            facts = back_up(store, tmp_path / "all", passphrase=passphrase)
        assert (facts.recordings, facts.encrypted, facts.schema) == (2, bool(passphrase), "0003")
        restore(tmp_path / "all", tmp_path / "file", passphrase=passphrase)
        same(tmp_path / "file", passphrase, expected)
        restore(tmp_path / "all", tmp_path / "there", url=other, passphrase=passphrase)
        same(tmp_path / "there", passphrase, expected, other)
        if passphrase:
            assert found_in(tmp_path) == set()
            with pytest.raises(RecordError, match="does not open"):
                Store(other, tmp_path / "there", "")


@POSTGRESQL
def test_a_file_is_restored_to_a_server_and_what_was_there_is_a_backup(postgresql, kept, tmp_path):
    _, expected, file, passphrase = kept
    with postgresql.database() as url:
        with filled(tmp_path / "there", passphrase, url, sets=3) as store:
            old = rows(store)
        with pytest.raises(RecordError, match="has a store already"):
            restore(file, tmp_path / "there", url=url, passphrase=passphrase)
        done = restore(file, tmp_path / "there", url=url, passphrase=passphrase, overwrite=True)
        same(tmp_path / "there", passphrase, expected, url)
        shutil.copytree(done.aside / "recordings", tmp_path / "old" / "recordings")
        restore(next(done.aside.glob("*.coachbackup")), tmp_path / "older", passphrase=passphrase)
        with Store(None, tmp_path / "older", passphrase) as store:
            assert rows(store) == old


@POSTGRESQL
def test_a_server_that_cannot_be_filled_keeps_what_it_had(postgresql, kept, tmp_path, monkeypatch):
    _, _, file, passphrase = kept
    with postgresql.database() as url:
        with filled(tmp_path / "there", passphrase, url, sets=2) as store:
            old = rows(store)

        def cut(*_):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(restoring, "_move_recordings", cut)
        with pytest.raises(RecordError, match="disk is full"):
            restore(file, tmp_path / "there", url=url, passphrase=passphrase, overwrite=True)
        monkeypatch.undo()
        same(tmp_path / "there", passphrase, old, url)


@POSTGRESQL
def test_a_servers_recordings_are_sealed_made_plain_and_given_another_passphrase(postgresql, tmp_path):
    from coach.records.rekey import decrypt_store, encrypt_store

    with postgresql.database() as url:
        with filled(tmp_path, "", url) as store:
            expected = rows(store)
        encrypt_store(tmp_path, PASSPHRASE, url)
        assert found_in(tmp_path) == set()
        change_passphrase(tmp_path, PASSPHRASE, OTHER, url)
        for passphrase in (PASSPHRASE, ""):
            with pytest.raises(RecordError, match="does not open"):
                Store(url, tmp_path, passphrase)
        with Store(url, tmp_path, OTHER) as store:
            assert rows(store) == expected
        decrypt_store(tmp_path, OTHER, url)
        same(tmp_path, "", expected, url)
