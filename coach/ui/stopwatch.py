"""A stopwatch on the page, large enough to be pressed by whoever stands beside her."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from coach.language import marked, say, spoken_language

_WORDS = {"start": marked("Start"), "stop": marked("Stop"), "again": marked("Once more")}
_HERE = Path(__file__).parent
_HTML, _CSS, _JS = ((_HERE / f"stopwatch.{ending}").read_text(encoding="utf-8") for ending in ("html", "css", "js"))


def stopwatch(key: str) -> float | None:
    """Draw it; the seconds, to a tenth, once it was stopped."""
    watch = st.components.v2.component("coach_stopwatch", html=_HTML, css=_CSS, js=_JS)
    words = {name: say(text) for name, text in _WORDS.items()}
    told = watch(
        data={"words": words, "language": spoken_language()},
        key=f"stopwatch_{key}",
        default={"seconds": None},
        on_seconds_change=_heard,
    )
    return None if told.seconds is None else float(told.seconds)


def _heard() -> None:
    """Streamlit asks for a callback for each value that a component may send."""
