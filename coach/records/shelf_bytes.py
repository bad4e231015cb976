"""Recordings of the shelf as bytes, for an account that is taken along, brought in or erased."""

from __future__ import annotations

import hashlib
from pathlib import Path

from coach.errors import RecordError
from coach.language import say
from coach.records.faults import writing
from coach.records.places import made_folder
from coach.records.sealed_file import content_of, sealed_or_plain
from coach.records.store import Store
from coach.records.tables import KeptRecording
from coach.records.whole_file import whole_file

_SHELF = "recordings"


def take_bytes(store: Store, kept: KeptRecording) -> bytes:
    """What was recorded, plain.

    Raises
    ------
    RecordError: the file is missing, or not the one that was kept.
    """
    place = store.folder / kept.path
    content = content_of(place, store.vault)
    if hashlib.sha256(content).hexdigest() != kept.sha256:
        raise RecordError(
            say("{path} is not the recording that was judged. Put a copy of the right one in its place.", path=place)
        )
    return content


def put_bytes(store: Store, sha256: str, content: bytes) -> bool:
    """Put a recording on the shelf; False where it is there already. Raises RecordError where it cannot be written."""
    place = _place(store, sha256)
    if place.exists():
        return False
    made_folder(place.parent)
    with whole_file(place) as whole, sealed_or_plain(whole, store.vault) as file:
        file.write(content)
    return True


def path_of(sha256: str) -> str:
    """Where a recording lies within the data folder."""
    return f"{_SHELF}/{sha256}.parquet"


def remove_bytes(store: Store, sha256: str) -> bool:
    """Take a recording off the shelf; False where it was not there. Raises RecordError where it cannot be removed."""
    place = _place(store, sha256)
    with writing(place):
        there = place.exists()
        place.unlink(missing_ok=True)
    return there


def _place(store: Store, sha256: str) -> Path:
    return store.folder / path_of(sha256)
