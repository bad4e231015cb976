"""A judged set as pages show it, fresh from a film or camera or kept for weeks: curves, repetitions, limits, cues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from coach.kinematics.quantities import QUANTITIES
from coach.review.series import Curve, Series
from coach.review.summary import cue_rows, limit_rows, repetition_rows
from coach.rules import Exercise
from coach.rules.words import title_of
from coach.ui.charts import LimitLine, Line, TraceData, angle_chart
from coach.ui.review_look import escaped, scheme, verdict_mark

ReportDict = Mapping[str, Any]


def show_curves(report: ReportDict, series: Series) -> None:
    """The angle over time."""
    st.caption("Shaded upright: repetitions. Shaded across: where ± cannot tell either side of the limit. ◆: passed.")
    chart = angle_chart(_trace(series), report["repetitions"], report["limits"], scheme())
    st.altair_chart(chart.properties(background="transparent"), width="stretch")


def show_repetitions(report: ReportDict) -> None:
    """Repetitions and attempts in the order in which they happened."""
    rows = repetition_rows(report)
    if not rows:
        why = "What was seen does not let them be counted." if report["count"] is None else "None was seen in this set."
        st.markdown(why)
        return
    columns = {
        "no.": [str(row.index) if row.index else "attempt" for row in rows],
        "verdict": [verdict_mark(row.verdict) for row in rows],
        "when": [row.when for row in rows],
        "lasted": [row.lasted for row in rows],
        "farthest": [row.farthest for row in rows],
        "note": [row.note for row in rows],
    }
    _table(columns)


def show_limits(report: ReportDict, exercise: Exercise | None, series: Series | None) -> None:
    """Each limit with its verdict and how much of its time could be judged."""
    rows = limit_rows(report, exercise, series)
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


def show_cues(report: ReportDict) -> None:
    """What was said, and what stands behind it."""
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


def _trace(series: Series) -> TraceData:
    limits = tuple(LimitLine(one.limit, _line(one.curve), one.usual_u) for one in series.limits)
    return TraceData(_line(series.driver), limits)


def _line(curve: Curve) -> Line:
    return Line(curve.t_s, curve.value, QUANTITIES[curve.quantity].unit, title_of(curve.quantity))


def _table(columns: Mapping[str, Sequence[str]]) -> None:
    st.table(dict(columns), border="horizontal", hide_index=True)
