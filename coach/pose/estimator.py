"""What turns pictures into poses: the protocol, and the estimators behind it."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from coach.pose.mediapipe_estimator import MediaPipeEstimator, gap
from coach.pose.poses import Poses, Recording

__all__ = [
    "EstimatorMaker",
    "FakeEstimator",
    "MediaPipeEstimator",
    "PoseEstimator",
    "ReplayEstimator",
    "open_estimator",
]


class PoseEstimator(Protocol):
    """Turns the pictures of one source into poses, one by one, in time order.

    `name` and `sha256` say which model it is; they are kept with what it found.
    """

    name: str
    sha256: str

    def estimate(self, picture: NDArray[np.uint8], t_s: float) -> Poses:
        """The pose in an (h, w, 3) uint8 RGB picture taken at `t_s` seconds, as a block of one."""
        ...

    def close(self) -> None:
        """Let the model go."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


#: Makes an estimator; loading its model takes seconds.
EstimatorMaker = Callable[[], PoseEstimator]


class NothingToClose:
    """What an estimator without a model inherits."""

    def close(self) -> None:
        """Nothing is held."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class ReplayEstimator(NothingToClose):
    """Gives back the poses of a recording in their order, whatever the pictures show; after its end, gaps.

    The times are the recording's own, so what comes out is the recording bit for bit.
    """

    def __init__(self, recording: Recording) -> None:
        self.name = recording.model_name
        self.sha256 = recording.model_sha256
        self._poses = recording.poses
        self._next = 0

    def estimate(self, picture: NDArray[np.uint8], t_s: float) -> Poses:
        """The recording's next frame."""
        block = self._poses[self._next : self._next + 1]
        self._next += len(block)
        return block if len(block) else gap(t_s, self._poses.size_px)


class FakeEstimator(NothingToClose):
    """Finds in each picture the pose that is nearest in time among given `poses`; without any, nobody.

    For tests and demonstrations: the poses are scaled to the picture's size and carry the picture's time.
    """

    name = "fake"
    sha256 = ""

    def __init__(self, poses: Poses | None = None) -> None:
        self._poses = poses if poses is not None and len(poses) else None
        self.times_s: list[float] = []

    def estimate(self, picture: NDArray[np.uint8], t_s: float) -> Poses:
        """The nearest pose in time; `times_s` remembers when it was asked."""
        self.times_s.append(t_s)
        size_px = (picture.shape[1], picture.shape[0])
        if self._poses is None:
            return gap(t_s, size_px)
        nearest = int(np.abs(self._poses.t_s - t_s).argmin())
        pose = self._poses[nearest : nearest + 1]
        scale = np.divide(size_px, pose.size_px)
        return Poses.from_arrays(
            [t_s], pose.image_px * scale, size_px, pose.world_m, pose.visibility, people=pose.people
        )


def open_estimator(name: str = "full") -> PoseEstimator:
    """The MediaPipe estimator of the model `name` (full, lite, heavy); raises ModelError when it cannot be had."""
    return MediaPipeEstimator(name)
