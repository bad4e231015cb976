"""What is worth considering for a plan: offered with its reasons, taken into the draft by a press, never by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from coach.care import Offer, offers, progression_rule
from coach.language import marked, say
from coach.records.desk import Desk
from coach.records.progress import session_facts
from coach.review.plan_words import exercise_title, item_words
from coach.rules import Exercise
from coach.ui.patient_head import Head
from coach.ui.plan_draft import Draft, with_item
from coach.ui.review_look import escaped

_DIRECTIONS = {"forward": marked("a little more"), "back": marked("a little less")}
#: Sessions that are looked at; more than any rule asks for.
_LAST = 60


def offers_for(desk: Desk, head: Head) -> tuple[Offer, ...]:
    """The offers for the plan in force."""
    if head.plan is None:
        return ()
    return offers(head.plan.plan, session_facts(desk, head.person_id, last=_LAST), progression_rule(head.profile))


def show_offers(found: tuple[Offer, ...], draft: Draft, exercises: Mapping[str, Exercise]) -> Offer | None:
    """Each offer that the draft does not have yet; returns the one that is taken into it."""
    left = [one for one in found if _is_open(one, draft)]
    if not left:
        return None
    taken = None
    with st.container(border=True, key="card_offers"):
        st.header(say("Worth considering"), anchor=False)
        st.caption(say("From the last sessions. Nothing changes before you take it and save. The rule is a proposal."))
        for one in left:
            name = exercise_title(one.exercise_id, dict(exercises))
            sign = "▲" if one.direction == "forward" else "▼"
            st.markdown(
                f"**{sign} {escaped(name)}: {escaped(say(_DIRECTIONS[one.direction]))}** · "
                f"{escaped(item_words(one.change))}"
            )
            st.caption("  \n".join(escaped(str(reason)) for reason in one.reasons))
            label = say("Take into the draft: {exercise}", exercise=name)
            if st.button(label, key=draft.key("offer", one.exercise_id)):
                taken = one
    return taken


def taken_into(draft: Draft, offer: Offer) -> Draft:
    """The draft with the offered dose; goal, limits and note of its line stay as they are typed."""
    item = draft.plan.item(offer.exercise_id)
    if item is None:
        return draft
    change = replace(item, sets=offer.change.sets, repetitions=offer.change.repetitions)
    return replace(draft, plan=with_item(draft.plan, change))


def _is_open(offer: Offer, draft: Draft) -> bool:
    item = draft.plan.item(offer.exercise_id)
    return item is not None and (item.sets, item.repetitions) != (offer.change.sets, offer.change.repetitions)
