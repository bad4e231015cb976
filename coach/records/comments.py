"""Words between patient and therapist, the therapist's own notes, and that a sign was dealt with."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from coach.errors import RecordError
from coach.language import say
from coach.records import standing
from coach.records.desk import Desk, Subject
from coach.records.own_words import kept_words
from coach.records.store import insert_unless_there
from coach.records.tables import COMMENT_KINDS, THERAPISTS_KINDS, Comment, JudgedSet, Person, Seen

_SUBJECTS: dict[str, Subject] = {"comment": "comment", "question": "question", "note": "note", "handled": "note"}


@dataclass(frozen=True, slots=True)
class CommentRow:
    """One of them; `by` is the name of who wrote it, "" where nobody is named; `read` whether the patient has."""

    id: int
    at: datetime
    kind: str
    words: str
    by_id: int | None
    by: str
    set_id: int | None
    reply_to: int | None
    read: bool


def say_to(
    desk: Desk,
    person_id: int,
    words: str,
    kind: str,
    now: datetime,
    set_id: int | None = None,
    reply_to: int | None = None,
) -> int:
    """Keep words about or to a patient: "comment" to her, "question" by her, "note" and "handled" for therapists.

    Raises
    ------
    AccessError: it is not for this viewer.
    RecordError: the words are refused, or the set or the question is not this patient's.
    ValueError: there is no such kind.
    """
    if kind not in COMMENT_KINDS:
        raise ValueError(f"A comment's kind is one of {COMMENT_KINDS}.")
    kept = kept_words(words)
    with desk.writing(person_id, _SUBJECTS[kind]) as session:
        _check_hers(session, person_id, set_id, reply_to)
        row = Comment(
            person_id=person_id,
            by_id=desk.viewer.person_id,
            at=now,
            kind=kind,
            words=kept,
            set_id=set_id,
            reply_to=reply_to,
        )
        session.add(row)
        standing.refresh(session, person_id)
        return row.id


def comments_of(desk: Desk, person_id: int, kinds: Collection[str] | None = None, limit: int = 500) -> list[CommentRow]:
    """What was said, newest first, as far as it is for this viewer."""
    wanted = _rows(desk, person_id)
    if kinds is not None:
        wanted = wanted.where(Comment.kind.in_(kinds))
    with desk.reading(person_id, "comment") as session:
        return [_row(*found) for found in session.execute(wanted.limit(limit))]


def unread(desk: Desk, person_id: int) -> list[CommentRow]:
    """Comments to her that she has not read, newest first."""
    wanted = _rows(desk, person_id).where(Comment.kind == "comment", Seen.at.is_(None))
    with desk.reading(person_id, "comment") as session:
        return [_row(*found) for found in session.execute(wanted)]


def mark_read(desk: Desk, person_id: int, now: datetime) -> None:
    """She has read all comments there are; raises AccessError where it is not she."""
    new = [row.id for row in unread(desk, person_id)]
    with desk.writing(person_id, "question") as session:
        for number in new:
            insert_unless_there(session, Seen(person_id=person_id, comment_id=number, at=now))


def _rows(desk: Desk, person_id: int) -> Select[Comment, str, datetime]:
    wanted = (
        select(Comment, Person.name, Seen.at)
        .outerjoin(Person, Person.id == Comment.by_id)
        .outerjoin(Seen, (Seen.comment_id == Comment.id) & (Seen.person_id == person_id))
        .where(Comment.person_id == person_id)
        .order_by(Comment.at.desc(), Comment.id.desc())
    )
    return wanted if desk.allows(person_id, "note", "read") else wanted.where(Comment.kind.not_in(THERAPISTS_KINDS))


def _row(comment: Comment, by: str | None, seen: datetime | None) -> CommentRow:
    return CommentRow(
        comment.id,
        comment.at,
        comment.kind,
        comment.words,
        comment.by_id,
        by or (say("A file brought in") if comment.by_id is None else ""),
        comment.set_id,
        comment.reply_to,
        seen is not None,
    )


def _check_hers(session: Session, person_id: int, set_id: int | None, reply_to: int | None) -> None:
    about = None if set_id is None else session.get(JudgedSet, set_id)
    question = None if reply_to is None else session.get(Comment, reply_to)
    asked = [row for row, number in ((about, set_id), (question, reply_to)) if number is not None]
    if any(row is None or row.person_id != person_id for row in asked):
        raise RecordError(say("What this is about is not in this patient's record. Load the page again."))
