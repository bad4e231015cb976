"""A program is killed in the middle of a set: the next start keeps what was seen and told of it, once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from patients import patient

from coach.coaching import Coach, judge_poses
from coach.coaching.events import Event
from coach.errors import RecordError
from coach.live import recovery
from coach.live.recovery import recover_sets
from coach.pose.poses import Poses, Recording
from coach.records.desk import Desk
from coach.records.recording_file import save_recording
from coach.records.recording_format import RecordingMetadata
from coach.records.running import LIVE_BATCH_FRAMES, Begun, RunningSession, RunningSet, left_behind, sole_recovery
from coach.records.sessions import append_events, begin_session, begin_set, session, sessions_of
from coach.records.store import Store
from coach.records.tables import JudgedSet
from coach.rules import load_exercise

EXERCISE = load_exercise("sit_to_stand")
MORNING = datetime.now(UTC) - timedelta(hours=3)
NEXT_START = "from coach.live.recovery import recover_sets; print(recover_sets())"
LIVE_SET = """
import sys, threading
from coach.care.safety import Answers
from coach.live.commands import Command
from coach.live.plan import SessionPlan
from coach.live.session import LiveSession
from coach.pose.estimator import FakeEstimator
from coach.records.desk import Desk, Viewer
from coach.records.recording_file import load_recording
from coach.records.store import Store
from coach.records.tables import JudgedSet
from coach.rules import load_exercise
poses = load_recording(sys.argv[1]).poses
jpeg = open(sys.argv[2], "rb").read()
answered = threading.Semaphore(0)
plan = SessionPlan(load_exercise("sit_to_stand"))
store = Store()
ada = store.person_number("Ada")
session = LiveSession(plan, ada, Desk(store, Viewer(ada, "patient")), lambda: FakeEstimator(poses))
counts = []
def hear(answer):
    counts.append(answer.state["count"])
    answered.release()
session.attach(hear)
for command in (Command(answers=Answers()), Command("start"), Command("start")):
    session.do(command)
for _ in range(4):
    answered.acquire()
for t_s in poses.t_s.tolist()[: int(sys.argv[3])]:
    session.offer(jpeg, t_s)
    answered.acquire()
print(counts[-1], flush=True)
sys.stdin.read()
"""


@contextmanager
def live_program(tmp_path: Path, store: Store, poses: Poses, jpeg: bytes, frames: int) -> Iterator[int]:
    """Another program with a set of so many frames, which runs in the block and is killed at its end; its count."""
    patient(store)
    save_recording(Recording(poses), tmp_path / "poses.parquet")
    (tmp_path / "picture.jpg").write_bytes(jpeg)
    command = [sys.executable, "-c", LIVE_SET, tmp_path / "poses.parquet", tmp_path / "picture.jpg", str(frames)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline())
        finally:
            # SIGKILL, and on Windows what there is of it: nothing of the program runs after it.
            process.kill()


def left(data_dir: Path) -> list[str]:
    return sorted(path.suffix for path in (data_dir / "running").iterdir() if path.name != "recovery.lock")


def left_set(
    store: Store,
    poses: Poses | None,
    told: Sequence[Event] = (),
    *,
    why: str = "",
    begun_at: datetime = MORNING,
    session_note: bool = True,
) -> tuple[Desk, int, int]:
    """What a program that died leaves: a session and a set that run, their notes without a lock, the frames of a set.

    Her desk and the numbers of the two.
    """
    desk = patient(store)
    session_id = begin_session(desk, desk.viewer.person_id, EXERCISE.id, "live", begun_at, UTC)
    if session_note:
        RunningSession.begin(Begun(session_id, begun_at)).leave()
    set_id = begin_set(desk, session_id, EXERCISE.text, 1, begun_at)
    running = RunningSet.begin(Begun(set_id, begun_at, why))
    if poses is not None:
        running.append(poses, RecordingMetadata("fake"))
    append_events(desk, set_id, 0, [event.to_dict() for event in told])
    running.leave()
    return desk, session_id, set_id


def events_of(poses: Poses) -> list[Event]:
    return Coach(EXERCISE, arm="still").step(poses)


def state_of(store: Store, set_id: int) -> str:
    with store.transaction() as opened:
        return opened.get_one(JudgedSet, set_id).state


def kinds(events: Sequence[dict[str, Any]]) -> list[str]:
    return [event["kind"] for event in events]


def test_a_killed_set_is_kept_by_the_next_start_and_not_before(
    tmp_path: Path, sitting_and_standing: Poses, jpeg: bytes, store: Store, data_dir: Path
) -> None:
    with live_program(tmp_path, store, sitting_and_standing, jpeg, 310) as counted:
        assert recover_sets() == 0
        assert left(data_dir) == [".arrow", ".note", ".session"]
        assert store.sets() == []
    assert recover_sets() == 1
    (row,) = store.sets()
    assert (row.person, row.kind, row.exercise_id) == ("Ada", "live", "sit_to_stand")
    assert 310 - LIVE_BATCH_FRAMES < row.frames <= 310
    assert row.count == counted >= 2
    kept = store.open_set(row.id)
    assert kept.report["events"][-1]["why"] == "interrupted"
    assert kept.exercise_text == EXERCISE.text
    again = judge_poses(kept.recording.poses, EXERCISE, arm="still").to_dict()
    assert again["events"][:-1] == kept.report["events"][:-1]
    (one,) = sessions_of(patient(store), store.person_number("Ada"))
    assert (one.state, one.why) == ("interrupted", "interrupted")
    assert one.began_at <= one.ended_at
    assert left(data_dir) == []
    assert recover_sets() == 0


@pytest.mark.parametrize("frames", [75, 140, 141, 142, 250, 333])
def test_no_repetition_that_was_told_is_lost(
    frames: int, tmp_path: Path, sitting_and_standing: Poses, jpeg: bytes, store: Store
) -> None:
    with live_program(tmp_path, store, sitting_and_standing, jpeg, frames) as counted:
        pass
    assert recover_sets() == 1
    assert store.sets()[0].count == counted


def test_a_set_killed_before_anybody_was_seen_leaves_nothing(
    tmp_path: Path, sitting_and_standing: Poses, jpeg: bytes, store: Store, data_dir: Path
) -> None:
    with live_program(tmp_path, store, sitting_and_standing, jpeg, 3):
        pass
    assert left(data_dir) == [".arrow", ".note", ".session"]
    assert recover_sets() == 0
    assert left(data_dir) == []
    assert store.sets() == []
    (one,) = sessions_of(patient(store), store.person_number("Ada"))
    assert one.state == "interrupted"


def test_what_was_told_stays_where_the_last_frames_are_missing(sitting_and_standing: Poses, store: Store) -> None:
    told = events_of(sitting_and_standing)
    desk, session_id, set_id = left_set(store, sitting_and_standing[:150], told)
    assert recover_sets() == 1
    kept = store.open_set(set_id)
    assert kept.row.count == len(kept.report["repetitions"]) == 3
    assert kept.report["events"][:-1] == [event.to_dict() for event in told]
    assert kept.report["events"][-1] == {"kind": "ended", "t_s": told[-1].t_s, "why": "interrupted"}
    assert kept.row.frames == 150
    assert session(desk, session_id).state == "interrupted"


@pytest.mark.parametrize("told", [0, 1, 5])
def test_what_was_seen_and_not_told_is_added_once(told: int, sitting_and_standing: Poses, store: Store) -> None:
    whole = events_of(sitting_and_standing)
    _, _, set_id = left_set(store, sitting_and_standing, whole[:told])
    assert recover_sets() == 1
    kept = store.open_set(set_id)
    assert kept.report["events"][:-1] == [event.to_dict() for event in whole]
    assert kept.row.count == 3


@pytest.mark.parametrize("stream", ["gone", "blank", "damaged"])
def test_what_was_told_stays_without_any_frame(
    stream: str, sitting_and_standing: Poses, store: Store, data_dir: Path
) -> None:
    told = events_of(sitting_and_standing)
    desk, session_id, set_id = left_set(store, sitting_and_standing, told)
    (file,) = (data_dir / "running").glob("*.arrow")
    if stream == "gone":
        file.unlink()
    else:
        file.write_bytes(b"" if stream == "blank" else b"knees" * 1000)
    assert recover_sets() == 1
    (kept,) = session(desk, session_id).sets
    assert (kept.id, kept.count, kept.frames) == (set_id, 3, 0)
    assert store.open_set(set_id).report["count"] == 3
    assert recover_sets() == 0
    assert not [path for path in (data_dir / "running").iterdir() if path.suffix in (".arrow", ".session")]


def test_a_breach_that_was_told_stays_a_breach(store: Store) -> None:
    from motions import MOTIONS

    whole = MOTIONS["sit_to_stand"].poses(3, faulty=True)
    told = events_of(whole)
    first = next(event for event in told if event.kind == "breach")
    until = told[: told.index(first) + 1]
    _, _, set_id = left_set(store, whole[: int(np.searchsorted(whole.t_s, first.t_s - 1.0))], until)
    assert recover_sets() == 1
    report = store.open_set(set_id).report
    limit = next(limit for limit in report["limits"] if limit["id"] == "forward_bend")
    assert limit["verdict"] == "breach"
    assert [breach["start_s"] for breach in limit["breaches"]] == [first.to_dict()["start_s"]]
    assert kinds(report["events"])[-2:] == ["breach_ended", "ended"]


def test_a_set_that_had_ended_keeps_why(sitting_and_standing: Poses, store: Store) -> None:
    _, _, set_id = left_set(store, sitting_and_standing, why="pain")
    assert recover_sets() == 1
    assert store.open_set(set_id).report["events"][-1]["why"] == "pain"
    assert state_of(store, set_id) == "kept"


def test_two_programs_that_start_at_once_keep_each_set_once(
    sitting_and_standing: Poses, store: Store, data_dir: Path
) -> None:
    moments = [MORNING + timedelta(minutes=5 * k) for k in range(3)]
    for moment in moments:
        left_set(store, sitting_and_standing, events_of(sitting_and_standing[:200]), begun_at=moment)
    starts = [subprocess.Popen([sys.executable, "-c", NEXT_START], stdout=subprocess.PIPE, text=True) for _ in "ab"]
    said = [int(start.communicate(timeout=100)[0]) for start in starts]
    assert sum(said) == 3
    assert sorted(row.performed_at for row in store.sets()) == moments
    assert recover_sets() == 0
    assert [row.count for row in store.sets()] == [3, 3, 3]
    assert left(data_dir) == []


def test_what_another_program_holds_is_not_taken(sitting_and_standing: Poses, store: Store, data_dir: Path) -> None:
    left_set(store, sitting_and_standing, session_note=False)
    (taken,) = left_behind()
    done = subprocess.run([sys.executable, "-c", NEXT_START], stdout=subprocess.PIPE, text=True, check=True)
    assert done.stdout == "0\n"
    assert left(data_dir) == [".arrow", ".note"]
    taken.leave()
    assert recover_sets() == 1


def test_while_one_start_completes_them_another_leaves_them_alone(sitting_and_standing: Poses, store: Store) -> None:
    left_set(store, sitting_and_standing)
    with sole_recovery() as mine:
        assert mine
        done = subprocess.run([sys.executable, "-c", NEXT_START], stdout=subprocess.PIPE, text=True, check=True)
        assert done.stdout == "0\n"
    assert recover_sets() == 1


def test_a_session_that_runs_in_another_program_is_not_ended(store: Store) -> None:
    desk = patient(store)
    number = begin_session(desk, desk.viewer.person_id, EXERCISE.id, "live", MORNING, UTC)
    held = RunningSession.begin(Begun(number, MORNING))
    subprocess.run([sys.executable, "-c", NEXT_START], check=True, capture_output=True)
    assert session(desk, number).state == "running"
    held.leave()
    subprocess.run([sys.executable, "-c", NEXT_START], check=True, capture_output=True)
    assert session(desk, number).state == "interrupted"


def test_a_stream_cut_in_a_batch_gives_the_whole_ones(
    sitting_and_standing: Poses, store: Store, data_dir: Path
) -> None:
    left_set(store, sitting_and_standing)
    (stream,) = (data_dir / "running").glob("*.arrow")
    os.truncate(stream, stream.stat().st_size - 60_000)
    assert recover_sets() == 1
    frames = store.sets()[0].frames
    assert 0 < frames < len(sitting_and_standing)
    assert frames % LIVE_BATCH_FRAMES == 0


def test_a_set_in_which_nobody_was_seen_is_not_kept(sitting_and_standing: Poses, store: Store, data_dir: Path) -> None:
    t_s = sitting_and_standing.t_s[:200]
    left_set(store, Poses.from_arrays(t_s, np.full((200, 33, 2), np.nan), sitting_and_standing.size_px))
    desk, session_id, _ = left_set(store, None)
    assert recover_sets() == 0
    assert store.sets() == []
    assert session(desk, session_id).sets == ()
    assert left(data_dir) == [".note"]


def test_a_note_of_a_set_without_frames_is_removed_a_day_later(store: Store, data_dir: Path) -> None:
    left_set(store, None, session_note=False)
    (note,) = (data_dir / "running").iterdir()
    assert recover_sets() == 0
    os.utime(note, (0, 0))
    assert recover_sets() == 0
    assert left(data_dir) == []


@pytest.mark.parametrize("damage", ["stream", "note", "no note", "session"])
def test_what_is_damaged_is_set_aside_and_the_rest_is_kept(
    damage: str, sitting_and_standing: Poses, store: Store, data_dir: Path
) -> None:
    left_set(store, sitting_and_standing[:100])
    (stream,) = (data_dir / "running").glob("*.arrow")
    note = stream.with_suffix(".note")
    if damage == "stream":
        stream.write_bytes(b"knees" * 1000)
    if damage == "note":
        note.write_bytes(b"knees" * 1000)
    if damage == "no note":
        note.unlink()
    if damage == "session":
        next((data_dir / "running").glob("*.session")).write_bytes(b"knees" * 1000)
    left_set(store, sitting_and_standing, begun_at=MORNING + timedelta(minutes=5))
    assert recover_sets() == (2 if damage == "session" else 1)
    assert [path for path in (data_dir / "running").iterdir() if path.suffix == ".damaged"]
    assert not list((data_dir / "running").glob("*.arrow"))
    assert {one.state for one in sessions_of(patient(store), store.person_number("Ada"))} == {"interrupted"}
    assert recover_sets() == 0


def test_a_program_killed_between_keeping_and_removing_keeps_it_once(
    sitting_and_standing: Poses, store: Store, data_dir: Path, tmp_path: Path
) -> None:
    left_set(store, sitting_and_standing)
    copy = shutil.copytree(data_dir / "running", tmp_path / "copy")
    assert recover_sets() == 1
    shutil.copytree(copy, data_dir / "running", dirs_exist_ok=True)
    assert recover_sets() == 0
    assert left(data_dir) == []
    assert len(store.sets()) == 1


def test_what_another_store_knows_of_waits_for_it(
    sitting_and_standing: Poses, store: Store, data_dir: Path, tmp_path: Path
) -> None:
    left_set(store, sitting_and_standing)
    with Store(folder=tmp_path / "other") as other:
        assert recover_sets(other) == 0
        assert other.sets() == []
    assert left(data_dir) == [".arrow", ".note", ".session"]
    assert recover_sets() == 1


def test_what_cannot_be_kept_now_is_kept_at_a_later_start(
    sitting_and_standing: Poses, store: Store, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, session_id, set_id = left_set(store, sitting_and_standing, why="pain")

    def full(*_: object, **__: object) -> int:
        raise RecordError("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(recovery, "Store", full)
        assert recover_sets() == 0
    assert left(data_dir) == [".arrow", ".note", ".session"]
    with monkeypatch.context() as patched:
        patched.setattr(recovery, "finish_set", full)
        assert recover_sets() == 0
    assert left(data_dir) == [".arrow", ".note"]
    assert session(desk, session_id).state == "interrupted"
    assert recover_sets() == 1
    assert store.open_set(set_id).report["events"][-1]["why"] == "pain"


def test_a_folder_that_cannot_hold_a_set_is_told_before_it_begins(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resource = pytest.importorskip("resource", reason="file size limits are POSIX")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    data_dir.mkdir()
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(RecordError, match="cannot be kept in"):
            RunningSet.begin(Begun(1, MORNING))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert left(data_dir) == []
