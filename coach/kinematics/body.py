"""One block of poses as quantities see it: points in the image plane and which way the body faces."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coach.kinematics.geometry import ComplexArray, FloatArray
from coach.kinematics.landmarks import ANKLE, HIP, KNEE, SHOULDER


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """Attributes
    ----------
    points: (..., 33) complex, pixels.
    world_m: (..., 33, 3), metres.
    forward: (...,) +1 where a forward turn of the trunk is clockwise on the screen (right side near), -1 where it is
        not (left side near), NaN where it is not known.
    facing: (...,) +1 where the body faces the camera, -1 where its back does.
    """

    points: ComplexArray
    world_m: NDArray[np.float32]
    forward: FloatArray
    facing: FloatArray

    def at(self, landmark: int) -> ComplexArray:
        """(...,) one landmark."""
        return self.points[..., landmark]

    def middle(self, pair: tuple[int, int]) -> ComplexArray:
        """(...,) halfway between a left and a right landmark."""
        half: ComplexArray = (self.points[..., pair[0]] + self.points[..., pair[1]]) * 0.5
        return half

    def trunk(self) -> ComplexArray:
        """(...,) from the hips' middle up to the shoulders' middle."""
        return self.middle(SHOULDER) - self.middle(HIP)

    def leg_px(self, side: int) -> FloatArray:
        """(...,) length of thigh and shank as seen."""
        hip, knee, ankle = self.at(HIP[side]), self.at(KNEE[side]), self.at(ANKLE[side])
        length: FloatArray = np.abs(knee - hip) + np.abs(ankle - knee)
        return np.where(length > 0, length, np.nan)
