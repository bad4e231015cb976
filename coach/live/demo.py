"""`DemoPatient`: a figure in place of the camera and the model, that does what the coach asks.

It lets a whole session run without camera, film or clip: it holds the start posture, does the repetitions by the
rule's key postures, and passes the rule's first limit once a set, so that a cue is seen.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from coach.errors import CoachError
from coach.live.overdoing import overdone_show
from coach.live.showing import progress_at
from coach.pose.estimator import NothingToClose
from coach.pose.figure import Angles, Camera, Figure, minimum_jerk
from coach.pose.poses import Poses
from coach.rules.model import Exercise, Show
from coach.rules.showing import VIEW_YAW_DEG, angles_on_way

#: Between two repetitions, and before the first.
PAUSE_S = 1.0
#: Back to the start posture when the coach no longer counts.
RETURN_S = 1.2
#: After the whole dose she waits for so long whether more is asked for.
MORE_AFTER_S = 5.0
#: In this repetition of each set she passes the first limit.
PASSING = 3
#: From where the camera sees her.
DISTANCE_M = 3.5


class DemoPatient(NothingToClose):
    """A `PoseEstimator` that finds the figure in whatever picture; `phase` says where the session is.

    `phase()` is a phase of docs/live.md, or "paused". The same seed, times and phases give the same poses.

    Raises
    ------
    CoachError: the exercise has no key postures.
    """

    name = "demo"
    sha256 = ""

    def __init__(self, exercise: Exercise, phase: Callable[[], str], *, seed: int = 0) -> None:
        if exercise.show is None:
            raise CoachError(f"The rule of {exercise.name} has no show block, so no figure can do it. Add one.")
        self._phase, self._seed = phase, seed
        self._yaw_deg = VIEW_YAW_DEG[exercise.camera.view]
        self._show = exercise.show
        self._overdone = overdone_show(exercise, exercise.show)
        self._hold_s = max(exercise.show.hold_s, exercise.repetition.hold_s or 0.0)
        self._dose = exercise.dose.repetitions
        self._count = 0
        self._begins_s = math.nan
        self._pose = _Doing(self._show, 0.0, mirrored=False)
        self._left_s, self._left_at = 0.0, 0.0

    def estimate(self, picture: NDArray[np.uint8], t_s: float) -> Poses:
        """The figure at `t_s`, in the size of the (h, w, 3) picture; times never go back."""
        self._pose = self._working(t_s) if self._phase() == "work" else self._at_ease(t_s)
        size_px = (picture.shape[1], picture.shape[0])
        camera = Camera(yaw_deg=self._yaw_deg, distance_m=DISTANCE_M, size_px=size_px)
        doing = self._pose
        angles = angles_on_way(doing.show, np.array([doing.progress]), mirrored=doing.mirrored)
        return Figure(anchor=doing.show.on, camera=camera).poses([t_s], _swaying(angles, t_s))

    def _working(self, t_s: float) -> _Doing:
        if self._begins_s != self._begins_s:
            self._begins_s = t_s + PAUSE_S
        stretch, depth = self._own_way()
        show = self._overdone if self._count == PASSING - 1 else self._show
        whole_s = stretch * (show.out_s + self._hold_s + show.back_s)
        if t_s >= self._begins_s + whole_s:
            self._count += 1
            self._left_at = 0.0
            self._begins_s = t_s + (MORE_AFTER_S if self._count == self._dose else PAUSE_S)
            return replace(self._pose, progress=0.0)
        if t_s < self._begins_s:
            return replace(self._pose, progress=self._returning(t_s))
        since_s = np.array([(t_s - self._begins_s) / stretch])
        progress = float(progress_at(show, since_s, self._hold_s)[0])
        return _Doing(show, depth * progress, mirrored=show.alternate and self._count % 2 == 1)

    def _at_ease(self, t_s: float) -> _Doing:
        if self._phase() != "paused":
            self._count = 0
        if self._begins_s == self._begins_s:
            self._begins_s = math.nan
            self._left_s, self._left_at = t_s, self._pose.progress
        return replace(self._pose, progress=self._returning(t_s))

    def _returning(self, t_s: float) -> float:
        return self._left_at * float(1 - minimum_jerk((t_s - self._left_s) / RETURN_S))

    def _own_way(self) -> tuple[float, float]:
        """How slowly and how far this repetition is done: nobody does two alike."""
        if self._count == PASSING - 1:
            return 1.0, 1.0
        slowly, short = np.random.default_rng((self._seed, self._count)).uniform(0, 1, 2).tolist()
        return 1.0 + 0.1 * slowly, 1.0 - 0.04 * short


@dataclass(frozen=True, slots=True)
class _Doing:
    """Where on the way of which show she is."""

    show: Show
    progress: float
    mirrored: bool


def _swaying(angles: Angles, t_s: float) -> Angles:
    """Nobody stands quite still: half a degree or so (field.md 3: jitter SD 0.2-1.8 degrees)."""
    slow, quick = math.sin(1.5 * t_s), math.sin(3.9 * t_s + 1.0)
    left, right = angles.arm_deg
    return replace(
        angles,
        trunk_deg=np.asarray(angles.trunk_deg) + 0.4 * slow + 0.15 * quick,
        lean_left_deg=np.asarray(angles.lean_left_deg) + 0.25 * quick,
        arm_deg=(np.asarray(left) + 0.8 * slow, np.asarray(right) + 0.8 * slow),
    )
