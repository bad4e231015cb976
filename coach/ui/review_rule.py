"""The edited rule: a text beside its faults, the kept set judged by it, and what differs. Nothing is overwritten."""

from __future__ import annotations

import hashlib

import streamlit as st

from coach.records.store import StoredSet
from coach.review.differences import Change
from coach.review.rejudge import Difference, rejudge
from coach.review.saying import span
from coach.rules import Fault, check_text
from coach.ui.review_look import escaped

_EDITOR_HEIGHT_PX = 520
_MOST_FAULTS = 12


def show(stored: StoredSet) -> None:
    """The section of one set."""
    with st.container(border=True, key="card_rule"):
        st.markdown("#### Try another rule on this set")
        st.caption("The set and its report stay as they are. What you change here is only tried out.")
        _editor(stored)


@st.fragment
def _editor(stored: StoredSet) -> None:
    left, right = st.columns([3, 2], gap="medium")
    key = f"rule_text_{stored.row.id}"
    st.session_state.setdefault(key, stored.exercise_text)
    with left:
        text = st.text_area("The rule as YAML", key=key, height=_EDITOR_HEIGHT_PX)
    faults = check_text(text, "the edited rule")
    with right:
        _faults(text, faults)
        pressed = st.button("Judge again with this text", type="primary", disabled=bool(faults), key="judge_again")
        st.download_button(
            "Save the text as a file",
            text,
            file_name=f"{stored.row.exercise_id}.yaml",
            mime="application/yaml",
            on_click="ignore",
            key="save_rule",
        )
        st.button("Back to the kept text", on_click=_restore, args=(key, stored.exercise_text), key="restore_rule")
    _result(stored, text, faults, pressed=pressed)


def _restore(key: str, text: str) -> None:
    st.session_state[key] = text


def _faults(text: str, faults: list[Fault]) -> None:
    if not faults:
        st.markdown(":green[● no faults]")
        return
    st.markdown(f":orange[◆ {len(faults)} {'fault' if len(faults) == 1 else 'faults'}]")
    lines = text.splitlines()
    for fault in faults[:_MOST_FAULTS]:
        quoted = lines[fault.line - 1].strip() if 0 < fault.line <= len(lines) else ""
        key = f"{fault.key}: " if fault.key else ""
        st.markdown(
            f"**Line {fault.line}** · {escaped(quoted[:70])}  \n{escaped(key + fault.message)} {escaped(fault.instead)}"
        )
    if len(faults) > _MOST_FAULTS:
        st.caption(f"and {len(faults) - _MOST_FAULTS} more")


def _result(stored: StoredSet, text: str, faults: list[Fault], *, pressed: bool) -> None:
    """What differs, for as long as the text is the one that was judged."""
    place = f"rule_judged_{stored.row.id}"
    digest = hashlib.sha256(text.encode()).hexdigest()
    if pressed and not faults:
        with st.spinner("Judging the kept poses …"):
            st.session_state[place] = (digest, rejudge(stored, text))
    judged = st.session_state.get(place)
    if judged and judged[0] == digest:
        _differences(judged[1])


def _differences(found: Difference) -> None:
    st.markdown("##### What differs")
    st.caption(found.basis)
    if not found.changes:
        st.markdown("Nothing: the edited rule judges this set just as the kept one does.")
        return
    st.table(
        {
            "when": [_when(change) for change in found.changes],
            "what differs": [escaped(change.sentence) for change in found.changes],
        },
        border="horizontal",
        hide_index=True,
    )


def _when(change: Change) -> str:
    if change.start_s is None or change.end_s is None:
        return "whole set"
    return span({"start_s": change.start_s, "end_s": change.end_s})
