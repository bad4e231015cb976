"""`DemoPatient`: a figure in place of the camera and the model, that does what the coach asks.

It lets a whole session run without camera, film or clip: it holds the start posture, does the repetitions by the
rule's key postures, and passes the rule's first limit once a set, so that a cue is seen.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from coach.errors import CoachError
from coach.kinematics.landmarks import LEFT
from coach.kinematics.uncertainty import uncertainty
from coach.live.showing import progress_at
from coach.pose.figure import Angles, Camera, Figure, minimum_jerk
from coach.pose.poses import Poses
from coach.rules.model import Exercise, Limit, Posture, Show
from coach.rules.schema import PostureShape
from coach.rules.showing import VIEW_YAW_DEG, Seen, angles_on_way

#: Between two repetitions, and before the first.
PAUSE_S = 1.0
#: Back to the start posture when the coach no longer counts.
RETURN_S = 1.2
#: After the whole dose she waits for so long whether more is asked for.
MORE_AFTER_S = 5.0
#: In this repetition of each set she passes the first limit, by so many U.
PASSING, BY_U = 3, 2.5
#: No movement is overdone by more than this times its own way.
MOST_OVERDONE = 3.0
#: From where the camera sees her.
DISTANCE_M = 3.5

_SAYABLE = frozenset(PostureShape.model_fields)


class DemoPatient:
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

    def close(self) -> None:
        """Nothing is held."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

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


def overdone_show(exercise: Exercise, show: Show) -> Show:
    """The movement done so that it passes the rule's first limit, or as it is where there is none that it can pass.

    A quantity that a posture can say is changed at the end, or all along the way where a posture there lies nearest to
    the limit: a limit wants to be passed for a while. What drives the movement, and what no posture can say, is passed
    by going further than the end.
    """
    if not exercise.limits:
        return show
    limit = exercise.limits[0]
    view = exercise.camera.view
    plain = replace(show, start=_by_thigh(show.start), way=tuple(map(_by_thigh, show.way)), end=_by_thigh(show.end))
    values = _values(plain, view, limit)
    sign = 1.0 if limit.max is not None else -1.0
    bound = limit.max if limit.max is not None else limit.min
    base = {None: 0.0, "neutral": values[0], "neutral_end": values[-1]}[limit.change_from]
    target = float(base + (bound or 0.0) + sign * BY_U * (uncertainty(limit.quantity, view) or 0.0))
    if limit.quantity in _SAYABLE and limit.quantity != exercise.repetition.quantity:
        last = len(values) - 1
        at = last if limit.when == "end" else 1 + int(np.argmax(sign * values[1:]))
        return _with(plain, range(at, last + 1) if at == last else range(1, last), limit.quantity, target)
    for by in np.linspace(1.0, MOST_OVERDONE, 81).tolist():
        further = _further(plain, by)
        if (sign * (_values(further, view, limit) - target)).max() >= 0:
            return further
    return show


def _values(show: Show, view: str, limit: Limit) -> NDArray[np.float64]:
    """The limit's quantity at each key posture."""
    at = np.linspace(0.0, 1.0, len(show.postures))
    return Seen.on_way(show, view, at).value(limit.quantity, limit.side, rising=True)


def _by_thigh(posture: Posture) -> Posture:
    """The same posture with the thigh said from hanging, so that the trunk can be changed by itself."""
    if "hip_flexion" not in posture:
        return posture
    trunk = posture.get("trunk_inclination", (0.0, 0.0))
    left, right = (hip - lean for hip, lean in zip(posture["hip_flexion"], trunk, strict=True))
    others = {name: value for name, value in posture.items() if name != "hip_flexion"}
    return others | {"thigh_elevation": (left, right)}


def _with(show: Show, at: range, quantity: str, value: float) -> Show:
    """The show with one quantity of some key postures changed; a hip's bend is made by its thigh."""
    postures = list(show.postures)
    for k in at:
        trunk = postures[k].get("trunk_inclination", (0.0, 0.0))[LEFT]
        name, said = ("thigh_elevation", value - trunk) if quantity == "hip_flexion" else (quantity, value)
        postures[k] = {**postures[k], name: (said, said)}
    return replace(show, way=tuple(postures[1:-1]), end=postures[-1])


def _further(show: Show, by: float) -> Show:
    """The show with every posture `by` times as far from the start."""

    def scaled(posture: Posture) -> Mapping[str, tuple[float, float]]:
        names = {*posture, *show.start}
        pairs = {name: (show.start.get(name, (0.0, 0.0)), posture.get(name, (0.0, 0.0))) for name in sorted(names)}
        return {name: (a[0] + by * (b[0] - a[0]), a[1] + by * (b[1] - a[1])) for name, (a, b) in pairs.items()}

    return replace(show, way=tuple(map(scaled, show.way)), end=scaled(show.end))
