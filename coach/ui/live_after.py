"""After a session: what was done, a word to the therapist, and the ways on."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from coach.care.bounds import MAX_WORDS
from coach.language import say, spoken_language
from coach.live.session import LiveSession
from coach.live.set_run import Outcome
from coach.records.comments import say_to
from coach.review.series import series_of
from coach.review.summary import headlines
from coach.ui.report_view import show_curves, show_limits, show_repetitions
from coach.ui.review_look import escaped, headline_cards
from coach.ui.signed_in import desk, now
from coach.ui.ways import go

_SENT = "word_sent"


def show_after(session: LiveSession, begin_anew: Callable[[], None]) -> None:
    """Draw it; `begin_anew` forgets the session."""
    summary = session.summary()
    st.title(escaped(summary["title"]), anchor=False)
    st.caption(escaped(session.exercise.words(spoken_language()).name))
    st.markdown("  \n".join(escaped(line) for line in summary["lines"]))
    for number, outcome in enumerate(session.outcomes, start=1):
        _set(number, outcome)
    if session.person_id is not None:
        _word(session, session.person_id)
    left, right = st.columns(2)
    if left.button(say("What is on for today"), icon=":material/today:", type="primary", width="stretch"):
        begin_anew()
        go("today")
    right.button(say("Another session"), icon=":material/replay:", on_click=begin_anew, width="stretch")


def _word(session: LiveSession, person_id: int) -> None:
    """A question that her therapist finds beside the last set."""
    with st.container(border=True, key="card_word"):
        st.header(say("A word to your therapist"), anchor=False)
        if st.session_state.get(_SENT) == session.token:
            st.success(say("Kept. Your therapist will read it."), icon=":material/check:")
            return
        with st.form("word", border=False):
            words = st.text_area(
                say("How did it go? What would you like to ask?"), max_chars=MAX_WORDS, key="word_to_therapist"
            )
            sent = st.form_submit_button(say("Send"), icon=":material/send:")
        if sent and words.strip():
            last = next((one.set_id for one in reversed(session.outcomes) if one.set_id is not None), None)
            say_to(desk(), person_id, words.strip(), "question", now(), set_id=last)
            st.session_state[_SENT] = session.token
            st.rerun()


def _set(number: int, outcome: Outcome) -> None:
    report = outcome.report.to_dict()
    st.header(say("Set {n}", n=number), anchor=False)
    if outcome.failure:
        st.warning(escaped(outcome.failure), icon=":material/info:")
    if not outcome.report.trace.t_s:
        st.markdown(say("Nobody was seen by the camera, so there is nothing to show."))
        return
    headline_cards(headlines(report))
    with st.expander(say("More about this set")):
        series = series_of(outcome.report)
        show_curves(report, series)
        show_repetitions(report)
        show_limits(report, outcome.report.exercise, series)
