"""How the Review pages look: headline figures, marks of verdicts, and text from files and people made harmless."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from coach.review.summary import Headline
from coach.ui import words
from coach.ui.tokens import LIGHT, Palette, palette

_CSS = Path(__file__).with_name("review.css").read_text(encoding="utf-8")
_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:^=&])")
#: Streamlit's names of the theme's colours.
_COLOURS = {"ok": "green", "close": "yellow", "breach": "orange", "cannot_judge": "gray"}


def escaped(text: str) -> str:
    """Text that may hold anything, as Markdown that shows just that."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def verdict_mark(verdict: str) -> str:
    """`● clear` in its colour, as Markdown: shape and word first, then colour."""
    return f":{_COLOURS.get(verdict, 'gray')}[{words.verdict_words(verdict)}]" if verdict else ""


def scheme() -> Palette:
    """The colours of the scheme that the browser shows now."""
    theme = st.context.theme
    return palette(theme.type) if theme else LIGHT


def headline_cards(figures: Sequence[Headline]) -> None:
    """The large figures in one row that breaks where the window is narrow."""
    cells = "".join(
        f"<div><b{_colour(one.verdict)}>{html.escape(one.value)}{_shape(one.verdict)}</b>"
        f"<span>{html.escape(one.says)}</span></div>"
        for one in figures
    )
    st.html(f'<div class="review-tiles">{cells}</div>')


def style() -> None:
    """The rules of the Review pages alone; those of all pages are `coach.ui.style`."""
    st.html(f"<style>{_CSS}</style>")


def _colour(verdict: str) -> str:
    return f' class="review-{verdict}"' if verdict else ""


def _shape(verdict: str) -> str:
    return f'<i aria-hidden="true">{words.VERDICTS[verdict][0]}</i>' if verdict else ""
