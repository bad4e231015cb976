"""Sets and sessions that were left behind, as the store knows them: what the next start completes them from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from coach.records.store import Store
from coach.records.tables import HeldSession, JudgedSet, RuleText, SetEvent


@dataclass(frozen=True, slots=True)
class LeftSet:
    """The rule that judges a set, word for word, and the events that were told of it; `kept` where it has a report."""

    set_id: int
    exercise_text: str
    told: tuple[Mapping[str, Any], ...]
    kept: bool


@dataclass(frozen=True, slots=True)
class LeftSession:
    """Whether a session has `ended`, the last moment known of it, and its sets that still run: number and beginning."""

    ended: bool
    last_at: datetime
    running: tuple[tuple[int, datetime], ...]


def left_set(store: Store, set_id: int, begun_at: datetime) -> LeftSet | None:
    """The set of that number and beginning; None where this store has no such set."""
    with store.transaction() as session:
        row = session.get(JudgedSet, set_id)
        if row is None or row.performed_at != begun_at:
            return None
        told = session.scalars(select(SetEvent.data).where(SetEvent.set_id == set_id).order_by(SetEvent.index))
        text = session.get_one(RuleText, row.rule_sha256).text
        return LeftSet(set_id, text, tuple(told), row.state != "running")


def sessions_without_end(store: Store) -> list[tuple[int, datetime]]:
    """Number and beginning of the sessions that have no end; none on a server, which other computers use, too."""
    with store.transaction() as session:
        if session.get_bind().dialect.name != "sqlite":
            return []
        wanted = select(HeldSession.id, HeldSession.began_at).where(HeldSession.state == "running")
        return [(number, began_at) for number, began_at in session.execute(wanted)]


def left_session(store: Store, session_id: int, began_at: datetime) -> LeftSession | None:
    """The session of that number and beginning; None where this store has no such session."""
    last_s = select(func.max(SetEvent.t_s)).where(SetEvent.set_id == JudgedSet.id).scalar_subquery()
    wanted = select(JudgedSet.id, JudgedSet.performed_at, JudgedSet.state, last_s)
    with store.transaction() as session:
        row = session.get(HeldSession, session_id)
        if row is None or row.began_at != began_at:
            return None
        ended = row.state != "running"
        sets = session.execute(wanted.where(JudgedSet.session_id == session_id)).all()
    moments = [at + timedelta(seconds=seconds or 0.0) for _, at, _, seconds in sets]
    running = tuple((number, at) for number, at, state, _ in sets if state == "running")
    return LeftSession(ended, max([began_at, *moments]), running)
