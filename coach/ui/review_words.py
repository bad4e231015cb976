"""What therapist and patient said to each other about one set, and a comment on it."""

from __future__ import annotations

import streamlit as st

from coach.care.bounds import MAX_WORDS
from coach.language import say
from coach.records.comments import CommentRow, comments_of, say_to
from coach.records.desk import Desk
from coach.review.dates import moment_words
from coach.review.timeline_entries import COMMENT_WORDS
from coach.ui.patient_head import Head
from coach.ui.review_look import escaped
from coach.ui.signed_in import now


def show(desk: Desk, head: Head, set_id: int) -> None:
    """The words about that set, the newest last, and a place to write more."""
    about = [one for one in comments_of(desk, head.person_id) if one.set_id == set_id]
    if not about:
        st.markdown(say("Nothing yet."))
    for one in sorted(about, key=lambda one: one.at):
        st.markdown(comment_lines(one))
    if desk.allows(head.person_id, "comment", "write"):
        _form(desk, head, set_id)


def comment_lines(one: CommentRow) -> str:
    """Who said it to whom and when, and the words, harmless whatever they hold."""
    kind = f"{say(COMMENT_WORDS[one.kind])} · {moment_words(one.at.astimezone())}"
    by = f" · {escaped(one.by)}" if one.by else ""
    return f"**{kind}**{by}  \n{escaped(one.words)}"


def _form(desk: Desk, head: Head, set_id: int) -> None:
    with st.form(f"comment_on_{set_id}", clear_on_submit=True, border=False):
        words = st.text_area(say("Comment to the patient on this set"), max_chars=MAX_WORDS, height=100)
        pressed = st.form_submit_button(say("Send the comment"))
    if pressed and words.strip():
        say_to(desk, head.person_id, words.strip(), "comment", now(), set_id=set_id)
        st.rerun()
