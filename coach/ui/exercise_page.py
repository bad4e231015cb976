"""The first page: who trains, which exercise, what it asks for, and the two ways on."""

from __future__ import annotations

import streamlit as st

from coach.review.saying import allowed
from coach.rules import Exercise
from coach.rules.words import title_of
from coach.ui import library, words
from coach.ui.chosen import choose_exercise, choose_person, chosen_exercise, chosen_person
from coach.ui.review_look import escaped


def show() -> None:
    """Draw the page."""
    known, refused = library.exercises()
    st.title("What would you like to do?", anchor=False)
    st.caption(words.DISCLAIMER)
    left, right = st.columns([5, 7], gap="medium")
    with left:
        _list(known)
        for sentence in refused:
            st.caption(f"Not offered: {escaped(sentence)}")
    with right:
        _person()
        _details(chosen_exercise())


def _list(known: list[Exercise]) -> None:
    ids = [one.id for one in known]
    with st.container(key="exercise_list"):
        picked = st.radio(
            "Exercise",
            ids,
            index=ids.index(chosen_exercise().id),
            format_func=lambda name: next(one.name for one in known if one.id == name),
            captions=[f"{dose(one)} · {place(one)}" for one in known],
            label_visibility="collapsed",
        )
    choose_exercise(picked)


def _details(exercise: Exercise) -> None:
    with st.container(border=True, key="card_details"):
        st.subheader(escaped(exercise.name), anchor=False)
        st.markdown(f"{escaped(exercise.summary)}")
        st.markdown(f"**Where to put the camera**  \n{escaped(exercise.camera.place)}")
        _ways_on()
        watched = [f"{title_of(limit.id)}: {allowed(limit)}" for limit in exercise.limits]
        if watched:
            st.markdown("**What the coach watches**  \n" + "  \n".join(escaped(one) for one in watched))
        if exercise.cannot_judge:
            lines = "\n".join(f"- {escaped(one)}" for one in (*exercise.cannot_judge, *exercise.known_limits))
            with st.expander("What it cannot judge"):
                st.markdown(lines)


def _ways_on() -> None:
    named = bool(chosen_person())
    camera, film = st.columns(2)
    pages = st.session_state["pages"]
    if camera.button("Use the camera", icon=":material/videocam:", type="primary", width="stretch", disabled=not named):
        st.switch_page(pages["camera"])
    if film.button("Judge a film", icon=":material/movie:", width="stretch", disabled=not named):
        st.switch_page(pages["film"])


def _person() -> None:
    people = library.store().people()
    now = chosen_person()
    options = people if not now or now in people else [now, *people]
    picked = st.selectbox(
        "Your name, for the record on this computer",
        options,
        index=options.index(now) if now else None,
        accept_new_options=True,
        placeholder="Type a name to go on",
    )
    choose_person(" ".join((picked or "").split()))


def dose(exercise: Exercise) -> str:
    """`2 sets of 8, held 5 s`."""
    sets, repetitions = exercise.dose.sets, exercise.dose.repetitions
    held = f", held {exercise.dose.hold_s:g} s" if exercise.dose.hold_s else ""
    return f"{sets} {'set' if sets == 1 else 'sets'} of {repetitions}{held}"


def place(exercise: Exercise) -> str:
    """From where the camera looks: `camera at your side`."""
    return {"side": "camera at your side", "front": "camera in front of you", "back": "camera behind you"}.get(
        exercise.camera.view, "camera at a slant"
    )
