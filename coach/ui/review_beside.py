"""Two sets side by side: of the same exercise or another one, of this day or an earlier one."""

from __future__ import annotations

import streamlit as st

from coach.language import say
from coach.records.desk import Desk
from coach.records.kept_sets import sets_of
from coach.review.compare import compare_sets, hard_to_compare
from coach.review.summary import list_row
from coach.ui import library
from coach.ui.replay import show_replay
from coach.ui.review_look import escaped
from coach.ui.review_opened import OpenedSet

#: In the address: the number of the other set.
BESIDE = "beside"
#: The last sets that are offered; earlier ones are opened by their number in the address.
_OFFERED = 40


def choose(desk: Desk, opened: OpenedSet, beside: OpenedSet | None) -> None:
    """Which set stands beside this one; those of the same exercise come first."""
    own = opened.stored.row
    rows = [row for row in sets_of(desk, opened.person_id, limit=_OFFERED).rows if row.id != own.id]
    rows.sort(key=lambda row: row.exercise_id != own.exercise_id)
    offered = {row.id: list_row(row, exercise=library.name_of_exercise(row.exercise_id)) for row in rows}
    options: dict[int | None, str] = {None: say("none")}
    options |= {number: f"{row.exercise} · {row.date} · {row.done}" for number, row in offered.items()}
    if beside is not None and beside.stored.row.id not in options:
        row = list_row(beside.stored.row, exercise=library.name_of_exercise(beside.stored.row.exercise_id))
        options[beside.stored.row.id] = f"{row.exercise} · {row.date} · {row.done}"
    chosen = beside.stored.row.id if beside else None
    picked = st.selectbox(
        say("Another set beside this one"),
        list(options),
        index=list(options).index(chosen),
        format_func=options.__getitem__,
        key=f"beside_{own.id}",
    )
    if picked != chosen:
        _put(picked)


def _put(number: int | None) -> None:
    if number is None:
        st.query_params.pop(BESIDE, None)
    else:
        st.query_params[BESIDE] = str(number)
    st.rerun()


def show(desk: Desk, opened: OpenedSet, beside: OpenedSet) -> None:
    """Both played each under its own cursor, then their figures."""
    with st.container(border=True, key="card_beside"):
        st.header(say("Two sets side by side"), anchor=False)
        choose(desk, opened, beside)
        for sentence in hard_to_compare(opened.judged, beside.judged):
            st.markdown(f":orange[◆] {escaped(sentence)}")
        for one, column in zip((opened, beside), st.columns(2, gap="medium"), strict=True):
            with column:
                st.subheader(escaped(_named(one)), anchor=False)
                show_replay(one.replay, one.stored.report, one.series, one.exercise, f"beside_{one.stored.row.id}")
        _table(opened, beside)


def _named(one: OpenedSet) -> str:
    row = list_row(one.stored.row, exercise=library.name_of_exercise(one.stored.row.exercise_id))
    return f"{row.exercise}, {row.date}"


def _table(opened: OpenedSet, beside: OpenedSet) -> None:
    pairs = compare_sets(opened.judged, beside.judged)
    names = [_named(opened), _named(beside)]
    if names[0] == names[1]:
        names = [say("this set"), say("the other set")]
    st.table(
        {
            say("figure"): [escaped(pair.name) for pair in pairs],
            escaped(names[0]): [escaped(pair.one) for pair in pairs],
            escaped(names[1]): [escaped(pair.other) for pair in pairs],
        },
        border="horizontal",
        hide_index=True,
    )
