"""A stored set as a moving stick figure: few enough points and pictures for a page to hold."""

from __future__ import annotations

import base64
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coach.kinematics.landmarks import EAR, LEFT, NOSE, SKELETON
from coach.pose.poses import Poses

MOST_FPS = 15.0
#: Longer sets are shown with fewer pictures a second: 4000 of them take 300 kB.
MOST_FRAMES = 4000
#: The head, and every joint that a line of the skeleton ends in.
JOINTS: tuple[int, ...] = tuple(sorted({NOSE, *EAR, *(joint for line in SKELETON for joint in line)}))
#: Positions are sent as whole numbers: this many steps over the longer side of the picture.
STEPS = 8000
MISSING = -32768


@dataclass(frozen=True, slots=True, eq=False)
class Replay:
    """n pictures of the k `JOINTS`.

    Attributes
    ----------
    t_s: (n,) seconds.
    points: (n, k, 2) int16, x right and y down in `1 / STEPS` of the picture's longer side; `MISSING` where unseen.
    size: width and height of the picture in the same steps.
    lines: pairs of positions in `JOINTS`, and 1 where the line belongs to the near side or to neither, else 0.
    """

    t_s: NDArray[np.float64]
    points: NDArray[np.int16]
    size: tuple[int, int]
    lines: tuple[tuple[int, int, int], ...]

    def packed_points(self) -> str:
        """The points as base64 of little-endian int16."""
        return base64.b64encode(self.points.astype("<i2").tobytes()).decode("ascii")


def replay_of(poses: Poses, near_side: str | None) -> Replay:
    """The figure of `poses`, thinned; `near_side` is `left`, `right` or None as in the report's view."""
    kept = _kept_pictures(poses.t_s)
    px = poses.image_px[kept][:, JOINTS].astype(np.float64)
    longer = max(poses.size_px)
    steps = np.clip(np.round(px / longer * STEPS), -2 * STEPS, 2 * STEPS)
    points = np.where(np.isfinite(px).all(axis=-1, keepdims=True), steps, MISSING).astype(np.int16)
    width, height = (round(side / longer * STEPS) for side in poses.size_px)
    place = {joint: k for k, joint in enumerate(JOINTS)}
    lines = tuple((place[a], place[b], int(not _is_far(a, b, near_side))) for a, b in SKELETON)
    return Replay(poses.t_s[kept], points, (width, height), lines)


def _kept_pictures(t_s: NDArray[np.float64]) -> NDArray[np.intp]:
    """The first picture of each stretch of time, so that uneven frame rates stay uneven and gaps stay gaps."""
    if not len(t_s):
        return np.zeros(0, dtype=np.intp)
    seconds = float(t_s[-1] - t_s[0])
    fps = min(MOST_FPS, (MOST_FRAMES - 1) / seconds) if seconds > 0 else MOST_FPS
    # A frame that comes a hair before its stretch begins belongs to it.
    stretch = np.floor((t_s - t_s[0]) * fps + 1e-3).astype(np.int64)
    return np.unique(stretch, return_index=True)[1]


def _is_far(a: int, b: int, near_side: str | None) -> bool:
    if near_side is None or a % 2 != b % 2:
        return False
    # From the ears down odd landmarks are the left ones.
    is_left = a % 2 == EAR[LEFT] % 2
    return is_left != (near_side == "left")
