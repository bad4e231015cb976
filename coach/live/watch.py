"""What is noticed of the person beside the movement: an arm held up, hips that drop and stay low, an empty picture."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from coach.kinematics.signals import Signals
from coach.rules.model import Exercise

#: An arm this near to straight up, held for so long, asks for a pause (proposal).
ARM_UP_DEG, ARM_UP_FOR_S = 35.0, 1.0
#: Lowered this far it can ask again (proposal).
ARM_DOWN_DEG = 60.0
#: Hips below this share of leg length lie near the floor; a seat is at half (Winter: shank and thigh are equal).
LOW_REL = 0.25
#: So many leg lengths within half a second are a drop, from standing and from a seat (proposal: lying down on purpose
#: within two seconds moves the hips by 0.4 at its fastest half second, a fall by 1 and more).
DROP_REL = {"standing": 0.45, "sitting": 0.3}
DROP_WITHIN_S = 0.5
#: The drop was at most so long before the hips were low, and they stay low for so long (proposal).
RECENT_S, LOW_FOR_S = 1.0, 1.5
#: Someone who dropped and is then not found for so long may lie out of the model's sight (proposal).
LOST_FOR_S = 2.0
#: Time constants for the height of the hips and for how long a leg is seen, growing and shrinking (proposal).
HEIGHT_S, LEG_GROWS_S, LEG_SHRINKS_S = 0.15, 0.5, 30.0
_ARMS = ("shoulder_flexion", "arm_elevation", "elbow_flexion")


@dataclass(frozen=True, slots=True)
class Noticed:
    """Of one frame: an arm was held up just now, a fall is likely, and for how long nobody has been found."""

    arm_up: bool = False
    fell: bool = False
    gone_s: float = 0.0


def hand_can_pause(exercise: Exercise) -> bool:
    """False where raised arms are part of the exercise; on hands and knees they never point up."""
    return exercise.repetition.quantity not in _ARMS or exercise.camera.position == "kneeling"


def telling_drop_rel(exercise: Exercise) -> float:
    """How far hips must drop to look like a fall, in leg lengths; infinite for exercises on the floor."""
    return DROP_REL.get(exercise.camera.position, math.inf)


@dataclass(slots=True)
class Watch:
    """Follows one session, frame by frame."""

    arms: bool
    drop_rel: float
    _up_since_s: float = math.nan
    _told_up: bool = False
    _t_s: float = math.nan
    _seen_s: float = math.nan
    _leg_px: float = math.nan
    _height_rel: float = math.nan
    _heights: list[tuple[float, float]] = field(default_factory=list)
    _low_since_s: float = math.nan
    _dropped: bool = False
    _told_fall: bool = False

    def step(self, signals: Signals) -> Noticed:
        """Take the next frame, a block of one."""
        t_s = float(signals.t_s[-1])
        present = bool(signals.present[-1])
        if present or self._seen_s != self._seen_s:
            self._seen_s = t_s
        gone_s = t_s - self._seen_s
        arm_up = self.arms and present and self._arm(t_s, signals)
        fell = self._fall(t_s, signals, present, gone_s)
        self._t_s = t_s
        return Noticed(arm_up, fell, gone_s)

    def _arm(self, t_s: float, signals: Signals) -> bool:
        """One arm up: both together are a stretch."""
        left, right = signals.arm_from_up_deg[-1].tolist()
        up = [value < ARM_UP_DEG for value in (left, right)]
        if sum(up) != 1:
            lowered = all(not value < ARM_DOWN_DEG for value in (left, right))
            self._told_up = self._told_up and not lowered
            self._up_since_s = math.nan
            return False
        if self._up_since_s != self._up_since_s:
            self._up_since_s = t_s
        if self._told_up or t_s - self._up_since_s < ARM_UP_FOR_S:
            return False
        self._told_up = True
        return True

    def _fall(self, t_s: float, signals: Signals, present: bool, gone_s: float) -> bool:
        if present and (signals.unseen["feet"][-1] or signals.unseen["hips"][-1]):
            # Someone who comes up to the camera leaves it with guesses of where her feet are.
            self._heights.clear()
            self._height_rel = self._low_since_s = math.nan
            likely = False
        elif present:
            self._follow_height(t_s, float(signals.hip_height_px[-1]), float(signals.leg_px[-1]))
            likely = self._low_for(t_s)
        else:
            likely = gone_s >= LOST_FOR_S and self._dropped_of_late()
        told, self._told_fall = self._told_fall, likely
        return likely and not told

    def _follow_height(self, t_s: float, height_px: float, leg_px: float) -> None:
        """Heights in the leg length of the last half minute: a leg that points at the camera looks short."""
        dt = t_s - self._t_s if self._t_s == self._t_s else 0.0
        if self._leg_px != self._leg_px:
            self._leg_px = leg_px
        settle_s = LEG_GROWS_S if leg_px > self._leg_px else LEG_SHRINKS_S
        self._leg_px += (leg_px - self._leg_px) * dt / (settle_s + dt)
        height_rel = height_px / self._leg_px if self._leg_px > 0 else math.nan
        if self._height_rel != self._height_rel:
            self._height_rel = height_rel
        self._height_rel += (height_rel - self._height_rel) * dt / (HEIGHT_S + dt)
        self._heights.append((t_s, self._height_rel))
        while t_s - self._heights[0][0] > RECENT_S + DROP_WITHIN_S:
            del self._heights[0]

    def _low_for(self, t_s: float) -> bool:
        """Low for long enough, and not let down slowly."""
        if not self._height_rel < LOW_REL:
            self._low_since_s = math.nan
            return False
        if self._low_since_s != self._low_since_s:
            self._low_since_s = t_s
            self._dropped = self._dropped_of_late()
        return self._dropped and t_s - self._low_since_s >= LOW_FOR_S

    def _dropped_of_late(self) -> bool:
        """Whether the hips dropped within the heights that are remembered, up to when she was seen last."""
        return any(
            before - after >= self.drop_rel
            for i, (end_s, after) in enumerate(self._heights)
            for start_s, before in self._heights[:i]
            if end_s - start_s <= DROP_WITHIN_S
        )
