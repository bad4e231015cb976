"""What the person in front of the camera can do so that the coach sees her, or can begin: one sentence at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coach.coaching.channels import ChannelPlan
from coach.kinematics.measure import Measurer, Reason
from coach.language import Sentence
from coach.pose.poses import Poses
from coach.rules.model import Condition, Exercise

TURN = {
    "side": Sentence("Turn so that your side faces the camera."),
    "front": Sentence("Turn to face the camera."),
    "back": Sentence("Turn your back to the camera."),
    "oblique": Sentence("Turn half to the camera."),
}
BEGIN = {
    "standing": Sentence("Stand in your start position."),
    "sitting": Sentence("Sit down in your start position."),
    "lying": Sentence("Lie down in your start position."),
    "kneeling": Sentence("Come onto your knees in your start position."),
}
NOTHING = Sentence("")
NOBODY = Sentence("Step into the picture.")
HIDDEN = Sentence("Let the camera see your whole body, from head to feet.")
TOO_FAR = Sentence("Come a little closer to the camera.")
UNSTEADY = Sentence("Hold still for a moment.")
COMPANY = Sentence("Somebody else is in the picture. I watch only one person.")

_BEND_KNEES, _LONG_KNEES = Sentence("Bend your knees a little more."), Sentence("Straighten your knees a little more.")
_BEND_HIPS, _LONG_HIPS = Sentence("Bend your hips a little more."), Sentence("Straighten your hips a little more.")
_BEND_ELBOWS, _LONG_ELBOWS = Sentence("Bend your elbows a little more."), Sentence("Straighten your elbows a little.")
_LEAN, _UPRIGHT = Sentence("Lean forward a little."), Sentence("Bring your chest up a little.")
_ARMS_UP, _ARMS_DOWN = Sentence("Raise your arms a little."), Sentence("Lower your arms a little.")
_HEELS_UP, _HEELS_DOWN = Sentence("Raise your heels."), Sentence("Put your heels down.")
_APART, _TOGETHER = Sentence("Take your feet a little apart."), Sentence("Bring your legs together.")
#: For a quantity below and above what the start asks for.
_TOWARDS_START = {
    "knee_flexion": (_BEND_KNEES, _LONG_KNEES),
    "hip_flexion": (_BEND_HIPS, _LONG_HIPS),
    "elbow_flexion": (_BEND_ELBOWS, _LONG_ELBOWS),
    "trunk_inclination": (_LEAN, _UPRIGHT),
    "shoulder_flexion": (_ARMS_UP, _ARMS_DOWN),
    "arm_elevation": (_ARMS_UP, _ARMS_DOWN),
    "heel_rise": (_HEELS_UP, _HEELS_DOWN),
    "hip_abduction": (_APART, _TOGETHER),
}
#: The order in which troubles are told: without a person nothing else can be said.
_ORDER = (Reason.NO_PERSON, Reason.VIEW, Reason.TOO_FAR, Reason.HIDDEN, Reason.JITTER)


def seeing_hint(reason: Reason, exercise: Exercise) -> Sentence:
    """What to do about a quantity that cannot be measured; empty where it can."""
    return {
        Reason.NO_PERSON: NOBODY,
        Reason.VIEW: TURN[exercise.camera.view],
        Reason.HIDDEN: HIDDEN,
        Reason.JITTER: UNSTEADY,
        Reason.TOO_FAR: TOO_FAR,
    }.get(reason, NOTHING)


@dataclass(slots=True)
class StartWatch:
    """Says what the start posture still lacks, frame by frame, until the set is armed."""

    exercise: Exercise
    plan: ChannelPlan
    _measurer: Measurer | None = None

    def hint(self, poses: Poses) -> Sentence:
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
        begin = BEGIN[self.exercise.camera.position]
        return Sentence("{begin} {then}", begin=begin, then=unmet[0]) if unmet[0] else begin

    def rest(self) -> None:
        """The set is armed: forget the past, so that a later search for the start posture begins anew."""
        self._measurer = None


def _towards(value: float, wanted: Condition) -> Sentence | None:
    """What brings `value` into what is `wanted`: a sentence, empty where there are no words for it, None if it is."""
    below, above = _TOWARDS_START.get(wanted.quantity, (NOTHING, NOTHING))
    if wanted.min is not None and not value >= wanted.min:
        return below
    if wanted.max is not None and not value <= wanted.max:
        return above
    return None if np.isfinite(value) else NOTHING
