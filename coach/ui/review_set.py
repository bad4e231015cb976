"""One kept set, read from the top: figures, curves, the moving figure, each repetition, each limit, each cue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from coach.language import decimal, marked, say, spoken_language
from coach.records.store import Store, StoredSet
from coach.review.rejudge import judge_again, same_bytes
from coach.review.replay import Replay, replay_of
from coach.review.saying import limit_title
from coach.review.series import Series, series_of
from coach.review.summary import headlines, list_row
from coach.rules import Exercise, RuleFileError, parse_exercise
from coach.ui import library, review_rule, words
from coach.ui.replay import Span, show_replay
from coach.ui.report_view import show_cues, show_curves, show_limits, show_repetitions
from coach.ui.review_look import escaped, headline_cards

_CAPTIONS = {
    "live": marked("{person} · {date} · {seconds} s at the camera · {view} · rule version {version}"),
    "film": marked("{person} · {date} · {seconds} s from a film · {view} · rule version {version}"),
}


@dataclass(frozen=True, slots=True, eq=False)
class OpenedSet:
    """A set with what this program makes of it; `exercise` and `series` are None where it refuses the kept rule."""

    stored: StoredSet
    replay: Replay
    exercise: Exercise | None
    series: Series | None
    reproduced: bool


def show(store: Store, number: int) -> None:
    """Draw the set of that number; raises RecordError where it cannot be opened."""
    with st.spinner(say("Reading the set …")):
        opened = _opened(store, number)
    stored = opened.stored
    _title(opened)
    headline_cards(headlines(stored.report, opened.exercise))
    _basis(opened)
    with _card("curves", say("Over time")):
        _curves(opened)
    figure, repetitions = st.columns([1, 2], gap="medium")
    with figure, _card("figure", say("The movement")):
        show_replay(opened.replay, _spans(stored.report, opened.exercise), str(stored.row.id))
    with repetitions, _card("repetitions", say("Repetitions")):
        show_repetitions(stored.report)
    with _card("limits", say("What was judged, and how well")):
        show_limits(stored.report, opened.exercise, opened.series)
    with _card("cues", say("What was said, and why")):
        show_cues(stored.report, opened.exercise)
    review_rule.show(stored)


def _card(name: str, title: str) -> DeltaGenerator:
    card = st.container(border=True, key=f"card_{name}")
    card.header(title, anchor=False)
    return card


@st.cache_resource(max_entries=8, show_spinner=False, hash_funcs={Store: id})
def _opened(store: Store, number: int) -> OpenedSet:
    stored = store.open_set(number)
    replay = replay_of(stored.recording.poses, stored.report["view"]["near_side"])
    try:
        exercise = parse_exercise(stored.exercise_text, "the kept rule")
    except RuleFileError:
        return OpenedSet(stored, replay, None, None, reproduced=False)
    report = judge_again(stored, exercise)
    return OpenedSet(stored, replay, exercise, series_of(report), same_bytes(stored.report, report))


def _title(opened: OpenedSet) -> None:
    kept, exercise = opened.stored.row, opened.exercise
    name = exercise.words(spoken_language()).name if exercise else library.name_of_exercise(kept.exercise_id)
    row = list_row(kept, exercise=name)
    st.title(escaped(row.exercise), anchor=False)
    seconds, version = decimal(kept.seconds, 0), kept.exercise_version
    values = {"person": escaped(row.person), "date": row.date, "seconds": seconds, "view": row.view, "version": version}
    st.caption(say(_CAPTIONS[kept.kind], **values))


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


def _curves(opened: OpenedSet) -> None:
    if opened.series is None:
        st.markdown(say("Without a rule that this program reads there are no curves to draw."))
    elif not opened.series.measured:
        st.markdown(say("Nothing that this rule asks about could be measured in this set."))
    else:
        show_curves(opened.stored.report, opened.series, opened.exercise)


def _spans(report: Mapping[str, Any], exercise: Exercise | None) -> list[Span]:
    """What is told beside the moving figure."""
    spans = [
        (one["start_s"], one["end_s"], say("Repetition {index}", index=one["index"]), "repetition")
        for one in report["repetitions"]
    ]
    for limit in report["limits"]:
        said = f"{words.verdict_words('breach')}: {limit_title(exercise, limit['id'])}"
        spans += [(one["start_s"], one["end_s"], said, "breach") for one in limit["breaches"]]
    return spans
