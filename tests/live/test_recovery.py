"""A program is killed in the middle of a set: the next start keeps what was seen of it, once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from coach.errors import RecordError
from coach.live import recovery
from coach.live.recovery import recover_sets
from coach.pose.poses import Poses, Recording
from coach.records.recording_file import save_recording
from coach.records.recording_format import RecordingMetadata
from coach.records.running import LIVE_BATCH_FRAMES, Begun, RunningSet, left_behind
from coach.records.store import Store
from coach.rules import load_exercise

TEXT = load_exercise("sit_to_stand").text
MORNING = datetime(2027, 3, 4, 9, 30, 1, 234567, tzinfo=UTC)
NEXT_START = "from coach.live.recovery import recover_sets; print(recover_sets())"
LIVE_SET = """
import sys, threading
from coach.care.safety import Answers
from coach.live.commands import Command
from coach.live.plan import SessionPlan
from coach.live.session import LiveSession
from coach.pose.estimator import FakeEstimator
from coach.records.recording_file import load_recording
from coach.records.store import Store
from coach.rules import load_exercise
poses = load_recording(sys.argv[1]).poses
jpeg = open(sys.argv[2], "rb").read()
answered = threading.Semaphore(0)
plan = SessionPlan(load_exercise("sit_to_stand"))
session = LiveSession(plan, " Ada  L ", Store(), lambda: FakeEstimator(poses))
session.attach(lambda answer: answered.release())
for command in (Command(answers=Answers()), Command("start"), Command("start")):
    session.do(command)
for _ in range(4):
    answered.acquire()
for t_s in poses.t_s.tolist()[: int(sys.argv[3])]:
    session.offer(jpeg, t_s)
    answered.acquire()
print("seen", flush=True)
sys.stdin.read()
"""


@contextmanager
def live_program(tmp_path: Path, poses: Poses, jpeg: bytes, frames: int) -> Iterator[None]:
    """Another program with a set of so many frames, which runs in the block and is killed at its end."""
    save_recording(Recording(poses), tmp_path / "poses.parquet")
    (tmp_path / "picture.jpg").write_bytes(jpeg)
    command = [sys.executable, "-c", LIVE_SET, tmp_path / "poses.parquet", tmp_path / "picture.jpg", str(frames)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "seen\n"
            yield
        finally:
            # SIGKILL, and on Windows what there is of it: nothing of the program runs after it.
            process.kill()


def left(data_dir: Path) -> list[str]:
    return sorted(path.suffix for path in (data_dir / "running").iterdir())


def left_set(poses: Poses | None, text: str = TEXT, why: str = "", begun_at: datetime = MORNING) -> None:
    """What a program that died leaves: its stream to the last whole batch, its note without a lock."""
    running = RunningSet.begin(Begun("Ada", text, begun_at, why))
    if poses is not None:
        running.append(poses, RecordingMetadata("fake"))
    running.leave()


def test_a_killed_set_is_kept_by_the_next_start_and_not_before(
    tmp_path: Path, sitting_and_standing: Poses, jpeg: bytes, store: Store, data_dir: Path
) -> None:
    with live_program(tmp_path, sitting_and_standing, jpeg, 310):
        assert recover_sets() == 0
        assert left(data_dir) == [".arrow", ".note"]
    assert recover_sets() == 1
    (row,) = store.sets()
    assert (row.person, row.kind, row.exercise_id) == ("Ada L", "live", "sit_to_stand")
    assert row.frames == 310 - 310 % LIVE_BATCH_FRAMES
    assert row.count == 2
    kept = store.open_set(row.id)
    assert kept.report["events"][-1] == {"kind": "ended", "t_s": 14.95, "why": "interrupted"}
    assert kept.exercise_text == TEXT
    assert left(data_dir) == []
    assert recover_sets() == 0


def test_a_set_killed_before_its_first_batch_leaves_nothing(
    tmp_path: Path, sitting_and_standing: Poses, jpeg: bytes, store: Store, data_dir: Path
) -> None:
    with live_program(tmp_path, sitting_and_standing, jpeg, 3):
        pass
    assert left(data_dir) == [".arrow", ".note"]
    assert recover_sets() == 0
    assert left(data_dir) == []
    assert store.sets() == []


def test_two_programs_that_start_at_once_keep_each_set_once(
    sitting_and_standing: Poses, store: Store, data_dir: Path
) -> None:
    moments = [MORNING + timedelta(minutes=5 * k) for k in range(3)]
    for moment in moments:
        left_set(sitting_and_standing, begun_at=moment)
    starts = [subprocess.Popen([sys.executable, "-c", NEXT_START], stdout=subprocess.PIPE, text=True) for _ in "ab"]
    said = [int(start.communicate(timeout=100)[0]) for start in starts]
    assert sum(said) == 3
    assert sorted(row.performed_at for row in store.sets()) == moments
    assert recover_sets() == 0
    assert left(data_dir) == []


def test_what_another_program_holds_is_not_taken(sitting_and_standing: Poses, data_dir: Path) -> None:
    left_set(sitting_and_standing)
    (taken,) = left_behind()
    done = subprocess.run([sys.executable, "-c", NEXT_START], stdout=subprocess.PIPE, text=True, check=True)
    assert done.stdout == "0\n"
    assert left(data_dir) == [".arrow", ".note"]
    taken.leave()
    assert recover_sets() == 1


def test_a_stream_cut_in_a_batch_gives_the_whole_ones(
    sitting_and_standing: Poses, store: Store, data_dir: Path
) -> None:
    left_set(sitting_and_standing)
    (stream,) = (data_dir / "running").glob("*.arrow")
    os.truncate(stream, stream.stat().st_size - 60_000)
    assert recover_sets() == 1
    frames = store.sets()[0].frames
    assert 0 < frames < len(sitting_and_standing)
    assert frames % LIVE_BATCH_FRAMES == 0


def test_a_set_in_which_nobody_was_seen_is_not_kept(sitting_and_standing: Poses, store: Store, data_dir: Path) -> None:
    t_s = sitting_and_standing.t_s[:200]
    left_set(Poses.from_arrays(t_s, np.full((200, 33, 2), np.nan), sitting_and_standing.size_px))
    left_set(None)
    (data_dir / "running" / "blank.arrow").touch()
    shutil.copy(next((data_dir / "running").glob("*.note")), data_dir / "running" / "blank.note")
    assert recover_sets() == 0
    assert store.sets() == []
    assert left(data_dir) == [".note"]


def test_a_note_of_a_set_without_frames_is_removed_a_day_later(data_dir: Path) -> None:
    left_set(None)
    (note,) = (data_dir / "running").iterdir()
    assert recover_sets() == 0
    os.utime(note, (0, 0))
    assert recover_sets() == 0
    assert left(data_dir) == []


@pytest.mark.parametrize("damage", ["stream", "note", "no note", "rule"])
def test_what_is_damaged_is_set_aside_and_the_rest_is_kept(
    damage: str, sitting_and_standing: Poses, store: Store, data_dir: Path
) -> None:
    left_set(sitting_and_standing[:100], "id: odd" if damage == "rule" else TEXT)
    (stream,) = (data_dir / "running").glob("*.arrow")
    note = stream.with_suffix(".note")
    if damage == "stream":
        stream.write_bytes(b"knees" * 1000)
    if damage == "note":
        note.write_bytes(b"knees" * 1000)
    if damage == "no note":
        note.unlink()
    left_set(sitting_and_standing)
    assert recover_sets() == 1
    assert f"{stream.name}.damaged" in {path.name for path in (data_dir / "running").iterdir()}
    assert not list((data_dir / "running").glob("*.arrow"))
    assert recover_sets() == 0
    assert len(store.sets()) == 1


def test_a_program_killed_between_keeping_and_removing_keeps_it_once(
    sitting_and_standing: Poses, store: Store, data_dir: Path, tmp_path: Path
) -> None:
    left_set(sitting_and_standing)
    copy = shutil.copytree(data_dir / "running", tmp_path / "copy")
    assert recover_sets() == 1
    shutil.copytree(copy, data_dir / "running", dirs_exist_ok=True)
    assert recover_sets() == 0
    assert left(data_dir) == []
    assert len(store.sets()) == 1


def test_what_cannot_be_kept_now_is_kept_at_a_later_start_with_why_it_ended(
    sitting_and_standing: Poses, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left_set(sitting_and_standing, why="pain")
    (data_dir / "coach.db").mkdir()
    assert recover_sets() == 0
    assert left(data_dir) == [".arrow", ".note"]
    (data_dir / "coach.db").rmdir()

    def full(*_: object, **__: object) -> int:
        raise RecordError("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(recovery.Store, "save_set", full)
        assert recover_sets() == 0
    assert left(data_dir) == [".arrow", ".note"]
    assert recover_sets() == 1
    with Store() as store:
        kept = store.open_set(store.sets()[0].id)
    assert kept.report["events"][-1]["why"] == "pain"


def test_a_folder_that_cannot_hold_a_set_is_told_before_it_begins(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resource = pytest.importorskip("resource", reason="file size limits are POSIX")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    data_dir.mkdir()
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(RecordError, match="cannot be kept in"):
            RunningSet.begin(Begun("Ada", TEXT, MORNING))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert left(data_dir) == []
