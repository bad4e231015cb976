"""Sessions and sets that run: which ones, and the poses of a set, on disk from the first frame on.

Each has a note, a SQLite file that its program holds locked until the session or the set has ended. The lock ends with
the program however that dies, on every system, so a note that can be locked belongs to what was left behind. Whose it
is, and by which rule a set is judged, stands in the store alone; where that has a passphrase, poses and why a set ended
are sealed by its vault.
"""

from __future__ import annotations

import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from coach.errors import RecordError
from coach.pose.poses import Poses, Recording
from coach.records.notes import Begun as Begun
from coach.records.notes import locked, noted, opened, set_aside
from coach.records.places import default_data_dir, made_folder
from coach.records.recording_file import RecordingWriter, load_recording
from coach.records.recording_format import RecordingMetadata
from coach.records.sealing import UnsealError, Vault

FOLDER = "running"
#: A live set goes to disk about once a second, so that a killed program loses no repetition that was told long ago.
LIVE_BATCH_FRAMES = 15
_STREAM, _NOTE, _SESSION = ".arrow", ".note", ".session"
_RECOVERY = "recovery.lock"
_SEALED = "sealed "
#: A note whose set never had a frame is removed when it is so old.
_LEFT_OVER_S = 24 * 3600


@dataclass(slots=True)
class RunningSession:
    """A running session, or one whose program died; locked for this program until it is let go."""

    begun: Begun
    _note: Path
    _lock: sqlite3.Connection

    @classmethod
    def begin(cls, begun: Begun) -> Self:
        """A session of which the store knows already; raises RecordError where nothing can be written."""
        note = made_folder(default_data_dir() / FOLDER) / f"{secrets.token_hex(8)}{_SESSION}"
        return cls(begun, note, noted(note, begun))

    def remove(self) -> None:
        """It has ended, and the store knows."""
        self._lock.close()
        with suppress(OSError):
            self._note.unlink(missing_ok=True)

    def leave(self) -> None:
        """Let it lie for the next start of the program."""
        self._lock.close()


@dataclass(slots=True)
class RunningSet:
    """A running set on its way to disk, or one whose program died; locked for this program until it is let go.

    `vault` is that of its store; a set left behind is given it by whoever knows the store.
    """

    begun: Begun
    _stream: Path
    _lock: sqlite3.Connection
    vault: Vault | None = None
    people_frames: int = 0
    _writer: RecordingWriter | None = None

    @classmethod
    def begin(cls, begun: Begun, vault: Vault | None = None) -> Self:
        """A set without frames, of a store with that vault.

        Raises
        ------
        RecordError: it cannot be written.
        """
        stream = made_folder(default_data_dir() / FOLDER) / f"{secrets.token_hex(8)}{_STREAM}"
        return cls(begun, stream, noted(stream.with_suffix(_NOTE), begun), vault)

    def append(self, poses: Poses, metadata: RecordingMetadata) -> None:
        """Take the next frames; the first ones say the frame size.

        Raises
        ------
        RecordError: they cannot be written, or the frame size changed on the way.
        """
        if self._writer is None:
            self._writer = RecordingWriter(self._stream, poses.size_px, metadata, LIVE_BATCH_FRAMES, self.vault)
        self._writer.append(poses)
        self.people_frames += int(poses.present.sum())

    def flush(self) -> None:
        """Write the frames that wait for a whole batch: what is told next was found in them."""
        if self._writer is not None:
            self._writer.flush()

    @property
    def blank(self) -> bool:
        """True where nothing was written yet."""
        try:
            return self._stream.stat().st_size == 0
        except OSError:
            return True

    def recording(self) -> Recording:
        """What was seen so far, of a set left behind all whole batches; `append` takes no more after it.

        Raises
        ------
        RecordError: the stream cannot be written to its end, or not be read.
        """
        if self._writer is not None:
            self._writer.close()
        return load_recording(self._stream, self.vault)

    def note_end(self, why: str) -> None:
        """Remember why the set ended, for the case that it cannot be kept now."""
        with suppress(sqlite3.Error):
            said = f"{_SEALED}{self.vault.seal_word(why)}" if self.vault else why
            self._lock.execute("UPDATE begun SET why = ?", (said,))

    @property
    def why(self) -> str:
        """Why a set that was left behind ended, "" while that is not known."""
        said = self.begun.why
        if not said.startswith(_SEALED):
            return said
        try:
            return self.vault.unseal_word(said.removeprefix(_SEALED)) if self.vault else ""
        except UnsealError:
            return ""

    def remove(self) -> None:
        """It is kept, or there is nothing to keep: leave nothing of it."""
        self._close_stream()
        with suppress(OSError):
            self._stream.unlink(missing_ok=True)
        # Systems that do not remove open files want it closed first; without its stream nobody takes it for a set.
        self._lock.close()
        with suppress(OSError):
            self._stream.with_suffix(_NOTE).unlink(missing_ok=True)

    def leave(self) -> None:
        """Let it lie for the next start of the program."""
        self._close_stream()
        self._lock.close()

    def set_aside(self) -> None:
        """It cannot be read: let it lie under a name that no start looks at."""
        set_aside(self._stream)
        self._lock.close()
        set_aside(self._stream.with_suffix(_NOTE))

    def _close_stream(self) -> None:
        if self._writer is not None:
            with suppress(RecordError):
                self._writer.close()


def left_behind() -> Iterator[RunningSet]:
    """The sets whose program died, each locked for this program; one whose note cannot be read is set aside.

    Raises
    ------
    RecordError: the folder of running sets cannot be made.
    """
    folder = made_folder(default_data_dir() / FOLDER)
    for stream in sorted(folder.glob(f"*{_STREAM}")):
        try:
            found = locked(stream.with_suffix(_NOTE))
        except ValueError:
            set_aside(stream)
            continue
        if found is not None:
            yield RunningSet(found[1], stream, found[0])
    _sweep(folder)


def nothing_runs() -> bool:
    """Whether no program on this computer has a session or a set, nor left one behind."""
    folder = made_folder(default_data_dir() / FOLDER)
    return not any(folder.glob(f"*{_SESSION}")) and not any(folder.glob(f"*{_STREAM}"))


@contextmanager
def sole_recovery() -> Iterator[bool]:
    """True within the block where no other start of the program completes what was left behind just now.

    Raises
    ------
    RecordError: the folder of running sets cannot be made.
    """
    lock = None
    try:
        lock = opened(made_folder(default_data_dir() / FOLDER) / _RECOVERY, "rwc")
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error:
        yield False
    else:
        yield True
    finally:
        if lock is not None:
            lock.close()


def sessions_left_behind() -> Iterator[RunningSession]:
    """The sessions whose program died, each locked for this program; one whose note cannot be read is set aside.

    Raises
    ------
    RecordError: the folder of running sets cannot be made.
    """
    for note in sorted(made_folder(default_data_dir() / FOLDER).glob(f"*{_SESSION}")):
        try:
            found = locked(note)
        except ValueError:
            set_aside(note)
            continue
        if found is not None:
            yield RunningSession(found[1], note, found[0])


def _sweep(folder: Path) -> None:
    """Remove notes of sets that were left before their first frame."""
    for note in folder.glob(f"*{_NOTE}"):
        with suppress(OSError, ValueError):
            if note.with_suffix(_STREAM).exists() or time.time() - note.stat().st_mtime < _LEFT_OVER_S:
                continue
            found = locked(note)
            if found is not None:
                found[0].close()
                note.unlink()
