"""How poses lie in a recording: one column of whole numbers for each coordinate, steps of the storage grid.

Both kinds of file, the stream of a running set and the Parquet file kept afterwards, have these columns:
`t_us` (int64 microseconds), `people` (int16) and 231 int32 columns such as `image_x_00` or `visibility_32`. Missing is
null. The metadata entry `coach` is a JSON object: format version, frame size, grids, model, rule and source.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from coach.errors import RecordError
from coach.pose.poses import LANDMARKS, METRE_GRID, PIXEL_GRID, SHARE_GRID, Poses, Source

#: Version of the recording format.
SCHEMA = 1
#: Twelve hours at 30 frames a second; more is refused before memory is taken for it (about 930 bytes a frame).
MAX_FRAMES = 12 * 3600 * 30
#: Longest side of a frame.
MAX_SIDE_PX = 32768

#: Whole numbers have no -0, but an angle's quadrant can hang on it; this one stands for it.
_NEGATIVE_ZERO = -(2**31)
_METADATA_KEY = b"coach"
_MAX_METADATA_BYTES = 65536
_MICROSECONDS = 1e6

_FIELDS = (
    ("image_px", "image", "xy", PIXEL_GRID),
    ("world_m", "world", "xyz", METRE_GRID),
    ("visibility", "visibility", "", SHARE_GRID),
    ("spread_px", "spread", "", PIXEL_GRID),
)


def _names(word: str, axes: str) -> list[str]:
    return [f"{word}_{axis}_{k:02d}" if axis else f"{word}_{k:02d}" for k in range(LANDMARKS) for axis in axes or ("",)]


#: The 231 coordinate columns, in the order of the arrays of `Poses`.
COORDINATES = tuple(name for _, word, axes, _ in _FIELDS for name in _names(word, axes))
_GRIDS = np.concatenate([np.full(len(_names(word, axes)), grid, np.float32) for _, word, axes, grid in _FIELDS])[
    :, None
]


@dataclass(frozen=True, slots=True)
class RecordingMetadata:
    """What made the poses: the model, the rule they were judged by ("" if none), and the source of the pictures."""

    model_name: str = ""
    model_sha256: str = ""
    rule_sha256: str = ""
    source: Source = field(default_factory=Source)


def schema_for(size_px: tuple[int, int], metadata: RecordingMetadata) -> pa.Schema:
    """The columns with the metadata of one recording."""
    said = {
        "schema": SCHEMA,
        "width_px": size_px[0],
        "height_px": size_px[1],
        "grid": {word: grid for _, word, _, grid in _FIELDS},
        "negative_zero": _NEGATIVE_ZERO,
        "model_name": metadata.model_name,
        "model_sha256": metadata.model_sha256,
        "rule_sha256": metadata.rule_sha256,
        "source_file": metadata.source.file,
        "source_sha256": metadata.source.sha256,
    }
    if metadata.source.truncated:
        said["source_truncated"] = True
    columns = [("t_us", pa.int64()), ("people", pa.int16()), *((name, pa.int32()) for name in COORDINATES)]
    return pa.schema(columns, metadata={_METADATA_KEY: json.dumps(said).encode()})


def read_schema(schema: pa.Schema, file: str) -> tuple[tuple[int, int], RecordingMetadata]:
    """The frame size and metadata of the recording named `file`.

    Raises
    ------
    RecordError: it is no recording, a newer one, or one with an impossible frame size.
    """
    said = _metadata_of(schema, file)
    version = said.get("schema")
    if not isinstance(version, int) or version < 1:
        raise not_a_recording(file)
    if version > SCHEMA:
        raise RecordError(
            f"{file} was made by a newer Coach (recording format {version}, this program reads {SCHEMA}). "
            "Update the program to open it."
        )
    size = (said.get("width_px"), said.get("height_px"))
    if not all(type(side) is int and 0 < side <= MAX_SIDE_PX for side in size):
        raise RecordError(
            f"{file} says that its frames are {size[0]} x {size[1]} pixels, which cannot be. Use another copy."
        )
    if not schema.remove_metadata().equals(schema_for((1, 1), RecordingMetadata()).remove_metadata()):
        raise not_a_recording(file)
    words = {
        key: said.get(key, "") for key in ("model_name", "model_sha256", "rule_sha256", "source_file", "source_sha256")
    }
    if not all(isinstance(word, str) for word in words.values()):
        raise not_a_recording(file)
    source = Source(words.pop("source_file"), words.pop("source_sha256"), said.get("source_truncated") is True)
    return (int(size[0] or 0), int(size[1] or 0)), RecordingMetadata(**words, source=source)


def not_a_recording(file: str) -> RecordError:
    """The refusal of a file that is something else."""
    return RecordError(
        f"{file} is not a recording made by Coach. Choose a file that was saved with --save or by a set."
    )


def encode(poses: Poses, schema: pa.Schema) -> pa.RecordBatch:
    """One batch of `poses` (n frames).

    Raises
    ------
    ValueError: a value does not lie on the storage grid (`Poses.from_arrays` puts it there) or is out of range.
    """
    n = len(poses)
    flat = [getattr(poses, name).reshape(n, LANDMARKS * max(1, len(axes))).T for name, _, axes, _ in _FIELDS]
    steps = np.concatenate(flat) / _GRIDS
    missing = np.isnan(steps)
    steps[missing] = 0
    if not ((np.abs(steps) < -_NEGATIVE_ZERO) & (steps == np.rint(steps))).all():
        raise ValueError("A landmark does not lie on the storage grid; build poses with Poses.from_arrays.")
    whole = steps.astype(np.int32)
    whole[(steps == 0) & np.signbit(steps)] = _NEGATIVE_ZERO
    columns = [pa.array(column, mask=mask) for column, mask in zip(whole, missing, strict=True)]
    t_us = np.rint(poses.t_s * _MICROSECONDS).astype(np.int64)
    return pa.record_batch([pa.array(t_us), pa.array(poses.people), *columns], schema=schema)


def blank_poses(frames: int, size_px: tuple[int, int]) -> Poses:
    """Room for `frames` frames, to be filled by `decode`."""
    shapes = [(frames, LANDMARKS, len(axes)) if axes else (frames, LANDMARKS) for _, _, axes, _ in _FIELDS]
    arrays = [np.empty(shape, np.float32) for shape in shapes]
    return Poses(np.empty(frames), arrays[0], arrays[1], arrays[2], arrays[3], np.empty(frames, np.int16), size_px)


def decode(batch: pa.RecordBatch, into: Poses) -> None:
    """Write the frames of `batch` into `into`, a block of as many frames.

    Raises
    ------
    ValueError: a time or a number of people is missing.
    """
    if batch.column("t_us").null_count or batch.column("people").null_count:
        raise ValueError("A frame has no time.")
    into.t_s[:] = batch.column("t_us").to_numpy() / _MICROSECONDS
    into.people[:] = batch.column("people").to_numpy()
    n = batch.num_rows
    steps: NDArray[np.float32] = np.empty((len(COORDINATES), n), np.float32)
    for row, name in zip(steps, COORDINATES, strict=True):
        row[:] = batch.column(name).to_numpy(zero_copy_only=False)
    steps[steps == _NEGATIVE_ZERO] = -0.0
    steps *= _GRIDS
    first = 0
    for name, word, axes, _ in _FIELDS:
        array = getattr(into, name)
        last = first + len(_names(word, axes))
        array[:] = steps[first:last].T.reshape(array.shape)
        first = last


def _metadata_of(schema: pa.Schema, file: str) -> dict[str, Any]:
    raw = (schema.metadata or {}).get(_METADATA_KEY, b"")
    if not 0 < len(raw) <= _MAX_METADATA_BYTES:
        raise not_a_recording(file)
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise not_a_recording(file) from error
    if not isinstance(said, dict):
        raise not_a_recording(file)
    return said
