"""How she gets on, against her own beginning and nobody else's, and what went well."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from coach.care.victories import DayFact, Victory, longest_row, victories
from coach.language import marked, say, say_many
from coach.records.progress import DayRow, days_of
from coach.records.repetitions import extremes_of
from coach.ui import library
from coach.ui.day_calendar import day_calendar
from coach.ui.goal_card import goal_card
from coach.ui.patient_look import ago_words, heading, small, style, today
from coach.ui.progress_charts import Layer, bar_chart, pain_chart, range_chart
from coach.ui.progress_view import goal_line, range_facts, range_points, series
from coach.ui.review_look import scheme
from coach.ui.signed_in import desk, patient_id
from coach.ui.ways import go

#: How far back the charts reach, by their choice; None is her whole time here.
_SPANS = {"month": 28, "quarter": 91, "all": None}
_SPAN_WORDS = {"month": marked("4 weeks"), "quarter": marked("3 months"), "all": marked("All")}
#: No record here is older.
_FIRST = date(2000, 1, 1)
MOST_VICTORIES = 5


def show() -> None:
    """Draw the page."""
    style()
    every = days_of(desk(), patient_id(), _FIRST, today())
    heading(say("Progress"), below=_below(every))
    if not every:
        _nothing_yet()
        return
    left, right = st.columns([5, 7], gap="medium")
    with left:
        _victories(every)
        _calendar(every)
        goal_card()
    with right:
        _charts(every)


def _below(every: Sequence[DayRow]) -> str:
    days = sum(1 for one in every if one.sets)
    return say_many("{n} day of exercise so far.", "{n} days of exercise so far.", days) if days else ""


def _nothing_yet() -> None:
    st.markdown(
        say("Here stands what you have done, from your first set on. It is compared with your own beginning only.")
    )
    if st.button(say("To today's exercises"), type="primary", key="go_today"):
        go("today")
    goal_card()


def _victories(every: Sequence[DayRow]) -> None:
    days = [DayFact(one.day, one.whole_sets > 0, one.pain_before) for one in every if one.sets]
    found = victories(days, range_facts(extremes_of(desk(), patient_id(), _FIRST)))
    if not found:
        return
    with st.container(border=True, key="card_victories"):
        st.header(say("What went well"), anchor=False)
        st.html("".join(_victory(one) for one in found[:MOST_VICTORIES]))


def _victory(one: Victory) -> str:
    words = str(one.words)
    if one.exercise_id:
        words = f"{library.name_of_exercise(one.exercise_id)}: {words}"
    return (
        f'<div class="victory"><i aria-hidden="true">●</i><b>{html.escape(words)}</b>'
        f"<span>{html.escape(ago_words(one.day, today()))}</span></div>"
    )


def _calendar(every: Sequence[DayRow]) -> None:
    exercised = {one.day for one in every if one.sets}
    walked = {one.day for one in every if one.walking_min}
    with st.container(border=True, key="card_calendar"):
        st.header(say("Your days"), anchor=False)
        st.html(day_calendar(exercised, walked, today()))
        longest, _ = longest_row(exercised)
        if longest > 1:
            st.html(small(say("The longest row so far: {n} days.", n=longest)))


def _charts(every: Sequence[DayRow]) -> None:
    names = {key: say(words) for key, words in _SPAN_WORDS.items()}
    picked = st.segmented_control(
        say("How far back"), list(_SPANS), default="month", format_func=names.__getitem__, key="span"
    )
    days = _SPANS[picked or "month"]
    since = min(one.day for one in every) if days is None else today() - timedelta(days=days - 1)
    since = min(since, today() - timedelta(days=6))
    shown = [one for one in every if one.day >= since]
    _range(since)
    palette, until = scheme(), today()
    told = series(shown)
    if told.before or told.after:
        _chart(
            say("Pain before and after exercise"),
            say("● before, □ after, from 0 to 10. What was not told is left out."),
            pain_chart(told.before, told.after, since, until, palette),
        )
    if told.repetitions:
        _chart(say("Repetitions a day"), "", bar_chart(told.repetitions, since, until, palette))
    if told.walking:
        target = goal_line(desk(), patient_id())
        _chart(
            say("Minutes of walking"), say("From your diary."), bar_chart(told.walking, since, until, palette, target)
        )
    if told.coverage:
        _chart(
            say("How much the camera could judge"),
            say("The share of the time asked about. More light and the right side help."),
            bar_chart(told.coverage, since, until, palette, most=100),
        )


def _range(since: date) -> None:
    """The range of one exercise, chosen among those that she did in this time."""
    sets = extremes_of(desk(), patient_id(), since)
    done = list(dict.fromkeys(one.exercise_id for one in reversed(sets)))
    names = {one: library.name_of_exercise(one) for one in done}
    if not done:
        return
    with st.container(border=True, key="card_range"):
        st.header(say("How far you move"), anchor=False)
        chosen = st.selectbox(say("Exercise"), done, format_func=names.__getitem__, key="range_exercise")
        points = range_points([one for one in sets if one.exercise_id == chosen])
        if not points.points:
            st.markdown(say("From where the camera stood this could not be measured."))
            return
        st.html(small(points.words))
        drawn = range_chart(points.points, since, today(), scheme(), points.goal)
        st.altair_chart(drawn, theme="streamlit", key="chart_range")


def _chart(title: str, below: str, drawn: Layer) -> None:
    with st.container(border=True, key=f"card_{abs(hash(title))}"):
        st.header(title, anchor=False)
        if below:
            st.html(small(below))
        st.altair_chart(drawn, theme="streamlit")
