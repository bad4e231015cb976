"""What patient and therapists say to each other: open questions first, a comment, a note, then all of it in order."""

from __future__ import annotations

import streamlit as st

from coach.care.bounds import MAX_WORDS
from coach.errors import CoachError
from coach.language import say
from coach.records.comments import CommentRow, comments_of, say_to
from coach.records.desk import Desk
from coach.ui.patient_head import Head
from coach.ui.review_look import escaped
from coach.ui.review_words import comment_lines
from coach.ui.signed_in import now

#: Rows before one asks for all.
_SHOWN = 30


def show(desk: Desk, head: Head) -> None:
    """Draw the section."""
    rows = comments_of(desk, head.person_id)
    _questions(desk, head, rows)
    left, right = st.columns(2, gap="medium")
    with left, st.container(border=True, key="card_comment"):
        _form(
            desk, head, "comment", say("Comment to the patient"), say("Send the comment"), say("The patient reads it.")
        )
    with right, st.container(border=True, key="card_note"):
        _form(
            desk,
            head,
            "note",
            say("Note"),
            say("Keep the note"),
            say("For therapists alone. The patient never sees it."),
        )
    with st.container(border=True, key="card_said"):
        st.header(say("All that was said, newest first"), anchor=False)
        _all(rows)


def open_questions(rows: list[CommentRow]) -> list[CommentRow]:
    """The patient's questions that nobody answered, the oldest first."""
    answered = {one.reply_to for one in rows if one.reply_to is not None}
    return sorted((one for one in rows if one.kind == "question" and one.id not in answered), key=lambda one: one.at)


def _questions(desk: Desk, head: Head, rows: list[CommentRow]) -> None:
    asked = open_questions(rows)
    if not asked:
        return
    with st.container(border=True, key="card_questions"):
        st.header(say("Questions that wait for an answer"), anchor=False)
        for one in asked:
            st.markdown(comment_lines(one))
            with st.form(f"answer_{one.id}", clear_on_submit=True, border=False):
                words = st.text_area(
                    say("Answer to “{question}”", question=_short(one.words)), max_chars=MAX_WORDS, height=80
                )
                pressed = st.form_submit_button(say("Send the answer"))
            if pressed:
                _say(desk, head, words, "comment", reply_to=one.id)


def _form(desk: Desk, head: Head, kind: str, title: str, press: str, below: str) -> None:
    st.subheader(title, anchor=False)
    st.caption(below)
    with st.form(f"words_{kind}", clear_on_submit=True, border=False):
        words = st.text_area(title, max_chars=MAX_WORDS, height=120, label_visibility="collapsed")
        pressed = st.form_submit_button(press)
    if pressed:
        _say(desk, head, words, kind)


def _say(desk: Desk, head: Head, words: str, kind: str, reply_to: int | None = None) -> None:
    if not words.strip():
        st.warning(say("Write a word or two first."), icon=":material/info:")
        return
    try:
        say_to(desk, head.person_id, words.strip(), kind, now(), reply_to=reply_to)
    except CoachError as refused:
        st.warning(escaped(str(refused)), icon=":material/info:")
        return
    st.rerun()


def _all(rows: list[CommentRow]) -> None:
    if not rows:
        st.markdown(say("Nothing yet."))
    newest = sorted(rows, key=lambda one: one.at, reverse=True)
    shown = len(newest) if st.session_state.get("all_said") else _SHOWN
    questions = {one.id: one for one in rows}
    for one in newest[:shown]:
        st.markdown(comment_lines(one))
        if one.reply_to in questions:
            st.caption(escaped(say("in answer to “{question}”", question=_short(questions[one.reply_to].words))))
    if len(newest) > shown:
        st.button(say("Show all {n}", n=len(newest)), key="all_said_more", on_click=_show_all)


def _show_all() -> None:
    st.session_state["all_said"] = True


def _short(words: str, most: int = 60) -> str:
    one_line = " ".join(words.split())
    return one_line if len(one_line) <= most else f"{one_line[: most - 1]}…"
