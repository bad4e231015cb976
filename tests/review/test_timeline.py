"""A time line from rows: under the patient's own days, newest first, the whole day's before the clock's, filtered."""

from datetime import UTC, date, datetime, timedelta

import pytest

from coach.care import Answers, Plan, PlanItem
from coach.records.answers import AnswerRow
from coach.records.comments import CommentRow
from coach.records.diary import DiaryDay
from coach.records.outcomes import OutcomeRow
from coach.records.plans import KeptPlan
from coach.records.sessions import SessionRow
from coach.records.store import SetRow
from coach.review.timeline import Entry, in_days
from coach.review.timeline_entries import (
    answer_entries,
    comment_entries,
    diary_entries,
    mean_coverage,
    outcome_entries,
    plan_entries,
    session_entries,
    single_entries,
)

DAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def one_set(number, *, count=8, verdict="ok", coverage=0.9, kind="live"):
    values = {"id": number, "person": "Ada", "performed_at": NOON, "kind": kind, "exercise_id": "heel_raise"}
    values |= {"exercise_version": 1, "exercise_sha256": "", "count": count, "attempts": 0, "verdict": verdict}
    values |= {"coverage": coverage, "view": "side", "frames": 1, "seconds": 1.0, "recording_sha256": ""}
    return SetRow(**values)


def session(sets, state="done"):
    return SessionRow(1, 2, "heel_raise", "live", None, NOON, DAY, "UTC", NOON, state, "", tuple(sets))


def test_days_are_newest_first_and_the_whole_days_come_before_the_clocks():
    entries = [
        Entry(DAY, NOON, "pain", "later"),
        Entry(DAY, NOON - timedelta(hours=1), "session", "earlier"),
        Entry(DAY, None, "diary", "all day"),
        Entry(DAY + timedelta(days=1), None, "outcome", "next day"),
    ]
    days = in_days(entries)
    assert [day.day for day in days] == [DAY + timedelta(days=1), DAY]
    assert [entry.title for entry in days[1].entries] == ["all day", "earlier", "later"]
    assert [[entry.title for entry in day.entries] for day in in_days(entries, ["pain", "sign"])] == [["later"]]
    assert in_days(entries, []) == []


def test_a_session_says_what_its_sets_came_to_and_leads_to_the_first():
    sets = [one_set(7), one_set(8, verdict="breach", coverage=0.7), one_set(9, count=None, coverage=None)]
    (entry,) = session_entries([session(sets, "stopped")], str.upper)
    assert entry.title == "HEEL_RAISE"
    assert entry.words == "3 sets, 16 repetitions, limits passed in 1 set, 80 % judged, stopped by the patient"
    assert (entry.verdict, entry.set_id, entry.day) == ("breach", 7, DAY)


@pytest.mark.parametrize(("state", "words"), [("interrupted", "cut off"), ("running", "still running")])
def test_a_session_without_sets_leads_nowhere(state, words):
    (entry,) = session_entries([session([], state)], str)
    assert entry.words.endswith(words)
    assert (entry.verdict, entry.set_id) == ("cannot_judge", None)


def test_a_single_set_says_where_it_came_from():
    film, live = single_entries([one_set(1, kind="film"), one_set(2)], str)
    assert film.words == "1 set, 8 repetitions, 90 % judged, from a film"
    assert live.words == "1 set, 8 repetitions, 90 % judged"


def test_what_is_not_known_is_no_share():
    assert mean_coverage([None, None]) is None
    assert mean_coverage([0.5, None, 1.0]) == 0.75


def test_answers_and_each_sign_by_itself():
    row = AnswerRow(1, NOON, "after_set", "heel_raise", 2, Answers(3, None, frozenset({"fever"})), None, "tired")
    pain, sign = answer_entries([(DAY, row)], str)
    assert (pain.title, pain.words) == (
        "Pain after set 2 · heel_raise",
        "back or neck 3, arm or leg not answered; tired",
    )
    assert (sign.kind, sign.verdict) == ("sign", "breach")
    (before,) = answer_entries([(DAY, AnswerRow(1, NOON, "before", None, None, Answers(0, 0), None, ""))], str)
    assert before.title == "Pain before the first set of the day"


def test_diary_outcomes_words_and_plans():
    (diary,) = diary_entries(
        [DiaryDay(DAY, {"sleep_h": 6.5, "walking_min": 12.0}, {"note": ("a", "b")}), DiaryDay(DAY)]
    )
    assert diary.words == "slept 6.5 hours; walked 12 minutes; note: a; note: b"
    rows = [
        OutcomeRow(1, DAY, NOON, kind, 9.5, "s", how, None, None)
        for kind, how in (("tug_s", "camera"), ("odi", "hand"))
    ]
    assert [entry.words for entry in outcome_entries(rows)] == ["9.5, by the camera", "9.5, by hand"]
    comment = CommentRow(1, NOON, "comment", "Well done.", 3, "Thea", 5, None, False)
    (words,) = comment_entries([comment], lambda at: at.date())
    assert (words.title, words.words, words.set_id) == ("To the patient · Thea", "Well done.", 5)
    plan = KeptPlan(1, 2, Plan((PlanItem("heel_raise", 1, 5),)), NOON, "", "To begin with")
    (version,) = plan_entries([plan], lambda at: at.date())
    assert (version.title, version.words) == ("Plan version 2", "1 exercise: To begin with")
