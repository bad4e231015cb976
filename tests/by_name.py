"""What tests keep and read of people whom they call by name: the program knows them by number only."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any

from coach.care import Answers
from coach.records import answers, kept_sets
from coach.records.answers import AnswerRow
from coach.records.desk import PROGRAM, Desk
from coach.records.store import Store


def save_set(store: Store, name: str, **said: Any) -> int:
    """A judged set of somebody who becomes known with it."""
    return kept_sets.save_set(Desk(store, PROGRAM), store.person_number(name), **said)


def save_answers(store: Store, name: str, given: Answers, **said: Any) -> int:
    """What somebody answered who becomes known with it."""
    return answers.save_answers(Desk(store, PROGRAM), store.person_number(name), given, **said)


def answers_of(store: Store, name: str, since: datetime | None = None) -> list[AnswerRow]:
    return answers.answers_of(Desk(store, PROGRAM), store.person_number(name), since)


def answered_today(store: Store, name: str, now: datetime, zone: tzinfo | None = None) -> Answers | None:
    return answers.answered_today(Desk(store, PROGRAM), store.person_number(name), now, zone)


def earlier_today(
    store: Store, name: str, exercise_id: str, now: datetime, zone: tzinfo | None = None
) -> tuple[Answers, ...]:
    return answers.earlier_today(Desk(store, PROGRAM), store.person_number(name), exercise_id, now, zone)


def hurt_today(store: Store, name: str, exercise_id: str, now: datetime, zone: tzinfo | None = None) -> bool:
    return answers.hurt_today(Desk(store, PROGRAM), store.person_number(name), exercise_id, now, zone)
