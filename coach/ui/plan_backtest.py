"""Before a plan is published: how its changed numbers would have judged the last sets that were done."""

from __future__ import annotations

import streamlit as st

from coach.care import Plan, PlanItem, as_planned
from coach.errors import CoachError
from coach.language import say, spoken_language
from coach.records.desk import Desk
from coach.records.kept_sets import open_set, sets_of
from coach.review.plan_words import exercise_title
from coach.review.rejudge import Difference, rejudge
from coach.review.summary import list_row
from coach.rules import Exercise
from coach.ui.review_look import escaped

#: Sets that are judged anew for each changed line.
LAST_SETS = 3
#: Differences told of one set before the rest is only counted.
_TOLD = 4


def show_backtest(desk: Desk, person_id: int, before: Plan | None, draft: Plan, exercises: dict[str, Exercise]) -> None:
    """One card, where a goal or a limit differs from the plan in force; nothing is written."""
    changed = [item for item in draft.items if _judges_otherwise(before, item)]
    if not changed:
        return
    with st.container(border=True, key="card_backtest"):
        st.header(say("How this would have judged the last sets"), anchor=False)
        st.caption(say("The kept poses, judged again with the numbers of this draft. What was kept stays as it is."))
        for item in changed:
            if item.exercise_id in exercises:
                _item(desk, person_id, item, exercises)


def _judges_otherwise(before: Plan | None, item: PlanItem) -> bool:
    old = before.item(item.exercise_id) if before else None
    was = (old.goal, old.hold_s, dict(old.limits)) if old else (None, None, {})
    return was != (item.goal, item.hold_s, dict(item.limits))


def _item(desk: Desk, person_id: int, item: PlanItem, exercises: dict[str, Exercise]) -> None:
    st.markdown(f"**{escaped(exercise_title(item.exercise_id, exercises))}**")
    rows = sets_of(desk, person_id, exercise_id=item.exercise_id, limit=LAST_SETS).rows
    if not rows:
        st.markdown(say("No kept set of this exercise yet, so nothing can be tried."))
        return
    try:
        text = as_planned(exercises[item.exercise_id], item).text
    except CoachError as refused:
        st.markdown(escaped(str(refused)))
        return
    for row in rows:
        found = _judged(desk, row.id, text, spoken_language())
        st.markdown(f"{list_row(row).date}: {_told(found)}")


def _told(found: Difference) -> str:
    if found.faults:
        return escaped(found.faults[0].message)
    if not found.changes:
        return say("nothing differs")
    told = [escaped(change.sentence) for change in found.changes[:_TOLD]]
    left = len(found.changes) - len(told)
    return " ".join([*told, *([say("and {n} more", n=left)] if left else [])])


@st.cache_resource(max_entries=64, show_spinner=False)
def _judged(_desk: Desk, set_id: int, text: str, language: str) -> Difference:
    return rejudge(open_set(_desk, set_id), text)
