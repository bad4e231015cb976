"""The guided session in the browser: camera, voice and picture lie there, and every decision comes over the socket.

The page's script runs once when the session begins and once when the browser says that it is over; all that changes in
between rides on the socket (`docs/live.md`). The words that never change are handed over here, already translated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

import streamlit as st

from coach.kinematics.landmarks import SKELETON
from coach.kinematics.quantities import QUANTITIES
from coach.language import marked, say, speaking
from coach.live.showing import shown_movement
from coach.live.socket import PATH, PROTOCOL
from coach.live.watch import hand_can_pause
from coach.rules import Exercise
from coach.ui import words
from coach.ui.chosen import MINE
from coach.ui.style import current_palette

ASSETS = Path(__file__).with_name("live_assets")
#: Quantities whose angle is taken from a plumb line through the hip.
PLUMB = ("trunk_inclination", "lateral_trunk_lean")

WORDS = {
    "start": marked("Start"),
    "start_anyway": marked("Start anyway"),
    "show_done": marked("I am ready"),
    "again": marked("Show it again"),
    "next_set": marked("Next set"),
    "go_on": marked("Go on"),
    "done": marked("Done"),
    "close": marked("Close"),
    "leave": marked("Leave"),
    "skip": marked("Skip"),
    "stop": marked("Stop"),
    "pause": marked("Pause or raise a hand"),
    "pause_short": marked("Pause"),
    "for": marked("For {name}"),
    "paused": marked("Paused"),
    "voice_on": marked("Voice on"),
    "voice_off": marked("Voice off"),
    "tone_on": marked("Tone on"),
    "tone_off": marked("Tone off"),
    "no_voice": marked("This browser has no voice of its own here. Every sentence stands on the screen."),
    "full": marked("Full screen"),
    "full_leave": marked("Smaller screen"),
    "why": marked("Why?"),
    "of": marked("of {of}"),
    "seconds": marked("seconds"),
    "open_pain": marked("You may leave the pain question open. Press once more to go on."),
    "noted": marked("Thank you, noted."),
    "distance": marked("2–3 m"),
    "laptop": marked("Laptop"),
    "place": marked("Where to stand, seen from above"),
    "first": marked("Start posture"),
    "last": marked("End posture"),
    "figure": marked("A figure does the movement"),
    "key_go": marked("Space: start, pause, go on"),
    "key_stop": marked("Esc: stop"),
    "key_mute": marked("M: voice"),
    "key_why": marked("W: why"),
    "try_again": marked("Try again"),
    "camera": marked("The camera"),
    "camera_starting": marked("The camera is starting."),
    "camera_refused": marked("Allow the camera: press the camera sign beside the address, then try again."),
    "camera_missing": marked("I find no camera. Plug one in; I start by myself."),
    "camera_taken": marked("Another program uses the camera. Close it, then try again."),
    "camera_unfit": marked("This camera gives no fitting picture. Choose another one, then try again."),
    "camera_unsafe": marked("The browser shows no camera at this address. Open the page as http://localhost."),
    "camera_gone": marked("The camera was unplugged. Plug it in; I go on by myself."),
    "camera_still": marked("No picture comes from the camera. Open the lid or the cover; I go on by myself."),
    "line": marked("The line"),
    "line_cut": marked("The line was cut. I keep what was counted and try again."),
    "line_refused": marked("This session is closed. What was counted is kept. Load the page again to begin a new one."),
    "line_given_up": marked("The line stays cut. What was counted is kept. Load the page again."),
    "reload": marked("Load the page again"),
}


class Shown(Protocol):
    """What is drawn of a running session."""

    @property
    def token(self) -> str:
        """Names the session on its socket."""

    @property
    def exercise(self) -> Exercise:
        """What is trained."""

    @property
    def language(self) -> str:
        """Tag of the person's language."""

    @property
    def person(self) -> str:
        """The name under which the session is kept."""

    @property
    def demo(self) -> bool:
        """Whether a backdrop stands in for the camera."""


def show_session(session: Shown) -> bool:
    """Draw the running session; True once the browser said that it is over."""
    component = st.components.v2.component("coach_session", html=_read("html"), css=style_sheet(), js=_read("js"))
    drawn = component(data=session_data(session), key=f"session_{session.token[:8]}", on_over_change=_heard)
    return drawn.over is not None


def style_sheet() -> str:
    """The component's style, one text from its files."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(ASSETS.glob("*.css")))


def session_data(session: Shown) -> Mapping[str, Any]:
    """What the browser needs to know of the session before it begins, as JSON."""
    exercise = session.exercise
    said, movement = exercise.words(session.language), shown_movement(exercise)
    with speaking(session.language):
        return {
            "token": session.token,
            "path": PATH,
            "protocol": PROTOCOL,
            "language": session.language,
            "demo": session.demo,
            "person": "" if session.person == MINE else session.person,
            "hand": hand_can_pause(exercise),
            "view": exercise.camera.view,
            "position": exercise.camera.position,
            "name": said.name,
            "place": said.place,
            "lines": [list(line) for line in SKELETON],
            "judged": {limit.id: _segments(limit.quantity) for limit in exercise.limits},
            "plumb": [limit.id for limit in exercise.limits if limit.quantity in PLUMB],
            "show": movement and movement.to_dict(),
            "shapes": {verdict: shape for verdict, (shape, _) in words.VERDICTS.items()},
            "verdicts": {verdict: say(word) for verdict, (_, word) in words.VERDICTS.items()},
            "colours": asdict(current_palette()),
            "words": {key: say(text) for key, text in WORDS.items()},
        }


def _segments(quantity: str) -> list[list[int]]:
    """The drawn lines between the landmarks that a quantity is measured from."""
    needed = {landmark for pair in QUANTITIES[quantity].needs for landmark in pair}
    return [list(line) for line in SKELETON if needed.issuperset(line)]


def _read(ending: str) -> str:
    return Path(__file__).with_name(f"live_component.{ending}").read_text(encoding="utf-8")


def _heard() -> None:
    """Streamlit asks for a callback for each value that a component may send."""
