"""The patient's first page: how far she is, what her therapist wrote, today's exercises and one button to begin."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Literal

import streamlit as st

from coach.care import ClinicSettings, Decision, Plan, Profile, Targets, before_operation, phase_of
from coach.care.keep_in_mind import in_mind
from coach.language import say, say_many, spoken_language
from coach.records.comments import mark_read, unread
from coach.records.plans import plan_of
from coach.records.profiles import overrides_of, profile_of
from coach.records.progress import done_since
from coach.records.settings import read_settings
from coach.review.dates import day_words
from coach.ui import words
from coach.ui.day_door import day_of
from coach.ui.day_plan import Line, dose_words, lines_of, minutes, offered
from coach.ui.diary_card import diary_card
from coach.ui.figure_icon import figure_icon
from coach.ui.goal_card import goal_card
from coach.ui.in_mind_view import in_mind_list, wait_words, week_words, why_words
from coach.ui.live_page import begin_anew
from coach.ui.patient_look import ago_words, heading, local, quoted, show_calls, small, style, today
from coach.ui.review_look import escaped, scheme
from coach.ui.signed_in import desk, me, now, patient_id
from coach.ui.ways import go

#: The precautions that stand on this page; all of them are on the page to learn from.
MOST_IN_MIND = 4


def show() -> None:
    """Draw the page."""
    style()
    kept = profile_of(desk(), patient_id())
    if kept is None:
        _first_time()
        return
    profile = kept.profile
    settings = read_settings(desk().store)
    plan = plan_of(desk(), patient_id())
    lines = [
        replace(line, ended=not day_of(settings, line.exercise.id).may_begin().go)
        for line in _lines(profile, plan.plan if plan else None)
    ]
    decision = day_of(settings).may_begin()
    phase = phase_of(profile, today())
    heading(
        say("Hello, {name}.", name=_name()),
        " · ".join([week_words(profile, today()), *([str(phase.words)] if phase else [])]),
        _below(lines, decision, settings),
    )
    left, right = st.columns([7, 5], gap="medium")
    with left:
        if not decision.go:
            _rest(decision)
        _comments()
        if before_operation(profile, today()) and st.button(
            say("What helps before the operation"), key="learn_before", icon=":material/menu_book:"
        ):
            go("learn", open="prehabilitation")
        _day(lines, decision, bool(plan and plan.plan.items))
    with right:
        diary_card(plan.plan.targets if plan else Targets())
        goal_card()
        _mind(profile, told_by_her=kept.told_by == "patient")
    st.caption(say(words.DISCLAIMER))


def _first_time() -> None:
    heading(
        say("Hello, {name}.", name=_name()),
        below=say("First a few questions about your operation. They decide which exercises suit you now."),
    )
    if st.button(say("About your operation"), type="primary", width="stretch", key="go_setup", icon=":material/edit:"):
        go("setup")
    st.caption(say(words.DISCLAIMER))


def _name() -> str:
    person = me()
    return person.name if person else ""


def _lines(profile: Profile, plan: Plan | None) -> list[Line]:
    day = today()
    overrides = [one.override for one in overrides_of(desk(), patient_id(), day)]
    if plan is None or not plan.items:
        return offered(profile, overrides, day)
    monday = day - timedelta(days=day.weekday())
    return lines_of(plan, done_since(desk(), patient_id(), monday), profile, overrides, day)


def _below(lines: Sequence[Line], decision: Decision, settings: ClinicSettings) -> str:
    """The day in one sentence."""
    planned = [line for line in lines if line.due is not None]
    left = [line for line in planned if line.sets_left]
    if not decision.go:
        return say("Today is a day to rest.")
    if left:
        n = minutes(left, settings.rest_s)
        return say_many(
            "{n} exercise today, about {minutes} minutes.",
            "{n} exercises today, about {minutes} minutes.",
            len(left),
            minutes=n,
        )
    if any(line.is_done for line in planned):
        return say("All exercises of today are done.")
    if planned:
        return say("No exercise is due today. A walk is plenty.")
    return say("Your therapist has not written a plan yet.")


def _comments() -> None:
    """What the therapist wrote and she has not read, above everything else."""
    new = unread(desk(), patient_id())
    if not new:
        return
    with st.container(border=True, key="card_comments"):
        for one in new:
            who = say(
                "{name} wrote to you, {when}",
                name=one.by or say("Your therapist"),
                when=ago_words(local(one.at).date(), today()),
            )
            st.html(
                f'<p class="soft quiet">{html.escape(who)}</p><blockquote class="own">{quoted(one.words)}</blockquote>'
            )
        if st.button(say("I have read it"), key="comments_read", icon=":material/check:"):
            mark_read(desk(), patient_id(), now())
            st.rerun()


def _day(lines: Sequence[Line], decision: Decision, has_plan: bool) -> None:
    first = next((line for line in lines if line.sets_left), None) if decision.go else None
    if not has_plan and first is not None:
        st.markdown(say("These exercises suit you now. Begin with one set, and stop while it goes well."))
    shown = [line for line in lines if line.due is not None or line.found.allowed]
    waiting = [line for line in lines if line not in shown]
    for line in shown:
        _exercise(line, is_next=line is first, may_start=decision.go)
    if waiting:
        with st.expander(say_many("{n} exercise waits", "{n} exercises wait", len(waiting))):
            rows = "".join(
                f"<li><b>{html.escape(_title(line))}: {html.escape(wait_words(line.found))}</b>"
                f"<span>{html.escape(why_words(line.found))}</span></li>"
                for line in waiting
            )
            st.html(f'<ul class="mind">{rows}</ul>')


def _rest(decision: Decision) -> None:
    with st.container(border=True, key="card_rest"):
        st.header(escaped(str(decision.sentences[0])), anchor=False)
        st.markdown(" ".join(escaped(str(one)) for one in decision.sentences[1:]))
        show_calls(decision.calls)


def _exercise(line: Line, *, is_next: bool, may_start: bool) -> None:
    with st.container(border=True, key=f"card_line_{line.exercise.id}"):
        said = line.exercise.words(spoken_language())
        below = [dose_words(line), *([str(line.due.words)] if line.due and line.found.allowed else [])]
        note = [line.item.note] if line.item.note else []
        if is_next:
            note.append(said.place)
        spans = "".join(f'<span class="soft">{html.escape(one)}</span>' for one in (" · ".join(below), *note))
        told = f'<div><b class="name">{html.escape(said.name)}</b>{spans}</div>'
        state = _state(line, may_start=may_start)
        st.html(f'<div class="exercise">{figure_icon(line.exercise, scheme())}{told}{state}</div>')
        if line.found.override is not None:
            _overridden(line)
        if not line.found.allowed:
            st.html(small(why_words(line.found)))
        elif may_start and line.sets_left:
            _start(line, is_next=is_next)


def _start(line: Line, *, is_next: bool) -> None:
    name = escaped(_title(line))
    key = f"go_{line.exercise.id}" if is_next else f"start_{line.exercise.id}"
    label = say("Start: {name}", name=name) if is_next else say("Start this one")
    kind: Literal["primary", "secondary"] = "primary" if is_next else "secondary"
    if st.button(label, key=key, type=kind, icon=":material/play_arrow:", width="stretch" if is_next else "content"):
        begin_anew()
        go("live", exercise=line.exercise.id)


def _state(line: Line, *, may_start: bool) -> str:
    if not line.found.allowed:
        kind, shape, word = "wait", "○", wait_words(line.found)
    elif line.is_done:
        kind, shape, word = "done", "✓", say("done")
    elif not may_start:
        kind, shape, word = "wait", "○", say("can wait")
    elif line.ended:
        kind, shape, word = "wait", "○", say("rests for today")
    elif line.sets_left:
        kind, shape, word = "todo", "○", say("to do") if line.due else say("for you now")
    else:
        kind, shape, word = "free", "–", say("free today")
    return f'<span class="state {kind}"><span aria-hidden="true">{shape}</span>{html.escape(word)}</span>'


def _overridden(line: Line) -> None:
    override = line.found.override
    assert override is not None
    said = say(
        "{name} lets you begin early, until {day}: {reason}",
        name=override.by_name,
        day=day_words(override.until),
        reason=override.reason,
    )
    st.html(small(said))


def _mind(profile: Profile, *, told_by_her: bool) -> None:
    rows = in_mind(profile, today())
    with st.container(border=True, key="card_mind"):
        after = before_operation(profile, today())
        st.header(say("After the operation, keep in mind") if after else say("Keep in mind"), anchor=False)
        st.html(in_mind_list(rows[:MOST_IN_MIND]))
        if told_by_her:
            st.caption(say("From what you told. Your therapist confirms it."))
        if len(rows) > MOST_IN_MIND and st.button(
            say("{n} more to keep in mind", n=len(rows) - MOST_IN_MIND), key="mind_more", type="tertiary"
        ):
            go("learn", open="precautions")
        if st.button(say("About your operation"), key="mind_setup", type="tertiary", icon=":material/edit:"):
            go("setup")


def _title(line: Line) -> str:
    return line.exercise.words(spoken_language()).name
