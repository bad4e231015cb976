"""`Poses`: a block of frames as arrays, and `Recording`: such a block with where it came from.

One frame is a block of one. Missing is NaN, never zero. Every value lies on a storage grid (powers of two),
so that a pose that was stored and read again is the same pose bit for bit, and a stored set is judged as the live one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: Landmarks of BlazePose, the pose model's own count (MediaPipe Pose Landmarker).
LANDMARKS = 33
#: Steps of the storage grid; exact in float32 up to 8K pictures and 500 m.
PIXEL_GRID = 1 / 32
METRE_GRID = 1 / 8192
SHARE_GRID = 1 / 1024
#: Times are kept to the microsecond.
TIME_DECIMALS = 6


@dataclass(frozen=True, slots=True, eq=False)
class Poses:
    """A block of `n` consecutive frames of one person.

    Attributes
    ----------
    t_s: (n,) float64, seconds of the source's clock, strictly increasing.
    image_px: (n, 33, 2) float32, x to the right and y down, in pixels of the frame; NaN where nobody was found.
    world_m: (n, 33, 3) float32, metres about the hips' middle, x right, y down, z away from the camera; NaN if unknown.
    visibility: (n, 33) float32, 0..1; NaN where nobody was found.
    spread_px: (n, 33) float32, how sure the point is, in pixels; NaN where the model does not tell.
    people: (n,) int16, how many people were seen in the frame.
    size_px: width and height of the frame, the same in the whole block.
    """

    t_s: NDArray[np.float64]
    image_px: NDArray[np.float32]
    world_m: NDArray[np.float32]
    visibility: NDArray[np.float32]
    spread_px: NDArray[np.float32]
    people: NDArray[np.int16]
    size_px: tuple[int, int]

    def __len__(self) -> int:
        return len(self.t_s)

    def __getitem__(self, index: slice) -> Poses:
        return Poses(
            self.t_s[index],
            self.image_px[index],
            self.world_m[index],
            self.visibility[index],
            self.spread_px[index],
            self.people[index],
            self.size_px,
        )

    @property
    def present(self) -> NDArray[np.bool_]:
        """(n,) True where a person was found."""
        return self.people > 0

    @classmethod
    def from_arrays(
        cls,
        t_s: ArrayLike,
        image_px: ArrayLike,
        size_px: tuple[int, int],
        world_m: ArrayLike | None = None,
        visibility: ArrayLike | None = None,
        spread_px: ArrayLike | None = None,
        people: ArrayLike | None = None,
    ) -> Poses:
        """Build a block on the storage grid from any source.

        Without `visibility` a landmark counts as fully visible wherever its pixel position is finite.

        Raises
        ------
        ValueError: a shape does not fit, or times do not increase strictly.
        """
        t = np.round(np.asarray(t_s, dtype=np.float64).reshape(-1), TIME_DECIMALS)
        n = len(t)
        xy = _on_grid(image_px, PIXEL_GRID, (n, LANDMARKS, 2), "image landmarks")
        if n and not (np.isfinite(t).all() and (np.diff(t) > 0).all()):
            raise ValueError("Times of a recording must be finite and increase from frame to frame.")
        world = (
            _blank((n, LANDMARKS, 3)) if world_m is None else _on_grid(world_m, METRE_GRID, (n, LANDMARKS, 3), "world")
        )
        if visibility is None:
            seen = np.where(np.isfinite(xy).all(axis=-1), np.float32(1), np.float32(np.nan))
        else:
            seen = _on_grid(visibility, SHARE_GRID, (n, LANDMARKS), "visibility")
        spread = (
            _blank((n, LANDMARKS)) if spread_px is None else _on_grid(spread_px, PIXEL_GRID, (n, LANDMARKS), "spread")
        )
        found = np.isfinite(xy).all(axis=-1).any(axis=-1) if people is None else people
        count: NDArray[np.int16] = np.asarray(found, dtype=np.int16).reshape(n)
        return cls(t, xy, world, seen, spread, count, (int(size_px[0]), int(size_px[1])))


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """Where a recording's pictures came from (a file name without its folder, or what the camera is called)."""

    file: str = ""
    sha256: str = ""
    truncated: bool = False
    """True where a film was cut off or damaged, so that only its beginning was seen."""


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """All poses of one film or one live set, and what made them."""

    poses: Poses
    source: Source = field(default_factory=Source)
    model_name: str = ""
    model_sha256: str = ""

    @property
    def seconds(self) -> float:
        """Time from the first to the last frame."""
        return float(self.poses.t_s[-1] - self.poses.t_s[0]) if len(self.poses) else 0.0

    @classmethod
    def from_arrays(
        cls,
        t: ArrayLike,
        image_landmarks_px: ArrayLike,
        size: tuple[int, int],
        world_landmarks: ArrayLike | None = None,
        visibility: ArrayLike | None = None,
    ) -> Recording:
        """Build a recording from any source.

        (n,) seconds, (n, 33, 2) pixels, frame width and height, (n, 33, 3) metres, (n, 33) visibility 0..1.
        """
        return cls(Poses.from_arrays(t, image_landmarks_px, size, world_landmarks, visibility))


def concatenate(blocks: Sequence[Poses]) -> Poses:
    """Join consecutive blocks of one frame size; raises ValueError when there is none or sizes differ."""
    if not blocks:
        raise ValueError("Nothing to join.")
    if len({block.size_px for block in blocks}) != 1:
        raise ValueError("Blocks of different frame sizes cannot be joined.")
    names = ("t_s", "image_px", "world_m", "visibility", "spread_px", "people")
    joined = {name: np.concatenate([getattr(block, name) for block in blocks]) for name in names}
    return Poses(**joined, size_px=blocks[0].size_px)


def _on_grid(values: ArrayLike, grid: float, shape: tuple[int, ...], what: str) -> NDArray[np.float32]:
    array = np.asarray(values, dtype=np.float64)
    if array.shape != shape:
        raise ValueError(f"The {what} have shape {array.shape}; expected {shape}.")
    return np.where(np.isfinite(array), np.round(array / grid) * grid + 0.0, np.nan).astype(np.float32)


def _blank(shape: tuple[int, ...]) -> NDArray[np.float32]:
    return np.full(shape, np.nan, dtype=np.float32)
