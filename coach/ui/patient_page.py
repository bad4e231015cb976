"""One patient as her therapist sees her: what needs attention, the time line, operation, words, files to take along.

The section stands in the address (`?who=7&part=words`), so that a reload comes back to it.
"""

from __future__ import annotations

import streamlit as st

from coach.language import marked, say
from coach.records.caseload import needs_of
from coach.records.comments import comments_of
from coach.records.desk import Desk
from coach.records.goals import goal_of
from coach.ui import patient_operation, patient_take, patient_timeline, patient_words
from coach.ui.patient_head import Head, head_of, show_head
from coach.ui.patient_needs import handle_form, is_handled_here, need_lines
from coach.ui.plan_offers import offers_for
from coach.ui.review_look import escaped, style
from coach.ui.signed_in import desk, now, patient_id, require
from coach.ui.ways import way_button

_PART = "part"
_PARTS = {
    "line": marked("Time line"),
    "operation": marked("Operation and orders"),
    "words": marked("Words and questions"),
    "take": marked("Report and files"),
}
_SHOWN_BY = {
    "line": patient_timeline.show,
    "operation": patient_operation.show,
    "words": patient_words.show,
    "take": patient_take.show,
}


def show() -> None:
    """Draw the page."""
    style()
    require("therapist")
    at = desk()
    head = head_of(at, patient_id())
    show_head(head)
    goal = goal_of(at, head.person_id)
    if goal:
        own = say("The patient's own goal:")
        st.markdown(f"{own} *“{escaped(goal)}”*")
    with st.container(horizontal=True, key="patient_ways"):
        way_button(say("Change plan"), "plan", key="to_plan", primary=True, who=head.person_id)
        way_button(say("Review sets"), "review", key="to_review", who=head.person_id)
        way_button(say("Compare weeks"), "compare", key="to_compare", who=head.person_id)
    _attention(at, head)
    _SHOWN_BY[_part()](at, head)


def _attention(at: Desk, head: Head) -> None:
    """What the therapist should know before she reads on; nothing where all is calm."""
    needs = needs_of(at, head.person_id, now())
    lines = need_lines(needs)
    if patient_words.open_questions(comments_of(at, head.person_id)) and not any(
        need.kind == "question" for need in needs
    ):
        lines.append(f":gray[✎ **{say('A question waits for an answer.')}**]")
    if offers_for(at, head):
        lines.append(f":gray[● **{say('A change of the plan is worth considering.')}**]")
    if not lines:
        st.markdown(f":green[● {say('Nothing waits for you.')}]")
        return
    with st.container(border=True, key="card_attention"):
        st.header(say("What needs attention"), anchor=False)
        st.markdown("  \n".join(lines))
        if is_handled_here(needs):
            handle_form(at, head.person_id, "head")


def _part() -> str:
    """The chosen section; the address and the switch say the same."""
    asked = st.query_params.get(_PART, "line")
    parts = {name: say(words) for name, words in _PARTS.items()}
    chosen = st.segmented_control(
        say("Section"),
        list(parts),
        default=asked if asked in parts else "line",
        format_func=parts.__getitem__,
        required=True,
        label_visibility="collapsed",
        key="patient_part",
    )
    chosen = chosen or "line"
    if chosen != asked:
        st.query_params[_PART] = chosen
    return chosen
