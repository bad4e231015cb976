"""The camera in the browser: what it shows is drawn there, from the answers that come over the socket.

The count and the cue ride on the answer that carries the skeleton, so nothing on this screen waits for a rerun; the
script hears of the set again when it has ended.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import streamlit as st

from coach.kinematics.landmarks import SKELETON
from coach.kinematics.quantities import QUANTITIES
from coach.live.session import LiveSession
from coach.live.socket import PATH, PROTOCOL
from coach.rules import Exercise
from coach.rules.words import title_of
from coach.ui import words
from coach.ui.style import current_palette

_HERE = Path(__file__).parent
_HTML, _CSS, _JS = ((_HERE / f"camera.{ending}").read_text(encoding="utf-8") for ending in ("html", "css", "js"))


def show_camera(session: LiveSession) -> bool:
    """Draw the running set; True once the browser said that it is over, or that no camera could be had."""
    camera = st.components.v2.component("coach_camera", html=_HTML, css=_CSS, js=_JS)
    result = camera(data=camera_data(session), key=f"camera_{session.token[:8]}", on_over_change=_heard)
    return result.over is not None


def camera_data(session: LiveSession) -> Mapping[str, Any]:
    """What the browser needs to know of the set, as JSON."""
    exercise = session.exercise
    return {
        "token": session.token,
        "path": PATH,
        "protocol": PROTOCOL,
        "name": exercise.name,
        "dose": exercise.dose.repetitions,
        "lines": [list(line) for line in SKELETON],
        "limits": {limit.id: title_of(limit.id) for limit in exercise.limits},
        "judged": {limit.id: _segments(exercise, k) for k, limit in enumerate(exercise.limits)},
        "verdicts": {verdict: list(said) for verdict, said in words.VERDICTS.items()},
        "colours": asdict(current_palette()),
    }


def _segments(exercise: Exercise, k: int) -> list[list[int]]:
    """The drawn lines between the landmarks that a limit's quantity is measured from."""
    needed = {landmark for pair in QUANTITIES[exercise.limits[k].quantity].needs for landmark in pair}
    return [list(line) for line in SKELETON if needed.issuperset(line)]


def _heard() -> None:
    """Streamlit asks for a callback for each value that a component may send."""
