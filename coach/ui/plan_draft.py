"""A plan as it is being written in one tab: what is typed, and the version it was begun from."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from coach.care import Plan, PlanItem
from coach.rules import Exercise

_TURNS = "plan_turns"


@dataclass(frozen=True, slots=True)
class Draft:
    """`base` is the version it was begun from, 0 for none; `turn` is another one after each change by a button.

    Each turn gives the fields new keys, for a field keeps what was typed and would not take another value.
    """

    plan: Plan
    base: int
    turn: int = 0

    def key(self, *parts: str) -> str:
        """The key of a field in this turn."""
        return "_".join(("plan", str(self.turn), *parts))


def draft_of(person_id: int, plan: Plan | None, version: int) -> Draft:
    """The draft of this tab; begun from the plan in force where there is none yet."""
    kept: Draft | None = st.session_state.get(_place(person_id))
    return kept or keep_draft(person_id, Draft(plan or Plan(), version, _next_turn()))


def keep_draft(person_id: int, draft: Draft) -> Draft:
    """Remember it in this tab."""
    st.session_state[_place(person_id)] = draft
    return draft


def drop_draft(person_id: int) -> None:
    """Begin anew from the plan in force."""
    st.session_state.pop(_place(person_id), None)


def turned(person_id: int, draft: Draft, plan: Plan, base: int | None = None) -> None:
    """The draft as a button changed it; the page is drawn anew with it."""
    keep_draft(person_id, Draft(plan, draft.base if base is None else base, _next_turn()))
    st.rerun()


def with_item(plan: Plan, item: PlanItem) -> Plan:
    """With that line in the place of the one for the same exercise, or at the end."""
    if plan.item(item.exercise_id) is None:
        return replace(plan, items=(*plan.items, item))
    return replace(plan, items=tuple(item if one.exercise_id == item.exercise_id else one for one in plan.items))


def without_item(plan: Plan, exercise_id: str) -> Plan:
    """Without the line for that exercise."""
    return replace(plan, items=tuple(one for one in plan.items if one.exercise_id != exercise_id))


def earlier_item(plan: Plan, exercise_id: str) -> Plan:
    """With that line one place earlier in the day."""
    items = list(plan.items)
    at = next(k for k, one in enumerate(items) if one.exercise_id == exercise_id)
    if at:
        items[at - 1], items[at] = items[at], items[at - 1]
    return replace(plan, items=tuple(items))


def first_item(exercise: Exercise) -> PlanItem:
    """A line as the exercise's own file proposes it."""
    dose = exercise.dose
    return PlanItem(exercise.id, dose.sets, dose.repetitions)


def _next_turn() -> int:
    st.session_state[_TURNS] = int(st.session_state.get(_TURNS, 0)) + 1
    return int(st.session_state[_TURNS])


def _place(person_id: int) -> str:
    return f"plan_draft_{person_id}"
