"""Today's diary on the first page: what stands in it, beside the day's targets, and the way to write it."""

from __future__ import annotations

import html
from collections.abc import Mapping

import streamlit as st

from coach.care import Targets
from coach.language import decimal, say
from coach.records.diary import diary_of
from coach.ui.patient_look import today
from coach.ui.signed_in import desk, patient_id
from coach.ui.ways import go


def diary_card(targets: Targets) -> None:
    """Pain and walking of today, and one button."""
    day = today()
    found = diary_of(desk(), patient_id(), day, day)
    numbers = found[0].numbers if found else {}
    with st.container(border=True, key="card_today_diary"):
        st.header(say("How is it today?"), anchor=False)
        lines = [line for line in (pain_words(numbers), walk_words(numbers, targets)) if line]
        for line in lines:
            st.html(f'<p class="quiet">{html.escape(line)}</p>')
        label = say("Write more about today") if numbers else say("Pain, walking, a note")
        if st.button(label, key="diary_today", icon=":material/edit_note:", width="stretch"):
            go("diary")
        if st.button(
            say("Something is new: when to call"), key="when_to_call", icon=":material/call:", width="stretch"
        ):
            go("learn", open="call")


def pain_words(numbers: Mapping[str, float]) -> str:
    """`Pain: back 3, leg 1`; empty where none was told."""
    names = {"pain_back": say("back or neck"), "pain_leg": say("leg"), "pain_arm": say("arm")}
    told = [f"{name} {numbers[kind]:.0f}" for kind, name in names.items() if kind in numbers]
    return say("Pain: {told}", told=", ".join(told)) if told else ""


def walk_words(numbers: Mapping[str, float], targets: Targets) -> str:
    """`Walked 12 of 15 minutes (set by Ada)`; without a target the minutes alone."""
    walked = numbers.get("walking_min")
    if targets.walking_min is not None:
        return say(
            "Walked {n} of {of} minutes (set by {who})",
            n=decimal(walked or 0.0, 0),
            of=targets.walking_min,
            who=targets.set_by,
        )
    return "" if walked is None else say("Walked {n} minutes", n=decimal(walked, 0))
