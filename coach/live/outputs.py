"""Files that a long analysis will write: checked before it starts, kept whole or not at all."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from coach.errors import RecordError
from coach.pose.poses import Poses
from coach.records.faults import writing
from coach.records.recording_file import RecordingWriter, stream_to_parquet
from coach.records.recording_format import RecordingMetadata


def check_outputs(outputs: Sequence[Path], source: Path) -> None:
    """Refuse now what could not be written later.

    Raises
    ------
    RecordError: a path is the source itself, named twice, no plain file, protected, or in no writable folder.
    """
    taken = {source.resolve(): "what is to be judged"}
    for path in outputs:
        place = path.resolve()
        if place in taken:
            raise RecordError(f"{path} is already {taken[place]}. Choose another name for what is written.")
        taken[place] = "written by this command"
        if path.exists() and not path.is_file():
            raise RecordError(f"{path} is not a file that can be replaced. Give the name of a new file.")
        if path.exists() and not os.access(path, os.W_OK):
            raise RecordError(f"{path} is protected against writing. Choose another name.")
        with writing(path), tempfile.TemporaryFile(dir=path.parent):
            pass


class PoseKeeper:
    """Streams poses into a draft beside `path`, and makes a recording of it when asked to.

    Used as a context manager: whatever happens, leaving it removes the draft.

    Raises
    ------
    RecordError: the disk is full or cannot be written; what was at `path` before stays.
    """

    def __init__(self, path: Path, metadata: RecordingMetadata) -> None:
        self.path = path
        self._metadata = metadata
        self._draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
        self._writer: RecordingWriter | None = None

    def add(self, poses: Poses) -> None:
        """Take the next frames; the first ones say the frame size."""
        with self._named():
            if self._writer is None:
                self._writer = RecordingWriter(self._draft, poses.size_px, self._metadata)
            self._writer.append(poses)

    def keep(self, truncated: bool) -> None:
        """All frames are there, or as many as a `truncated` film has: put the recording in place."""
        assert self._writer is not None, "nothing was added"
        with self._named():
            self._writer.close()
            stream_to_parquet(self._draft, self.path, truncated=truncated)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # A failing disk was told of already, and a draft that is thrown away need not be whole.
        with suppress(RecordError):
            if self._writer is not None:
                self._writer.close()
        with suppress(OSError):
            self._draft.unlink(missing_ok=True)

    @contextmanager
    def _named(self) -> Iterator[None]:
        """People know the name they gave, not the draft's."""
        try:
            yield
        except RecordError as error:
            raise RecordError(str(error).replace(str(self._draft), str(self.path))) from error
