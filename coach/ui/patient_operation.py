"""The operation and the surgeon's orders as the therapist confirms them, and overrides for a while."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import streamlit as st

from coach.care import LEVEL_WORDS, LEVELS, OPERATION_WORDS, OPERATIONS, Order, Profile
from coach.care.bounds import MAX_NAME, MAX_WORDS
from coach.care.envelope import MOST_DAYS_AHEAD
from coach.care.keep_in_mind import SUBJECTS
from coach.care.profile import FIRST_DAY, MOST_SEGMENTS, MOST_WEEK, OrderKind
from coach.errors import CoachError
from coach.language import marked, say, say_many
from coach.records.desk import Desk
from coach.records.profiles import KeptProfile, save_profile
from coach.review.dates import day_words, moment_words
from coach.ui import library
from coach.ui.patient_head import Head, profile_words, today
from coach.ui.patient_overrides import show_override_editor
from coach.ui.review_look import escaped
from coach.ui.signed_in import now

_KINDS: dict[OrderKind, str] = {
    "not_before_week": marked("not before a week"),
    "never": marked("never"),
    "released": marked("released, earlier than the precautions say"),
}
_SAID = {
    "not_before_week": marked("{subject}: not before week {week}"),
    "never": marked("{subject}: never"),
    "released": marked("{subject}: released"),
    "released_from": marked("{subject}: released from week {week} on"),
}


#: What was pressed last, and on which profile: a press is about the page that was seen, not about what came since.
_PRESSED = "operation_pressed"
_CONFIRM, _FORM = "confirm", "form"


def show(desk: Desk, head: Head) -> None:
    """Draw the section."""
    _do_as_pressed(desk, head)
    _standing(head)
    with st.container(border=True, key="card_profile"):
        st.header(say("Operation"), anchor=False)
        _profile_form(desk, head)
    if head.kept is not None:
        with st.container(border=True, key="card_orders"):
            st.header(say("The surgeon's orders"), anchor=False)
            st.caption(say("They stand above the precautions of this program. Nobody lifts them but the surgeon."))
            _orders(desk, head, head.kept)
        with st.container(border=True, key="card_overrides"):
            show_override_editor(desk, head)


def _press(over: int, what: str | int) -> None:
    st.session_state[_PRESSED] = (over, what)


def _do_as_pressed(desk: Desk, head: Head) -> None:
    """Confirm, or remove the order of that place; forms keep what is in them further below."""
    _, what = st.session_state.get(_PRESSED, (0, _FORM))
    if head.profile is None or what == _FORM:
        return
    orders = tuple(one for k, one in enumerate(head.profile.orders) if k != what)
    _keep(desk, head, replace(head.profile, orders=orders))


def _standing(head: Head) -> None:
    """Who told what is in force; what the patient told is confirmed by a press."""
    kept = head.kept
    if kept is None:
        st.info(say("Nobody has told the operation yet. Until then no exercise may be done."))
        return
    moment = moment_words(kept.at.astimezone())
    if kept.told_by == "therapist":
        st.caption(escaped(say("Confirmed by {name} on {moment}.", name=kept.by or say("a therapist"), moment=moment)))
        return
    sentence = say("Told by the patient on {moment}, not yet confirmed by a therapist.", moment=moment)
    st.warning(sentence, icon=":material/info:")
    st.markdown(escaped(" · ".join(_told(kept.profile))))
    st.button(
        say("Confirm as told"),
        key=f"confirm_profile_{kept.id}",
        type="primary",
        on_click=_press,
        args=(kept.id, _CONFIRM),
    )


def _told(profile: Profile) -> list[str]:
    """All that is confirmed by the press below."""
    told = [*profile_words(profile), str(OPERATION_WORDS[profile.operation])]
    if profile.operated_on is not None:
        told.append(day_words(profile.operated_on))
    if profile.segments is not None:
        told.append(say_many("{n} segment", "{n} segments", profile.segments))
    return [*told, *(order_words(order) for order in profile.orders)]


def _profile_form(desk: Desk, head: Head) -> None:
    kept = head.profile
    levels = {level: str(LEVEL_WORDS[level]) for level in LEVELS}
    operations = {one: str(OPERATION_WORDS[one]) for one in OPERATIONS}
    with st.form("profile", border=False):
        left, right = st.columns(2)
        level = left.radio(
            say("Level"),
            LEVELS,
            index=LEVELS.index(kept.level) if kept else None,
            format_func=levels.__getitem__,
            horizontal=True,
            key="level",
        )
        operation = right.radio(
            say("From which side"),
            OPERATIONS,
            index=OPERATIONS.index(kept.operation if kept else "unknown"),
            format_func=operations.__getitem__,
            key="operation",
        )
        day = left.date_input(
            say("Day of the operation"),
            value=kept.operated_on if kept else None,
            min_value=FIRST_DAY,
            max_value=today() + timedelta(days=MOST_DAYS_AHEAD),
            format=say("DD/MM/YYYY"),
            key="operated_on",
        )
        planned = left.checkbox(say("Planned, without a day yet"), value=bool(kept and kept.planned), key="planned")
        segments = right.number_input(
            say("Fused segments"), 1, MOST_SEGMENTS, kept.segments if kept else None, step=1, key="segments"
        )
        over = head.kept.id if head.kept else 0
        pressed = st.form_submit_button(say("Keep the operation"), on_click=_press, args=(over, _FORM))
    if pressed and level is None:
        st.warning(say("Choose the level first."), icon=":material/info:")
    elif pressed and level is not None:
        orders = kept.orders if kept else ()
        try:
            profile = Profile(level, operation, segments, day if isinstance(day, date) else None, orders, planned)
        except CoachError as refused:
            st.warning(escaped(str(refused)), icon=":material/info:")
            return
        _keep(desk, head, profile)


def _orders(desk: Desk, head: Head, kept: KeptProfile) -> None:
    if not kept.profile.orders:
        st.markdown(say("None yet. The precautions of the program hold."))
    for at, order in enumerate(kept.profile.orders):
        line, button = st.columns([5, 1], vertical_alignment="center")
        line.markdown(_order_lines(order))
        # With the number of the row in its key: the second press of a double one is about the same row.
        button.button(
            say("Remove"),
            key=f"order_out_{kept.id}_{at}",
            help=order_words(order),
            on_click=_press,
            args=(kept.id, at),
        )
    with st.expander(say("Add an order")):
        _order_form(desk, head, kept)


def order_words(order: Order) -> str:
    """`Squats: not before week 8`."""
    kind = "released_from" if order.kind == "released" and order.week is not None else order.kind
    return say(_SAID[kind], subject=subject_words(order.subject), week=order.week)


def subject_words(subject: str) -> str:
    """What an order is about: a precaution or an exercise."""
    known = SUBJECTS.get(subject)
    return str(known) if known else library.name_of_exercise(subject)


def _order_lines(order: Order) -> str:
    who = say("{name}, {day}", name=order.by, day=day_words(order.on))
    said = f" · “{escaped(order.words)}”" if order.words else ""
    return f"**{escaped(order_words(order))}**  \n{escaped(who)}{said}"


def _order_form(desk: Desk, head: Head, kept: KeptProfile) -> None:
    kinds: dict[OrderKind, str] = {kind: say(words) for kind, words in _KINDS.items()}
    subjects = {name: str(words) for name, words in SUBJECTS.items()}
    subjects |= {one.id: library.name_of_exercise(one.id) for one in library.exercises()[0]}
    with st.form("order", border=False, clear_on_submit=True):
        left, right = st.columns(2)
        subject = left.selectbox(say("About"), list(subjects), format_func=subjects.__getitem__, index=None)
        kind = right.selectbox(say("What the surgeon said"), list(kinds), format_func=kinds.__getitem__)
        week = left.number_input(say("Week after the operation, where one is meant"), 0, MOST_WEEK, None, step=1)
        by = right.text_input(say("Name of the surgeon"), max_chars=MAX_NAME)
        on = left.date_input(say("Said on"), value=today(), format=say("DD/MM/YYYY"))
        words = right.text_input(say("In the surgeon's words, where known"), max_chars=MAX_WORDS)
        pressed = st.form_submit_button(say("Add the order"), on_click=_press, args=(kept.id, _FORM))
    if not pressed:
        return
    try:
        order = Order(kind, subject or "", week, by.strip(), on if isinstance(on, date) else today(), words.strip())
        profile = replace(kept.profile, orders=(*kept.profile.orders, order))
    except CoachError as refused:
        st.warning(escaped(str(refused)), icon=":material/info:")
        return
    _keep(desk, head, profile)


def _keep(desk: Desk, head: Head, profile: Profile) -> None:
    over, _ = st.session_state.pop(_PRESSED)
    try:
        save_profile(desk, head.person_id, profile, now(), "therapist", over=over)
    except CoachError as refused:
        st.warning(escaped(str(refused)), icon=":material/info:")
        return
    st.rerun()
