"""Recordings on real disks: exact, whole after a cut or a kill, and never half-written."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from coach.errors import RecordError
from coach.pose.figure import Angles, Figure, there_and_back
from coach.pose.poses import Poses, Recording, Source
from coach.records import recording_file
from coach.records.recording_file import (
    BATCH_FRAMES,
    ROW_GROUP_FRAMES,
    RecordingWriter,
    load_recording,
    save_recording,
    stream_to_parquet,
)
from coach.records.recording_format import MAX_FRAMES, RecordingMetadata, schema_for
from coach.records.sealing import Vault

#: Recordings lie there as they are, or sealed.
VAULTS = pytest.mark.parametrize("vault", [None, Vault(b"k" * 32)], ids=["plain", "sealed"])
FIELDS = ("t_s", "image_px", "world_m", "visibility", "spread_px", "people")


def bending(frames: int, first_s: float = 0.0) -> Poses:
    """Knee bends at 30 frames a second, nobody in view in every 50th frame."""
    t_s = first_s + np.arange(frames) / 30
    bend = 60 * there_and_back(t_s, np.arange(1, t_s[-1] + 1, 4), 1.0, 0.5) if frames else t_s
    seen = Figure().poses(t_s, Angles(trunk_deg=bend / 3, thigh_deg=(bend, bend), knee_deg=(2 * bend, 2 * bend)))
    image, world, share = (array.astype(np.float64) for array in (seen.image_px, seen.world_m, seen.visibility))
    for array in (image, world, share):
        array[::50] = np.nan
    return Poses.from_arrays(t_s, image, seen.size_px, world, share)


def recorded(frames: int) -> Recording:
    return Recording(bending(frames), Source("bends.mp4", "5" * 64), "full", "e" * 64)


def names_in(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def assert_same_poses(found: Poses, expected: Poses) -> None:
    assert found.size_px == expected.size_px
    for name in FIELDS:
        a, b = getattr(found, name), getattr(expected, name)
        assert (a.dtype, a.shape, a.tobytes()) == (b.dtype, b.shape, b.tobytes()), name


def written_stream(path: Path, poses: Poses, block: int, vault: Vault | None = None) -> Path:
    with RecordingWriter(path, poses.size_px, RecordingMetadata("full", "e" * 64), vault=vault) as writer:
        for first in range(0, len(poses), block):
            writer.append(poses[first : first + block])
    return path


def whole_or_refused(path: Path, vault: Vault | None = None) -> Poses | None:
    """The poses of a damaged file, None where it was refused with a sentence that names it; nothing else may happen."""
    try:
        return load_recording(path, vault).poses
    except RecordError as refusal:
        if path.name not in str(refusal):
            raise
        return None


@VAULTS
@pytest.mark.parametrize("frames", [0, 1, 700, ROW_GROUP_FRAMES + 3])
def test_a_kept_recording_is_the_recording(tmp_path, frames, vault):
    recording = recorded(frames)
    save_recording(recording, tmp_path / "set.parquet", "f" * 64, vault)
    back = load_recording(tmp_path / "set.parquet", vault)
    assert_same_poses(back.poses, recording.poses)
    assert (back.source.file, back.source.sha256) == ("bends.mp4", "5" * 64)
    assert (back.model_name, back.model_sha256) == ("full", "e" * 64)
    assert names_in(tmp_path) == ["set.parquet"]


def test_the_parquet_file_is_packed_as_promised_and_open_to_any_reader(tmp_path):
    save_recording(recorded(900), tmp_path / "set.parquet", "f" * 64)
    file = pq.ParquetFile(tmp_path / "set.parquet")
    column = file.metadata.row_group(0).column(5)
    assert column.compression == "ZSTD"
    assert "DELTA_BINARY_PACKED" in column.encodings
    assert b'"rule_sha256": "' + b"f" * 64 in file.schema_arrow.metadata[b"coach"]


@VAULTS
@pytest.mark.parametrize("block", [1, 7, 128, 1000])
def test_a_stream_gives_back_what_was_appended_in_blocks_of_any_size(tmp_path, block, vault):
    poses = bending(2 * BATCH_FRAMES + 9)
    back = load_recording(written_stream(tmp_path / "set.arrow", poses, block, vault), vault)
    assert_same_poses(back.poses, poses)
    assert back.model_name == "full"


def test_frames_that_wait_can_be_written_before_their_batch_is_whole(tmp_path):
    poses = bending(7)
    with RecordingWriter(tmp_path / "set.arrow", poses.size_px, batch_frames=5) as writer:
        writer.append(poses[:3])
        writer.flush()
        writer.flush()
        assert_same_poses(load_recording(tmp_path / "set.arrow").poses, poses[:3])
        writer.append(poses[3:])
    assert_same_poses(load_recording(tmp_path / "set.arrow").poses, poses)


def test_a_stream_becomes_the_parquet_file_of_the_same_recording(tmp_path):
    poses = bending(ROW_GROUP_FRAMES + 500)
    stream_to_parquet(written_stream(tmp_path / "set.arrow", poses, 500), tmp_path / "set.parquet")
    assert_same_poses(load_recording(tmp_path / "set.parquet").poses, poses)
    assert pq.ParquetFile(tmp_path / "set.parquet").num_row_groups == 2


@VAULTS
def test_a_stream_cut_at_any_byte_gives_back_its_whole_batches(tmp_path, vault):
    poses = bending(3 * BATCH_FRAMES)
    whole = written_stream(tmp_path / "set.arrow", poses, BATCH_FRAMES, vault).read_bytes()
    cut, found = tmp_path / "cut.arrow", []
    for size in [*range(0, 64), *range(64, len(whole), 997), *range(len(whole) - 40, len(whole))]:
        cut.write_bytes(whole[:size])
        back = whole_or_refused(cut, vault)
        if back is not None:
            assert_same_poses(back, poses[: len(back)])
        found.append(-1 if back is None else len(back))
    assert found == sorted(found), "a longer piece never gives less than a shorter one"
    assert set(found) == {-1, 0, BATCH_FRAMES, 2 * BATCH_FRAMES, 3 * BATCH_FRAMES}


def test_a_cut_stream_can_still_be_kept_as_parquet(tmp_path):
    poses = bending(3 * BATCH_FRAMES)
    stream = written_stream(tmp_path / "set.arrow", poses, 10)
    stream.write_bytes(stream.read_bytes()[:-3000])
    stream_to_parquet(stream, tmp_path / "set.parquet")
    assert_same_poses(load_recording(tmp_path / "set.parquet").poses, poses[: 2 * BATCH_FRAMES])


@VAULTS
@pytest.mark.parametrize("kind", ["set.arrow", "set.parquet"])
def test_damage_anywhere_is_refused_or_gives_whole_batches_but_never_crashes(tmp_path, kind, vault):
    poses = bending(2 * BATCH_FRAMES)
    path = tmp_path / kind
    if kind == "set.arrow":
        written_stream(path, poses, 64, vault)
    else:
        save_recording(Recording(poses), path, vault=vault)
    good = path.read_bytes()
    random = np.random.default_rng(3)
    for _ in range(150):
        bad = bytearray(good)
        for place in random.integers(0, len(bad), 3):
            bad[place] ^= 1 << int(random.integers(8))
        path.write_bytes(bad)
        back = whole_or_refused(path, vault)
        assert back is None or len(back) <= len(poses)
        if vault is not None and back is not None:
            assert_same_poses(back, poses[: len(back)])


KILLED_WRITER = """
import sys
import numpy as np
from coach.pose.poses import Poses
from coach.records.recording_file import RecordingWriter

with RecordingWriter(sys.argv[1], (640, 480)) as writer:
    frame = 0
    while True:
        writer.append(Poses.from_arrays([frame / 30], np.full((1, 33, 2), frame % 640), (640, 480)))
        frame += 1
        if frame % 128 == 0:
            print(frame, flush=True)
"""


def test_a_killed_program_leaves_every_batch_that_it_had_finished(tmp_path):
    stream = tmp_path / "set.arrow"
    child = subprocess.Popen([sys.executable, "-c", KILLED_WRITER, str(stream)], stdout=subprocess.PIPE, text=True)
    for _ in range(5):
        finished = int(child.stdout.readline())
    child.kill()
    child.communicate()
    assert child.returncode != 0
    poses = load_recording(stream).poses
    assert len(poses) >= finished
    assert np.array_equal(poses.t_s, np.round(np.arange(len(poses)) / 30, 6))
    assert np.array_equal(poses.image_px[:, 0, 0], np.arange(len(poses)) % 640)


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="limits of a file's size are a POSIX thing")
def test_a_recording_larger_than_the_disk_allows_leaves_nothing_half_written(tmp_path):
    save_recording(recorded(30), tmp_path / "set.parquet")
    before = (tmp_path / "set.parquet").read_bytes()
    code = f"""
import resource, signal
import numpy as np
from coach.errors import RecordError
from coach.pose.poses import Poses, Recording
from coach.records.recording_file import save_recording

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))
poses = Poses.from_arrays(np.arange(3000) / 30, np.random.default_rng(0).random((3000, 33, 2)) * 640, (640, 480))
try:
    save_recording(Recording(poses), {str(tmp_path / "set.parquet")!r})
except RecordError as refusal:
    print(refusal)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "larger than this disk allows" in done.stdout
    assert done.stderr == ""
    assert names_in(tmp_path) == ["set.parquet"]
    assert (tmp_path / "set.parquet").read_bytes() == before


@pytest.fixture
def tiny_disk(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=200k", "coach-test", str(disk)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("mounting a small disk needs root on Linux")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@VAULTS
def test_a_full_disk_is_said_and_nothing_is_left_on_it(tiny_disk, vault):
    noise = np.random.default_rng(0).random((3000, 33, 2)) * 640
    recording = Recording(Poses.from_arrays(np.arange(3000) / 30, noise, (640, 480)))
    with pytest.raises(RecordError, match=r"disk is full.*Free some space"):
        save_recording(recording, tiny_disk / "set.parquet", vault=vault)
    assert names_in(tiny_disk) == []


@VAULTS
def test_a_stream_on_a_full_disk_says_so_at_every_call_and_keeps_what_was_whole(tiny_disk, vault):
    poses = bending(4 * BATCH_FRAMES)
    writer = RecordingWriter(tiny_disk / "set.arrow", poses.size_px, vault=vault)
    with pytest.raises(RecordError, match="disk is full"):
        writer.append(poses)
    with pytest.raises(RecordError, match="disk is full"):
        writer.append(bending(BATCH_FRAMES, 1000.0))
    with pytest.raises(RecordError, match="disk is full"):
        writer.close()
    writer.close()
    assert_same_poses(load_recording(tiny_disk / "set.arrow", vault).poses, poses[:BATCH_FRAMES])


def test_a_disk_that_can_only_be_read_is_said(tiny_disk):
    (tiny_disk / "old").write_text("x")
    subprocess.run(["mount", "-o", "remount,ro", str(tiny_disk)], check=True)
    with pytest.raises(RecordError, match="can only be read"):
        save_recording(recorded(30), tiny_disk / "set.parquet")
    with pytest.raises(RecordError, match="can only be read"):
        RecordingWriter(tiny_disk / "set.arrow", (640, 480))
    assert names_in(tiny_disk) == ["old"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_said(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(RecordError, match="may not be written"):
        save_recording(recorded(30), tmp_path / "set.parquet")


def test_places_that_cannot_be_written_are_said(tmp_path):
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder").mkdir()
    for place, sentence in (("none/set.parquet", "does not exist"), ("file/set.parquet", "not a folder")):
        with pytest.raises(RecordError, match=sentence):
            save_recording(recorded(3), tmp_path / place)
    for place, sentence in (("none/set.arrow", "does not exist"), ("folder", "is a folder")):
        with pytest.raises(RecordError, match=sentence):
            RecordingWriter(tmp_path / place, (640, 480))
    with pytest.raises(RecordError, match="folder"):
        save_recording(recorded(3), tmp_path / "folder")
    assert names_in(tmp_path) == ["file", "folder"]


def test_a_frame_of_another_size_is_refused(tmp_path):
    with RecordingWriter(tmp_path / "set.arrow", (640, 480)) as writer, pytest.raises(RecordError, match="1280 x 720"):
        writer.append(bending(1))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"hello, I am a text", "not a recording"), (b"", "cut off"), (b"PAR1 and then nothing", "damaged")],
)
def test_another_file_is_refused(tmp_path, content, sentence):
    (tmp_path / "notes.txt").write_bytes(content)
    with pytest.raises(RecordError, match=sentence):
        load_recording(tmp_path / "notes.txt")


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(RecordError, match="There is no file"):
        load_recording(tmp_path / "none.parquet")
    with pytest.raises(RecordError):
        load_recording(tmp_path)


def test_a_parquet_file_of_something_else_is_refused(tmp_path):
    pq.write_table(pa.table({"x": [1, 2]}), tmp_path / "other.parquet")
    with pytest.raises(RecordError, match="not a recording"):
        load_recording(tmp_path / "other.parquet")


def kept_table(path: Path, t_us: list[int | None]) -> Path:
    schema = schema_for((640, 480), RecordingMetadata())
    n = len(t_us)
    columns = [pa.array(t_us, pa.int64()), *(pa.array(np.zeros(n), field.type) for field in list(schema)[1:])]
    pq.write_table(pa.table(columns, schema=schema), path)
    return path


@pytest.mark.parametrize("t_us", [[0, 2, 1], [0, 0], [None, 1]])
def test_times_that_cannot_be_are_refused(tmp_path, t_us):
    with pytest.raises(RecordError, match="damaged"):
        load_recording(kept_table(tmp_path / "set.parquet", t_us))


def test_a_small_file_that_claims_days_is_refused_before_memory_is_taken(tmp_path, monkeypatch):
    monkeypatch.setattr(recording_file, "MAX_FRAMES", 99)
    with pytest.raises(RecordError, match="100 frames, more than twelve hours"):
        load_recording(kept_table(tmp_path / "set.parquet", list(range(100))))
    assert MAX_FRAMES == 12 * 3600 * 30


def test_an_hour_is_written_and_kept_in_constant_memory(tmp_path):
    # Arrow's own pool counts too, so the whole process is measured.
    process, minute = psutil.Process(), bending(1800)
    minutes = [replace(minute, t_s=np.round(minute.t_s + 60 * k, 6)) for k in range(60)]
    with RecordingWriter(tmp_path / "set.arrow", minute.size_px) as writer:
        for poses in minutes[:2]:
            writer.append(poses)
        before = process.memory_info().rss
        for poses in minutes[2:]:
            writer.append(poses)
        assert process.memory_info().rss - before < 20e6
    before = private_bytes(process)
    stream_to_parquet(tmp_path / "set.arrow", tmp_path / "set.parquet")
    assert private_bytes(process) - before < 100e6
    assert len(load_recording(tmp_path / "set.parquet").poses) == 108_000


def private_bytes(process: psutil.Process) -> int:
    # Pages of the mapped stream belong to the disk's cache, not to us.
    return process.memory_full_info().uss
