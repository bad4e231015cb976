"""What a draft changes against the plan in force, in words, and its keeping as a new version."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from coach.care import check_plan
from coach.care.bounds import MAX_WORDS
from coach.errors import CoachError
from coach.language import say
from coach.records.desk import Desk
from coach.records.plans import plan_of, save_plan
from coach.review.dates import moment_words
from coach.review.plan_words import plan_changes
from coach.rules import Exercise
from coach.ui.patient_head import Head, today
from coach.ui.plan_draft import Draft, drop_draft, turned
from coach.ui.review_look import escaped
from coach.ui.signed_in import now

_SAVED = "plan_saved"


def tell_newer(desk: Desk, head: Head, draft: Draft, known: dict[str, Exercise]) -> None:
    """Says that another tab saved a version since this draft was begun, and what is in it."""
    if st.session_state.get(_SAVED):
        st.success(escaped(st.session_state.pop(_SAVED)), icon=":material/check:")
    plan = head.plan
    if plan is None or plan.version == draft.base:
        return
    begun = plan_of(desk, head.person_id, version=draft.base) if draft.base else None
    sentence = say(
        "Version {version} was saved on {moment} while this draft was open; the draft was begun from version {base}.",
        version=plan.version,
        moment=moment_words(plan.at.astimezone()),
        base=draft.base,
    )
    changes = plan_changes(begun.plan if begun else None, plan.plan, known)
    with st.container(border=True, key="card_newer"):
        st.warning(escaped(sentence), icon=":material/info:")
        st.markdown(_list(changes) or say("It changes nothing of what stands here."))
        with st.container(horizontal=True):
            if st.button(say("Begin anew from version {version}", version=plan.version), key="take_newer"):
                drop_draft(head.person_id)
                st.rerun()
            if st.button(say("Keep this draft and compare it with version {version}", version=plan.version)):
                turned(head.person_id, draft, draft.plan, base=plan.version)


def show(desk: Desk, head: Head, draft: Draft, known: dict[str, Exercise], faults: Sequence[str]) -> None:
    """What changes, what keeps it from being saved, and the button."""
    plan = head.plan
    changes = plan_changes(plan.plan if plan else None, draft.plan, known)
    is_old = plan is not None and plan.version != draft.base
    with st.container(border=True, key="card_save"):
        title = say("What changes against version {version}", version=plan.version) if plan else say("A first plan")
        st.header(title, anchor=False)
        st.markdown(_list(changes) or say("Nothing yet."))
        running = tuple(one.override for one in head.overrides)
        kept_back = [
            *faults,
            *(str(one.words) for one in check_plan(draft.plan, known, head.profile, today(), running)),
        ]
        for sentence in dict.fromkeys(kept_back):
            st.markdown(f":orange[◆] {escaped(sentence)}")
        why = st.text_input(say("Why, for the record"), max_chars=MAX_WORDS, key=draft.key("why"))
        with st.container(horizontal=True):
            pressed = st.button(
                say("Save as version {version}", version=(plan.version if plan else 0) + 1),
                type="primary",
                disabled=bool(kept_back or not changes or is_old),
                key="save_plan",
            )
            if changes and st.button(say("Undo all changes"), key="undo_plan"):
                drop_draft(head.person_id)
                st.rerun()
        if is_old:
            st.caption(say("Choose above what happens to this draft; then it can be saved."))
    if pressed:
        _save(desk, head, draft, why.strip())


def _save(desk: Desk, head: Head, draft: Draft, why: str) -> None:
    newest = plan_of(desk, head.person_id)
    if (newest.version if newest else 0) != draft.base:
        # The page is drawn anew and says what the newer version is.
        st.rerun()
    try:
        version = save_plan(desk, head.person_id, draft.plan, now(), note=why, over=draft.base)
    except CoachError as refused:
        st.warning(escaped(str(refused)), icon=":material/info:")
        return
    st.session_state[_SAVED] = say("Kept as version {version}. The patient sees it from now on.", version=version)
    drop_draft(head.person_id)
    st.rerun()


def _list(sentences: Sequence[str]) -> str:
    return "\n".join(f"- {escaped(sentence)}" for sentence in sentences)
