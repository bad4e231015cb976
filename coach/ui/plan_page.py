"""The plan of one patient: lines with what the envelope says of each, targets, what changes, and a new version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from coach.care import Allowance, Override, Plan, Targets, allowance
from coach.care.bounds import MAX_NAME, MAX_WORDS
from coach.care.plan import MOST_GLASSES, MOST_ITEMS, MOST_MEALS, MOST_WALKING_MIN
from coach.errors import PlanError
from coach.language import say, spoken_language
from coach.rules import Exercise
from coach.ui import library, plan_save
from coach.ui.patient_head import Head, head_of, show_head, today
from coach.ui.plan_backtest import show_backtest
from coach.ui.plan_draft import Draft, draft_of, earlier_item, first_item, keep_draft, turned, with_item, without_item
from coach.ui.plan_items import Typed, allowance_words, show_item
from coach.ui.plan_offers import offers_for, show_offers, taken_into
from coach.ui.review_look import escaped, style
from coach.ui.signed_in import desk, patient_id, require


def show() -> None:
    """Draw the page."""
    style()
    require("therapist")
    at = desk()
    head = head_of(at, patient_id())
    show_head(head, say("Plan"))
    known = {one.id: one for one in library.exercises()[0]}
    in_force = head.plan.version if head.plan else 0
    draft = draft_of(head.person_id, head.plan.plan if head.plan else None, in_force)
    plan_save.tell_newer(at, head, draft, known)
    taken = show_offers(offers_for(at, head), draft, known)
    typed = _items(draft, head, known)
    added = _adding(draft, head, known)
    targets, fault = _targets(draft)
    note = _note(draft)
    plan = Plan(tuple(one.item for one in typed), targets, note)
    draft = keep_draft(head.person_id, replace(draft, plan=plan))
    _press(head, draft, typed, added)
    if taken is not None:
        turned(head.person_id, draft, taken_into(draft, taken).plan)
    show_backtest(at, head.person_id, head.plan.plan if head.plan else None, plan, known)
    faults = [*(sentence for one in typed for sentence in one.faults), *([fault] if fault else [])]
    plan_save.show(at, head, draft, known, faults)


def allowances(head: Head, exercises: Mapping[str, Exercise]) -> dict[str, Allowance]:
    """What the envelope says today of each exercise for her."""
    running: tuple[Override, ...] = tuple(one.override for one in head.overrides)
    return {name: allowance(one, head.profile, today(), running) for name, one in exercises.items()}


def _items(draft: Draft, head: Head, known: Mapping[str, Exercise]) -> list[Typed]:
    st.header(say("Exercises of the plan, in the order of the day"), anchor=False)
    if not draft.plan.items:
        st.markdown(say("No exercise yet. Add one below."))
    decided = allowances(head, known)
    return [
        show_item(draft, item, known.get(item.exercise_id), decided.get(item.exercise_id)) for item in draft.plan.items
    ]


def _adding(draft: Draft, head: Head, known: Mapping[str, Exercise]) -> Exercise | None:
    """The exercise that is added now."""
    left = [one for one in known.values() if draft.plan.item(one.id) is None]
    if not left or len(draft.plan.items) >= MOST_ITEMS:
        return None
    decided = allowances(head, known)
    left.sort(key=lambda one: not decided[one.id].allowed)
    said = {one.id: f"{one.words(spoken_language()).name} · {allowance_words(decided[one.id])}" for one in left}
    with st.container(border=True, key="card_add"):
        chosen = st.selectbox(
            say("Add an exercise"), list(said), format_func=said.__getitem__, key=draft.key("add"), index=None
        )
        pressed = st.button(say("Add to the plan"), key=draft.key("add_it"), disabled=chosen is None)
    return known[chosen] if pressed and chosen else None


def _targets(draft: Draft) -> tuple[Targets, str]:
    """What is typed, and a sentence where it cannot be kept."""
    kept = draft.plan.targets
    with st.container(border=True, key="card_targets"):
        st.header(say("Worth doing each day"), anchor=False)
        st.caption(say("An empty field is no target. The dietitian's numbers or your own; the program has none."))
        columns = st.columns(4)
        fields = [
            ("walking_min", say("Walking, minutes"), MOST_WALKING_MIN),
            ("protein_meals", say("Meals with protein"), MOST_MEALS),
            ("fluid_glasses", say("Glasses to drink"), MOST_GLASSES),
        ]
        numbers = {
            name: column.number_input(
                label, 1, most, getattr(kept, name), step=1, placeholder=say("none"), key=draft.key(name)
            )
            for column, (name, label, most) in zip(columns, fields, strict=False)
        }
        who = columns[3].text_input(say("Set by"), kept.set_by, max_chars=MAX_NAME, key=draft.key("set_by"))
        try:
            return Targets(**numbers, set_by=who), ""
        except PlanError as refused:
            st.warning(escaped(str(refused)), icon=":material/info:")
            return kept, str(refused)


def _note(draft: Draft) -> str:
    return st.text_area(
        say("Words to the patient with this plan"),
        draft.plan.note,
        max_chars=MAX_WORDS,
        height=80,
        key=draft.key("note"),
    )


def _press(head: Head, draft: Draft, typed: list[Typed], added: Exercise | None) -> None:
    """What a button changed; the page is then drawn anew."""
    plan: Plan | None = None
    if added is not None:
        plan = with_item(draft.plan, first_item(added))
    for one in typed:
        if one.pressed == "out":
            plan = without_item(draft.plan, one.item.exercise_id)
        elif one.pressed == "earlier":
            plan = earlier_item(draft.plan, one.item.exercise_id)
    if plan is not None:
        turned(head.person_id, draft, plan)
