"""The Review page: a patient's kept sets with their filters, and one set opened from them, alone or beside another.

The open set stands in the address (`?set=7&beside=5`), so that a reload or a bookmark comes back to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from coach.errors import CoachError
from coach.language import say, say_many
from coach.records.desk import Desk
from coach.records.kept_sets import SetPage, around_set, exercises_done, sets_of
from coach.records.store import SEVERITY
from coach.review.summary import ListRow, list_row
from coach.ui import library, review_set, words
from coach.ui.patient_head import Head, head_of, show_head
from coach.ui.review_beside import BESIDE
from coach.ui.review_look import escaped, style, verdict_mark
from coach.ui.review_opened import OpenedSet, opened_set
from coach.ui.signed_in import choose_patient, desk, patient_id
from coach.ui.ways import way_button

#: Rows of the list before one asks for more.
PAGE_ROWS = 20
_OPEN = "set"
_SHOWN = "review_rows_shown"


def show() -> None:
    """Draw the page."""
    style()
    try:
        number = _number(_OPEN)
        if number is None:
            _list(desk())
        else:
            _one(desk(), number)
    except CoachError as error:
        st.warning(escaped(str(error)))


def _one(at: Desk, number: int) -> None:
    with st.spinner(say("Reading the set …")):
        opened = opened_set(at, number)
    if at.viewer.role == "therapist":
        choose_patient(opened.person_id)
    with st.container(horizontal=True, key="set_ways"):
        st.button(say("All sets"), icon=":material/list:", on_click=_close)
        before, after = around_set(at, number)
        _neighbour(say("Set before"), ":material/chevron_left:", before)
        _neighbour(say("Set after"), ":material/chevron_right:", after)
        if at.viewer.role == "therapist":
            way_button(say("Time line"), "patient", key="to_patient", who=opened.person_id)
            way_button(say("Compare weeks"), "compare", key="to_compare", who=opened.person_id)
            way_button(say("Change plan"), "plan", key="to_plan", primary=True, who=opened.person_id)
    review_set.show(at, head_of(at, opened.person_id), opened, _beside(at, opened))


def _neighbour(label: str, icon: str, number: int | None) -> None:
    st.button(label, icon=icon, disabled=number is None, on_click=_turn_to, args=(number,))


def _turn_to(number: int) -> None:
    _close()
    _open(number)


def _beside(at: Desk, opened: OpenedSet) -> OpenedSet | None:
    """The other set that the address asks for, if it is one of the same person."""
    number = _number(BESIDE)
    if number is None or number == opened.stored.row.id:
        return None
    beside = opened_set(at, number)
    return beside if beside.person_id == opened.person_id else None


def _number(name: str) -> int | None:
    said = st.query_params.get(name, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else None


def _open(number: int) -> None:
    st.query_params[_OPEN] = str(number)


def _close() -> None:
    for name in (_OPEN, BESIDE):
        st.query_params.pop(name, None)


def _list(at: Desk) -> None:
    head = head_of(at, patient_id())
    show_head(head, say("Review"))
    done = exercises_done(at, head.person_id)
    if not done:
        st.header(say("No sets yet"), anchor=False)
        st.markdown(say("Each set done at the camera, and each film of one, is kept here, ready to be looked at."))
        return
    found = _filtered(at, head, done)
    rows = found.rows
    st.caption(say_many("{n} set", "{n} sets, newest first", found.total))
    if not rows:
        st.markdown(say("No set fits these filters. Widen them to see more."))
    with st.container(key="review_list"):
        for row in rows:
            name = library.name_of_exercise(row.exercise_id)
            label = _label(list_row(row, exercise=name))
            st.button(label, key=f"open_{row.id}", on_click=_open, args=(row.id,), width="stretch", wrap=True)
    if found.total > len(rows):
        more = say("Show {n} more", n=min(PAGE_ROWS, found.total - len(rows)))
        st.button(more, on_click=_more, args=(len(rows),))


def _more(shown: int) -> None:
    st.session_state[_SHOWN] = shown + PAGE_ROWS


def _filtered(at: Desk, head: Head, done: Sequence[str]) -> SetPage:
    """The first sets that fit the filters."""
    with st.container(horizontal=True, key="review_filters"):
        exercise = _filter(say("Exercise"), {one: library.name_of_exercise(one) for one in done})
        verdict = _filter(say("Worst verdict"), {one: words.verdict_words(one) for one in reversed(SEVERITY)})
        days = st.date_input(say("Days"), value=[], width=250, format=say("DD/MM/YYYY"))
    since, until = _days(days)
    shown = int(st.session_state.get(_SHOWN, PAGE_ROWS))
    return sets_of(at, head.person_id, exercise_id=exercise, verdict=verdict, since=since, until=until, limit=shown)


def _filter(label: str, said: dict[str, str]) -> str | None:
    """What was chosen of `said`, each with its words; None for all."""
    # Words that are fixed now, for Streamlit may ask for them where no language is spoken.
    options: dict[str | None, str] = {None: say("All")}
    options.update(said)
    return st.selectbox(label, list(options), width=210, format_func=options.__getitem__)


def _days(days: object) -> tuple[date | None, date | None]:
    """The first and the last of them; one day alone begins a range."""
    chosen = [day for day in days if isinstance(day, date)] if isinstance(days, (tuple, list)) else []
    return (chosen[0] if chosen else None, chosen[1] if len(chosen) > 1 else None)


def _label(row: ListRow) -> str:
    """Two lines: what and when, then how much, the worst verdict and how well it was judged."""
    first = f"**{escaped(row.exercise)}** · {row.date}"
    return f"{first}  \n{row.done} · {verdict_mark(row.verdict)} · {row.judged}, {row.view}"
