"""How the patient's pages look: one stylesheet, plain HTML of what is only read, and days in words.

Everything that people wrote comes through `html.escape` here, or through `review_look.escaped` where it is Markdown.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from datetime import date, datetime, tzinfo
from pathlib import Path

import streamlit as st

from coach.care import Call
from coach.language import say
from coach.live.zones import zone_here, zone_named
from coach.review.dates import day_words
from coach.ui.signed_in import now

_CSS = Path(__file__).with_name("patient.css").read_text(encoding="utf-8")


def local(moment: datetime) -> datetime:
    """A moment by the clock of the patient's own zone."""
    return moment.astimezone(zone())


def zone() -> tzinfo:
    """Where she sits: what her browser names, else where this computer is."""
    return zone_named(st.context.timezone) or zone_here()


def today() -> date:
    """The patient's calendar day."""
    return local(now()).date()


def style() -> None:
    """The rules of the patient's pages alone; those of all pages are `coach.ui.style`."""
    st.html(f"<style>{_CSS}</style>")


def heading(title: str, kicker: str = "", below: str = "") -> None:
    """The page's title with a small line above and a larger one below; each is escaped here."""
    above = f'<p class="kicker">{html.escape(kicker)}</p>' if kicker else ""
    under = f'<p class="below">{html.escape(below)}</p>' if below else ""
    st.html(f'<div class="heading">{above}<h1>{html.escape(title)}</h1>{under}</div>')


def ago_words(day: date, to: date) -> str:
    """`today`, `yesterday`, `3 days ago`, else the day."""
    days = (to - day).days
    if days == 0:
        return say("today")
    if days == 1:
        return say("yesterday")
    return say("{n} days ago", n=days) if 1 < days < 14 else day_words(day)


def quoted(words: str) -> str:
    """Somebody's own words as HTML, lines kept."""
    return "<br>".join(html.escape(line) for line in words.splitlines())


def show_calls(calls: Iterable[Call]) -> None:
    """Whom to call, first one first, each number large enough to be read across a table; nothing where nobody is."""
    rows = "".join(
        f"<li><span>{html.escape(str(call.who))}</span><b>{html.escape(call.phone) or '–'}</b></li>" for call in calls
    )
    if rows:
        st.html(f'<ol class="calls">{rows}</ol>')


def small(words: str) -> str:
    """A line beside the matter, escaped here, as HTML."""
    return f'<p class="soft small quiet">{html.escape(words)}</p>'
