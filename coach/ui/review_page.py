"""The Review page: the list of kept sets with its filters, and one set opened from it.

The open set stands in the address (`?set=7`), so that a reload or a bookmark comes back to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import streamlit as st

from coach.errors import CoachError
from coach.records.store import SEVERITY, SetRow, Store
from coach.review.summary import ListRow, list_row
from coach.rules.words import title_of
from coach.ui import library, review_set, words
from coach.ui.review_look import escaped, style, verdict_mark

#: Rows of the list before one asks for more.
PAGE_ROWS = 20
_OPEN = "set"
_SHOWN = "review_rows_shown"


def show() -> None:
    """Draw the page."""
    style()
    try:
        store = library.store()
        number = _open_number()
        if number is None:
            _list(store)
        else:
            st.button("All sets", icon=":material/arrow_back:", on_click=_close)
            review_set.show(store, number)
    except CoachError as error:
        st.warning(escaped(str(error)))


def _open_number() -> int | None:
    said = st.query_params.get(_OPEN, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else None


def _open(number: int) -> None:
    st.query_params[_OPEN] = str(number)


def _close() -> None:
    del st.query_params[_OPEN]


def _list(store: Store) -> None:
    st.title("Review")
    every = store.sets()
    if not every:
        st.markdown("#### No sets yet")
        st.markdown(
            "Choose an exercise and show it to the camera, or upload a film of it. "
            "Each judged set is kept on this computer and appears here, ready to be looked at and judged anew."
        )
        return
    rows = _filtered(store, every)
    st.caption(f"{len(rows)} of {len(every)} sets, newest first" if len(every) > 1 else "1 set")
    if not rows:
        st.markdown("No set fits these filters. Widen them to see more.")
    shown = int(st.session_state.get(_SHOWN, PAGE_ROWS))
    with st.container(key="review_list"):
        for row in rows[:shown]:
            st.button(
                _label(list_row(row)), key=f"open_{row.id}", on_click=_open, args=(row.id,), width="stretch", wrap=True
            )
    if len(rows) > shown:
        st.button(f"Show {min(PAGE_ROWS, len(rows) - shown)} more", on_click=_more, args=(shown,))


def _more(shown: int) -> None:
    st.session_state[_SHOWN] = shown + PAGE_ROWS


def _filtered(store: Store, every: Sequence[SetRow]) -> list[SetRow]:
    """The sets that fit the filters; a filter offers only what there is."""
    people = sorted({row.person for row in every}, key=str.casefold)
    exercises = sorted({row.exercise_id for row in every})
    verdicts = [verdict for verdict in reversed(SEVERITY) if any(row.verdict == verdict for row in every)]
    with st.container(horizontal=True, key="review_filters"):
        person = st.selectbox("Person", [None, *people], width=210, format_func=_person_words)
        exercise = st.selectbox("Exercise", [None, *exercises], width=210, format_func=_exercise_words)
        verdict = st.selectbox("Worst verdict", [None, *verdicts], width=210, format_func=_verdict_words)
        days = st.date_input("Days", value=[], width=250, format="DD/MM/YYYY")
    since, until = _moments(days)
    return store.sets(
        person=person,
        exercise_id=exercise,
        verdict=verdict,
        since=since,
        until=until,
    )


def _moments(days: object) -> tuple[datetime | None, datetime | None]:
    """From the first day's beginning to the last day's end, by this machine's clock; one day alone begins a range."""
    chosen = [day for day in days if isinstance(day, date)] if isinstance(days, (tuple, list)) else []
    since = datetime.combine(chosen[0], time()).astimezone() if chosen else None
    until = datetime.combine(chosen[1] + timedelta(days=1), time()).astimezone() if len(chosen) > 1 else None
    return since, until


def _person_words(person: str | None) -> str:
    return person or "All"


def _exercise_words(exercise_id: str | None) -> str:
    return title_of(exercise_id) if exercise_id else "All"


def _verdict_words(verdict: str | None) -> str:
    return words.verdict_words(verdict) if verdict else "All"


def _label(row: ListRow) -> str:
    """Two lines: what and who, then how much, the worst verdict and how well it was judged."""
    first = f"**{escaped(row.exercise)}** · {escaped(row.person)} · {row.date}"
    return f"{first}  \n{row.done} · {verdict_mark(row.verdict)} · {row.judged}, {row.view}"
