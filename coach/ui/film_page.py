"""A film is judged: upload, progress that can be stopped, then what was seen, over time and in words."""

from __future__ import annotations

import streamlit as st

from coach.live.film_job import FilmJob
from coach.review.series import series_of
from coach.review.summary import headlines
from coach.ui import library
from coach.ui.chosen import chosen_exercise, chosen_person
from coach.ui.report_view import show_cues, show_curves, show_limits, show_repetitions
from coach.ui.review_look import escaped, headline_cards, style

TYPES = ["mp4", "mov", "m4v", "avi", "mkv", "webm"]
REFRESH_S = 0.4
_JOB = "film_job"


def show() -> None:
    """Draw the page."""
    style()
    exercise = chosen_exercise()
    st.title("Judge a film", anchor=False)
    st.caption(f"{escaped(exercise.name)} · {escaped(chosen_person() or 'no name chosen')}")
    st.page_link(st.session_state["pages"]["exercise"], label="Another exercise or name", icon=":material/arrow_back:")
    job: FilmJob | None = st.session_state.get(_JOB)
    if job is None:
        _upload()
    elif not job.finished:
        _progress()
    else:
        _finished(job)


def _upload() -> None:
    exercise = chosen_exercise()
    with st.container(border=True, key="card_upload"):
        st.markdown(escaped(exercise.camera.place))
        film = st.file_uploader("A film of the exercise", type=TYPES)
        st.caption("It stays on this computer and is not kept: only the positions of the joints are.")
        ready = film is not None and bool(chosen_person())
        pressed = st.button("Judge this film", type="primary", icon=":material/play_arrow:", disabled=not ready)
    if not chosen_person():
        st.info("Choose a name on the first page, so that the result can be kept under it.")
    if pressed and film is not None:
        job = FilmJob(exercise, chosen_person(), film.name, store=library.store())
        job.start(lambda path: path.write_bytes(film.getbuffer()))
        st.session_state[_JOB] = job
        st.rerun()


@st.fragment(run_every=REFRESH_S)
def _progress() -> None:
    job: FilmJob | None = st.session_state.get(_JOB)
    if job is None or job.finished:
        st.rerun()
    with st.container(border=True, key="card_progress"):
        if job.share is None:
            st.progress(0.0, text="Looking at the film …")
        else:
            st.progress(job.share, text=f"Looking at the film: {100 * job.share:.0f} %")
        if st.button("Stop", icon=":material/close:"):
            job.cancel()


def _finished(job: FilmJob) -> None:
    if job.stopped:
        st.info("Stopped. Nothing of this film was kept.")
    elif job.analysis is None:
        st.warning(escaped(job.failure), icon=":material/info:")
    else:
        _result(job)
    st.button("Judge another film", icon=":material/refresh:", on_click=_forget)


def _forget() -> None:
    st.session_state.pop(_JOB, None)


def _result(job: FilmJob) -> None:
    analysis = job.analysis
    assert analysis is not None
    series = series_of(analysis.report)
    if analysis.truncated:
        st.info("This film is cut off or damaged. What follows is its beginning.")
    headline_cards(headlines(analysis))
    left, right = st.columns([5, 7], gap="medium")
    with left:
        st.video(job.overlay, muted=True)
    with right, st.container(border=True, key="card_repetitions"):
        st.markdown("#### Repetitions")
        show_repetitions(analysis)
    with st.container(border=True, key="card_curves"):
        st.markdown("#### Over time")
        show_curves(analysis, series)
    with st.container(border=True, key="card_limits"):
        st.markdown("#### What was judged, and how well")
        show_limits(analysis, job.exercise, series)
    with st.container(border=True, key="card_cues"):
        st.markdown("#### What would have been said")
        show_cues(analysis)
    st.caption(f"Kept as set {job.set_id}. Review shows it at any time.")
