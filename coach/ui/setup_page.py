"""About her operation, in her own words: what the precautions go by until her therapist has looked at it."""

from __future__ import annotations

import html
from datetime import date, timedelta
from typing import get_args

import streamlit as st

from coach.care import LEVEL_WORDS, LEVELS, OPERATION_WORDS, Order, Profile, allowance
from coach.care.bounds import MAX_NAME, MAX_WORDS
from coach.care.envelope import MOST_DAYS_AHEAD
from coach.care.keep_in_mind import SUBJECTS, in_mind
from coach.care.phases import phase_of
from coach.care.profile import FIRST_DAY, MOST_SEGMENTS, MOST_WEEK, Operation
from coach.errors import CoachError, ProfileError
from coach.language import marked, say, spoken_language
from coach.records.profiles import KeptProfile, profile_of, save_profile
from coach.ui import library
from coach.ui.in_mind_view import in_mind_list, wait_words, week_words
from coach.ui.patient_look import heading, style, today
from coach.ui.review_look import escaped
from coach.ui.signed_in import desk, now, patient_id
from coach.ui.ways import go

_WHEN = {
    "past": marked("It is done, on this day"),
    "future": marked("It is planned for this day"),
    "planned": marked("It is planned, without a day yet"),
    "unknown": marked("I do not know the day"),
}
_UNTIL = {"week": marked("until a week"), "never": marked("not at all")}
_KINDS = {"week": "not_before_week", "never": "never"}
_SAVED = "operation_saved"


def show() -> None:
    """Draw the page."""
    style()
    kept = profile_of(desk(), patient_id())
    heading(
        say("About your operation"),
        below=say("It tells the program which exercises wait, and until when."),
    )
    if kept is not None and kept.told_by == "therapist":
        _confirmed(kept)
        return
    left, right = st.columns([7, 5], gap="medium")
    with left:
        draft = _asked(kept.profile if kept else None)
    with right:
        _what_follows(draft)
    with left:
        _keep(draft, kept.profile if kept else None)


def _keep(draft: Profile | None, kept: Profile | None) -> None:
    pressed = st.button(say("Keep this"), type="primary", width="stretch", key="go_keep", disabled=draft is None)
    if pressed and draft is not None:
        try:
            save_profile(desk(), patient_id(), draft, now(), "patient")
        except CoachError as refused:
            st.warning(escaped(str(refused)), icon=":material/info:")
            return
        st.session_state[_SAVED] = True
        st.rerun()
    if st.session_state.get(_SAVED) and draft == kept:
        st.success(say("Kept. Your therapist looks at it when you meet."), icon=":material/check:")
        if st.button(say("To today's exercises"), key="setup_today", icon=":material/today:"):
            del st.session_state[_SAVED]
            go("today")


def _confirmed(kept: KeptProfile) -> None:
    st.markdown(say("Your therapist confirmed this. Is something different? Write it into the diary as a question."))
    left, right = st.columns([5, 7], gap="medium")
    with left, st.container(border=True, key="card_operation"):
        profile = kept.profile
        st.header(say(LEVEL_WORDS[profile.level].text), anchor=False)
        st.markdown(say(OPERATION_WORDS[profile.operation].text))
        st.markdown(week_words(profile, today()))
    with right:
        _what_follows(kept.profile)


def _asked(kept: Profile | None) -> Profile | None:
    """The questions, with what was answered before; None while an answer is missing or cannot be so."""
    with st.container(border=True, key="card_operation"):
        st.header(say("The operation"), anchor=False)
        names = {level: str(LEVEL_WORDS[level]) for level in LEVELS}
        level = st.radio(
            say("Where on the spine?"),
            LEVELS,
            index=LEVELS.index(kept.level) if kept else None,
            format_func=names.__getitem__,
            horizontal=True,
            key="level",
        )
        operation = _operation(kept)
        operated_on, planned, answered = _day(kept)
        segments = st.number_input(
            say("How many segments? May stay open."),
            1,
            MOST_SEGMENTS,
            kept.segments if kept else None,
            step=1,
            key="segments",
            width=400,
        )
    orders = _orders(kept)
    if level is None or not answered or orders is None:
        return None
    try:
        return Profile(level, operation, segments, operated_on, orders, planned)
    except ProfileError as error:
        st.warning(escaped(str(error)), icon=":material/info:")
        return None


def _operation(kept: Profile | None) -> Operation:
    options: tuple[Operation, ...] = get_args(Operation)
    names = {operation: str(OPERATION_WORDS[operation]) for operation in options}
    picked = st.radio(
        say("From which side?"),
        options,
        index=options.index(kept.operation if kept else "unknown"),
        format_func=names.__getitem__,
        horizontal=True,
        key="operation",
    )
    return picked or "unknown"


def _day(kept: Profile | None) -> tuple[date | None, bool, bool]:
    """The day, whether it is planned without one, and whether the question is answered."""
    names = {key: say(words) for key, words in _WHEN.items()}
    choices = list(_WHEN)
    before = _when(kept)
    when = st.radio(
        say("When?"),
        choices,
        index=choices.index(before) if before else None,
        format_func=names.__getitem__,
        key="when",
    )
    if when == "unknown":
        st.info(
            say(
                "Without the day no exercise begins before the camera. It stands in the letter from the hospital; "
                "your surgeon's office knows it, too."
            ),
            icon=":material/info:",
        )
    if when not in ("past", "future"):
        return None, when == "planned", when is not None
    day = today()
    least, most = (FIRST_DAY, day) if when == "past" else (day + timedelta(days=1), day + timedelta(MOST_DAYS_AHEAD))
    known = kept.operated_on if kept and when == before else None
    picked = st.date_input(
        say("Day of the operation"),
        known,
        min_value=least,
        max_value=most,
        format=say("DD/MM/YYYY"),
        key=f"day_{when}",
        width=260,
    )
    chosen = picked if isinstance(picked, date) else None
    return chosen, False, chosen is not None


def _when(kept: Profile | None) -> str | None:
    if kept is None:
        return None
    if kept.operated_on is None:
        return "planned" if kept.planned else "unknown"
    return "past" if kept.operated_on <= today() else "future"


def _orders(kept: Profile | None) -> tuple[Order, ...] | None:
    """What the surgeon told her to wait with; orders that this page cannot ask for stay as they are.

    Only what waits longer: what may begin earlier than usual is for the therapist to enter.
    """
    before = {one.subject: one for one in (kept.orders if kept else ()) if _is_asked(one)}
    others = tuple(one for one in (kept.orders if kept else ()) if not _is_asked(one))
    with st.container(border=True, key="card_orders"):
        st.header(say("What your surgeon told you"), anchor=False)
        names = {subject: str(words) for subject, words in SUBJECTS.items()}
        subjects = st.multiselect(
            say("Is there something you are to wait with?"),
            list(SUBJECTS),
            default=list(before),
            format_func=names.__getitem__,
            placeholder=say("Choose what was said, or leave it open"),
            key="subjects",
        )
        by = ""
        if subjects:
            known = next((one.by for one in before.values()), "")
            by = st.text_input(say("Who said so?"), known, max_chars=MAX_NAME, key="surgeon", width=360)
            if not by.strip():
                st.caption(say("Write a name here, such as that of your surgeon. Then it can be kept."))
        orders = [_order(subject, names[subject], by, before.get(subject)) for subject in subjects]
        st.caption(say("May something begin earlier than usual? Your therapist enters that."))
    if any(one is None for one in orders):
        return None
    return (*others, *(one for one in orders if one is not None))


def _is_asked(order: Order) -> bool:
    return order.kind in _KINDS.values() and order.subject in SUBJECTS


def _order(subject: str, name: str, by: str, before: Order | None) -> Order | None:
    st.markdown(f"**{escaped(name)}**")
    names = {key: say(words) for key, words in _UNTIL.items()}
    kinds = list(_UNTIL)
    left, middle, right = st.columns([4, 3, 6])
    kind = left.radio(
        say("How long: {what}", what=name),
        kinds,
        index=kinds.index("never") if before and before.kind == "never" else 0,
        format_func=names.__getitem__,
        key=f"until_{subject}",
        label_visibility="collapsed",
    )
    week = middle.number_input(
        say("Week"),
        1,
        MOST_WEEK,
        (before.week if before else None) or 12,
        key=f"week_{subject}",
        disabled=kind == "never",
    )
    words = right.text_input(
        say("In what words?"), before.words if before else "", max_chars=MAX_WORDS, key=f"words_{subject}"
    )
    if not by.strip():
        return None
    told = Order(
        "never" if kind == "never" else "not_before_week",
        subject,
        None if kind == "never" else int(week),
        by.strip(),
        today(),
        words.strip(),
    )
    same = before is not None and (before.kind, before.week, before.by, before.words) == (
        told.kind,
        told.week,
        told.by,
        told.words,
    )
    return before if same else told


def _what_follows(draft: Profile | None) -> None:
    with st.container(border=True, key="card_follows"):
        st.header(say("What follows from it"), anchor=False)
        if draft is None:
            st.markdown(say("Answer the questions, and it stands here before you keep anything."))
            return
        phase = phase_of(draft, today())
        st.markdown(f"**{week_words(draft, today())}**" + (f"  \n{escaped(str(phase.words))}" if phase else ""))
        _exercises(draft)
        st.markdown(f"**{say('To keep in mind')}**")
        st.html(in_mind_list(in_mind(draft, today())))


def _exercises(draft: Profile) -> None:
    known, _ = library.exercises()
    lines = []
    for exercise in known:
        found = allowance(exercise, draft, today())
        name = html.escape(exercise.words(spoken_language()).name)
        state = f"● {html.escape(say('now'))}" if found.allowed else f"○ {html.escape(wait_words(found))}"
        lines.append(f"<li><b>{name}</b><span>{state}</span></li>")
    st.html(f'<ul class="mind">{"".join(lines)}</ul>')
