"""What therapist and patient have said to each other, for the patient: words stay at hand, questions have answers."""

from __future__ import annotations

import html
from collections.abc import Mapping

import streamlit as st

from coach.language import say
from coach.records.comments import CommentRow, comments_of
from coach.ui.patient_look import ago_words, local, quoted, small, today
from coach.ui.signed_in import desk, patient_id

#: So many stand open at first; the newest says most.
SHOWN = 5
#: A question is recalled by its first letters.
_RECALLED = 80


def talk_card() -> None:
    """The newest words, each with who and when; nothing where nothing was said."""
    rows = comments_of(desk(), patient_id(), kinds=("comment", "question"))
    if not rows:
        return
    by_number = {one.id: one for one in rows}
    with st.container(border=True, key="card_talk"):
        st.header(say("You and your therapist"), anchor=False)
        for one in rows[:SHOWN]:
            _said(one, by_number)
        if rows[SHOWN:]:
            with st.expander(say("Earlier words")):
                for one in rows[SHOWN:]:
                    _said(one, by_number)


def _said(one: CommentRow, by_number: Mapping[int, CommentRow]) -> None:
    when = ago_words(local(one.at).date(), today())
    if one.kind == "question":
        who = say("You asked, {when}", when=when)
    else:
        who = say("{name} wrote, {when}", name=one.by or say("Your therapist"), when=when)
    asked = by_number.get(one.reply_to) if one.reply_to is not None else None
    about = small(say("to your question “{words}”", words=_short(asked.words))) if asked else ""
    st.html(f'<p class="soft quiet">{html.escape(who)}</p><blockquote>{quoted(one.words)}</blockquote>{about}')


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _RECALLED else f"{line[: _RECALLED - 1]}…"
