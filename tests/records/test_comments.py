"""Words between patient and therapist: each reads what is hers, new ones until she has read them, none of another's."""

from datetime import timedelta

import pytest
from rooms import NOON

from coach.errors import RecordError
from coach.records.comments import comments_of, mark_read, say_to, unread
from coach.records.desk import AccessError
from coach.records.tables import Standing

MINUTE = timedelta(minutes=1)


def said(desk, p, kind, words="Gut so <b>'; --", minutes=0, **more):
    return say_to(desk, p, words, kind, NOON + minutes * MINUTE, **more)


def questions(rooms):
    with rooms.store.transaction() as session:
        return session.get_one(Standing, rooms.ada).questions


def test_words_come_back_as_they_were_newest_first(rooms):
    rooms.known()
    rooms.train()
    first = said(rooms.therapist, rooms.ada, "comment", set_id=1)
    second = said(rooms.own, rooms.ada, "question", "Darf ich radeln?", 1)
    third = said(rooms.therapist, rooms.ada, "comment", "Ja.", 1, reply_to=second)
    rows = comments_of(rooms.own, rooms.ada)
    assert [one.id for one in rows] == [third, second, first]
    assert (rows[2].words, rows[2].kind, rows[2].by, rows[2].by_id, rows[2].set_id, rows[2].reply_to) == (
        "Gut so <b>'; --",
        "comment",
        "Thea",
        rooms.thea,
        1,
        None,
    )
    assert (rows[1].by, rows[0].reply_to, rows[0].at) == ("Ada", second, NOON + MINUTE)
    assert [one.id for one in comments_of(rooms.own, rooms.ada, limit=2)] == [third, second]
    assert [one.id for one in comments_of(rooms.own, rooms.ada, kinds=["question"])] == [second]
    assert comments_of(rooms.other, rooms.berta) == []


def test_therapists_notes_are_for_therapists(rooms):
    for kind in ("note", "handled"):
        said(rooms.therapist, rooms.ada, kind)
        with pytest.raises(AccessError):
            said(rooms.own, rooms.ada, kind)
    assert comments_of(rooms.own, rooms.ada) == []
    assert comments_of(rooms.own, rooms.ada, kinds=["note", "handled"]) == []
    assert {one.kind for one in comments_of(rooms.therapist, rooms.ada)} == {"note", "handled"}
    assert unread(rooms.own, rooms.ada) == []


def test_a_comment_is_new_until_she_has_read_it(rooms):
    first, second = said(rooms.therapist, rooms.ada, "comment"), said(rooms.therapist, rooms.ada, "comment", minutes=1)
    said(rooms.own, rooms.ada, "question", minutes=2)
    assert [one.id for one in unread(rooms.own, rooms.ada)] == [second, first]
    with pytest.raises(AccessError):
        mark_read(rooms.therapist, rooms.ada, NOON)
    assert len(unread(rooms.therapist, rooms.ada)) == 2
    mark_read(rooms.own, rooms.ada, NOON)
    mark_read(rooms.own, rooms.ada, NOON)
    assert unread(rooms.own, rooms.ada) == []
    assert {one.read for one in comments_of(rooms.therapist, rooms.ada, kinds=["comment"])} == {True}
    third = said(rooms.therapist, rooms.ada, "comment", minutes=-60)
    assert [one.id for one in unread(rooms.own, rooms.ada)] == [third], "also where the clock was put back"


def test_a_question_waits_until_a_therapist_answers(rooms):
    first = said(rooms.own, rooms.ada, "question")
    said(rooms.own, rooms.ada, "question", "Noch eins", reply_to=first)
    said(rooms.therapist, rooms.ada, "comment")
    assert questions(rooms) == 2, "a second question answers none, and neither does a word about something else"
    said(rooms.therapist, rooms.ada, "comment", reply_to=first)
    assert questions(rooms) == 1


def test_words_that_cannot_be_shown_are_refused(rooms):
    for words in ("", " ", "\x00", "x" * 2001, "a\u202eb"):
        with pytest.raises(RecordError):
            said(rooms.therapist, rooms.ada, "comment", words)
    with pytest.raises(ValueError, match="kind"):
        said(rooms.therapist, rooms.ada, "letter")
    assert comments_of(rooms.therapist, rooms.ada) == []


def test_who_writes_what(rooms):
    for desk, kind in (
        (rooms.own, "comment"),
        (rooms.other, "question"),
        (rooms.therapist, "question"),
        (rooms.office, "comment"),
        (rooms.office, "note"),
    ):
        with pytest.raises(AccessError):
            said(desk, rooms.ada, kind)
    for desk in (rooms.other, rooms.office):
        with pytest.raises(AccessError):
            comments_of(desk, rooms.ada)
        with pytest.raises(AccessError):
            unread(desk, rooms.ada)
