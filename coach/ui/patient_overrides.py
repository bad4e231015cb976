"""Overrides: one exercise earlier than the precautions say, by a name, for a reason, until a day."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, timedelta

import streamlit as st

from coach.care import allowance
from coach.care.bounds import MAX_NAME, MAX_WORDS
from coach.care.envelope import LEAST_REASON, MOST_OVERRIDE_DAYS
from coach.errors import CoachError
from coach.language import say, spoken_language
from coach.records.desk import Desk
from coach.records.profiles import end_override, give_override
from coach.review.dates import day_words
from coach.ui import library
from coach.ui.patient_head import Head, today
from coach.ui.plan_items import allowance_words
from coach.ui.review_look import escaped
from coach.ui.signed_in import me, now

#: What is proposed as its end.
_DAYS = 14


def show_override_editor(desk: Desk, head: Head) -> None:
    """The overrides that run, each with a way to end it, and a new one."""
    st.header(say("Overrides"), anchor=False)
    st.caption(
        say(
            "An override lets one exercise begin earlier than the program's precautions. The surgeon's orders and "
            "the hard limits stay. It ends by itself, at most {most} days ahead, and shows on every page about the "
            "patient.",
            most=MOST_OVERRIDE_DAYS,
        )
    )
    if not head.overrides:
        st.markdown(say("None runs."))
    for one in head.overrides:
        line, button = st.columns([5, 1], vertical_alignment="center")
        name = library.name_of_exercise(one.exercise_id)
        until = say("until {day}, by {name}", day=day_words(one.until), name=one.by_name)
        line.markdown(f"**{escaped(name)}** · {escaped(until)}  \n{escaped(one.reason)}")
        if button.button(say("End now"), key=f"override_end_{one.id}", help=name):
            end_override(desk, one.id, now())
            st.rerun()
    with st.expander(say("Give an override")):
        _form(desk, head)


def _form(desk: Desk, head: Head) -> None:
    waiting = _waiting(head)
    if not waiting:
        st.markdown(say("No exercise waits for anything that an override could lift."))
        return
    mine = me()
    with st.form("override", border=False):
        exercise = st.selectbox(
            say("Exercise"), list(waiting), format_func=waiting.__getitem__, index=None, key="override_exercise"
        )
        reason = st.text_input(
            say("Reason, at least {least} letters", least=LEAST_REASON), max_chars=MAX_WORDS, key="override_reason"
        )
        left, right = st.columns(2)
        until = left.date_input(
            say("Until, this day included"),
            value=today() + timedelta(days=_DAYS),
            min_value=today(),
            max_value=today() + timedelta(days=MOST_OVERRIDE_DAYS),
            format=say("DD/MM/YYYY"),
            key="override_until",
        )
        by = right.text_input(say("Your name"), mine.name if mine else "", max_chars=MAX_NAME, key="override_by")
        pressed = st.form_submit_button(say("Give this override"))
    if not pressed:
        return
    if exercise is None:
        st.warning(say("Choose the exercise first."), icon=":material/info:")
        return
    try:
        day = until if isinstance(until, date) else today()
        give_override(desk, head.person_id, exercise, reason.strip(), day, by.strip(), now())
    except CoachError as refused:
        st.warning(escaped(str(refused)), icon=":material/info:")
        return
    st.rerun()


def _waiting(head: Head) -> dict[str, str]:
    """Exercises that only defaults speak against, by their ids, with until when."""
    found = {}
    for one in library.exercises()[0]:
        decided = allowance(one, head.profile, today())
        against = [reason.kind for reason in decided.reasons if reason.against]
        liftable = all(kind in ("default", "rule file") for kind in against) and _level_allows(head, one.allowed)
        if not decided.allowed and liftable:
            found[one.id] = f"{one.words(spoken_language()).name} · {allowance_words(decided)}"
    return found


def _level_allows(head: Head, levels: Container[str]) -> bool:
    """What is not made for her level is not lifted."""
    return head.profile is not None and head.profile.level in levels
