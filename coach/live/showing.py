"""The figure that shows an exercise: its rule's key postures as a loop of landmarks, seen from where the rule says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coach.kinematics.geometry import FloatArray
from coach.kinematics.landmarks import LEFT, SKELETON
from coach.kinematics.quantities import QUANTITIES
from coach.pose.figure import Camera, Figure, minimum_jerk
from coach.rules.model import Exercise, Show
from coach.rules.showing import VIEW_YAW_DEG, angles_on_way

#: Before each repetition the start posture is seen for so long.
REST_S = 1.0
#: The longer side of the picture, and the share of it that is left free at each edge.
LONGER_PX, MARGIN = 720, 0.06
#: From so far a figure looks as a drawing does: what is behind is as large as what is in front.
FAR_M = 8.0

Line = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class ShownMovement:
    """One loop of the movement, cropped to the figure.

    Attributes
    ----------
    t_s: (n,) float64 seconds from the loop's begin. points_px: (n, 33, 2) float32, x to the right and y down.
    seconds: when the loop begins anew. size_px: width and height of the picture around all of it.
    near: the side that is drawn over the other: 0, for the rule's camera stands at her left unless in front of her.
    driver: the drawn lines of the quantity that the repetition follows, by landmark.
    """

    t_s: FloatArray
    points_px: NDArray[np.float32]
    seconds: float
    size_px: tuple[int, int]
    near: int
    driver: tuple[Line, ...]

    def to_dict(self) -> dict[str, Any]:
        """For the browser: evenly timed `frames` of 33 whole pixels each, `seconds` of one loop, `near`, `driver`."""
        return {
            "size": list(self.size_px),
            "frames": np.round(self.points_px).astype(int).tolist(),
            "seconds": self.seconds,
            "near": self.near,
            "driver": [list(line) for line in self.driver],
        }


def shown_movement(exercise: Exercise, fps: float = 20.0) -> ShownMovement | None:
    """The loop of an exercise: one repetition, or two where left and right take turns; None without key postures."""
    show = exercise.show
    if show is None:
        return None
    once_s = REST_S + show.out_s + show.hold_s + show.back_s
    frames = round(once_s * fps)
    t_s = np.arange(frames) * once_s / frames
    progress = progress_at(show, t_s - REST_S)
    camera = Camera(yaw_deg=VIEW_YAW_DEG[exercise.camera.view], distance_m=FAR_M)
    figure = Figure(anchor=show.on, camera=camera)
    turns = (False, True) if show.alternate else (False,)
    loops = [figure.poses(t_s, angles_on_way(show, progress, mirrored=turn)).image_px for turn in turns]
    points, size_px = _cropped(np.concatenate(loops))
    return ShownMovement(
        t_s=np.concatenate([t_s + k * once_s for k in range(len(turns))]),
        points_px=points,
        seconds=once_s * len(turns),
        size_px=size_px,
        near=LEFT,
        driver=driver_lines(exercise),
    )


def progress_at(show: Show, since_s: FloatArray, hold_s: float | None = None) -> FloatArray:
    """(n,) 0..1..0 of one repetition that begins at 0 s; `hold_s` instead of the show's own hold."""
    back_from_s = show.out_s + (show.hold_s if hold_s is None else hold_s)
    progress: FloatArray = minimum_jerk(since_s / show.out_s) - minimum_jerk((since_s - back_from_s) / show.back_s)
    return progress


def driver_lines(exercise: Exercise) -> tuple[Line, ...]:
    """The lines of the skeleton between the landmarks from which the repetition's quantity is measured."""
    needed = {landmark for pair in QUANTITIES[exercise.repetition.quantity].needs for landmark in pair}
    lines = tuple(line for line in SKELETON if needed.issuperset(line))
    # The lines across from left to right only where there are no others.
    return tuple((a, b) for a, b in lines if a % 2 == b % 2) or lines


def _cropped(points: NDArray[np.float32]) -> tuple[NDArray[np.float32], tuple[int, int]]:
    low, high = points.min(axis=(0, 1)), points.max(axis=(0, 1))
    extent = high - low
    scale = LONGER_PX * (1 - 2 * MARGIN) / extent.max()
    width, height = (round(float(side)) for side in extent * scale + 2 * MARGIN * LONGER_PX)
    cropped: NDArray[np.float32] = ((points - low) * scale + MARGIN * LONGER_PX).astype(np.float32)
    return cropped, (width, height)
