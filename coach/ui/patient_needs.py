"""Why a patient needs her therapist, each with shape and words, and how one of them is marked as handled."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from coach.care.bounds import MAX_WORDS
from coach.language import say
from coach.records.caseload import Need
from coach.records.comments import say_to
from coach.records.desk import Desk
from coach.review.dates import day_words
from coach.ui.review_look import escaped
from coach.ui.signed_in import now

#: Shape and colour of each kind of need, the most pressing first.
_SIGNS = {
    "red_flag": ("◆", "orange"),
    "pain_stop": ("◆", "orange"),
    "pain_up": ("▲", "orange"),
    "breaches_up": ("▲", "yellow"),
    "coverage_low": ("◌", "gray"),
    "silent": ("◇", "gray"),
    "question": ("✎", "gray"),
    "override_ends": ("◐", "yellow"),
    "override_runs": ("◐", "gray"),
    "no_plan": ("○", "gray"),
    "unconfirmed": ("◌", "gray"),
}
#: What is settled by saying what was done about it; the rest settles by itself.
_HANDLED = ("red_flag", "pain_stop")


def need_lines(needs: Sequence[Need]) -> list[str]:
    """Each need as Markdown: shape, words, since when."""
    lines = []
    for need in needs:
        shape, colour = _SIGNS.get(need.kind, ("●", "gray"))
        since = f" · {escaped(say('since {day}', day=day_words(need.since)))}" if need.since else ""
        lines.append(f":{colour}[{shape} **{escaped(str(need.words))}**]{since}")
    return lines


def is_handled_here(needs: Sequence[Need]) -> bool:
    """Whether one of them stays until a therapist says what was done."""
    return any(need.kind in _HANDLED for need in needs)


def handle_form(desk: Desk, person_id: int, key: str) -> None:
    """What was done about it; the note stays with the patient's record, for therapists alone."""
    with st.popover(say("Handled …"), width="stretch"), st.form(f"handled_{key}", border=False):
        words = st.text_area(say("What was done about it"), max_chars=MAX_WORDS, height=100, key=f"handled_words_{key}")
        pressed = st.form_submit_button(say("Mark as handled"))
    if not pressed:
        return
    if not words.strip():
        st.warning(say("Write what was done, in a word or two."), icon=":material/info:")
        return
    say_to(desk, person_id, words.strip(), "handled", now())
    st.rerun()
