"""What the person in front of the camera can do so that the coach sees her, or can begin: one sentence at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coach.coaching.channels import ChannelPlan
from coach.kinematics.measure import Measurer, Reason
from coach.pose.poses import Poses
from coach.rules.model import Condition, Exercise

TURN = {
    "side": "Turn so that your side faces the camera.",
    "front": "Turn to face the camera.",
    "back": "Turn your back to the camera.",
    "oblique": "Turn half to the camera.",
}
BEGIN = {
    "standing": "Stand in your start position.",
    "sitting": "Sit down in your start position.",
    "lying": "Lie down in your start position.",
    "kneeling": "Come onto your knees in your start position.",
}
NOBODY = "Step into the picture."
HIDDEN = "Let the camera see your whole body, from head to feet."
TOO_FAR = "Come a little closer to the camera."
UNSTEADY = "Hold still for a moment."
COMPANY = "Somebody else is in the picture. I watch only one person."

#: For a quantity below and above what the start asks for.
_TOWARDS_START = {
    "knee_flexion": ("Bend your knees a little more.", "Straighten your knees a little more."),
    "hip_flexion": ("Bend your hips a little more.", "Straighten your hips a little more."),
    "elbow_flexion": ("Bend your elbows a little more.", "Straighten your elbows a little more."),
    "trunk_inclination": ("Lean forward a little.", "Bring your chest up a little."),
    "shoulder_flexion": ("Raise your arms a little.", "Lower your arms a little."),
    "arm_elevation": ("Raise your arms a little.", "Lower your arms a little."),
    "heel_rise": ("Raise your heels.", "Put your heels down."),
    "hip_abduction": ("Take your feet a little apart.", "Bring your legs together."),
}
#: The order in which troubles are told: without a person nothing else can be said.
_ORDER = (Reason.NO_PERSON, Reason.VIEW, Reason.TOO_FAR, Reason.HIDDEN, Reason.JITTER)


def seeing_hint(reason: Reason, exercise: Exercise) -> str:
    """What to do about a quantity that cannot be measured; empty where it can."""
    return {
        Reason.NO_PERSON: NOBODY,
        Reason.VIEW: TURN[exercise.camera.view],
        Reason.HIDDEN: HIDDEN,
        Reason.JITTER: UNSTEADY,
        Reason.TOO_FAR: TOO_FAR,
    }.get(reason, "")


@dataclass(slots=True)
class StartWatch:
    """Says what the start posture still lacks, frame by frame, until the set is armed."""

    exercise: Exercise
    plan: ChannelPlan
    _measurer: Measurer | None = None

    def hint(self, poses: Poses) -> str:
        """What to do next to begin; blocks of one or more frames in their order, the last one counts."""
        if self._measurer is None:
            self._measurer = Measurer(self.plan.channels)
        measured = self._measurer.step(poses)
        last = [(Reason(int(measured.reason[channel, -1])), channel, wanted) for channel, wanted in self.plan.start]
        last.append((Reason(int(measured.reason[self.plan.driver, -1])), self.plan.driver, Condition("")))
        trouble = {reason for reason, _, _ in last}
        for reason in _ORDER:
            if reason in trouble:
                return seeing_hint(reason, self.exercise)
        missing = [_towards(float(measured.value[channel, -1]), wanted) for _, channel, wanted in last]
        unmet = [hint for hint in missing if hint is not None]
        if not unmet:
            return UNSTEADY
        return " ".join(filter(None, (BEGIN[self.exercise.camera.position], unmet[0])))

    def rest(self) -> None:
        """The set is armed: forget the past, so that a later search for the start posture begins anew."""
        self._measurer = None


def _towards(value: float, wanted: Condition) -> str | None:
    """What brings `value` into what is `wanted`: a sentence, empty where there are no words for it, None if it is."""
    below, above = _TOWARDS_START.get(wanted.quantity, ("", ""))
    if wanted.min is not None and not value >= wanted.min:
        return below
    if wanted.max is not None and not value <= wanted.max:
        return above
    return None if np.isfinite(value) else ""
