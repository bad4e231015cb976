"""Where pictures come from: a film with its true times, or a camera."""

from __future__ import annotations

import contextlib
import functools
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import av
import numpy as np
from numpy.typing import NDArray

from coach.errors import CaptureError
from coach.language import say
from coach.pose.model_file import file_sha256
from coach.pose.poses import TIME_DECIMALS

#: Larger pictures are scaled down to this longer side: the pose model looks at 256 pixels in the end.
MAX_SIDE_PX = 1920
#: What is refused as not meant: twice the area of an 8K film, and a film of more than four hours.
MAX_AREA_PX = 2 * 7680 * 4320
MAX_FILM_S = 4 * 3600.0
#: Up to this area one thread decodes faster than poses are found.
ONE_THREAD_AREA_PX = 1920 * 1088
#: Containers of films. Without a list, FFmpeg reads texts and pictures as films, and follows playlists.
CONTAINERS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpeg,mpegts,asf,flv,ogg,m4v,h264,hevc,mpegvideo,mxf,dv,mjpeg"
OPENING = {"format_whitelist": CONTAINERS, "protocol_whitelist": "file"}
#: Fewer than this share of the pictures that the film's index names means it was cut off.
WHOLE_SHARE = 0.95
#: For films that carry no times at all.
ASSUMED_RATE = 30.0


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One frame: seconds since the first frame of its source, and (h, w, 3) uint8 RGB, upright, rows without gaps."""

    t_s: float
    rgb: NDArray[np.uint8]


class FilmSource:
    """The pictures of a film file, in order, upright, with the film's own times; may be read again from the start.

    Attributes
    ----------
    size_px: width and height as shown: rotation and pixel shape obeyed, the longer side at most 1920.
    frames_expected: what the film's index says, or None.
    truncated: after reading, whether the film was cut off or damaged; the pictures that could be read were given.

    Raises
    ------
    CaptureError: missing, a folder, not a film, without pictures, or too large (when made); too long (when read).
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.truncated = False
        self._check_file()
        with self._opened() as (container, stream):
            self.frames_expected: int | None = stream.frames or None
            self.frames_per_s = float(stream.average_rate or ASSUMED_RATE)
            self._check_bounds(container, stream)
            first = next(self._frames(container, stream), None)
            if first is None:
                raise CaptureError(
                    say("No picture could be read from {film}. Check that it plays in a video player.", film=self.path)
                )
            self._turns = _quarter_turns(first)
            self._stored_px = _stored_size(first, stream)
        width, height = self._stored_px
        self.size_px = (height, width) if self._turns % 2 else (width, height)
        self.truncated = False

    @functools.cached_property
    def sha256(self) -> str:
        """The file's hash as hex, read in pieces."""
        return file_sha256(self.path)

    def __iter__(self) -> Iterator[Picture]:
        self.truncated = False
        with self._opened() as (container, stream):
            clock = _FilmClock(self.frames_per_s)
            for frame in self._frames(container, stream):
                t_s = clock.time_of(frame)
                if t_s is None:
                    continue
                if t_s > MAX_FILM_S:
                    raise CaptureError(self._too_long())
                yield Picture(t_s, self._rgb(frame))

    def _rgb(self, frame: Any) -> NDArray[np.uint8]:
        width, height = self._stored_px
        stored = frame.to_ndarray(format="rgb24", width=width, height=height, interpolation="AREA", threads=1)
        return np.ascontiguousarray(np.rot90(stored, self._turns))

    def _frames(self, container: Any, stream: Any) -> Iterator[Any]:
        """Decoded frames; a damaged packet is passed over, a damaged container ends the film."""
        packets = 0
        try:
            for packet in container.demux(stream):
                packets += packet.size > 0
                try:
                    yield from packet.decode()
                except av.FFmpegError:
                    self.truncated = True
        except av.FFmpegError:
            self.truncated = True
        if packets < WHOLE_SHARE * stream.frames:
            self.truncated = True

    @contextlib.contextmanager
    def _opened(self) -> Iterator[tuple[Any, Any]]:
        try:
            container = av.open(str(self.path), options=OPENING, metadata_errors="replace")
        except (av.FFmpegError, OSError, ValueError) as error:
            raise CaptureError(self._not_a_film()) from error
        with container:
            moving = (s for s in container.streams.video if not s.disposition & av.stream.Disposition.attached_pic)
            stream = next(moving, None)
            if stream is None and not container.streams.audio:
                raise CaptureError(self._not_a_film())
            if stream is None:
                raise CaptureError(
                    say("{film} has sound but no moving picture. Choose a film of the exercise.", film=self.path)
                )
            if stream.codec_context is None:
                raise CaptureError(
                    say("{film} is coded in a way that cannot be read here. Convert it to mp4 (H.264).", film=self.path)
                )
            # Decoding in several threads costs a third more in all, and the pose needs what is left of the machine.
            stream.thread_type = "AUTO" if _area_px(stream) > ONE_THREAD_AREA_PX else "NONE"
            yield container, stream

    def _check_file(self) -> None:
        if self.path.is_dir():
            raise CaptureError(f"{self.path} is a folder. Name one film file in it.")
        if not self.path.is_file():
            raise CaptureError(f"There is no film {self.path}. Check the path.")
        try:
            with self.path.open("rb"):
                pass
        except OSError as error:
            raise CaptureError(f"{self.path} cannot be read ({error.strerror}). Check its permissions.") from error

    def _check_bounds(self, container: Any, stream: Any) -> None:
        if _area_px(stream) > MAX_AREA_PX:
            raise CaptureError(
                say("The pictures of {film} are too large. Convert the film to at most 8K.", film=self.path)
            )
        if (container.duration or 0) / av.time_base > MAX_FILM_S:
            raise CaptureError(self._too_long())

    def _not_a_film(self) -> str:
        return say(
            "{film} is not a film that can be read, or is cut off. Choose a whole mp4, mov, webm or avi file.",
            film=self.path,
        )

    def _too_long(self) -> str:
        hours = round(MAX_FILM_S / 3600)
        return say(
            "{film} is longer than {hours} hours. Cut out the part with the exercise.", film=self.path, hours=hours
        )


class CameraSource:
    """The pictures of a camera of this computer, each with the time it arrived.

    Raises
    ------
    CaptureError: the camera cannot be opened (when made), or stops sending pictures (when read).
    """

    frames_expected: int | None = None
    sha256 = ""

    def __init__(self, index: int = 0) -> None:
        # OpenCV takes a third of a second to load, which films need not pay.
        import cv2

        self._cv2: Any = cv2
        self.index = index
        self._camera = cv2.VideoCapture(index)
        if not self._camera.isOpened():
            self._camera.release()
            raise CaptureError(
                f"Camera {index} cannot be opened. Check that it is plugged in and no other program uses it."
            )
        self.size_px = (
            int(self._camera.get(cv2.CAP_PROP_FRAME_WIDTH)),
            int(self._camera.get(cv2.CAP_PROP_FRAME_HEIGHT)),
        )

    def __iter__(self) -> Iterator[Picture]:
        start_s = time.monotonic()
        last_s = -1.0
        while True:
            arrived, bgr = self._camera.read()
            t_s = round(time.monotonic() - start_s, TIME_DECIMALS)
            if not arrived:
                raise CaptureError(f"Camera {self.index} stopped sending pictures. Check its cable and start again.")
            if t_s > last_s:
                last_s = t_s
                yield Picture(t_s, self._cv2.cvtColor(bgr, self._cv2.COLOR_BGR2RGB))

    def close(self) -> None:
        """Let the camera go."""
        self._camera.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _FilmClock:
    """Seconds since the first frame; frames whose time does not go forward have none."""

    def __init__(self, frames_per_s: float) -> None:
        self._step_s = 1 / frames_per_s
        self._start_s: float | None = None
        self._last_s = -1.0

    def time_of(self, frame: Any) -> float | None:
        absolute_s = self._absolute_s(frame)
        if self._start_s is None:
            self._start_s = absolute_s
        t_s = round(absolute_s - self._start_s, TIME_DECIMALS)
        if t_s <= self._last_s:
            return None
        self._last_s = t_s
        return t_s

    def _absolute_s(self, frame: Any) -> float:
        if frame.pts is not None and frame.time_base:
            return float(frame.pts * frame.time_base)
        # Raw streams carry no times; then only the frame rate is known.
        return 0.0 if self._start_s is None else self._start_s + self._last_s + self._step_s


def _quarter_turns(frame: Any) -> int:
    """How often the stored picture is turned counter-clockwise by 90 degrees to be upright."""
    return round(float(frame.rotation) / 90) % 4


def _area_px(stream: Any) -> int:
    return int(stream.codec_context.width * stream.codec_context.height)


def _stored_size(frame: Any, stream: Any) -> tuple[int, int]:
    """Width and height to scale the stored picture to: square pixels, the longer side bounded."""
    shape = float(stream.sample_aspect_ratio or 1)
    width, height = frame.width * shape, float(frame.height)
    scale = min(1.0, MAX_SIDE_PX / max(width, height))
    return max(round(width * scale), 1), max(round(height * scale), 1)
