"""The shelf of recordings: files named by the SHA-256 of their bytes, so that none is kept twice or swapped unseen."""

from __future__ import annotations

import secrets
import time
from contextlib import suppress
from pathlib import Path

from coach.errors import RecordError
from coach.pose.model_file import file_sha256
from coach.pose.poses import Recording
from coach.records.faults import reading, writing
from coach.records.places import made_folder
from coach.records.recording_file import load_recording, save_recording
from coach.records.tables import KeptRecording
from coach.records.whole_file import PART, sync_folder

_SHELF = "recordings"
_LEFT_OVER_S = 24 * 3600


def keep(folder: Path, recording: Recording, rule_sha256: str) -> KeptRecording:
    """Put `recording` on the shelf in the data folder `folder`, and return the row that names it.

    Raises
    ------
    RecordError: it cannot be written; nothing of it is left.
    """
    shelf = made_folder(folder / _SHELF)
    part = shelf / f"{secrets.token_hex(8)}{PART}"
    try:
        save_recording(recording, part, rule_sha256)
        sha256, size = _sha256(part), part.stat().st_size
        place = shelf / f"{sha256}.parquet"
        with writing(place):
            if not place.exists():
                part.replace(place)
                sync_folder(shelf)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return KeptRecording(
        sha256=sha256,
        path=f"{_SHELF}/{place.name}",
        frames=len(recording.poses),
        seconds=recording.seconds,
        bytes=size,
    )


def take(path: Path, sha256: str) -> Recording:
    """The recording at `path`, whose bytes must have the hash `sha256`.

    Raises
    ------
    RecordError: it is missing, or other bytes than were kept.
    """
    if _sha256(path) != sha256:
        raise RecordError(f"{path} is not the recording that was judged. Put a copy of the right one in its place.")
    return load_recording(path)


def sweep(folder: Path) -> None:
    """Remove what a killed program left half-written on the shelf more than a day ago."""
    for part in (folder / _SHELF).glob(f"*{PART}"):
        with suppress(OSError):
            if time.time() - part.stat().st_mtime > _LEFT_OVER_S:
                part.unlink()


def _sha256(path: Path) -> str:
    with reading(path):
        return file_sha256(path)
