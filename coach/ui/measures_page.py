"""Measures over time: pain, chair, walking, balance, questionnaires; by hand, or from a set that the camera judged."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import timedelta

import streamlit as st

from coach.care.chair_stand import EXERCISE_ID, chair_stands
from coach.care.measures import KIND_WORDS, MEASURES, Measure
from coach.language import decimal, say
from coach.records.kept_sets import sets_of
from coach.records.outcomes import OUTCOMES, OutcomeRow, outcomes_of, save_outcome
from coach.records.repetitions import events_of
from coach.review.dates import day_words
from coach.ui.patient_look import heading, local, small, style, today
from coach.ui.progress_charts import DayValue, course_chart
from coach.ui.review_look import scheme
from coach.ui.signed_in import desk, now, patient_id
from coach.ui.stopwatch import stopwatch

#: The newest sets from which a test is timed.
SETS_LOOKED_AT = 3
#: A course of fewer days is drawn over so many.
LEAST_DAYS = 28
#: Which kind the camera tells, by the measure.
_BY_CAMERA = {"sts5": "sts5_s", "sts30": "sts30_n"}
_SAVED = "measure_saved"


def show() -> None:
    """Draw the page."""
    style()
    heading(say("Measures"), below=say("Now and then, such as every four weeks. Compare only with your own beginning."))
    if st.session_state.pop(_SAVED, False):
        st.success(say("Kept."), icon=":material/check:")
    names = {one.id: str(one.title) for one in MEASURES}
    picked = st.pills(
        say("Which one?"), list(names), default=MEASURES[0].id, format_func=names.__getitem__, key="measure"
    )
    measure = next((one for one in MEASURES if one.id == picked), MEASURES[0])
    rows = [row for row in outcomes_of(desk(), patient_id()) if row.kind in measure.kinds]
    left, right = st.columns([6, 6], gap="medium")
    with left:
        _ask(measure)
        if measure.id in _BY_CAMERA:
            _by_camera(measure, rows)
    with right:
        _course(measure, rows)


def _ask(measure: Measure) -> None:
    with st.container(border=True, key="card_measure"):
        st.header(str(measure.title), anchor=False)
        points = "".join(f"<li>{html.escape(str(one))}</li>" for one in measure.how)
        st.html(f'<ol class="lesson">{points}</ol>')
        if measure.needs_help:
            st.html(small(say("Do it only if your therapist has said that this test suits you now.")))
        timed = stopwatch(measure.id) if measure.timed else None
        values = {kind: _value(kind, timed if len(measure.kinds) == 1 else None) for kind in measure.kinds}
        day = st.date_input(
            say("Measured on"), today(), max_value=today(), format=say("DD/MM/YYYY"), key=f"on_{measure.id}", width=220
        )
        if st.button(say("Keep this measure"), type="primary", key=f"keep_{measure.id}", width="stretch"):
            told = {kind: value for kind, value in values.items() if value is not None}
            for kind, value in told.items():
                save_outcome(desk(), patient_id(), kind, value, day, "hand", now())
            st.session_state[_SAVED] = bool(told)
            for kind in measure.kinds:
                st.session_state.pop(f"value_{kind}", None)
            st.rerun()


def _value(kind: str, timed: float | None) -> float | None:
    """One field; the stopwatch fills it anew each time that it stops."""
    outcome = OUTCOMES[kind]
    least, most = outcome.bounds
    whole = not kind.endswith("_s")
    key, seen = f"value_{kind}", f"timed_{kind}"
    if timed is not None and timed != st.session_state.get(seen) and kind.endswith("_s"):
        st.session_state[key] = min(max(timed, float(least)), float(most))
    st.session_state[seen] = timed
    words = str(KIND_WORDS[kind])
    if kind.startswith("nrs"):
        picked = st.pills(words, range(int(least), int(most) + 1), key=key)
        return None if picked is None else float(picked)
    if whole:
        counted = st.number_input(words, int(least), int(most), None, step=1, key=key, width=260)
        return None if counted is None else float(counted)
    return st.number_input(words, float(least), float(most), None, step=0.1, format="%.1f", key=key, width=260)


def _by_camera(measure: Measure, rows: Sequence[OutcomeRow]) -> None:
    """What the newest sets of sit-to-stand come to, each to be kept by a touch; a set is kept once."""
    kind = _BY_CAMERA[measure.id]
    kept = {row.set_id for row in rows if row.how == "camera"}
    found = sets_of(desk(), patient_id(), exercise_id=EXERCISE_ID, limit=SETS_LOOKED_AT).rows
    with st.container(border=True, key="card_camera"):
        st.header(say("By camera"), anchor=False)
        told = False
        for row in found:
            events = events_of(desk(), patient_id(), row.id)
            stands = chair_stands(events, max((event["t_s"] for event in events), default=0.0))
            value = stands.five_s if kind == "sts5_s" else stands.in_window
            if value is None or row.id in kept:
                continue
            told = True
            day = local(row.performed_at).date()
            label = say("Keep {value} of {day}", value=_said(kind, float(value)), day=day_words(day))
            if st.button(label, key=f"camera_{row.id}", icon=":material/videocam:", width="stretch"):
                save_outcome(desk(), patient_id(), kind, float(value), day, "camera", now(), set_id=row.id)
                st.session_state[_SAVED] = True
                st.rerun()
        if not told:
            st.markdown(say("Sets of sit to stand are timed here, once one has five stands in a row or 30 seconds."))
        st.html(
            small(
                say(
                    "From leaving the seat to being back on it, so a little shorter than by hand. "
                    "Whether hands helped the camera does not see."
                )
            )
        )


def _course(measure: Measure, rows: Sequence[OutcomeRow]) -> None:
    with st.container(border=True, key="card_course"):
        st.header(say("Over time"), anchor=False)
        if not rows:
            st.markdown(say("Nothing kept yet. The first one is your own beginning."))
        for kind in measure.kinds:
            own = sorted((row for row in rows if row.kind == kind), key=lambda row: (row.day, row.id))
            if own:
                _kind(kind, own)
        st.html(small(say("{words} Source: {source}.", words=str(measure.matters), source=measure.source)))


def _kind(kind: str, own: Sequence[OutcomeRow]) -> None:
    first, last = own[0], own[-1]
    st.markdown(f"**{KIND_WORDS[kind]}**")
    if len(own) > 1:
        values = [DayValue(row.day, row.value, _said(kind, row.value)) for row in own]
        since = min(first.day, last.day - timedelta(days=LEAST_DAYS))
        st.altair_chart(course_chart(values, since, last.day, scheme()), theme="streamlit", key=f"course_{kind}")
    how = {"camera": say("by camera"), "hand": say("by hand")}
    lines = "".join(
        f"<li><b>{html.escape(_said(kind, row.value))}</b>"
        f"<span>{html.escape(day_words(row.day))}, {html.escape(how[row.how])}</span></li>"
        for row in reversed(own)
    )
    st.html(f'<ul class="mind">{lines}</ul>')


def _said(kind: str, value: float) -> str:
    if kind.endswith("_s"):
        return say("{n} s", n=decimal(value))
    if kind == "odi":
        return say("{n} %", n=decimal(value, 0))
    return say("{n} stands", n=decimal(value, 0)) if kind == "sts30_n" else decimal(value, 0)
