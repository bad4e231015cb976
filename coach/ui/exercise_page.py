"""Every exercise: which are open to her now, what each asks for, and the two ways on."""

from __future__ import annotations

import streamlit as st

from coach.care import Allowance, Profile, allowance
from coach.language import decimal, marked, say, say_many, spoken_language
from coach.records.profiles import overrides_of, profile_of
from coach.review.saying import allowed
from coach.rules import Exercise
from coach.ui import library, words
from coach.ui.chosen import begin_with, choose_exercise, chosen_exercise
from coach.ui.in_mind_view import wait_words, why_words
from coach.ui.live_page import begin_anew
from coach.ui.patient_look import today
from coach.ui.review_look import escaped
from coach.ui.signed_in import desk, patient_id
from coach.ui.ways import go

_PLACES = {
    "side": marked("camera at your side"),
    "front": marked("camera in front of you"),
    "back": marked("camera behind you"),
    "oblique": marked("camera at a slant"),
}


def show() -> None:
    """Draw the page."""
    st.title(say("What would you like to do?"), anchor=False)
    st.caption(say(words.DISCLAIMER))
    known, refused = library.exercises()
    kept = profile_of(desk(), patient_id())
    if kept is None:
        _tell_first()
    found = _allowances(known, kept.profile if kept else None)
    known.sort(key=lambda one: not found[one.id].allowed)
    begin_with(known[0].id)
    left, right = st.columns([5, 7], gap="medium")
    with left:
        _list(known, found)
        for sentence in refused:
            st.caption(say("Not offered: {why}", why=escaped(sentence)))
    with right:
        chosen = chosen_exercise()
        _details(chosen, found[chosen.id])


def _tell_first() -> None:
    st.info(say("First tell which operation it was, and when. It decides which exercises suit you now."))
    if st.button(say("About your operation"), icon=":material/edit:", type="primary", key="to_setup"):
        go("setup")


def _allowances(known: list[Exercise], profile: Profile | None) -> dict[str, Allowance]:
    overrides = [one.override for one in overrides_of(desk(), patient_id(), today())]
    return {one.id: allowance(one, profile, today(), overrides) for one in known}


def _list(known: list[Exercise], found: dict[str, Allowance]) -> None:
    """What is open comes first, in the order of its names; what waits says until when."""
    names = {one.id: one.words(spoken_language()).name for one in known}
    ids = list(names)
    with st.container(key="exercise_list"):
        picked = st.radio(
            say("Exercise"),
            ids,
            index=ids.index(chosen_exercise().id),
            format_func=names.__getitem__,
            captions=[_caption(one, found[one.id]) for one in known],
            label_visibility="collapsed",
        )
    choose_exercise(picked)


def _caption(exercise: Exercise, found: Allowance) -> str:
    if found.allowed:
        return f"{dose(exercise)} · {place(exercise)}"
    return escaped(say("Waits: {until}", until=wait_words(found)))


def _details(exercise: Exercise, found: Allowance) -> None:
    said = exercise.words(spoken_language())
    with st.container(border=True, key="card_details"):
        st.header(escaped(said.name), anchor=False)
        st.markdown(escaped(said.summary))
        st.markdown(f"**{say('Where to put the camera')}**  \n{escaped(said.place)}")
        _ways_on(found)
        watched = [f"{said.limit_title(limit.id)}: {allowed(limit)}" for limit in exercise.limits]
        if watched:
            lines = "  \n".join(escaped(one) for one in watched)
            st.markdown(f"**{say('What the coach watches')}**  \n{lines}")
        if said.cannot_judge:
            lines = "\n".join(f"- {escaped(one)}" for one in (*said.cannot_judge, *said.known_limits))
            with st.expander(say("What it cannot judge")):
                st.markdown(lines)


def _ways_on(found: Allowance) -> None:
    if not found.allowed:
        _why_it_waits(found)
    camera, film = st.columns(2)
    use = say("Use the camera")
    if camera.button(use, icon=":material/videocam:", type="primary", width="stretch", disabled=not found.allowed):
        begin_anew()
        go("live", exercise=chosen_exercise().id)
    if film.button(say("Judge a film"), icon=":material/movie:", width="stretch"):
        go("film")
    if st.button(say("See how it goes, without a camera"), icon=":material/play_circle:", type="tertiary"):
        begin_anew()
        go("live", exercise=chosen_exercise().id, demo=1)


def _why_it_waits(found: Allowance) -> None:
    until = wait_words(found).rstrip(".")
    lines = (say("This exercise waits: {until}.", until=until), say("Set by: {who}", who=why_words(found)))
    st.info("  \n".join(escaped(one) for one in lines), icon=":material/schedule:")


def dose(exercise: Exercise) -> str:
    """`2 sets of 8, held 5 s`."""
    sets, repetitions, hold_s = exercise.dose.sets, exercise.dose.repetitions, exercise.dose.hold_s
    said = say_many("{n} set of {repetitions}", "{n} sets of {repetitions}", sets, repetitions=repetitions)
    if not hold_s:
        return said
    return say("{dose}, held {seconds} s", dose=said, seconds=decimal(hold_s, 0 if hold_s == int(hold_s) else 1))


def place(exercise: Exercise) -> str:
    """From where the camera looks: `camera at your side`."""
    return say(_PLACES[exercise.camera.view])
