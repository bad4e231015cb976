"""The zip of an account, looked at before anything in it is believed: names, sizes and hashes, never a path of its own.

Nothing is ever unpacked to a name that the file chose, and no more is read of it than it declared within these bounds.
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from coach.errors import RecordError
from coach.language import say
from coach.records.archive_parts import FORMAT, MANIFEST, PARTS, SCHEMA
from coach.records.faults import reading

#: Bounds against files made to fill memory or disk: far above any account (a set's recording is about 1 MB).
MOST_FILES, MOST_BYTES, MOST_MANIFEST_BYTES = 50_000, 64 * 2**30, 32 * 2**20
#: JSON lines of events pack to about a twentieth.
MOST_RATIO, RATIO_ASKED_FROM = 200, 2**20
MOST_LINE_BYTES = 8 * 2**20
_CHUNK = 1 << 20
_RECORDING = re.compile(r"recordings/([0-9a-f]{64})\.parquet")
_TABLES = frozenset(part.file for part in PARTS)
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
#: End of a zip's directory: so long, and before it the record of a large zip with its locator.
_END, _END_64, _LOCATOR_64 = b"PK\5\6", b"PK\6\6", b"PK\6\7"
_END_BYTES, _LONGEST_COMMENT, _LOCATOR_BYTES = 22, 65_535, 20
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError, RecursionError, NotImplementedError)


class ArchiveError(RecordError):
    """The file is no account that can be brought in; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An account's file whose every entry has the size and the hash that its manifest says."""

    archive: zipfile.ZipFile
    manifest: dict[str, Any]
    recordings: tuple[str, ...]
    """SHA-256 of those whose files are in it."""
    file: Path

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a table; raises ArchiveError where one is longer than any row."""
        with self.archive.open(name) as table:
            while line := table.readline(MOST_LINE_BYTES + 1):
                if len(line) > MOST_LINE_BYTES:
                    raise damaged(self.file)
                yield line

    def recording(self, sha256: str) -> bytes:
        """The bytes of a recording."""
        return self.archive.read(f"recordings/{sha256}.parquet")


@contextmanager
def opened_archive(file: Path) -> Iterator[Opened]:
    """The account in `file`, checked whole.

    Raises
    ------
    ArchiveError: it is no account, of a newer program, cut off, changed, or larger than any account.
    RecordError: the file cannot be read.
    """
    with reading(file), file.open("rb") as raw:
        opened = _checked(raw, file)
        with opened.archive:
            yield opened


def _checked(raw: IO[bytes], file: Path) -> Opened:
    try:
        _check_directory(raw, file)
        archive = zipfile.ZipFile(raw)
        names = _names(archive, file)
        manifest = _manifest(archive, names, file)
        _check_contents(archive, names, manifest, file)
    except _DAMAGE as error:
        raise damaged(file) from error
    found = (known[1] for name in names if (known := _RECORDING.fullmatch(name)))
    return Opened(archive, manifest, tuple(sorted(found)), file)


def damaged(file: Path) -> ArchiveError:
    """The refusal of a file whose content is not what Coach wrote."""
    return ArchiveError(say("{path} is damaged or was changed, so nothing was brought in. Export it again.", path=file))


def _foreign(file: Path) -> ArchiveError:
    return ArchiveError(
        say("{path} is not an account that Coach wrote. Choose a file that was made by an export.", path=file)
    )


def _too_large(file: Path) -> ArchiveError:
    return ArchiveError(
        say("{path} says that it holds more than any account, so it was not opened. Export it again.", path=file)
    )


def _check_directory(raw: IO[bytes], file: Path) -> None:
    """Before zipfile takes memory for the directory: how many entries it says there are."""
    size = raw.seek(0, 2)
    tail_at = max(0, size - _END_BYTES - _LONGEST_COMMENT - _LOCATOR_BYTES)
    raw.seek(tail_at)
    tail = raw.read()
    at = tail.rfind(_END)
    if raw.seek(0) == 0 and raw.read(4) != b"PK\3\4":
        raise _foreign(file)
    if at < 0 or len(tail) < at + _END_BYTES:
        raise damaged(file)
    entries, directory = struct.unpack("<HI", tail[at + 10 : at + 16])
    if tail[at - _LOCATOR_BYTES : at - _LOCATOR_BYTES + 4] == _LOCATOR_64 and at >= _LOCATOR_BYTES:
        (end_at,) = struct.unpack("<Q", tail[at - 12 : at - 4])
        raw.seek(min(end_at, size))
        end = raw.read(56)
        if end[:4] != _END_64 or len(end) < 56:
            raise damaged(file)
        entries, directory = struct.unpack("<QQ", end[32:48])
    if entries > MOST_FILES or directory > 256 * MOST_FILES:
        raise _too_large(file)
    raw.seek(0)


def _names(archive: zipfile.ZipFile, file: Path) -> list[str]:
    """The names in the zip, each of them one that an account has, once."""
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if MANIFEST not in names:
        raise _foreign(file)
    if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise _too_large(file)
    for entry in entries:
        large = entry.file_size > RATIO_ASKED_FROM
        if large and entry.file_size > MOST_RATIO * max(1, entry.compress_size):
            raise _too_large(file)
        if entry.compress_type not in _PLAIN or entry.flag_bits & _ENCRYPTED:
            raise damaged(file)
    known = all(name == MANIFEST or name in _TABLES or _RECORDING.fullmatch(name) for name in names)
    if not known or len(set(names)) < len(names):
        raise damaged(file)
    return names


def _manifest(archive: zipfile.ZipFile, names: list[str], file: Path) -> dict[str, Any]:
    if archive.getinfo(MANIFEST).file_size > MOST_MANIFEST_BYTES:
        raise _too_large(file)
    said = json.loads(archive.read(MANIFEST))
    if not isinstance(said, dict) or said.get("format") != FORMAT or not isinstance(said.get("schema"), int):
        raise _foreign(file)
    if said["schema"] > SCHEMA:
        raise ArchiveError(say("{path} was made by a newer Coach. Update the program to bring it in.", path=file))
    if said["schema"] < 1 or not isinstance(said.get("files"), dict) or set(said["files"]) != set(names) - {MANIFEST}:
        raise damaged(file)
    if not set(names) >= _TABLES:
        raise damaged(file)
    return said


def _check_contents(archive: zipfile.ZipFile, names: list[str], manifest: dict[str, Any], file: Path) -> None:
    for name in names:
        if name == MANIFEST:
            continue
        said = manifest["files"][name]
        known = _RECORDING.fullmatch(name)
        if _sha256(archive, name) != said["sha256"] or (known and known[1] != said["sha256"]):
            raise damaged(file)


def _sha256(archive: zipfile.ZipFile, name: str) -> str:
    found = hashlib.sha256()
    with archive.open(name) as entry:
        while chunk := entry.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()
