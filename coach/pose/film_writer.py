"""Write a film with true times, whole or not at all."""

from __future__ import annotations

import contextlib
import secrets
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import av
import numpy as np
from numpy.typing import NDArray

from coach.errors import RecordError

#: Ticks a second of the film's times; the one that films commonly have, finer than any camera.
TICKS_PER_S = 90_000


class FilmWriter:
    """An mp4 film (H.264 where this computer has it) that appears under `path` only when it is complete.

    Used as a context manager: leaving it puts the film in place, an error inside it leaves nothing behind.
    Pictures are cut to even sides, which the coding asks for.

    Raises
    ------
    RecordError: the folder cannot be written, or the disk is full (also while writing and on leaving).
    """

    def __init__(self, path: str | Path, size_px: tuple[int, int], fps_hint: float = 30.0) -> None:
        self.path = Path(path)
        self._width, self._height = size_px[0] // 2 * 2, size_px[1] // 2 * 2
        self._last_tick = -1
        self._draft = self.path.with_name(f".{self.path.name}.{secrets.token_hex(4)}.part")
        try:
            # Through a file of ours, a failing disk is an OSError here instead of a line in FFmpeg's log. Opened as any
            # new file, it gets the permissions that the person gives to new files.
            self._file = self._draft.open("x+b")
        except OSError as error:
            raise self._refusal(error) from error
        self._container: Any = av.open(self._file, "w", format="mp4")
        self._stream: Any = self._container.add_stream(_coding(), rate=max(round(fps_hint), 1))
        self._stream.width, self._stream.height, self._stream.pix_fmt = self._width, self._height, "yuv420p"
        self._stream.codec_context.time_base = Fraction(1, TICKS_PER_S)

    def write(self, rgb: NDArray[np.uint8], t_s: float) -> None:
        """Add an (h, w, 3) RGB picture at `t_s` seconds; times must increase."""
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(rgb[: self._height, : self._width]), format="rgb24")
        self._last_tick = max(self._last_tick + 1, round(t_s * TICKS_PER_S))
        frame.pts, frame.time_base = self._last_tick, Fraction(1, TICKS_PER_S)
        with self._guarded():
            self._container.mux(self._stream.encode(frame))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._discard()
            return
        with self._guarded():
            self._container.mux(self._stream.encode(None))
            self._container.close()
            self._file.close()
            self._draft.replace(self.path)

    @contextlib.contextmanager
    def _guarded(self) -> Any:
        try:
            yield
        except (OSError, av.FFmpegError) as error:
            self._discard()
            raise self._refusal(error) from error

    def _discard(self) -> None:
        with contextlib.suppress(OSError, av.FFmpegError):
            self._container.close()
        with contextlib.suppress(OSError):
            self._file.close()
        self._draft.unlink(missing_ok=True)

    def _refusal(self, error: Exception) -> RecordError:
        return RecordError(
            f"The film {self.path} cannot be written ({getattr(error, 'strerror', None) or error}). "
            "Choose a folder that can be written and has free space."
        )


def _coding() -> str:
    return "libx264" if "libx264" in av.codecs_available else "mpeg4"
