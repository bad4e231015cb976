"""Small films made on the spot: a grey room in which nobody is, for estimators that know where she would be."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from coach.pose.poses import Poses


def write_film(
    path: Path, frames: int, *, fps: float = 15.0, size_px: tuple[int, int] = (640, 360), turn_deg: int = 0
) -> Path:
    """A film of `frames` grey pictures of `size_px` as stored, to be shown turned by `turn_deg` to the left."""
    width, height = size_px
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=round(fps))
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        if turn_deg:
            stream.set_display_rotation(turn_deg)
        for k in range(frames):
            picture = np.full((height, width, 3), 90 + k % 64, dtype=np.uint8)
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = round(k / fps * 1000), Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def film_of(poses: Poses, path: Path, *, fps: float = 15.0, size_px: tuple[int, int] = (640, 360)) -> Path:
    """A film as long as `poses`."""
    return write_film(path, int(float(poses.t_s[-1]) * fps) + 1, fps=fps, size_px=size_px)


def write_sound(path: Path) -> Path:
    """A second of silence, without a picture."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=44100)
        for k in range(40):
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
            frame.sample_rate, frame.pts = 44100, 1024 * k
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def cut_off(avi: Path, share: float = 0.7) -> Path:
    """The film without the end of its pictures, and without the index that follows them, as a broken copy has it."""
    whole = avi.read_bytes()
    first, last = whole.index(b"movi"), whole.rindex(b"idx1")
    path = avi.with_name(f"cut_{avi.name}")
    path.write_bytes(whole[: first + round(share * (last - first))])
    return path
