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
Done = Callable[[Course, Course], Angles]


@dataclass(frozen=True)
class Motion:
    """`angles(course, turn)`: joint angles where `course` runs 0..1..0 and `turn` is 0, 1, 0… from one to the next.

    `faults` has, for each limit of the exercise, the same movement done so that it passes that limit; the first is
    `limit`.
    """

    exercise: str
    angles: Done
    faults: dict[str, Done]
    anchor: str = "feet"
    yaw_deg: float = 90.0

    @property
    def limit(self) -> str:
        """The limit that `faulty=True` passes."""
        return next(iter(self.faults))

    def poses(
        self,
        repetitions: int = 3,
        *,
        fps: float = 30.0,
        size_px: tuple[int, int] = (1280, 720),
        faulty: bool = False,
        fault: str | None = None,
        yaw_deg: float | None = None,
        reach: float = 1.0,
        begin_s: float = 0.0,
    ) -> Poses:
        """A whole set; `reach` is how much of the way each repetition goes, `begin_s` cuts the beginning off."""
        t = np.arange(0.0, REST_S + repetitions * EACH_S, 1 / fps)
        starts = REST_S + EACH_S * np.arange(repetitions)
        course = reach * there_and_back(t, starts, GO_S, HOLD_S)
        turn = np.floor((t - REST_S) / EACH_S) % 2
        passed = fault or (self.limit if faulty else None)
        angles = (self.faults[passed] if passed else self.angles)(course, turn)
        camera = Camera(yaw_deg=self.yaw_deg if yaw_deg is None else yaw_deg, size_px=size_px, distance_m=3.5)
        poses = Figure(anchor=self.anchor, camera=camera).poses(t, angles)
        return poses[int(begin_s * fps) :]


def _pair(value: Course) -> tuple[Course, Course]:
    return value, value


def _stand_up(lean_deg: float, top_deg: float = 0.0) -> Done:
    """`top_deg` of lean at the top of every other repetition."""

    def angles(c: Course, turn: Course) -> Angles:
        lean = lean_deg * np.minimum(1, 6 * c * (1 - c)) + top_deg * turn * c
        return Angles(trunk_deg=lean, thigh_deg=_pair(90 * (1 - c)), knee_deg=_pair(90 * (1 - c)))

    return angles


def _squat(trunk_deg: float, knee_deg: float = 50.0) -> Done:
    def angles(c: Course, _: Course) -> Angles:
        return Angles(trunk_deg=trunk_deg * c, thigh_deg=_pair(0.6 * knee_deg * c), knee_deg=_pair(knee_deg * c))

    return angles


def _raise(trunk_deg: float, knee_deg: float = 0.0) -> Done:
    def angles(c: Course, _: Course) -> Angles:
        thigh, knee = _pair(0.5 * knee_deg * c), _pair(knee_deg * c)
        return Angles(heel_lift_m=0.07 * c, trunk_deg=trunk_deg * c, thigh_deg=thigh, knee_deg=knee)

    return angles


def _abduct(lean_deg: float, leg_deg: float = 25.0) -> Done:
    def angles(c: Course, turn: Course) -> Angles:
        legs = (3 + leg_deg * c * (1 - turn), 3 + leg_deg * c * turn)
        return Angles(abduction_deg=legs, lean_left_deg=lean_deg * c)

    return angles


def _bridge(top_deg: float) -> Done:
    def angles(c: Course, _: Course) -> Angles:
        trunk = -90 - 22 * c
        hip = 48 + (top_deg - 48) * c
        return Angles(trunk_deg=trunk, thigh_deg=_pair(hip - trunk), knee_deg=_pair(np.full_like(c, 95.0)))

    return angles


def _bird_dog(tip_deg: float, leg_deg: float = 75.0) -> Done:
    def angles(c: Course, turn: Course) -> Angles:
        arm = (90 + 75 * c * (1 - turn), 90 + 75 * c * turn)
        leg = (-leg_deg * c * turn, -leg_deg * c * (1 - turn))
        knee = (90 - 85 * c * turn, 90 - 85 * c * (1 - turn))
        return Angles(trunk_deg=88 - tip_deg * c, thigh_deg=leg, knee_deg=knee, arm_deg=arm)

    return angles


MOTIONS = {
    motion.exercise: motion
    for motion in (
        Motion(
            "sit_to_stand", _stand_up(40), {"forward_bend": _stand_up(80), "lean_at_the_top": _stand_up(40, top_deg=30)}
        ),
        Motion("mini_squat", _squat(15), {"forward_bend": _squat(60), "depth": _squat(15, knee_deg=95)}),
        Motion("heel_raise", _raise(0), {"trunk_still": _raise(25), "knees_long": _raise(0, knee_deg=45)}),
        Motion(
            "standing_hip_abduction",
            _abduct(2),
            {
                "trunk_over_leg": _abduct(20),
                "left_leg_height": _abduct(2, leg_deg=60),
                "right_leg_height": _abduct(2, leg_deg=60),
            },
            yaw_deg=0.0,
        ),
        Motion("bridge", _bridge(5), {"over_arch": _bridge(-35)}, anchor="shoulders"),
        Motion(
            "bird_dog",
            _bird_dog(2),
            {"trunk_level": _bird_dog(25), "leg_height": _bird_dog(2, leg_deg=150)},
            anchor="shoulders",
        ),
    )
}
