"""The edited rule: a text beside its faults, the kept set judged by it, and what differs. Nothing is overwritten."""

from __future__ import annotations

import hashlib

import streamlit as st

from coach.language import say, say_many, spoken_language
from coach.records.store import StoredSet
from coach.review.differences import Change
from coach.review.rejudge import Difference, rejudge
from coach.review.saying import span
from coach.rules import Fault, check_text
from coach.ui.page_language import speak_as_chosen
from coach.ui.review_look import escaped

_EDITOR_HEIGHT_PX = 520
_MOST_FAULTS = 12


def show(stored: StoredSet) -> None:
    """The section of one set."""
    with st.container(border=True, key="card_rule"):
        st.header(say("Try another rule on this set"), anchor=False)
        st.caption(say("The set and its report stay as they are. What you change here is only tried out."))
        _editor(stored)


@st.fragment
def _editor(stored: StoredSet) -> None:
    speak_as_chosen()
    left, right = st.columns([3, 2], gap="medium")
    key = f"rule_text_{stored.row.id}"
    st.session_state.setdefault(key, stored.exercise_text)
    with left:
        text = st.text_area(say("The rule as YAML"), key=key, height=_EDITOR_HEIGHT_PX)
    faults = check_text(text, "the edited rule")
    with right:
        _faults(text, faults)
        again = say("Judge again with this text")
        pressed = st.button(again, type="primary", disabled=bool(faults), key="judge_again")
        st.download_button(
            say("Save the text as a file"),
            text,
            file_name=f"{stored.row.exercise_id}.yaml",
            mime="application/yaml",
            on_click="ignore",
            key="save_rule",
        )
        st.button(say("Back to the kept text"), on_click=_restore, args=(key, stored.exercise_text), key="restore_rule")
    _result(stored, text, faults, pressed=pressed)


def _restore(key: str, text: str) -> None:
    st.session_state[key] = text


def _faults(text: str, faults: list[Fault]) -> None:
    if not faults:
        st.markdown(f":green[● {say('no faults')}]")
        return
    st.markdown(f":orange[◆ {say_many('{n} fault', '{n} faults', len(faults))}]")
    lines = text.splitlines()
    for fault in faults[:_MOST_FAULTS]:
        quoted = lines[fault.line - 1].strip() if 0 < fault.line <= len(lines) else ""
        key = f"{fault.key}: " if fault.key else ""
        where = f"**{say('Line {number}', number=fault.line)}** · {escaped(quoted[:70])}"
        st.markdown(f"{where}  \n{escaped(key + fault.message)} {escaped(fault.instead)}")
    if len(faults) > _MOST_FAULTS:
        st.caption(say("and {n} more", n=len(faults) - _MOST_FAULTS))


def _result(stored: StoredSet, text: str, faults: list[Fault], *, pressed: bool) -> None:
    """What differs, for as long as the text is the one that was judged, in the language in which it was told."""
    place = f"rule_judged_{stored.row.id}"
    judged_as = (hashlib.sha256(text.encode()).hexdigest(), spoken_language())
    if pressed and not faults:
        with st.spinner(say("Judging the kept poses …")):
            st.session_state[place] = (judged_as, rejudge(stored, text))
    judged = st.session_state.get(place)
    if judged and judged[0] == judged_as:
        _differences(judged[1])


def _differences(found: Difference) -> None:
    st.subheader(say("What differs"), anchor=False)
    st.caption(found.basis)
    if not found.changes:
        st.markdown(say("Nothing: the edited rule judges this set just as the kept one does."))
        return
    st.table(
        {
            say("when"): [_when(change) for change in found.changes],
            say("what differs"): [escaped(change.sentence) for change in found.changes],
        },
        border="horizontal",
        hide_index=True,
    )


def _when(change: Change) -> str:
    if change.start_s is None or change.end_s is None:
        return say("whole set")
    return span({"start_s": change.start_s, "end_s": change.end_s})
