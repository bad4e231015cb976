"""The first page: who trains, which exercise, what it asks for, and the two ways on."""

from __future__ import annotations

import streamlit as st

from coach.language import decimal, marked, say, say_many, spoken_language
from coach.review.saying import allowed
from coach.rules import Exercise
from coach.ui import library, words
from coach.ui.chosen import choose_exercise, chosen_exercise
from coach.ui.live_page import begin_anew
from coach.ui.review_look import escaped

_PLACES = {
    "side": marked("camera at your side"),
    "front": marked("camera in front of you"),
    "back": marked("camera behind you"),
    "oblique": marked("camera at a slant"),
}


def show() -> None:
    """Draw the page."""
    known, refused = library.exercises()
    st.title(say("What would you like to do?"), anchor=False)
    st.caption(say(words.DISCLAIMER))
    left, right = st.columns([5, 7], gap="medium")
    with left:
        _list(known)
        for sentence in refused:
            st.caption(say("Not offered: {why}", why=escaped(sentence)))
    with right:
        _details(chosen_exercise())


def _list(known: list[Exercise]) -> None:
    names = {one.id: one.words(spoken_language()).name for one in known}
    ids = list(names)
    with st.container(key="exercise_list"):
        picked = st.radio(
            say("Exercise"),
            ids,
            index=ids.index(chosen_exercise().id),
            format_func=names.__getitem__,
            captions=[f"{dose(one)} · {place(one)}" for one in known],
            label_visibility="collapsed",
        )
    choose_exercise(picked)


def _details(exercise: Exercise) -> None:
    said = exercise.words(spoken_language())
    with st.container(border=True, key="card_details"):
        st.header(escaped(said.name), anchor=False)
        st.markdown(escaped(said.summary))
        st.markdown(f"**{say('Where to put the camera')}**  \n{escaped(said.place)}")
        _ways_on()
        watched = [f"{said.limit_title(limit.id)}: {allowed(limit)}" for limit in exercise.limits]
        if watched:
            lines = "  \n".join(escaped(one) for one in watched)
            st.markdown(f"**{say('What the coach watches')}**  \n{lines}")
        if said.cannot_judge:
            lines = "\n".join(f"- {escaped(one)}" for one in (*said.cannot_judge, *said.known_limits))
            with st.expander(say("What it cannot judge")):
                st.markdown(lines)


def _ways_on() -> None:
    camera, film = st.columns(2)
    pages = st.session_state["pages"]
    address = {"exercise": chosen_exercise().id}
    if camera.button(say("Use the camera"), icon=":material/videocam:", type="primary", width="stretch"):
        begin_anew()
        st.switch_page(pages["live"], query_params=address)
    if film.button(say("Judge a film"), icon=":material/movie:", width="stretch"):
        st.switch_page(pages["film"])
    if st.button(say("See how it goes, without a camera"), icon=":material/play_circle:", type="tertiary"):
        begin_anew()
        st.switch_page(pages["live"], query_params=address | {"demo": "1"})


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
