"""Peak memory over a long input: a child process analyses a film of one minute, another a film of sixty.

The films are small and the poses come from the jointed figure, so that decoding, judging and keeping run an hour's
frames within a minute or two; the model's own memory does not depend on the length.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from benchmarks.speed import squats
from coach.pose.poses import Poses

SIZE_PX, FPS = (160, 120), 30

CHILD = """
import sys
from benchmarks.memory import Loop, peak_mb
from coach import analyse
analyse(sys.argv[1], "mini_squat", estimator=Loop(), save=sys.argv[2])
print(peak_mb())
"""


class Loop:
    """Gives the same minute of squats over and over, whatever the picture shows."""

    name, sha256 = "loop", ""

    def __init__(self) -> None:
        self._minute = squats(60)

    def estimate(self, picture: NDArray[np.uint8], t_s: float) -> Poses:
        """The pose of that moment of the minute, with the picture's time."""
        del picture
        k = round(t_s * FPS) % len(self._minute)
        pose = self._minute[k : k + 1]
        return replace(pose, t_s=np.array([t_s]))

    def close(self) -> None:
        """Nothing is held."""


def peak_mb() -> float:
    """Peak resident memory of this process so far, in MB; NaN where the system does not tell."""
    status = Path("/proc/self/status")
    if status.exists():
        # Not getrusage: on Linux a child inherits there the peak of the process that started it.
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return float(line.split()[1]) / 1e3
    if sys.platform == "darwin":
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return float("nan")


def measure(console: Console) -> dict[str, float]:
    """Growth of the peak from one minute to sixty."""
    with tempfile.TemporaryDirectory() as folder:
        peaks = [_peak_of(Path(folder), minutes) for minutes in (1, 60)]
    console.print(f"memory: peak {peaks[0]:.0f} MB for one minute, {peaks[1]:.0f} MB for sixty")
    return {"memory.growth_mb": peaks[1] - peaks[0], "memory.one_minute_mb": peaks[0]}


def _peak_of(folder: Path, minutes: int) -> float:
    film = folder / f"{minutes}.mp4"
    _write_film(film, minutes * 60 * FPS)
    out = subprocess.run(
        [sys.executable, "-c", CHILD, str(film), str(folder / f"{minutes}.parquet")],
        check=True,
        capture_output=True,
        text=True,
    )
    return float(out.stdout.split()[-1])


def _write_film(path: Path, frames: int) -> None:
    width, height = SIZE_PX
    picture = np.full((height, width, 3), 90, dtype=np.uint8)
    with av.open(str(path), "w") as film:
        stream = film.add_stream("mpeg4", rate=FPS)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for k in range(frames):
            picture[:, k % width] = k % 256
            film.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        film.mux(stream.encode())
