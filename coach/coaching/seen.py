"""How the set was seen: which view, which side was near, and whether the movement could be counted at all."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from coach.kinematics.measure import Measured, Reason
from coach.kinematics.uncertainty import VIEWS

#: With others in view for more than this share of the time nobody who never moved is counted (proposal).
MOST_CROWDED_SHARE = 0.25
#: With more than this share of the counted time in an unfit view no number is given (proposal).
MOST_UNFIT_SHARE = 0.5


@dataclass(slots=True)
class Seen:
    """Counts of frames; whole numbers, so that any split into blocks adds up to the same."""

    frames: int = 0
    people_frames: int = 0
    views: NDArray[np.int64] = field(default_factory=lambda: np.zeros(len(VIEWS), dtype=np.int64))
    near: NDArray[np.int64] = field(default_factory=lambda: np.zeros(3, dtype=np.int64))
    armed: int = 0
    unfit_armed: int = 0
    unfit: int = 0
    crowded: int = 0
    near_now: int = -1
    """Of the last frame: 0 left, 1 right, -1 unknown."""

    def step(self, measured: Measured, driver: int, zones: list[int]) -> None:
        """Add a block."""
        present = measured.people > 0
        unfit = measured.reason[driver] == Reason.VIEW
        armed = np.array(zones) > 0
        self.frames += len(zones)
        self.people_frames += int(present.sum())
        self.views += np.bincount(measured.view[present], minlength=len(VIEWS))
        self.near += np.bincount(measured.near[present] + 1, minlength=3)
        self.armed += int(armed.sum())
        self.unfit_armed += int((armed & unfit).sum())
        self.unfit += int((present & unfit).sum())
        self.crowded += int((measured.people > 1).sum())
        self.near_now = int(measured.near[-1])

    @property
    def crowded_out(self) -> bool:
        """True where others were in view so long that someone who never moved may not be the one who trains."""
        return self.crowded > MOST_CROWDED_SHARE * self.people_frames

    @property
    def countable(self) -> bool:
        """False where the view did not let the movement be counted: then no number is given."""
        if self.armed:
            return self.unfit_armed <= MOST_UNFIT_SHARE * self.armed
        return self.unfit <= MOST_UNFIT_SHARE * self.people_frames

    def to_dict(self) -> dict[str, str | float | None]:
        """The `view` part of the report; `seen` is `none` where nobody was seen."""
        if not self.people_frames:
            return {"seen": "none", "near_side": None, "share": 0.0}
        best = int(self.views.argmax())
        sides = int(self.near[1]), int(self.near[2])
        side = None if not sum(sides) else ("left" if sides[0] >= sides[1] else "right")
        return {
            "seen": VIEWS[best],
            "near_side": side,
            "share": round(int(self.views[best]) / self.people_frames, 4),
        }
