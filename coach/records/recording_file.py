"""Recordings on disk: an Arrow stream while a set runs, a Parquet file to keep.

A stream that was cut anywhere (a killed program, a dead battery) gives back all its whole batches. A Parquet file
appears under its name only when it is complete. Both give back the very bits that were recorded, and both may be sealed
by the vault of the store they belong to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from coach.errors import RecordError
from coach.pose.poses import Poses, Recording, concatenate
from coach.records.faults import reading, writing
from coach.records.recording_format import (
    MAX_FRAMES,
    RecordingMetadata,
    blank_poses,
    decode,
    encode,
    not_a_recording,
    read_schema,
    schema_for,
)
from coach.records.sealed_file import content_of, opened, sealed_or_plain
from coach.records.sealing import Vault, is_sealed
from coach.records.whole_file import whole_file

#: Frames of one batch of a stream: what a cut can cost at most, about four seconds.
BATCH_FRAMES = 128
#: Frames of one row group of a Parquet file: 8 MB; twice as many make the memory of an hour's film grow by 90 MB.
ROW_GROUP_FRAMES = 8192

#: What pyarrow raises on damaged bytes; a damaged name of a column is a UnicodeDecodeError, so a ValueError.
_DAMAGE = (OSError, ValueError, pa.ArrowException)
_STREAM_MAGIC = b"\xff\xff\xff\xff"
_PARQUET_MAGIC = b"PAR1"
_NO_METADATA = RecordingMetadata()


class RecordingWriter:
    """Writes a running set to an Arrow stream, a whole batch at a time, in constant memory.

    Every batch is handed to the system when it is full, so that a killed program loses less than `batch_frames` frames.
    After a failed write the file keeps what was whole, and every further call fails with the same sentence.

    Raises
    ------
    RecordError: the file cannot be written, or the frame size changed on the way.
    """

    def __init__(
        self,
        path: Path | str,
        size_px: tuple[int, int],
        metadata: RecordingMetadata = _NO_METADATA,
        batch_frames: int = BATCH_FRAMES,
        vault: Vault | None = None,
    ) -> None:
        self._path = Path(path)
        self._batch_frames = batch_frames
        self._size_px = size_px
        self._schema = schema_for(size_px, metadata)
        self._waiting: list[Poses] = []
        self._failure: RecordError | None = None
        self._closed = False
        with writing(self._path):
            self._file = self._path.open("wb")
            self._sealed = None if vault is None else vault.writer(self._file)
            self._stream = pa.ipc.new_stream(self._sealed or self._file, self._schema)
            # A program killed before the first batch leaves a stream without frames, not a damaged one.
            self._flush_file()

    def append(self, poses: Poses) -> None:
        """Take the next frames, any number of them."""
        if poses.size_px != self._size_px:
            old, new = (f"{width} x {height}" for width, height in (self._size_px, poses.size_px))
            raise RecordError(f"The camera changed its frame size from {old} to {new}. End this set and start another.")
        self._waiting.append(poses)
        if sum(map(len, self._waiting)) >= self._batch_frames:
            frames = concatenate(self._waiting)
            whole = len(frames) - len(frames) % self._batch_frames
            self._waiting = [frames[whole:]] if whole < len(frames) else []
            self._write(frames[:whole])

    def flush(self) -> None:
        """Write what waits, as a batch shorter than the others."""
        if self._waiting:
            frames, self._waiting = concatenate(self._waiting), []
            self._write(frames)

    def close(self) -> None:
        """Write what waits, and end the stream; a second call does nothing."""
        if self._closed:
            return
        self._closed = True
        try:
            self.flush()
            with writing(self._path):
                self._stream.close()
                if self._sealed is not None:
                    self._sealed.finish()
                self._file.close()
        finally:
            # A full disk fails again on closing; the first failure is the one that was said.
            with suppress(OSError):
                self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _write(self, frames: Poses) -> None:
        if self._failure is not None:
            raise self._failure
        try:
            with writing(self._path):
                for first in range(0, len(frames), self._batch_frames):
                    self._stream.write_batch(encode(frames[first : first + self._batch_frames], self._schema))
                self._flush_file()
        except RecordError as failure:
            self._failure = failure
            raise

    def _flush_file(self) -> None:
        (self._sealed or self._file).flush()


def save_recording(recording: Recording, path: Path | str, rule_sha256: str = "", vault: Vault | None = None) -> None:
    """Keep `recording` as a Parquet file, sealed where there is a vault; `path` appears only when it is complete.

    Raises
    ------
    RecordError: `path` cannot be written; nothing is left there, and what was there before stays.
    """
    poses = recording.poses
    metadata = RecordingMetadata(recording.model_name, recording.model_sha256, rule_sha256, recording.source)
    schema = schema_for(poses.size_px, metadata)
    groups = (
        encode(poses[first : first + ROW_GROUP_FRAMES], schema) for first in range(0, len(poses), ROW_GROUP_FRAMES)
    )
    _write_parquet(Path(path), schema, (pa.Table.from_batches([group]) for group in groups), vault)


def stream_to_parquet(stream_path: Path | str, parquet_path: Path | str, *, truncated: bool = False) -> None:
    """Keep the whole batches of a stream as a Parquet file, in constant memory.

    `truncated` says that the film it came from broke off, which is not known when its stream begins.

    Raises
    ------
    RecordError: the stream cannot be read, or the Parquet file not written.
    """
    with _open_stream(Path(stream_path), None) as reader:
        size_px, metadata = read_schema(reader.schema, str(stream_path))
        source = replace(metadata.source, truncated=truncated or metadata.source.truncated)
        schema = schema_for(size_px, replace(metadata, source=source))
        _write_parquet(Path(parquet_path), schema, _row_groups(_whole_batches(reader), schema), None)


def load_recording(path: Path | str, vault: Vault | None = None) -> Recording:
    """Read a recording of either kind, sealed by `vault` or not; of a stream that was cut, all whole batches.

    Raises
    ------
    RecordError: there is no such file, it is no recording, a newer or a damaged one, sealed by another vault, or longer
        than `MAX_FRAMES`.
    """
    path = Path(path)
    with opened(path, vault, cut_off=True) as file:
        magic = file.read(4)
    if magic == _PARQUET_MAGIC:
        return _load_parquet(path, vault)
    if _STREAM_MAGIC.startswith(magic):
        return _load_stream(path, vault)
    raise not_a_recording(str(path))


def _write_parquet(path: Path, schema: pa.Schema, groups: Iterable[pa.Table], vault: Vault | None) -> None:
    with (
        whole_file(path) as whole,
        sealed_or_plain(whole, vault) as file,
        pq.ParquetWriter(
            file,
            schema,
            compression="zstd",
            use_dictionary=False,
            column_encoding=dict.fromkeys(schema.names, "DELTA_BINARY_PACKED"),
            write_statistics=False,
            write_page_checksum=True,
        ) as writer,
    ):
        for group in groups:
            writer.write_table(group, row_group_size=ROW_GROUP_FRAMES)


@contextmanager
def _open_stream(path: Path, vault: Vault | None) -> Iterator[pa.RecordBatchStreamReader]:
    with opened(path, vault, cut_off=True) as file:
        if path.stat().st_size == 0:
            raise _cut_too_early(path)
        try:
            reader = pa.ipc.open_stream(pa.PythonFile(file, mode="r"))
        except _DAMAGE as error:
            raise _cut_too_early(path) from error
        yield reader


def _whole_batches(reader: pa.RecordBatchStreamReader) -> Iterator[pa.RecordBatch]:
    """The batches up to the place where the stream was cut or damaged."""
    while True:
        try:
            batch = reader.read_next_batch()
            batch.validate(full=True)
        except (StopIteration, *_DAMAGE):
            return
        yield batch


def _row_groups(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.Table]:
    waiting: list[pa.RecordBatch] = []
    for batch in batches:
        waiting.append(batch)
        if sum(one.num_rows for one in waiting) >= ROW_GROUP_FRAMES:
            yield pa.Table.from_batches(waiting, schema).combine_chunks()
            waiting = []
    if waiting:
        yield pa.Table.from_batches(waiting, schema).combine_chunks()


def _load_stream(path: Path, vault: Vault | None) -> Recording:
    with _open_stream(path, vault) as reader:
        size_px, metadata = read_schema(reader.schema, str(path))
        batches = list(_whole_batches(reader))
        return _recording(path, size_px, metadata, sum(batch.num_rows for batch in batches), batches)


def _load_parquet(path: Path, vault: Vault | None) -> Recording:
    try:
        with _random_access(path, vault) as source, pq.ParquetFile(source, page_checksum_verification=True) as file:
            size_px, metadata = read_schema(file.schema_arrow, str(path))
            batches = file.iter_batches(batch_size=ROW_GROUP_FRAMES)
            return _recording(path, size_px, metadata, file.metadata.num_rows, batches)
    except _DAMAGE as error:
        raise _damaged(path) from error


@contextmanager
def _random_access(path: Path, vault: Vault | None) -> Iterator[Any]:
    """What Parquet is read from: the file, or what a sealed one holds."""
    with reading(path):
        sealed = is_sealed(path)
    yield pa.BufferReader(content_of(path, vault)) if sealed else path


def _recording(
    path: Path,
    size_px: tuple[int, int],
    metadata: RecordingMetadata,
    frames: int,
    batches: Iterable[pa.RecordBatch],
) -> Recording:
    if not 0 <= frames <= MAX_FRAMES:
        raise RecordError(
            f"{path} says that it holds {frames} frames, more than twelve hours. Keep sets shorter than that."
        )
    poses = blank_poses(frames, size_px)
    first = 0
    try:
        for batch in batches:
            decode(batch, poses[first : first + batch.num_rows])
            first += batch.num_rows
    except ValueError as error:
        raise _damaged(path) from error
    if first != frames or not (np.diff(poses.t_s) > 0).all():
        raise _damaged(path)
    return Recording(poses, metadata.source, metadata.model_name, metadata.model_sha256)


def _damaged(path: Path) -> RecordError:
    return RecordError(f"{path} is damaged and cannot be read to its end. Use another copy of it, or record again.")


def _cut_too_early(path: Path) -> RecordError:
    return RecordError(f"{path} was cut off before the first seconds were written, so there is nothing to read in it.")
