"""An exercise that is not for now: why, who set it, until when, and what to do instead."""

from __future__ import annotations

import html
from datetime import timedelta

import streamlit as st

from coach.care import Allowance, Profile, Reason
from coach.language import say, spoken_language
from coach.records.profiles import profile_of
from coach.review.dates import day_words
from coach.rules import Exercise
from coach.ui.patient_look import heading
from coach.ui.patient_look import style as patient_style
from coach.ui.signed_in import desk, patient_id
from coach.ui.ways import way_button

_WEEK = timedelta(weeks=1)


def show_refused(exercise: Exercise, found: Allowance) -> None:
    """Draw it. Where the operation is not known yet, that is asked first."""
    patient_style()
    kept = profile_of(desk(), patient_id())
    name = exercise.words(spoken_language()).name
    if kept is None or (kept.profile.operated_on is None and not kept.profile.planned):
        heading(say("Tell us about your operation first."), name, say("It decides which exercises suit you now."))
        way_button(say("About your operation"), "setup", key="go_setup", icon=":material/edit:", primary=True)
        return
    heading(say("This exercise can wait."), name, _until(found, kept.profile))
    rows = "".join(
        f"<li><b>{html.escape(str(reason.words))}</b>"
        f"<span>{html.escape(_set_by(reason))} · {html.escape(reason.source)}</span></li>"
        for reason in found.reasons
        if reason.against
    )
    with st.container(border=True, key="card_why"):
        st.header(say("Why it waits"), anchor=False)
        st.html(f'<ul class="mind">{rows}</ul>')
    way_button(say("What is on for today"), "today", key="go_today", icon=":material/today:", primary=True)
    st.caption(say("Your surgeon or therapist can tell you more about it."))


def _set_by(reason: Reason) -> str:
    """Who set it, as one tells it to a patient."""
    if reason.kind in ("default", "rule file"):
        return say("The usual time")
    return say("Set by: {who}", who=say("the program") if reason.kind == "hard limit" else reason.set_by)


def _until(found: Allowance, profile: Profile) -> str:
    """From when time alone allows it; where it does not, who can say."""
    week = found.from_week
    if week is None or profile.operated_on is None:
        return say("Other exercises suit you now.")
    day = profile.operated_on + week * _WEEK
    return say("You can begin with it in week {week}, from {day}.", week=week, day=day_words(day))
