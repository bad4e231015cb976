"""Week against week of one patient: the weeks at a glance, then two of them in figures."""

from __future__ import annotations

import json
from datetime import date, timedelta

import altair as alt
import streamlit as st

from coach.language import say
from coach.records.progress import WeekRow, week_sums
from coach.records.repetitions import extremes_of
from coach.review.compare_weeks import compare_weeks, hard_to_compare_weeks
from coach.review.dates import day_words
from coach.review.saying import percent
from coach.ui import library
from coach.ui.patient_head import head_of, show_head, today
from coach.ui.review_look import escaped, scheme, style
from coach.ui.signed_in import desk, patient_id, require
from coach.ui.ways import way_button

#: Weeks that are shown and offered.
WEEKS = 16
_HEIGHT_PX = 320


def show() -> None:
    """Draw the page."""
    style()
    require("therapist")
    at = desk()
    head = head_of(at, patient_id())
    show_head(head, say("Compare weeks"))
    way_button(say("Time line"), "patient", key="to_patient", icon=":material/arrow_back:", who=head.person_id)
    since = today() - timedelta(weeks=WEEKS - 1)
    weeks = week_sums(at, head.person_id, since, today())
    trained = [week for week in weeks if week.sets]
    if not trained:
        st.markdown(say("Nothing was done in the last {n} weeks, so there is nothing to compare.", n=WEEKS))
        return
    with st.container(border=True, key="card_weeks"):
        st.header(say("The last {n} weeks", n=WEEKS), anchor=False)
        st.caption(say("Repetitions of each week: full, clear; outlined, the rest. Below, the share of time judged."))
        _chart(weeks)
    one, other = _chosen(weeks, trained)
    extremes = extremes_of(at, head.person_id, min(one.monday, other.monday))
    with st.container(border=True, key="card_compare"):
        for sentence in hard_to_compare_weeks(one, other):
            st.markdown(f":orange[◆] {escaped(sentence)}")
        pairs = compare_weeks(one, other, extremes, library.name_of_exercise)
        st.table(
            {
                say("figure"): [escaped(pair.name) for pair in pairs],
                escaped(_named(one)): [escaped(pair.one) for pair in pairs],
                escaped(_named(other)): [escaped(pair.other) for pair in pairs],
            },
            border="horizontal",
            hide_index=True,
        )


def _chosen(weeks: list[WeekRow], trained: list[WeekRow]) -> tuple[WeekRow, WeekRow]:
    """The two weeks: by default the last one with training against the one before it that has any."""
    by_day = {week.monday: week for week in reversed(weeks)}
    names = {day: _named(week) for day, week in by_day.items()}
    days = list(by_day)
    left, right = st.columns(2)
    newest = trained[-1].monday
    before = trained[-2].monday if len(trained) > 1 else newest
    one = left.selectbox(
        say("This week"), days, index=days.index(newest), format_func=names.__getitem__, key="week_one"
    )
    other = right.selectbox(
        say("Against this one"), days, index=days.index(before), format_func=names.__getitem__, key="week_other"
    )
    return by_day[one], by_day[other]


def _named(week: WeekRow) -> str:
    if week.monday > today() - timedelta(days=7):
        return say("this week, from {day}", day=day_words(week.monday))
    return say("week from {day}", day=day_words(week.monday))


def _chart(weeks: list[WeekRow]) -> None:
    """Bars of repetitions, clear ones full; under each week its share of judged time."""
    palette = scheme()
    parts = [say("clear"), say("the rest")]
    rows: list[dict[str, str | int]] = []
    for week in weeks:
        day = week.monday.isoformat()
        counted = (week.clear, week.repetitions - week.clear)
        rows += [{"week": day, "part": parts[k], "n": n, "order": k} for k, n in enumerate(counted) if n]
    data = alt.Data(values=rows)  # type: ignore[no-untyped-call]  # Altair's own gap
    x = alt.X(
        "week:O",
        title=None,
        axis=alt.Axis(labelExpr=_label(weeks), labelAngle=0, labelOverlap=True),
        scale=alt.Scale(domain=[week.monday.isoformat() for week in weeks]),
    )
    bars = (
        alt.Chart(data)
        .mark_bar(stroke=palette.accent, strokeWidth=1)
        .encode(
            x=x,
            y=alt.Y("sum(n):Q", title=None, axis=alt.Axis(tickMinStep=1, gridColor=palette.line, domain=False)),
            color=alt.Color(
                "part:N",
                scale=alt.Scale(domain=parts, range=[palette.accent, palette.card]),
                legend=alt.Legend(title=None, orient="top", labelLimit=0, symbolStrokeColor=palette.accent),
            ),
            order="order:Q",
            tooltip=[alt.Tooltip("part:N", title=say("repetitions")), alt.Tooltip("n:Q", title=say("number"))],
        )
    )
    drawn = bars.properties(height=_HEIGHT_PX, width="container", background="transparent")
    heard = say("Repetitions of each week and how much of them was judged. The table below says two of them in words.")
    st.altair_chart(drawn.configure_view(strokeWidth=0), width="stretch", alt=heard)


def _label(weeks: list[WeekRow]) -> str:
    """Vega's expression for two lines: `23/11` and how much was judged."""
    told = {
        week.monday.isoformat(): [_short(week.monday), percent(week.coverage) if week.sets else ""] for week in weeks
    }
    return f"({json.dumps(told)})[datum.value]"


def _short(day: date) -> str:
    return say("{day}/{month}", day=day.day, month=day.month)
