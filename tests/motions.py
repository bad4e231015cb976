"""Sets of the six exercises as a jointed figure does them: truth is known, no clip of anyone is needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coach.pose.figure import Angles, Camera, Figure, there_and_back
from coach.pose.poses import Poses

REST_S, EACH_S, GO_S, HOLD_S = 2.0, 5.0, 1.2, 0.8
Course = NDArray[np.float64]


@dataclass(frozen=True)
class Motion:
    """`angles(course, amount)`: joint angles where `course` runs 0..1..0; `fault` is the one that passes `limit`."""

    exercise: str
    angles: Callable[[Course, Course], Angles]
    fault: Callable[[Course, Course], Angles]
    limit: str
    anchor: str = "feet"
    yaw_deg: float = 90.0

    def poses(
        self,
        repetitions: int = 3,
        *,
        fps: float = 30.0,
        size_px: tuple[int, int] = (1280, 720),
        faulty: bool = False,
        yaw_deg: float | None = None,
        reach: float = 1.0,
        begin_s: float = 0.0,
    ) -> Poses:
        """A whole set; `reach` is how much of the way each repetition goes, `begin_s` cuts the beginning off."""
        t = np.arange(0.0, REST_S + repetitions * EACH_S, 1 / fps)
        starts = REST_S + EACH_S * np.arange(repetitions)
        course = reach * there_and_back(t, starts, GO_S, HOLD_S)
        turn = np.floor((t - REST_S) / EACH_S) % 2
        angles = (self.fault if faulty else self.angles)(course, turn)
        camera = Camera(yaw_deg=self.yaw_deg if yaw_deg is None else yaw_deg, size_px=size_px, distance_m=3.5)
        poses = Figure(anchor=self.anchor, camera=camera).poses(t, angles)
        return poses[int(begin_s * fps) :]


def _pair(value: Course) -> tuple[Course, Course]:
    return value, value


def _stand_up(lean_deg: float) -> Callable[[Course, Course], Angles]:
    def angles(c: Course, _: Course) -> Angles:
        lean = lean_deg * np.minimum(1, 6 * c * (1 - c))
        return Angles(trunk_deg=lean, thigh_deg=_pair(90 * (1 - c)), knee_deg=_pair(90 * (1 - c)))

    return angles


def _squat(trunk_deg: float) -> Callable[[Course, Course], Angles]:
    def angles(c: Course, _: Course) -> Angles:
        return Angles(trunk_deg=trunk_deg * c, thigh_deg=_pair(30 * c), knee_deg=_pair(50 * c))

    return angles


def _raise(trunk_deg: float) -> Callable[[Course, Course], Angles]:
    def angles(c: Course, _: Course) -> Angles:
        return Angles(heel_lift_m=0.07 * c, trunk_deg=trunk_deg * c)

    return angles


def _abduct(lean_deg: float) -> Callable[[Course, Course], Angles]:
    def angles(c: Course, turn: Course) -> Angles:
        return Angles(abduction_deg=(3 + 25 * c * (1 - turn), 3 + 25 * c * turn), lean_left_deg=lean_deg * c)

    return angles


def _bridge(top_deg: float) -> Callable[[Course, Course], Angles]:
    def angles(c: Course, _: Course) -> Angles:
        trunk = -90 - 22 * c
        hip = 48 + (top_deg - 48) * c
        return Angles(trunk_deg=trunk, thigh_deg=_pair(hip - trunk), knee_deg=_pair(np.full_like(c, 95.0)))

    return angles


def _bird_dog(tip_deg: float) -> Callable[[Course, Course], Angles]:
    def angles(c: Course, turn: Course) -> Angles:
        arm = (90 + 75 * c * (1 - turn), 90 + 75 * c * turn)
        leg = (-75 * c * turn, -75 * c * (1 - turn))
        knee = (90 - 85 * c * turn, 90 - 85 * c * (1 - turn))
        return Angles(trunk_deg=88 - tip_deg * c, thigh_deg=leg, knee_deg=knee, arm_deg=arm)

    return angles


MOTIONS = {
    motion.exercise: motion
    for motion in (
        Motion("sit_to_stand", _stand_up(40), _stand_up(80), "forward_bend"),
        Motion("mini_squat", _squat(15), _squat(60), "forward_bend"),
        Motion("heel_raise", _raise(0), _raise(25), "trunk_still"),
        Motion("standing_hip_abduction", _abduct(2), _abduct(20), "trunk_over_leg", yaw_deg=0.0),
        Motion("bridge", _bridge(5), _bridge(-35), "over_arch", anchor="shoulders"),
        Motion("bird_dog", _bird_dog(2), _bird_dog(25), "trunk_level", anchor="shoulders"),
    )
}
