"""One kept set, read from the top: figures, curves, the moving figure, each repetition, each limit, each cue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from coach.kinematics.quantities import QUANTITIES
from coach.records.store import Store, StoredSet
from coach.review.rejudge import judge_again, same_bytes
from coach.review.replay import Replay, replay_of
from coach.review.saying import name_of
from coach.review.series import Curve, Series, series_of
from coach.review.summary import cue_rows, headlines, limit_rows, list_row, repetition_rows
from coach.rules import Exercise, RuleFileError, parse_exercise
from coach.ui import review_rule, words
from coach.ui.charts import LimitLine, Line, TraceData, angle_chart
from coach.ui.replay import Span, show_replay
from coach.ui.review_look import escaped, headline_cards, scheme, verdict_mark

_KINDS = {"live": "at the camera", "film": "from a film"}


@dataclass(frozen=True, slots=True, eq=False)
class OpenedSet:
    """A set with what this program makes of it; `exercise` and `series` are None where it refuses the kept rule."""

    stored: StoredSet
    replay: Replay
    exercise: Exercise | None
    series: Series | None
    reproduced: bool


def show(store: Store, place: tuple[str, str], number: int) -> None:
    """Draw the set of that number; raises RecordError where it cannot be opened.

    `place` tells this store from another one, for what was read is remembered while the program runs.
    """
    opened = _opened(place, number, store)
    stored = opened.stored
    _title(stored)
    headline_cards(headlines(stored.report))
    _basis(opened)
    with st.container(border=True):
        _curves(opened)
    figure, repetitions = st.columns([5, 6], gap="medium")
    with figure, st.container(border=True):
        st.markdown("#### The movement")
        show_replay(opened.replay, _spans(stored.report), str(stored.row.id))
    with repetitions, st.container(border=True):
        _repetitions(stored.report)
    with st.container(border=True):
        _limits(opened)
    with st.container(border=True):
        _cues(stored.report)
    review_rule.show(stored)


@st.cache_resource(max_entries=8, show_spinner="Reading the set …")
def _opened(place: tuple[str, str], number: int, _store: Store) -> OpenedSet:
    stored = _store.open_set(number)
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
    st.markdown("#### Over time")
    if opened.series is None:
        st.markdown("Without a rule that this program reads there are no curves to draw.")
        return
    report = opened.stored.report
    st.caption("Shaded upright: repetitions. Shaded across: where ± cannot tell either side of the limit. ◆: passed.")
    trace = _trace(opened.series)
    st.altair_chart(angle_chart(trace, report["repetitions"], report["limits"], scheme()), width="stretch")


def _trace(series: Series) -> TraceData:
    limits = tuple(LimitLine(one.limit, _line(one.curve), one.usual_u) for one in series.limits)
    return TraceData(_line(series.driver), limits)


def _line(curve: Curve) -> Line:
    return Line(curve.t_s, curve.value, QUANTITIES[curve.quantity].unit, words.plain(curve.quantity))


def _spans(report: Mapping[str, Any]) -> list[Span]:
    """What is told beside the moving figure."""
    spans = [
        (one["start_s"], one["end_s"], f"Repetition {one['index']}", "repetition") for one in report["repetitions"]
    ]
    for limit in report["limits"]:
        said = f"{words.verdict_words('breach')}: {name_of(limit['id'])}"
        spans += [(one["start_s"], one["end_s"], said, "breach") for one in limit["breaches"]]
    return spans


def _repetitions(report: Mapping[str, Any]) -> None:
    st.markdown("#### Repetitions")
    rows = repetition_rows(report)
    if not rows:
        why = "This view does not let them be counted." if report["count"] is None else "None was seen in this set."
        st.markdown(why)
        return
    columns = {
        "no.": [str(row.index) if row.index else "attempt" for row in rows],
        "when": [row.when for row in rows],
        "lasted": [row.lasted for row in rows],
        "farthest": [row.farthest for row in rows],
        "verdict": [verdict_mark(row.verdict) for row in rows],
        "note": [row.note for row in rows],
    }
    _table(columns)


def _limits(opened: OpenedSet) -> None:
    st.markdown("#### What was judged, and how well")
    rows = limit_rows(opened.stored.report, opened.exercise, opened.series)
    if not rows:
        st.markdown("This rule has no limits: nothing in it is asked about.")
        return
    _table(
        {
            "limit": [f"**{escaped(row.name)}**  \n{escaped(row.allows)}" for row in rows],
            "verdict": [verdict_mark(row.verdict) for row in rows],
            "farthest": [row.farthest for row in rows],
            "judged": [f"{row.judged}  \n{escaped(row.why_not)}" if row.why_not else row.judged for row in rows],
            "source": [escaped(row.source) for row in rows],
        }
    )


def _cues(report: Mapping[str, Any]) -> None:
    st.markdown("#### What was said, and why")
    rows = cue_rows(report)
    if not rows:
        st.markdown("No cue was given in this set.")
        return
    _table(
        {
            "when": [row.when for row in rows],
            "cue": [f"“{escaped(row.said)}”" for row in rows],
            "because": [escaped(row.because) for row in rows],
            "rule": [escaped(row.rule) for row in rows],
            "source": [escaped(row.source) for row in rows],
        }
    )


def _table(columns: Mapping[str, Sequence[str]]) -> None:
    st.table(dict(columns), border="horizontal", hide_index=True)
