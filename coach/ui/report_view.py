"""A judged set as pages show it, fresh from a film or camera or kept for weeks: curves, repetitions, limits, cues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from coach.kinematics.quantities import QUANTITIES
from coach.language import say
from coach.review.saying import limit_title, quantity_title
from coach.review.series import Curve, Series
from coach.review.summary import cue_rows, limit_rows, repetition_rows
from coach.rules import Exercise
from coach.ui.charts import LimitLine, Line, TraceData, angle_chart
from coach.ui.review_look import escaped, scheme, verdict_mark

ReportDict = Mapping[str, Any]


def show_curves(report: ReportDict, series: Series, exercise: Exercise | None = None) -> None:
    """The angle over time; `exercise` names the limits."""
    legend = say("Shaded upright: repetitions. Shaded across: where ± cannot tell either side of the limit. ◆: passed.")
    st.caption(legend)
    chart = angle_chart(_trace(series, exercise), report["repetitions"], report["limits"], scheme())
    heard = say("What was measured over time, with its limits. The tables below say the same in words.")
    st.altair_chart(chart.properties(background="transparent"), width="stretch", alt=heard)


def show_repetitions(report: ReportDict) -> None:
    """Repetitions and attempts in the order in which they happened."""
    rows = repetition_rows(report)
    if not rows:
        unseen = say("What was seen does not let them be counted.")
        st.markdown(unseen if report["count"] is None else say("None was seen in this set."))
        return
    columns = {
        say("no."): [str(row.index) if row.index else say("attempt") for row in rows],
        say("verdict"): [verdict_mark(row.verdict) for row in rows],
        say("when"): [row.when for row in rows],
        say("lasted"): [row.lasted for row in rows],
        say("farthest"): [row.farthest for row in rows],
        say("note"): [row.note for row in rows],
    }
    _table(columns)


def show_limits(report: ReportDict, exercise: Exercise | None, series: Series | None) -> None:
    """Each limit with its verdict and how much of its time could be judged."""
    rows = limit_rows(report, exercise, series)
    if not rows:
        st.markdown(say("This rule has no limits: nothing in it is asked about."))
        return
    _table(
        {
            say("limit"): [f"**{escaped(row.name)}**  \n{escaped(row.allows)}" for row in rows],
            say("verdict"): [verdict_mark(row.verdict) for row in rows],
            say("farthest"): [row.farthest for row in rows],
            say("judged"): [f"{row.judged}  \n{escaped(row.why_not)}" if row.why_not else row.judged for row in rows],
            say("rule"): [f"{escaped(row.rule)}  \n{escaped(row.set_by)}" for row in rows],
            say("source"): [escaped(row.source) for row in rows],
        }
    )


def show_cues(report: ReportDict, exercise: Exercise | None = None) -> None:
    """What was said, and what stands behind it; `exercise` says it in the spoken language."""
    rows = cue_rows(report, exercise)
    if not rows:
        st.markdown(say("No cue was given in this set."))
        return
    _table(
        {
            say("when"): [row.when for row in rows],
            say("cue"): [say("“{words}”", words=escaped(row.said)) for row in rows],
            say("because"): [escaped(row.because) for row in rows],
            say("rule"): [escaped(row.rule) for row in rows],
            say("source"): [escaped(row.source) for row in rows],
        }
    )


def _trace(series: Series, exercise: Exercise | None) -> TraceData:
    limits = tuple(
        LimitLine(one.limit, limit_title(exercise, one.limit.id), _line(one.curve), one.usual_u)
        for one in series.limits
    )
    return TraceData(_line(series.driver), limits)


def _line(curve: Curve) -> Line:
    return Line(curve.t_s, curve.value, QUANTITIES[curve.quantity].unit, quantity_title(curve.quantity))


def _table(columns: Mapping[str, Sequence[str]]) -> None:
    st.table(dict(columns), border="horizontal", hide_index=True)
