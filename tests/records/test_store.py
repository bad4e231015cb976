"""What was acknowledged is kept: through kills, rivals, full disks and odd input; and it comes back as it was."""

import json
import multiprocessing
import os
import sqlite3
import subprocess
import sys
import time
import types
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from by_name import save_set

from coach.errors import RecordError
from coach.pose.figure import Angles, Figure
from coach.pose.poses import Recording, Source
from coach.records import shelf
from coach.records.store import Store, worst_verdict

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
RULE = "schema: 1\nid: sit_to_stand\nname: Sit to stand – «Aufstehen»\n"


def report_with(exercise_id="sit_to_stand", verdicts=("ok", "close"), count=3):
    return {
        "schema": 1,
        "exercise": {"id": exercise_id, "version": 2, "sha256": "d" * 64},
        "view": {"seen": "side", "near_side": "left", "share": 0.97},
        "count": count,
        "attempts": 1,
        "repetitions": [{"index": 1, "start_s": 0.5, "end_s": 2.5, "extreme": 3.25, "unit": "deg", "verdict": "ok"}],
        "holds": [],
        "limits": [{"id": f"limit_{k}", "verdict": verdict, "breaches": []} for k, verdict in enumerate(verdicts)],
        "coverage": 0.9375,
        "events": [
            {"kind": "armed", "t_s": 0.25, "at": "start"},
            {"kind": "cue", "t_s": 1.5, "text": "Höher – «ruhig»."},
        ],
    }


def recorded(seed=0, frames=40):
    t_s = np.arange(frames) / 30
    poses = Figure().poses(t_s, Angles(trunk_deg=np.linspace(0, 30 + seed, frames)))
    return Recording(poses, Source("film.mp4", "5" * 64), "full", "e" * 64)


def save(store, person="Anna", performed_at=NOON, seed=0, kind="film", **said):
    return save_set(
        store,
        person,
        exercise_text=RULE,
        report=report_with(**said),
        recording=recorded(seed),
        kind=kind,
        performed_at=performed_at,
    )


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with Store(folder=tmp_path) as opened:
        yield opened


def test_a_set_comes_back_as_it_was(store):
    moment = datetime(2026, 11, 24, 9, 30, 15, 123456, tzinfo=timezone(timedelta(hours=2)))
    number = save(store, "  Anna   Żółć ", moment, kind="live")
    kept = store.open_set(number)
    assert json.dumps(kept.report) == json.dumps(report_with()), "the order of keys is part of the bytes"
    assert kept.exercise_text == RULE
    assert kept.recording.poses.image_px.tobytes() == recorded().poses.image_px.tobytes()
    assert (kept.recording.source.file, kept.recording.model_name) == ("film.mp4", "full")
    row = kept.row
    assert (row.person, row.performed_at, row.kind) == ("Anna Żółć", moment, "live")
    assert row.performed_at.utcoffset() == timedelta(0)
    assert (row.exercise_id, row.exercise_version, row.exercise_sha256) == ("sit_to_stand", 2, "d" * 64)
    assert (row.count, row.attempts, row.verdict, row.coverage, row.view) == (3, 1, "close", 0.9375, "side")
    assert (row.frames, row.seconds) == (40, 1.3)


def test_the_list_shows_what_opening_shows(store):
    numbers = [save(store), save(store, count=None)]
    assert [row.id for row in store.sets()] == numbers[::-1]
    assert store.sets()[0] == store.open_set(numbers[1]).row
    assert store.sets()[0].count is None


def test_events_are_rows_in_their_order_too(store, tmp_path):
    number = save(store)
    with sqlite3.connect(tmp_path / "coach.db") as database:
        rows = database.execute('SELECT "index", t_s, kind, data FROM set_events WHERE set_id = ? ORDER BY 1', [number])
        found = [(index, t_s, kind, json.loads(data)) for index, t_s, kind, data in rows]
    events = report_with()["events"]
    assert found == [(index, event["t_s"], event["kind"], event) for index, event in enumerate(events)]


def test_one_recording_saved_twice_is_one_file(store, tmp_path):
    save(store, "Anna")
    save(store, "Berta")
    save(store, "Berta", seed=1)
    assert len(list((tmp_path / "recordings").iterdir())) == 2
    assert len({row.recording_sha256 for row in store.sets()}) == 2


def test_filters_narrow_the_list(store):
    days = [NOON + timedelta(days=k) for k in range(4)]
    first = save(store, "Anna", days[0], verdicts=("ok",))
    second = save(store, "Anna", days[1], exercise_id="bridge", verdicts=("breach", "ok"))
    third = save(store, "Berta", days[2], verdicts=("cannot_judge", "ok"))
    fourth = save(store, "Berta", days[3], exercise_id="bridge", verdicts=())

    def numbers(**wanted):
        return [row.id for row in store.sets(**wanted)]

    assert numbers() == [fourth, third, second, first]
    assert numbers(person="Anna") == [second, first]
    assert numbers(exercise_id="bridge") == [fourth, second]
    assert numbers(verdict="breach") == [second]
    assert numbers(verdict="cannot_judge") == [fourth, third]
    assert numbers(since=days[1], until=days[3]) == [third, second], "from the first moment up to, not with, the last"
    elsewhere = days[3].astimezone(timezone(timedelta(hours=-9)))
    assert numbers(since=elsewhere) == [fourth], "the same moment said in another zone"
    assert numbers(person="Anna", verdict="ok", since=days[0]) == [first]
    assert numbers(person="nobody") == []
    with pytest.raises(Exception, match="time zone"):
        numbers(since=datetime(2026, 1, 1))


@pytest.mark.parametrize(
    ("verdicts", "worst"),
    [
        (["ok", "ok"], "ok"),
        (["ok", "cannot_judge"], "cannot_judge"),
        (["close", "cannot_judge"], "close"),
        (["cannot_judge", "breach", "close"], "breach"),
        ([], "cannot_judge"),
    ],
)
def test_the_worst_verdict_says_no_more_than_was_seen(verdicts, worst):
    assert worst_verdict(report_with(verdicts=verdicts)) == worst


def test_people_are_made_known_once_and_trimmed(store):
    assert store.ensure_person("  Zoe ") == "Zoe"
    assert store.ensure_person("Zoe") == "Zoe"
    assert store.ensure_person("anna") == "anna"
    # The same name typed on two keyboards: one letter, or a letter and its accent.
    assert store.ensure_person("Jose\u0301") == store.ensure_person("Jos\u00e9")
    assert store.people() == ["anna", "Jos\u00e9", "Zoe"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("", "needed"), (" \t\n", "needed"), ("x" * 81, "81 characters. Use at most 80"), ("a\x00b", "cannot be shown")],
)
def test_a_name_that_is_none_is_refused_before_anything_is_written(store, tmp_path, name, sentence):
    with pytest.raises(RecordError, match=sentence):
        store.ensure_person(name)
    with pytest.raises(RecordError, match=sentence):
        save(store, name)
    assert store.people() == []
    assert not (tmp_path / "recordings").exists()


def test_a_moment_without_a_zone_and_an_unknown_kind_are_defects(store):
    with pytest.raises(ValueError, match="time zone"):
        save(store, performed_at=datetime(2026, 1, 1))
    with pytest.raises(ValueError, match="live"):
        save(store, kind="radio")
    assert store.sets() == []


def test_a_report_that_json_cannot_say_leaves_no_half_set(store):
    with pytest.raises(Exception, match="JSON compliant"):
        save_set(
            store,
            "Anna",
            exercise_text=RULE,
            report=report_with() | {"coverage": None, "extra": float("nan")},
            recording=recorded(),
            kind="live",
            performed_at=NOON,
        )
    assert store.sets() == []


def test_a_number_that_is_not_there_is_said(store):
    with pytest.raises(RecordError, match="no set number 7"):
        store.open_set(7)


def test_a_lost_or_swapped_recording_is_said(store, tmp_path):
    number, other = save(store), save(store, seed=1)
    paths = {row.id: tmp_path / "recordings" / f"{row.recording_sha256}.parquet" for row in store.sets()}
    paths[number].write_bytes(paths[other].read_bytes())
    with pytest.raises(RecordError, match="not the recording that was judged"):
        store.open_set(number)
    paths[number].unlink()
    with pytest.raises(RecordError, match="There is no file"):
        store.open_set(number)
    assert store.open_set(other).row.id == other


def test_what_a_kill_left_half_written_is_swept_after_a_day(store, tmp_path):
    save(store)
    new, old = tmp_path / "recordings" / "a.part", tmp_path / "recordings" / ".b.part.1234.part"
    for part in (new, old):
        part.write_text("half")
    os.utime(old, (time.time() - 90_000, time.time() - 90_000))
    Store(folder=tmp_path).close()
    assert sorted(path.suffix for path in (tmp_path / "recordings").iterdir()) == [".parquet", ".part"]
    assert new.exists()


def test_the_store_lies_where_the_environment_says(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "kept"))
    with Store() as store:
        save(store)
    assert (tmp_path / "kept" / "coach.db").is_file()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'other.db'}")
    with Store() as store:
        assert store.sets() == []
    assert (tmp_path / "other.db").is_file()


def test_a_failure_of_the_disk_before_the_row_leaves_nothing(store, tmp_path, monkeypatch):
    def full(recording, path, *_):
        path.write_text("half")
        raise RecordError("The disk is full.")

    monkeypatch.setattr(shelf, "save_recording", full)
    with pytest.raises(RecordError, match="full"):
        save(store)
    assert store.sets() == []
    assert list((tmp_path / "recordings").iterdir()) == []


ENDLESS_SAVER = """
import sys
from pathlib import Path
sys.path[:0] = [sys.argv[2], str(Path(sys.argv[2]).parent)]
from test_store import save
from coach.records.store import Store

store = Store(folder=Path(sys.argv[1]))
seed = int(sys.argv[3])
while True:
    print(save(store, seed=seed, person=f"Person {seed}"), flush=True)
    seed += 1
"""


def saver(folder, first_seed):
    command = [sys.executable, "-c", ENDLESS_SAVER, str(folder), str(Path(__file__).parent), str(first_seed)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_every_acknowledged_set_outlives_a_killed_writer(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    acknowledged = []
    for turn in range(3):
        child = saver(tmp_path, 1000 * turn)
        acknowledged += [int(child.stdout.readline()) for _ in range(5 + 3 * turn)]
        child.kill()
        rest, _ = child.communicate()
        acknowledged += [int(line) for line in rest.splitlines(keepends=True) if line.endswith("\n")]
    with Store(folder=tmp_path) as store:
        kept = store.sets()
        assert set(acknowledged) <= {row.id for row in kept}
        assert len(kept) <= len(acknowledged) + 3, "at most the one in hand at each kill was not acknowledged"
        for row in kept:
            whole = store.open_set(row.id)
            assert whole.report == report_with()
            assert len(whole.recording.poses) == row.frames
    with sqlite3.connect(tmp_path / "coach.db") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("SELECT count(*) FROM set_events").fetchone() == (2 * len(kept),)


def save_some(folder, seed, count):
    with Store(folder=folder) as store:
        for k in range(count):
            # A shared name and shared recordings: the rivals meet at every unique key there is.
            save(store, person=f"Person {k}", seed=k)
        store.ensure_person(f"Only {seed}")


def test_rivals_open_and_write_at_the_same_time_and_none_loses(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    # A test of the pages leaves the page behind as the main module, which a new process would run first.
    monkeypatch.setitem(sys.modules, "__main__", types.ModuleType("__main__"))
    spawn = multiprocessing.get_context("spawn")
    rivals = [spawn.Process(target=save_some, args=(tmp_path, seed, 12)) for seed in range(2)]
    for rival in rivals:
        rival.start()
    for rival in rivals:
        rival.join()
    assert [rival.exitcode for rival in rivals] == [0, 0]
    with Store(folder=tmp_path) as store:
        assert len(store.sets()) == 24
        assert len(store.people()) == 14
    assert len(list((tmp_path / "recordings").iterdir())) == 12


def test_a_reader_is_not_kept_waiting_by_a_writer(store, tmp_path):
    save(store)
    rival = sqlite3.connect(tmp_path / "coach.db", isolation_level=None)
    rival.execute("BEGIN IMMEDIATE")
    assert len(store.sets()) == 1
    rival.execute("ROLLBACK")
    rival.close()
