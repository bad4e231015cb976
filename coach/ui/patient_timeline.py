"""A patient's time line: her days, newest first, in one scroll, with filters; each session leads to its review."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import streamlit as st

from coach.care import week_of
from coach.language import say, say_many
from coach.records.answers import told_between
from coach.records.comments import comments_of
from coach.records.desk import Desk
from coach.records.diary import diary_of
from coach.records.kept_sets import sets_of
from coach.records.outcomes import outcomes_of
from coach.records.plans import plan_versions
from coach.records.sessions import sessions_of
from coach.review.dates import weekday_words
from coach.review.timeline import KIND_WORDS, Day, Entry, Kind, in_days
from coach.review.timeline_entries import (
    answer_entries,
    comment_entries,
    diary_entries,
    outcome_entries,
    plan_entries,
    session_entries,
    single_entries,
)
from coach.ui import library, words
from coach.ui.patient_head import Head, today
from coach.ui.review_look import escaped
from coach.ui.ways import go

#: Weeks that are read at first, and more with each press.
_WEEKS = 4
_MOST_SESSIONS, _MOST_SETS = 500, 2000
_COLOURS = {"ok": "green", "close": "yellow", "breach": "orange", "cannot_judge": "gray"}


def show(desk: Desk, head: Head) -> None:
    """Draw the section."""
    kinds = _chosen()
    weeks = int(st.session_state.get(_place(head), _WEEKS))
    since = today() - timedelta(weeks=weeks)
    days = in_days(_entries(desk, head, since, kinds), kinds)
    st.caption(say_many("The last {n} week", "The last {n} weeks, newest first", weeks))
    if not days:
        st.markdown(say("Nothing of this in these weeks."))
    for day in days:
        _day(head, day)
    st.button(
        say("{n} weeks further back", n=weeks),
        key="line_more",
        on_click=_more,
        args=(_place(head), weeks),
    )


def _place(head: Head) -> str:
    return f"line_weeks_{head.person_id}"


def _more(place: str, weeks: int) -> None:
    st.session_state[place] = 2 * weeks


def _chosen() -> list[Kind] | None:
    """The kinds that are shown; None for all."""
    names = {kind: say(text) for kind, text in KIND_WORDS.items()}
    picked = st.pills(
        say("Show only"), list(names), selection_mode="multi", format_func=names.__getitem__, key="line_kinds"
    )
    return list(picked) or None


def _entries(desk: Desk, head: Head, since: date, kinds: list[Kind] | None) -> Iterator[Entry]:
    """What happened since that day; what is not shown is not read."""
    p, until = head.person_id, today()

    def wanted(*names: Kind) -> bool:
        return kinds is None or any(name in kinds for name in names)

    if wanted("session"):
        rows = sessions_of(desk, p, since=since, until=until, limit=_MOST_SESSIONS)
        told = {one.id for row in rows for one in row.sets}
        single = [
            one for one in sets_of(desk, p, since=since, until=until, limit=_MOST_SETS).rows if one.id not in told
        ]
        yield from session_entries(rows, library.name_of_exercise)
        yield from single_entries(single, library.name_of_exercise)
    if wanted("pain", "sign"):
        yield from answer_entries(told_between(desk, p, since, until), library.name_of_exercise)
    if wanted("diary"):
        yield from diary_entries(diary_of(desk, p, since, until))
    if wanted("outcome"):
        yield from outcome_entries(one for one in outcomes_of(desk, p) if one.day >= since)
    if wanted("words"):
        yield from comment_entries((one for one in comments_of(desk, p) if _own_day(one.at) >= since), _own_day)
    if wanted("plan"):
        yield from plan_entries((one for one in plan_versions(desk, p) if _own_day(one.at) >= since), _own_day)


def _own_day(moment: datetime) -> date:
    return moment.astimezone().date()


def _day(head: Head, day: Day) -> None:
    """A day: what has no way of its own in one block, each session as a row that opens it."""
    week = week_of(head.profile, day.day) if head.profile else None
    title = escaped(weekday_words(day.day, today()))
    told = f" :gray[· {escaped(say('week {week}', week=week))}]" if week is not None else ""
    with st.container(border=True, key=f"card_day_{day.day.isoformat()}"):
        st.markdown(f"**{title}**{told}")
        lines: list[str] = []
        for at, entry in enumerate(day.entries):
            if entry.kind == "session" and entry.set_id is not None:
                _flush(lines)
                label = f"{_time(entry)}**{_title(entry)}** · {escaped(entry.words)}"
                key = f"open_{day.day.isoformat()}_{at}"
                if st.button(label, key=key, type="tertiary", wrap=True, width="stretch"):
                    go("review", set=entry.set_id)
            else:
                lines.append(_line(entry))
        _flush(lines)


def _flush(lines: list[str]) -> None:
    if lines:
        st.markdown("  \n".join(lines))
        lines.clear()


def _line(entry: Entry) -> str:
    said = f": {escaped(entry.words)}" if entry.words else ""
    return f"{_time(entry)}{_title(entry)}{said}"


def _title(entry: Entry) -> str:
    if not entry.verdict:
        return escaped(entry.title)
    shape = words.VERDICTS[entry.verdict][0]
    return f":{_COLOURS[entry.verdict]}[{shape}] {escaped(entry.title)}"


def _time(entry: Entry) -> str:
    return f":gray[{entry.at.astimezone():%H:%M}] " if entry.at else ""
