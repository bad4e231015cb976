"""The one file of a backup: a plain tar of the database, the recordings in the order of their names, and a manifest.

The manifest comes last, so that a file that was cut has none, and says the digest of all that comes before it. Nothing
is compressed, so no small file can claim to be a large one, and nothing is written under a name that the file chose.
What is encrypted in the store is so in the file.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from coach.errors import RecordError
from coach.language import marked, say
from coach.records.faults import reading
from coach.records.whole_file import whole_file

#: Folder of backups beside the store, and the ending of their names.
BACKUPS, ENDING = "backups", ".coachbackup"
DATABASE, MANIFEST = "coach.db", "manifest.json"
SHELF = "recordings"
_FORMAT, _VERSION = "coach-backup", 1
_RECORDING = re.compile(rf"{SHELF}/([0-9a-f]{{64}})\.parquet")
_REVISION = re.compile(r"\d{4}")
_MOST_MANIFEST_BYTES = 64 * 2**20
_CHUNK = 1 << 20
_DAMAGE = (tarfile.TarError, ValueError, KeyError, TypeError, EOFError, RecursionError)
_DAMAGED = marked("{path} is damaged, cut off or was changed, so it is not used. Take another backup.")
_FOREIGN = marked("{path} is not a backup of Coach. Choose a file that was made by a backup.")
_NEWER = marked("{path} was made by a newer Coach. Update the program to use it.")


@dataclass(frozen=True, slots=True)
class BackupFacts:
    """What a backup holds. `whole` is False where it is the database alone, as made before the tables change."""

    schema: str
    encrypted: bool
    whole: bool
    recordings: int
    missing: tuple[str, ...]
    """SHA-256 of recordings that the store names and whose files were not there."""
    bytes: int
    made_at: datetime | None


class Hashed:
    """The content of an entry, hashed while it is read."""

    def __init__(self, content: IO[bytes]) -> None:
        self._content, self._hash, self._size = content, hashlib.sha256(), 0

    def read(self, size: int = -1) -> bytes:
        """The next `size` bytes, or all that are left."""
        piece = self._content.read(size)
        self._hash.update(piece)
        self._size += len(piece)
        return piece

    def line(self, name: str) -> bytes:
        """What the digest of a backup has of this entry, read to its end."""
        while self.read(_CHUNK):
            pass
        return f"{name} {self._size} {self._hash.hexdigest()}\n".encode()


def write_backup(
    file: Path,
    database: Path,
    recordings: Iterable[tuple[str, Path]] = (),
    *,
    schema: str,
    encrypted: bool,
    whole: bool,
    made_at: datetime | None,
) -> BackupFacts:
    """Write a backup, whole or not at all; `recordings` are names (SHA-256) in ascending order with their places.

    Raises
    ------
    RecordError: it cannot be written; what was at `file` before stays.
    """
    digest, kept, missing = hashlib.sha256(), 0, []
    with whole_file(file) as raw, tarfile.open(fileobj=raw, mode="w", format=tarfile.GNU_FORMAT) as tar:
        _add(tar, DATABASE, database, digest)
        for sha256, place in recordings:
            if place.is_file():
                _add(tar, f"{SHELF}/{sha256}.parquet", place, digest)
                kept += 1
            else:
                missing.append(sha256)
        said = {
            "format": _FORMAT,
            "version": _VERSION,
            "schema": schema,
            "encrypted": encrypted,
            "whole": whole,
            "recordings": kept,
            "missing": missing,
            "made_at": made_at and made_at.isoformat(),
            "digest": digest.hexdigest(),
        }
        content = json.dumps(said, indent=1).encode()
        tar.addfile(_entry(MANIFEST, len(content)), io.BytesIO(content))
    return _facts(said, file)


def read_backup(file: Path, take: Callable[[str, Hashed], None], known_schema: str) -> BackupFacts:
    """Give every entry to `take`, by its name and content; nothing of it is to be believed before this returns.

    Raises
    ------
    RecordError: it is no backup, of a newer program, damaged, cut off or changed, or cannot be read.
    """
    with reading(file), file.open("rb") as raw:
        try:
            said = _read(raw, take, file)
            facts = _facts(said, file)
        except _DAMAGE as error:
            raise _refused(_DAMAGED, file) from error
    if facts.schema > known_schema:
        raise _refused(_NEWER, file)
    return facts


def read_facts(file: Path) -> BackupFacts:
    """What a backup says that it holds, without looking whether it is so; raises RecordError as `read_backup` does."""
    with reading(file), file.open("rb") as raw:
        try:
            with _opened(raw, file) as tar:
                for member in _members(tar):
                    content = tar.extractfile(member)
                    if member.name == MANIFEST and content is not None:
                        return _facts(_manifest(content, member.size, file), file)
        except _DAMAGE as error:
            raise _refused(_DAMAGED, file) from error
    raise _refused(_DAMAGED, file)


def newest_backup(folder: Path) -> Path | None:
    """The backup that was last made in the data folder `folder`."""
    found = [path for path in (folder / BACKUPS).glob(f"*{ENDING}") if path.is_file()]
    return max(found, key=lambda path: (path.stat().st_mtime_ns, path.name), default=None)


def _read(raw: IO[bytes], take: Callable[[str, Hashed], None], file: Path) -> dict[str, Any]:
    digest, before, kept = hashlib.sha256(), "", 0
    with _opened(raw, file) as tar:
        for member in _members(tar):
            content = tar.extractfile(member)
            if content is None:
                raise ValueError("An entry has no content.")
            if member.name == MANIFEST:
                said = _manifest(content, member.size, file)
                if (
                    not before
                    or tar.next() is not None
                    or (said["digest"], said["recordings"])
                    != (
                        digest.hexdigest(),
                        kept,
                    )
                ):
                    raise ValueError("The content is not what the manifest says.")
                return said
            _check_name(member.name, before)
            hashed = Hashed(content)
            take(member.name, hashed)
            digest.update(hashed.line(member.name))
            before, kept = member.name, kept + (member.name != DATABASE)
    raise ValueError("It has no manifest.")


@contextmanager
def _opened(raw: IO[bytes], file: Path) -> Iterator[tarfile.TarFile]:
    try:
        tar = tarfile.open(fileobj=raw, mode="r:")  # noqa: SIM115 - closed below
    except tarfile.TarError as error:
        raise _refused(_FOREIGN, file) from error
    with tar:
        yield tar


def _members(tar: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    while (member := tar.next()) is not None:
        # tarfile remembers all it has seen, and a clinic has a million recordings.
        tar.members = []  # type: ignore[attr-defined]
        if member.type not in (tarfile.REGTYPE, tarfile.AREGTYPE) or member.pax_headers or member.sparse is not None:
            raise ValueError("It has an entry that is no plain file.")
        yield member


def _check_name(name: str, before: str) -> None:
    if not before:
        if name != DATABASE:
            raise ValueError("It does not begin with a database.")
    elif not _RECORDING.fullmatch(name) or (before != DATABASE and name <= before):
        raise ValueError("It has an entry that no backup has.")


def _manifest(content: IO[bytes], size: int, file: Path) -> dict[str, Any]:
    if size > _MOST_MANIFEST_BYTES:
        raise ValueError("The manifest is too long.")
    said = json.loads(content.read())
    if said["format"] != _FORMAT:
        raise _refused(_FOREIGN, file)
    if said["version"] > _VERSION:
        raise _refused(_NEWER, file)
    return dict(said)


def _facts(said: dict[str, Any], file: Path) -> BackupFacts:
    if not _REVISION.fullmatch(said["schema"]):
        raise ValueError("The schema is none.")
    made_at = said["made_at"]
    return BackupFacts(
        said["schema"],
        bool(said["encrypted"]),
        bool(said["whole"]),
        int(said["recordings"]),
        tuple(map(str, said["missing"])),
        file.stat().st_size,
        made_at and datetime.fromisoformat(made_at),
    )


def _add(tar: tarfile.TarFile, name: str, path: Path, digest: Any) -> None:
    with reading(path):
        content = path.open("rb")
    with content:
        hashed = Hashed(content)
        tar.addfile(_entry(name, os.fstat(content.fileno()).st_size), hashed)
        digest.update(hashed.line(name))
    tar.members = []  # type: ignore[attr-defined]


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


def _refused(sentence: str, file: Path) -> RecordError:
    return RecordError(say(sentence, path=file))
