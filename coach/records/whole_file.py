"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from coach.records.faults import writing

#: Ending of files that are not complete yet.
PART = ".part"
#: Nobody else on the computer may read what leaves the store.
MODE = 0o600


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write that takes the name `path` only when the block ended well and its bytes are on the disk.

    Raises
    ------
    RecordError: it cannot be written; nothing of it is left.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}{PART}")
    try:
        with writing(path):
            with open(part, "xb", opener=_opener) as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
            sync_folder(path.parent)
    finally:
        # Where it succeeded there is nothing left to remove, and a dead disk must not hide the first failure.
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _opener(path: str, flags: int) -> int:
    return os.open(path, flags, MODE)


def sync_folder(folder: Path) -> None:
    """Bring the names in `folder` themselves to the disk, where the system has a way to (Windows needs none)."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
