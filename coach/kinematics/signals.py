"""What a frame tells of the person, whatever the exercise: where she is, what is hidden, a raised arm, her hips.

Signals carry no thresholds; what they mean is decided above. Raw landmarks, one value a frame, NaN where unseen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coach.kinematics.geometry import UP, ComplexArray, FloatArray, as_complex, turn_deg
from coach.kinematics.landmarks import ANKLE, EAR, ELBOW, HIP, KNEE, LEFT, NOSE, RIGHT, SHOULDER, TOE, WRIST
from coach.kinematics.measure import LEAST_VISIBILITY
from coach.pose.poses import Poses

#: What may be out of sight, from top to bottom, and the landmarks that show it (of either side).
PARTS = {"head": (NOSE, *EAR), "hands": WRIST, "hips": HIP, "knees": KNEE, "feet": (*ANKLE, *TOE)}


@dataclass(frozen=True, slots=True, eq=False)
class Signals:
    """n frames of one person.

    Attributes
    ----------
    t_s: (n,) seconds.
    present: (n,) True where a person was found. people: (n,) how many.
    middle_rel: (n,) complex, middle of the body's box as shares of the picture's width and height.
    extent_rel: (n,) how much of the picture the body's box fills, across or up and down, whichever is more.
    body_px: (n,) trunk, thigh and shank of the side seen longer, along the body: how large she appears in any posture.
    unseen: for each of `PARTS` (n,) True where none of its landmarks is seen within the picture.
    arm_from_up_deg: (n, 2) upper arm from straight up, left and right, and its hand above the elbow; NaN if hidden.
    hip_height_px, leg_px: (n,) hips above the lower ankle, negative below it, and length of the leg seen longer.
    line_tilt_deg: (n,) line from ankles to shoulders from upright, clockwise; of someone who stands, the camera's own.
    """

    t_s: FloatArray
    present: NDArray[np.bool_]
    people: NDArray[np.int16]
    middle_rel: ComplexArray
    extent_rel: FloatArray
    body_px: FloatArray
    unseen: dict[str, NDArray[np.bool_]]
    arm_from_up_deg: FloatArray
    hip_height_px: FloatArray
    leg_px: FloatArray
    line_tilt_deg: FloatArray


def signals_of(poses: Poses) -> Signals:
    """The signals of a block of frames; frames do not know of each other."""
    points = as_complex(poses.image_px)
    width, height = poses.size_px
    inside = (points.real >= 0) & (points.real <= width) & (points.imag >= 0) & (points.imag <= height)
    seen = (poses.visibility >= LEAST_VISIBILITY) & inside
    left, right, top, bottom = _box(points)
    leg_px = np.maximum(_leg_px(points, LEFT), _leg_px(points, RIGHT))
    hips, shoulders = _middle(points, HIP), _middle(points, SHOULDER)
    # The lower of two ankles is on the floor, whichever leg is lifted.
    floor = np.maximum(points[:, ANKLE[LEFT]].imag, points[:, ANKLE[RIGHT]].imag)
    arms = np.stack([_arm_from_up(points, seen, side) for side in (LEFT, RIGHT)], axis=1)
    return Signals(
        t_s=poses.t_s,
        present=poses.present,
        people=poses.people,
        middle_rel=(left + right) / (2 * width) + 1j * (top + bottom) / (2 * height),
        extent_rel=np.maximum((right - left) / width, (bottom - top) / height),
        body_px=np.abs(shoulders - hips) + leg_px,
        unseen={part: np.logical_not(seen[:, marks].any(axis=1)) for part, marks in PARTS.items()},
        arm_from_up_deg=arms,
        hip_height_px=floor - hips.imag,
        leg_px=leg_px,
        line_tilt_deg=turn_deg(UP, shoulders - _middle(points, ANKLE)),
    )


def _box(points: ComplexArray) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Left, right, top and bottom of each body, all NaN where nobody was found."""
    return points.real.min(axis=1), points.real.max(axis=1), points.imag.min(axis=1), points.imag.max(axis=1)


def _middle(points: ComplexArray, pair: tuple[int, int]) -> ComplexArray:
    half: ComplexArray = (points[:, pair[LEFT]] + points[:, pair[RIGHT]]) * 0.5
    return half


def _leg_px(points: ComplexArray, side: int) -> FloatArray:
    hip, knee, ankle = (points[:, pair[side]] for pair in (HIP, KNEE, ANKLE))
    length: FloatArray = np.abs(knee - hip) + np.abs(ankle - knee)
    return length


def _arm_from_up(points: ComplexArray, seen: NDArray[np.bool_], side: int) -> FloatArray:
    """How far the arm is from pointing straight up: the worse of upper arm and forearm."""
    shoulder, elbow, wrist = (points[:, pair[side]] for pair in (SHOULDER, ELBOW, WRIST))
    upper, fore = turn_deg(UP, elbow - shoulder), turn_deg(UP, wrist - elbow)
    known = seen[:, [SHOULDER[side], ELBOW[side], WRIST[side]]].all(axis=1)
    return np.where(known, np.maximum(np.abs(upper), np.abs(fore)), np.nan)
