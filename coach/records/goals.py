"""What a patient works towards, in her own words."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from coach.records.desk import Desk
from coach.records.own_words import kept_words
from coach.records.tables import OwnGoal


def set_goal(desk: Desk, person_id: int, words: str, now: datetime) -> int:
    """Her goal from now on; raises AccessError where it is not hers, RecordError where the words are refused."""
    kept = kept_words(words)
    with desk.writing(person_id, "goal") as session:
        row = OwnGoal(person_id=person_id, at=now, words=kept)
        session.add(row)
        session.flush()
        return row.id


def goal_of(desk: Desk, person_id: int) -> str:
    """Her goal in force, "" where she has none; raises AccessError where it is not for this viewer."""
    wanted = select(OwnGoal.words).where(OwnGoal.person_id == person_id).order_by(OwnGoal.id.desc()).limit(1)
    with desk.reading(person_id, "goal") as session:
        return session.scalar(wanted) or ""
