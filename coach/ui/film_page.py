"""A film is judged: upload, progress that can be stopped, then what was seen, over time and in words."""

from __future__ import annotations

import streamlit as st

from coach.language import say, spoken_language
from coach.live.film_job import FilmJob
from coach.records.desk import Viewer
from coach.review.saying import percent
from coach.review.series import series_of
from coach.review.summary import headlines
from coach.rules import Exercise
from coach.ui import library
from coach.ui.chosen import choose_exercise, chosen_exercise
from coach.ui.page_language import speak_as_chosen
from coach.ui.report_view import show_cues, show_curves, show_limits, show_repetitions
from coach.ui.review_look import escaped, headline_cards, style
from coach.ui.signed_in import desk, require

TYPES = ["mp4", "mov", "m4v", "avi", "mkv", "webm"]
REFRESH_S = 0.4
_JOB = "film_job"


def show() -> None:
    """Draw the page."""
    style()
    who = require("patient", "therapist")
    st.title(say("Judge a film"), anchor=False)
    job: FilmJob | None = st.session_state.get(_JOB)
    if job is None:
        _upload(who)
    elif not job.finished:
        _progress()
    else:
        _finished(job)


def _upload(who: Viewer) -> None:
    exercise = _exercise()
    keeps = who.role == "patient"
    with st.container(border=True, key="card_upload"):
        st.markdown(escaped(exercise.words(spoken_language()).place))
        film = st.file_uploader(say("A film of the exercise"), type=TYPES)
        st.caption(
            say("It stays on this computer and is not kept: only the positions of the joints are.")
            if keeps
            else say("Nothing of it is kept. To have it in a patient's record, she signs in and judges it herself.")
        )
        label = say("Judge this film")
        pressed = st.button(label, type="primary", icon=":material/play_arrow:", disabled=film is None)
    if pressed and film is not None:
        job = FilmJob(exercise, film.name, person_id=who.person_id, desk=desk() if keeps else None)
        job.start(lambda path: path.write_bytes(film.getbuffer()))
        st.session_state[_JOB] = job
        st.rerun()


def _exercise() -> Exercise:
    names = {one.id: one.words(spoken_language()).name for one in library.exercises()[0]}
    ids = list(names)
    picked = st.selectbox(
        say("Exercise"), ids, ids.index(chosen_exercise().id), format_func=names.__getitem__, key="film_exercise"
    )
    choose_exercise(picked)
    return chosen_exercise()


@st.fragment(run_every=REFRESH_S)
def _progress() -> None:
    speak_as_chosen()
    job: FilmJob | None = st.session_state.get(_JOB)
    if job is None or job.finished:
        st.rerun()
    with st.container(border=True, key="card_progress"):
        if job.share is None:
            st.progress(0.0, text=say("Looking at the film …"))
        else:
            st.progress(job.share, text=say("Looking at the film: {share}", share=percent(job.share)))
        if st.button(say("Stop"), icon=":material/close:"):
            job.cancel()


def _finished(job: FilmJob) -> None:
    if job.stopped:
        st.info(say("Stopped. Nothing of this film was kept."))
    elif job.analysis is None:
        st.warning(escaped(job.failure), icon=":material/info:")
    else:
        _result(job)
    st.button(say("Judge another film"), icon=":material/refresh:", on_click=_forget)


def _forget() -> None:
    st.session_state.pop(_JOB, None)


def _result(job: FilmJob) -> None:
    analysis = job.analysis
    assert analysis is not None
    series = series_of(analysis.report)
    if analysis.truncated:
        st.info(say("This film is cut off or damaged. What follows is its beginning."))
    headline_cards(headlines(analysis, job.exercise))
    left, right = st.columns([5, 7], gap="medium")
    with left:
        st.video(job.overlay, muted=True)
    with right, st.container(border=True, key="card_repetitions"):
        st.header(say("Repetitions"), anchor=False)
        show_repetitions(analysis)
    with st.container(border=True, key="card_curves"):
        st.header(say("Over time"), anchor=False)
        show_curves(analysis, series, job.exercise)
    with st.container(border=True, key="card_limits"):
        st.header(say("What was judged, and how well"), anchor=False)
        show_limits(analysis, job.exercise, series)
    with st.container(border=True, key="card_cues"):
        st.header(say("What would have been said"), anchor=False)
        show_cues(analysis, job.exercise)
    if job.set_id is not None:
        st.caption(say("Kept as set {number}.", number=job.set_id))
