"""The shelf of recordings: files named by the SHA-256 of what they hold, so that none is kept twice or swapped unseen.

In a store with a passphrase they are sealed, under the same names.
"""

from __future__ import annotations

import secrets
import shutil
import time
from contextlib import suppress
from itertools import chain
from pathlib import Path

from coach.errors import RecordError
from coach.pose.poses import Recording
from coach.records.backup_file import BACKUPS, SHELF
from coach.records.faults import writing
from coach.records.places import made_folder
from coach.records.recording_file import load_recording, save_recording
from coach.records.sealed_file import content_sha256, seal_file, unseal_file
from coach.records.sealing import Vault
from coach.records.tables import KeptRecording
from coach.records.whole_file import PART, sync_folder

_LEFT_OVER_S = 24 * 3600


def keep(folder: Path, recording: Recording, rule_sha256: str, vault: Vault | None = None) -> KeptRecording:
    """Put `recording` on the shelf in the data folder `folder`, and return the row that names it.

    Raises
    ------
    RecordError: it cannot be written; nothing of it is left.
    """
    shelf = made_folder(folder / SHELF)
    part = shelf / f"{secrets.token_hex(8)}{PART}"
    try:
        save_recording(recording, part, rule_sha256, vault)
        sha256, size = content_sha256(part, vault)
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
        path=f"{SHELF}/{place.name}",
        frames=len(recording.poses),
        seconds=recording.seconds,
        bytes=size,
    )


def take(path: Path, sha256: str, vault: Vault | None = None) -> Recording:
    """The recording at `path`, whose content must have the hash `sha256`.

    Raises
    ------
    RecordError: it is missing, or another one than was kept.
    """
    if content_sha256(path, vault)[0] != sha256:
        raise RecordError(f"{path} is not the recording that was judged. Put a copy of the right one in its place.")
    return load_recording(path, vault)


def sweep(folder: Path) -> None:
    """Remove what a killed program left half-written on the shelf, or of a backup, more than a day ago."""
    found = [(folder / SHELF).glob(f"*{PART}"), folder.glob(f".*{PART}"), (folder / BACKUPS).glob(f".*{PART}")]
    for part in chain(*found):
        with suppress(OSError):
            if time.time() - part.stat().st_mtime > _LEFT_OVER_S:
                shutil.rmtree(part) if part.is_dir() else part.unlink()


def seal_all(folder: Path, vault: Vault) -> None:
    """Seal every recording of the shelf that is not sealed yet; raises RecordError."""
    for path in sorted((folder / SHELF).glob("*.parquet")):
        seal_file(path, vault)


def unseal_all(folder: Path, vault: Vault) -> None:
    """Make every recording of the shelf plain; raises RecordError."""
    for path in sorted((folder / SHELF).glob("*.parquet")):
        unseal_file(path, vault)
