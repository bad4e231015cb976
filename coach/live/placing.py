"""Where the laptop and the person must be before a set: one tick for each thing, and one sentence for what to do first.

What the rule's quantities need must fit; the rest is advice, which is told and after a while passed over.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from coach.coaching.channels import ChannelPlan, plan_channels
from coach.kinematics.measure import Measurer, Reason
from coach.kinematics.signals import Signals
from coach.kinematics.uncertainty import VIEWS
from coach.language import Sentence
from coach.live.hints import COMPANY, NOBODY, TURN
from coach.live.light import Light
from coach.pose.poses import Poses
from coach.rules.model import Exercise

State = Literal["ok", "todo", "unknown"]

#: Trunk and leg together fill at least this share of the picture's height: farther away every pixel is two degrees
#: (proposal; clinical.md 2.8 asks for 2-3.5 m, where it is 0.3-0.6).
LEAST_BODY_REL = 0.27
#: Someone who fills more than this cannot move without leaving the picture (proposal).
MOST_EXTENT_REL = 0.97
#: A line from feet to shoulders of someone who stands still is the camera's tilt beyond this (proposal).
MOST_TILT_DEG = 9.0
#: The body's middle lies in this band of the picture where the camera looks level at her (proposal).
LEVEL_BAND = (0.25, 0.8)
#: What is seen of the body, from the bottom, as the sentence names it.
_SHOW_PART = {
    "feet": Sentence("Let the camera see your feet."),
    "knees": Sentence("Let the camera see your knees."),
    "hips": Sentence("Let the camera see your hips."),
    "head": Sentence("Let the camera see your head."),
}
_PARTS = {"full": ("feet", "knees", "hips", "head"), "upper": ("hips", "head")}
STILL_PICTURE = Sentence("The picture stands still. Check the camera.")
_LIGHT = {
    Light.OK: Sentence("The light is good"),
    Light.DIM: Sentence("Turn on a light."),
    Light.BACK: Sentence("Let the window be at your side."),
    Light.BLACK: Sentence("The picture is black. Uncover the camera."),
    Light.STILL: STILL_PICTURE,
}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must fit; `must` is False for advice."""

    id: str
    state: State
    words: Sentence
    must: bool

    def to_dict(self) -> dict[str, str]:
        """As JSON for the page, in the spoken language."""
        return {"id": self.id, "state": self.state, "words": str(self.words)}


@dataclass(slots=True)
class Placing:
    """Follows the setting up of one session."""

    exercise: Exercise
    _plan: ChannelPlan = field(init=False)
    _measurer: Measurer = field(init=False)

    def __post_init__(self) -> None:
        self._plan = plan_channels(self.exercise)
        self._measurer = Measurer(self._plan.channels)

    def checks(self, poses: Poses, signals: Signals, light: Light) -> tuple[Check, ...]:
        """All checks, in the order in which they are mended; `poses` and `signals` are of the same block of one."""
        measured = self._measurer.step(poses)
        seen = bool(signals.present[-1])
        reason = Reason(int(measured.reason[self._plan.driver, -1]))
        view = VIEWS[int(measured.view[-1])]
        return (
            _check("person", seen, Sentence("I can see you"), NOBODY, must=True),
            self._distance(poses, signals, seen),
            self._whole(signals, seen),
            self._view(view, reason, seen),
            _light(light),
            _check("alone", not signals.people[-1] > 1, Sentence("You are alone in the picture"), COMPANY)
            if seen
            else Check("alone", "unknown", Sentence("One person in the picture"), must=False),
            self._level(signals, seen),
        )

    def _distance(self, poses: Poses, signals: Signals, seen: bool) -> Check:
        fits = Sentence("The distance is right")
        if not seen:
            return Check("distance", "unknown", Sentence("Two to three metres away"), must=False)
        if signals.extent_rel[-1] > MOST_EXTENT_REL:
            return Check("distance", "todo", Sentence("Take one step back."), must=False)
        near = bool(signals.body_px[-1] >= LEAST_BODY_REL * poses.size_px[1])
        return _check("distance", near, fits, Sentence("Come a little closer."))

    def _whole(self, signals: Signals, seen: bool) -> Check:
        if not seen:
            return Check("whole", "unknown", Sentence("All of you in the picture"), must=True)
        hidden = [part for part in _PARTS[self.exercise.camera.body] if signals.unseen[part][-1]]
        words = _SHOW_PART[hidden[0]] if hidden else Sentence("All of you is in the picture")
        # A head above the picture's edge hides nothing that is measured.
        return Check("whole", "todo" if hidden else "ok", words, must=hidden != ["head"])

    def _view(self, view: str, reason: Reason, seen: bool) -> Check:
        wanted = self.exercise.camera.view
        if not seen or view == "unknown":
            return Check("view", "unknown", TURN[wanted], must=True)
        fits = view == wanted
        return _check("view", fits, Sentence("You stand the right way"), TURN[wanted], must=True)

    def _level(self, signals: Signals, seen: bool) -> Check:
        height = float(signals.middle_rel[-1].imag) if seen else float("nan")
        if height != height:
            return Check("level", "unknown", Sentence("The camera is level"), must=False)
        low, high = LEVEL_BAND
        if height < low:
            return Check("level", "todo", Sentence("Tilt the screen back a little."), must=False)
        if height > high:
            return Check("level", "todo", Sentence("Tilt the screen forward a little."), must=False)
        tilted = self.exercise.camera.position == "standing" and abs(signals.line_tilt_deg[-1]) > MOST_TILT_DEG
        return _check(
            "level", not tilted, Sentence("The camera is level"), Sentence("Put the laptop on a level place.")
        )


def _check(name: str, fits: bool, ok: Sentence, todo: Sentence, *, must: bool = False) -> Check:
    return Check(name, "ok" if fits else "todo", ok if fits else todo, must)


def _light(light: Light) -> Check:
    return Check("light", "ok" if light is Light.OK else "todo", _LIGHT[light], must=light is Light.BLACK)
