"""A jointed figure: joint angles over time become `Poses`, seen by a camera whose place is known.

It is a source of poses with exact truth, for tests, the demonstration and the moving figure that shows an exercise.
What stays in place keeps its height and depth (of two feet or knees the lower one) and the hips stay in the middle. A
foot lies flat while its shank is near upright, and follows the shank when the leg lies or is lifted.
Body axes: forward, left, up. Angles are in degrees in the body's sagittal plane: the trunk leans forward from
vertical, a thigh lifts forward from hanging, a knee and an elbow bend from straight, an arm lifts forward from
hanging along the trunk. Lying on the back is a trunk at -90, hands and knees a trunk near +90.

Segment lengths are shares of the body height (Winter, Biomechanics and Motor Control of Human Movement, 4th edition,
figure 4.1).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coach.pose.poses import LANDMARKS, Poses

FloatArray = NDArray[np.float64]

TRUNK, THIGH, SHANK, UPPER_ARM, FOREARM, HAND = 0.288, 0.245, 0.246, 0.186, 0.146, 0.08
HALF_SHOULDERS, HALF_HIPS, NECK, HEAD = 0.105, 0.06, 0.06, 0.09
HEEL_BACK, TOE_FORWARD, ANKLE_UP = 0.035, 0.11, 0.039
#: A foot lies flat up to this shank inclination, hangs from the shank beyond the second, and then points this far
#: beyond it (how it looks, not a measurement).
FLAT_TO_DEG, HANGING_FROM_DEG, POINTED_DEG = 50.0, 80.0, 15.0
#: Of two feet or knees the lower one bears the body, from this difference in height on alone.
BEARS_ALONE_M = 0.01


@dataclass(frozen=True, slots=True)
class Camera:
    """Where the camera stands: `yaw_deg` 0 in front of the person, +90 at her left side."""

    yaw_deg: float = 90.0
    distance_m: float = 3.0
    height_m: float = 0.9
    size_px: tuple[int, int] = (1280, 720)
    view_deg: float = 45.0
    """Vertical angle of view for landscape, horizontal for portrait pictures."""


@dataclass(frozen=True, slots=True)
class Angles:
    """Joint angles, each a number or (n,); pairs are left, right. `heel_lift_m` raises the heels over the toes."""

    trunk_deg: ArrayLike = 0.0
    lean_left_deg: ArrayLike = 0.0
    twist_left_deg: ArrayLike = 0.0
    thigh_deg: tuple[ArrayLike, ArrayLike] = (0.0, 0.0)
    abduction_deg: tuple[ArrayLike, ArrayLike] = (0.0, 0.0)
    knee_deg: tuple[ArrayLike, ArrayLike] = (0.0, 0.0)
    arm_deg: tuple[ArrayLike, ArrayLike] = (0.0, 0.0)
    elbow_deg: tuple[ArrayLike, ArrayLike] = (0.0, 0.0)
    heel_lift_m: ArrayLike = 0.0


@dataclass(frozen=True, slots=True)
class Figure:
    """A body of `height_m`; `anchor` is what stays in place: `feet`, `knees` or `shoulders`."""

    height_m: float = 1.65
    anchor: str = "feet"
    camera: Camera = field(default_factory=Camera)

    def poses(self, t_s: ArrayLike, angles: Angles) -> Poses:
        """The poses at `t_s` (n,) seconds; every landmark in its true place, the far side half visible as in films."""
        t = np.asarray(t_s, dtype=np.float64)
        points = self.points_m(len(t), angles)
        seen = self.turned(points)
        image = self._project(seen)
        hips = (seen[:, 23] + seen[:, 24]) / 2
        return Poses.from_arrays(t, image, self.camera.size_px, seen - hips[:, None], self._visibility(len(t)))

    @property
    def leg_m(self) -> float:
        """Length of thigh and shank."""
        return (THIGH + SHANK) * self.height_m

    def seen_from(self, camera: Camera) -> Figure:
        """The same figure before another camera."""
        return replace(self, camera=camera)

    def points_m(self, n: int, angles: Angles) -> FloatArray:
        """(n, 33, 3) landmarks in body axes forward, left, up; the anchor at the origin of forward and left."""
        h = self.height_m
        points = np.zeros((n, LANDMARKS, 3))
        trunk = _many(angles.trunk_deg, n)
        up = _tilt(_in_plane(180 - trunk, n), _many(angles.lean_left_deg, n))
        left = _tilt(np.tile([0.0, 1.0, 0.0], (n, 1)), _many(angles.lean_left_deg, n))
        across = _about(left, up, _many(angles.twist_left_deg, n))
        neck = up * (TRUNK * h)
        self._head(points, neck, up, across, trunk)
        for k, sign in ((0, 1.0), (1, -1.0)):
            hip = np.tile([0.0, sign * HALF_HIPS * h, 0.0], (n, 1))
            self._leg(points, k, hip, angles, sign)
            self._arm(points, k, neck + across * (sign * HALF_SHOULDERS * h), up, angles, trunk)
        return points - self._anchor_point(points)

    def _leg(self, points: FloatArray, k: int, hip: FloatArray, angles: Angles, sign: float) -> None:
        h, n = self.height_m, len(points)
        thigh, knee = _many(angles.thigh_deg[k], n), _many(angles.knee_deg[k], n)
        out = -sign * _many(angles.abduction_deg[k], n)
        at_knee = hip + _tilt(_in_plane(thigh, n), out) * (THIGH * h)
        ankle = at_knee + _tilt(_in_plane(thigh - knee, n), out) * (SHANK * h)
        along = _foot_deg(thigh - knee)
        sole = ankle + _in_plane(along - 90, n) * (ANKLE_UP * h)
        toe = sole + _in_plane(along, n) * (TOE_FORWARD * h)
        toe[:, 2] -= _many(angles.heel_lift_m, n)
        heel = sole - _in_plane(along, n) * (HEEL_BACK * h)
        for index, point in zip((23, 25, 27, 29, 31), (hip, at_knee, ankle, heel, toe), strict=True):
            points[:, index + k] = point

    def _arm(
        self, points: FloatArray, k: int, shoulder: FloatArray, up: FloatArray, angles: Angles, trunk: FloatArray
    ) -> None:
        h, n = self.height_m, len(points)
        arm, bend = _many(angles.arm_deg[k], n) - trunk, _many(angles.elbow_deg[k], n)
        elbow = shoulder + _in_plane(arm, n) * (UPPER_ARM * h)
        fore = _in_plane(arm + bend, n)
        wrist = elbow + fore * (FOREARM * h)
        points[:, 11 + k], points[:, 13 + k], points[:, 15 + k] = shoulder, elbow, wrist
        for finger in (17, 19, 21):
            points[:, finger + k] = wrist + fore * (HAND * h)

    def _head(
        self, points: FloatArray, neck: FloatArray, up: FloatArray, across: FloatArray, trunk: FloatArray
    ) -> None:
        h = self.height_m
        # In a bridge the trunk tips back beyond level, and the head stays on the floor.
        level = _in_plane(180 - np.clip(trunk, -90, 90), len(trunk))
        up = np.where((np.abs(trunk) > 90)[:, None], level, up)
        ahead = np.cross(across, up)
        middle = neck + up * ((NECK + HEAD / 2) * h)
        points[:, 0] = middle + ahead * (0.06 * h)
        for index, side, along, over in _FACE:
            points[:, index] = middle + across * (side * h) + ahead * (along * h) + up * (over * h)

    def _anchor_point(self, points: FloatArray) -> FloatArray:
        left, right = (points[:, k] for k in {"feet": (31, 32), "knees": (25, 26), "shoulders": (11, 12)}[self.anchor])
        bears_left = 0.5 + np.clip((right[:, 2] - left[:, 2]) / (2 * BEARS_ALONE_M), -0.5, 0.5)
        ahead = bears_left * left[:, 0] + (1 - bears_left) * right[:, 0]
        point: FloatArray = np.stack([ahead, np.zeros_like(ahead), np.minimum(left[:, 2], right[:, 2])], axis=-1)
        return point[:, None]

    def turned(self, points: FloatArray) -> FloatArray:
        """Body axes to camera axes about the anchor: x right, y down, z away."""
        yaw = np.radians(self.camera.yaw_deg)
        ahead = np.array([-np.sin(yaw), 0.0, -np.cos(yaw)])
        left = np.array([np.cos(yaw), 0.0, -np.sin(yaw)])
        axes = np.stack([ahead, left, np.array([0.0, -1.0, 0.0])])
        turned: FloatArray = points @ axes
        return turned

    def _project(self, seen: FloatArray) -> FloatArray:
        width, height = self.camera.size_px
        focal_px = min(width, height) / 2 / np.tan(np.radians(self.camera.view_deg / 2))
        depth = seen[..., 2] + self.camera.distance_m
        x = width / 2 + focal_px * seen[..., 0] / depth
        y = height / 2 + focal_px * (seen[..., 1] + self.camera.height_m) / depth
        return np.stack([x, y], axis=-1)

    def _visibility(self, n: int) -> FloatArray:
        seen = np.full((n, LANDMARKS), 0.98)
        far = np.sin(np.radians(self.camera.yaw_deg))
        # Real side views give 0.62-0.75 for the far side (field.md 3).
        if abs(far) > 0.7:
            first = 12 if far > 0 else 11
            seen[:, first::2] = 0.7
        return seen


_FACE = (
    (1, 0.01, 0.05, 0.02),
    (2, 0.02, 0.05, 0.02),
    (3, 0.03, 0.045, 0.02),
    (4, -0.01, 0.05, 0.02),
    (5, -0.02, 0.05, 0.02),
    (6, -0.03, 0.045, 0.02),
    (7, 0.045, 0.0, 0.0),
    (8, -0.045, 0.0, 0.0),
    (9, 0.015, 0.05, -0.03),
    (10, -0.015, 0.05, -0.03),
)


def minimum_jerk(phase: ArrayLike) -> FloatArray:
    """0..1 along a natural point-to-point movement (Flash and Hogan 1985); `phase` is clipped to 0..1."""
    s = np.clip(np.asarray(phase, dtype=np.float64), 0.0, 1.0)
    moved: FloatArray = s**3 * (10 - 15 * s + 6 * s**2)
    return moved


def there_and_back(t_s: ArrayLike, starts_s: ArrayLike, go_s: float, hold_s: float) -> FloatArray:
    """0..1..0 once for each start: `go_s` out, `hold_s` held, `go_s` back."""
    t = np.asarray(t_s, dtype=np.float64)[:, None]
    begin = np.asarray(starts_s, dtype=np.float64)[None, :]
    course = minimum_jerk((t - begin) / go_s) - minimum_jerk((t - begin - go_s - hold_s) / go_s)
    summed: FloatArray = course.sum(axis=1)
    return summed


def _many(value: ArrayLike, n: int) -> FloatArray:
    return np.broadcast_to(np.asarray(value, dtype=np.float64), (n,))


def _in_plane(deg: FloatArray, n: int) -> FloatArray:
    """Unit vectors in the sagittal plane, `deg` forward from straight down."""
    angle = np.radians(_many(deg, n))
    return np.stack([np.sin(angle), np.zeros(n), -np.cos(angle)], axis=1)


def _foot_deg(shank_deg: FloatArray) -> FloatArray:
    """Where the foot points in the sagittal plane: level under an upright shank, else on from the shank."""
    inclined = np.abs(shank_deg)
    hanging = minimum_jerk((inclined - FLAT_TO_DEG) / (HANGING_FROM_DEG - FLAT_TO_DEG))
    foot: FloatArray = (1 - hanging) * 90 + hanging * (shank_deg + POINTED_DEG)
    return foot


def _tilt(vector: FloatArray, deg: FloatArray) -> FloatArray:
    """Turn about the forward axis, the top towards the left for positive `deg`."""
    c, s = np.cos(np.radians(deg)), np.sin(np.radians(deg))
    x, y, z = vector.T
    return np.stack([x, c * y + s * z, -s * y + c * z], axis=1)


def _about(vector: FloatArray, axis: FloatArray, deg: FloatArray) -> FloatArray:
    """Turn `vector` about the unit `axis` (Rodrigues), positive to the left seen from above."""
    c, s = np.cos(np.radians(deg))[:, None], np.sin(np.radians(deg))[:, None]
    along = (vector * axis).sum(axis=1, keepdims=True)
    turned: FloatArray = vector * c + np.cross(axis, vector) * s + axis * along * (1 - c)
    return turned
