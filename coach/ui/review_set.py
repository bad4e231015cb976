"""One kept set, read from the top: figures, the movement under one cursor with its curves, limits, words, rule."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from coach.language import decimal, marked, say, spoken_language
from coach.records.desk import Desk
from coach.review.dates import moment_words
from coach.review.summary import list_row
from coach.ui import library, review_beside, review_rule, review_words
from coach.ui.patient_head import Head, show_head
from coach.ui.replay import show_replay
from coach.ui.report_view import show_cues, show_limits, show_repetitions
from coach.ui.review_figures import figures
from coach.ui.review_look import headline_cards
from coach.ui.review_opened import OpenedSet

_CAPTIONS = {
    "live": marked("{seconds} s at the camera · {view} · rule version {version}"),
    "film": marked("{seconds} s from a film · {view} · rule version {version}"),
}


def show(desk: Desk, head: Head, opened: OpenedSet, beside: OpenedSet | None) -> None:
    """Draw the set, and another one beside it where one was chosen."""
    stored, therapist = opened.stored, desk.viewer.role == "therapist"
    title(head, opened)
    headline_cards(figures(desk, opened))
    _basis(opened)
    if beside is not None:
        review_beside.show(desk, opened, beside)
    else:
        with _card("curves", say("Movement and limits over time")):
            show_played(opened)
            review_beside.choose(desk, opened, beside)
    with _card("limits", say("What was judged, and how well")):
        show_limits(stored.report, opened.exercise, opened.series)
    coach, people = st.columns([3, 2], gap="medium")
    with coach, _card("cues", say("What the coach said, and why")):
        show_cues(stored.report, opened.exercise)
    with people, _card("words", say("Said about this set")):
        review_words.show(desk, head, stored.row.id)
    with _card("repetitions", say("Repetitions in figures")):
        show_repetitions(stored.report)
    if therapist:
        review_rule.show(stored)


def title(head: Head, opened: OpenedSet) -> None:
    """Whose set it is, of what and when, and how it was seen."""
    kept = opened.stored.row
    name = exercise_name(opened)
    show_head(head, say("{exercise}, {moment}", exercise=name, moment=moment_words(kept.performed_at.astimezone())))
    seconds, version = decimal(kept.seconds, 0), kept.exercise_version
    view = list_row(kept).view
    st.caption(say(_CAPTIONS[kept.kind], seconds=seconds, view=view, version=version))


def exercise_name(opened: OpenedSet) -> str:
    """What the exercise of that set is called in the spoken language."""
    exercise = opened.exercise
    return (
        exercise.words(spoken_language()).name if exercise else library.name_of_exercise(opened.stored.row.exercise_id)
    )


def show_played(opened: OpenedSet) -> None:
    """Figure and curves under one cursor, and what their signs mean."""
    if opened.series is None:
        st.markdown(say("Without a rule that this program reads there are no curves to draw."))
    elif not opened.series.measured:
        st.markdown(say("Nothing that this rule asks about could be measured in this set."))
    else:
        st.caption(
            say(
                "Shaded upright: repetitions. Shaded across: where ± cannot tell either side of the limit. ◆: passed. "
                "Dotted at the foot: not measured. Drag in the curves, or press space to play."
            )
        )
    key = str(opened.stored.row.id)
    show_replay(opened.replay, opened.stored.report, opened.series, opened.exercise, key)


def _card(name: str, title: str) -> DeltaGenerator:
    card = st.container(border=True, key=f"card_{name}")
    card.header(title, anchor=False)
    return card


def _basis(opened: OpenedSet) -> None:
    if opened.exercise is None:
        st.info(say("This program no longer reads the rule of this set. What follows is the report as it was kept."))
    elif not opened.reproduced:
        st.info(
            say(
                "This program judges this set otherwise than the one that kept it. Figures and tables are as kept; "
                "the curves are measured anew."
            )
        )
