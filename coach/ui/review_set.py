"""One kept set, read from the top: figures, curves, the moving figure, each repetition, each limit, each cue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from coach.records.store import Store, StoredSet
from coach.review.rejudge import judge_again, same_bytes
from coach.review.replay import Replay, replay_of
from coach.review.series import Series, series_of
from coach.review.summary import headlines, list_row
from coach.rules import Exercise, RuleFileError, parse_exercise
from coach.rules.words import name_of
from coach.ui import review_rule, words
from coach.ui.replay import Span, show_replay
from coach.ui.report_view import show_cues, show_curves, show_limits, show_repetitions
from coach.ui.review_look import escaped, headline_cards

_KINDS = {"live": "at the camera", "film": "from a film"}


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
    opened = _opened(store, number)
    stored = opened.stored
    _title(stored)
    headline_cards(headlines(stored.report))
    _basis(opened)
    with _card("curves", "Over time"):
        _curves(opened)
    figure, repetitions = st.columns([2, 3], gap="medium")
    with figure, _card("figure", "The movement"):
        show_replay(opened.replay, _spans(stored.report), str(stored.row.id))
    with repetitions, _card("repetitions", "Repetitions"):
        show_repetitions(stored.report)
    with _card("limits", "What was judged, and how well"):
        show_limits(stored.report, opened.exercise, opened.series)
    with _card("cues", "What was said, and why"):
        show_cues(stored.report)
    review_rule.show(stored)


def _card(name: str, title: str) -> DeltaGenerator:
    card = st.container(border=True, key=f"card_{name}")
    card.markdown(f"#### {title}")
    return card


@st.cache_resource(max_entries=8, show_spinner="Reading the set …", hash_funcs={Store: id})
def _opened(store: Store, number: int) -> OpenedSet:
    stored = store.open_set(number)
    replay = replay_of(stored.recording.poses, stored.report["view"]["near_side"])
    try:
        exercise = parse_exercise(stored.exercise_text, "the kept rule")
    except RuleFileError:
        return OpenedSet(stored, replay, None, None, reproduced=False)
    report = judge_again(stored, exercise)
    return OpenedSet(stored, replay, exercise, series_of(report), same_bytes(stored.report, report))


def _title(stored: StoredSet) -> None:
    row = list_row(stored.row)
    st.title(escaped(row.exercise), anchor=False)
    kind = _KINDS[stored.row.kind]
    version = f"rule version {stored.row.exercise_version}"
    st.caption(f"{escaped(row.person)} · {row.date} · {stored.row.seconds:.0f} s {kind} · {row.view} · {version}")


def _basis(opened: OpenedSet) -> None:
    if opened.exercise is None:
        st.info("This program no longer reads the rule of this set. What follows is the report as it was kept.")
    elif not opened.reproduced:
        st.info(
            "This program judges this set otherwise than the one that kept it. Figures and tables are as kept; "
            "the curves are measured anew."
        )


def _curves(opened: OpenedSet) -> None:
    if opened.series is None:
        st.markdown("Without a rule that this program reads there are no curves to draw.")
    elif not opened.series.measured:
        st.markdown("Nothing that this rule asks about could be measured in this set.")
    else:
        show_curves(opened.stored.report, opened.series)


def _spans(report: Mapping[str, Any]) -> list[Span]:
    """What is told beside the moving figure."""
    spans = [
        (one["start_s"], one["end_s"], f"Repetition {one['index']}", "repetition") for one in report["repetitions"]
    ]
    for limit in report["limits"]:
        said = f"{words.verdict_words('breach')}: {name_of(limit['id'])}"
        spans += [(one["start_s"], one["end_s"], said, "breach") for one in limit["breaches"]]
    return spans
