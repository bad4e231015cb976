"""The Review page: the list of kept sets with its filters, and one set opened from it.

The open set stands in the address (`?set=7`), so that a reload or a bookmark comes back to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import streamlit as st

from coach.errors import CoachError
from coach.language import say, say_many
from coach.records.store import SEVERITY, SetRow, Store
from coach.review.summary import ListRow, list_row
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
            st.button(say("All sets"), icon=":material/arrow_back:", on_click=_close)
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
    st.title(say("Review"), anchor=False)
    every = store.sets()
    if not every:
        st.header(say("No sets yet"), anchor=False)
        st.markdown(
            say(
                "Choose an exercise and show it to the camera, or upload a film of it. "
                "Each judged set is kept on this computer and appears here, ready to be looked at and judged anew."
            )
        )
        return
    rows = _filtered(store, every)
    st.caption(say_many("{n} set", "{shown} of {n} sets, newest first", len(every), shown=len(rows)))
    if not rows:
        st.markdown(say("No set fits these filters. Widen them to see more."))
    shown = int(st.session_state.get(_SHOWN, PAGE_ROWS))
    with st.container(key="review_list"):
        for row in rows[:shown]:
            name = library.name_of_exercise(row.exercise_id)
            st.button(
                _label(list_row(row, exercise=name)),
                key=f"open_{row.id}",
                on_click=_open,
                args=(row.id,),
                width="stretch",
                wrap=True,
            )
    if len(rows) > shown:
        more = say("Show {n} more", n=min(PAGE_ROWS, len(rows) - shown))
        st.button(more, on_click=_more, args=(shown,))


def _more(shown: int) -> None:
    st.session_state[_SHOWN] = shown + PAGE_ROWS


def _filtered(store: Store, every: Sequence[SetRow]) -> list[SetRow]:
    """The sets that fit the filters; a filter offers only what there is."""
    people = sorted({row.person for row in every}, key=str.casefold)
    exercises = sorted({row.exercise_id for row in every})
    verdicts = [verdict for verdict in reversed(SEVERITY) if any(row.verdict == verdict for row in every)]
    with st.container(horizontal=True, key="review_filters"):
        person = _filter(say("Person"), {one: one for one in people})
        exercise = _filter(say("Exercise"), {one: library.name_of_exercise(one) for one in exercises})
        verdict = _filter(say("Worst verdict"), {one: words.verdict_words(one) for one in verdicts})
        days = st.date_input(say("Days"), value=[], width=250, format=say("DD/MM/YYYY"))
    since, until = _moments(days)
    return store.sets(
        person=person,
        exercise_id=exercise,
        verdict=verdict,
        since=since,
        until=until,
    )


def _filter(label: str, said: dict[str, str]) -> str | None:
    """What was chosen of `said`, each with its words; None for all."""
    # Words that are fixed now, for Streamlit may ask for them where no language is spoken.
    options: dict[str | None, str] = {None: say("All")}
    options.update(said)
    return st.selectbox(label, list(options), width=210, format_func=options.__getitem__)


def _moments(days: object) -> tuple[datetime | None, datetime | None]:
    """From the first day's beginning to the last day's end, by this machine's clock; one day alone begins a range."""
    chosen = [day for day in days if isinstance(day, date)] if isinstance(days, (tuple, list)) else []
    since = datetime.combine(chosen[0], time()).astimezone() if chosen else None
    until = datetime.combine(chosen[1] + timedelta(days=1), time()).astimezone() if len(chosen) > 1 else None
    return since, until


def _label(row: ListRow) -> str:
    """Two lines: what and who, then how much, the worst verdict and how well it was judged."""
    first = f"**{escaped(row.exercise)}** · {escaped(row.person)} · {row.date}"
    return f"{first}  \n{row.done} · {verdict_mark(row.verdict)} · {row.judged}, {row.view}"
