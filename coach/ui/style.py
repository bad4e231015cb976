"""The page's own style: the tokens as CSS variables, and what Streamlit's theme cannot say."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import streamlit as st

from coach.ui.tokens import Palette, palette

_CSS = Path(__file__).with_name("page.css").read_text(encoding="utf-8")


def current_palette() -> Palette:
    """The palette of the scheme that the browser shows."""
    return palette(st.context.theme.type)


def apply_style() -> None:
    """Put the style into the page; to be called once a run."""
    colours = asdict(current_palette())
    variables = " ".join(f"--coach-{name.replace('_', '-')}: {value};" for name, value in colours.items())
    st.html(f"<style>:root {{ {variables} }}\n{_CSS}</style>")
