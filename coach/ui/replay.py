"""The moving stick figure of a stored set: play, pause, scrub, half speed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from coach.kinematics.landmarks import EAR, NOSE, SHOULDER
from coach.language import marked, say, spoken_language
from coach.review.replay import JOINTS, Replay

#: A stretch of the set that is told while it is shown: start and end in seconds, words, `repetition` or `breach`.
Span = tuple[float, float, str, str]

_WORDS = {
    "figure": marked("The movement as a stick figure"),
    "moment": marked("Moment of the set"),
    "play": marked("Play"),
    "pause": marked("Pause"),
    "slow": marked("Half speed"),
    "clock": marked("{t} of {all} s"),
    "heard": marked("{t} seconds"),
    "nobody": marked("Nobody was seen here."),
}
_HERE = Path(__file__).parent
_HTML, _CSS, _JS = ((_HERE / f"replay.{ending}").read_text(encoding="utf-8") for ending in ("html", "css", "js"))


def show_replay(replay: Replay, spans: Sequence[Span], key: str) -> None:
    """Draw the figure; the browser plays it by itself, without a rerun."""
    figure = st.components.v2.component("coach_replay", html=_HTML, css=_CSS, js=_JS)
    figure(data=replay_data(replay, spans, key), key=f"replay_{key}")


def replay_data(replay: Replay, spans: Sequence[Span], key: str) -> Mapping[str, Any]:
    """What the browser needs, as JSON."""
    place = {joint: k for k, joint in enumerate(JOINTS)}
    return {
        "id": key,
        "t": replay.t_s.round(3).tolist(),
        "points": replay.packed_points(),
        "joints": len(JOINTS),
        "size": list(replay.size),
        "lines": [list(line) for line in replay.lines],
        "head": [place[joint] for joint in (NOSE, *EAR)],
        "shoulders": [place[joint] for joint in SHOULDER],
        "words": {name: say(text) for name, text in _WORDS.items()},
        "language": spoken_language(),
        "spans": [list(span) for span in spans],
    }
