"""How the Review pages look: headline figures, marks of verdicts, and text from files and people made harmless."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

import streamlit as st

from coach.review.summary import Headline
from coach.ui import words
from coach.ui.tokens import LIGHT, Palette, palette

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
    colours = scheme()
    cells = "".join(
        f'<div><div class="value" style="color:{colours.of(one.verdict) if one.verdict else colours.ink}">'
        f"{html.escape(one.value)}{_shape(one.verdict)}</div>"
        f'<div class="says">{html.escape(one.says)}</div></div>'
        for one in figures
    )
    st.html(f'<div class="review-headlines">{cells}</div>')


def style() -> None:
    """The few rules that Streamlit's own options do not reach."""
    colours = scheme()
    st.html(
        f"""<style>
.st-key-review_list button {{ justify-content: flex-start; text-align: left; padding: 12px 18px; min-height: 64px; }}
.st-key-review_list button p {{ text-align: left; line-height: 1.55; }}
.st-key-review_list button > div {{ justify-content: flex-start; width: 100%; }}
.review-headlines {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 20px;
  background: {colours.card}; border: 1px solid {colours.line}; border-radius: 18px; padding: 20px; }}
.review-headlines .value {{ font-size: 1.75rem; font-weight: 700; letter-spacing: -.01em; line-height: 1.2; }}
.review-headlines .shape {{ font-size: 1.1rem; margin-left: 10px; vertical-align: 3px; }}
.review-headlines .says {{ color: {colours.soft}; }}
.st-key-review_rule textarea {{ font-family: ui-monospace, Consolas, Menlo, monospace; font-size: 0.88rem; }}
</style>"""
    )


def _shape(verdict: str) -> str:
    return f'<span class="shape" aria-hidden="true">{words.VERDICTS[verdict][0]}</span>' if verdict else ""
