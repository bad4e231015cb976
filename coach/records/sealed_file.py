"""Files that may be sealed: read as what they hold, and turned from plain to sealed and back in their place."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO, cast

from coach.errors import RecordError
from coach.language import marked, say
from coach.records.faults import reading, writing
from coach.records.sealing import UnsealError, Vault, is_sealed
from coach.records.whole_file import whole_file

_CHUNK = 1 << 20
_NO_KEY = marked("{path} is encrypted and opens only with the store it belongs to. Open it there.")
_NOT_OPENED = marked("{path} is damaged, or belongs to another store. Put a copy of the right one in its place.")


@contextmanager
def opened(path: Path, vault: Vault | None, *, cut_off: bool = False) -> Iterator[IO[bytes]]:
    """What the file holds, sealed or not, to be read from beginning to end; `cut_off` as in `Vault.reader`.

    Raises
    ------
    RecordError: there is no such file, or it is sealed and does not open.
    """
    with reading(path), path.open("rb") as file:
        if not is_sealed(path):
            yield file
            return
        if vault is None:
            raise RecordError(say(_NO_KEY, path=path))
        try:
            # It reads as a file does, as far as anybody here reads files.
            yield cast(IO[bytes], vault.reader(file, cut_off=cut_off))
        except UnsealError as error:
            raise RecordError(say(_NOT_OPENED, path=path)) from error


@contextmanager
def sealed_or_plain(file: IO[bytes], vault: Vault | None) -> Iterator[IO[bytes]]:
    """To write into `file`, sealed where there is a vault; the sealed end is written where the block ends well."""
    if vault is None:
        yield file
        return
    writer = vault.writer(file)
    yield cast(IO[bytes], writer)
    writer.finish()


def content_of(path: Path, vault: Vault | None) -> bytes:
    """All that the file holds; raises as `opened`."""
    with opened(path, vault) as file:
        return file.read()


def content_sha256(path: Path, vault: Vault | None) -> tuple[str, int]:
    """SHA-256 and number of bytes of what the file holds; raises as `opened`."""
    found, size = hashlib.sha256(), 0
    with opened(path, vault) as file:
        while piece := file.read(_CHUNK):
            found.update(piece)
            size += len(piece)
    return found.hexdigest(), size


def seal_file(path: Path, vault: Vault, *, cut_off: bool = False) -> None:
    """Seal a plain file in its place; nothing is done to a sealed one. Raises RecordError."""
    with reading(path):
        done = is_sealed(path)
    if not done:
        _turn(path, None, vault, cut_off=cut_off)


def unseal_file(path: Path, vault: Vault, *, cut_off: bool = False) -> None:
    """Make a sealed file plain in its place; nothing is done to a plain one. Raises RecordError."""
    with reading(path):
        done = not is_sealed(path)
    if not done:
        _turn(path, vault, None, cut_off=cut_off)


def _turn(path: Path, old: Vault | None, new: Vault | None, *, cut_off: bool) -> None:
    with (
        nullcontext() if new is None else blotted_out(path),
        opened(path, old, cut_off=cut_off) as source,
        whole_file(path) as file,
        sealed_or_plain(file, new) as out,
    ):
        shutil.copyfileobj(source, out, _CHUNK)


@contextmanager
def blotted_out(path: Path) -> Iterator[None]:
    """The block replaces the file at `path`; what the old one held is then overwritten, as far as a disk lets one.

    A disk of flash memory may keep old blocks for a while. Systems that do not replace open files keep them as well.
    """
    if os.name != "posix":
        yield
        return
    with writing(path), path.open("r+b") as old:
        status = os.fstat(old.fileno())
        yield
        # Under another name it may be somebody's copy.
        left = status.st_size if status.st_nlink == 1 else 0
        while left > 0:
            left -= old.write(bytes(min(left, _CHUNK)))
        old.flush()
        os.fsync(old.fileno())
