"""Sessions and sets as they run: begun where the envelope lets her, on disk as they happen, ended once and for good."""

import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from rooms import DAY, NOON, RECORDING, SIT, breach, end_what_runs, made_report, repetition
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from coach.care import Order, Plan, PlanItem
from coach.errors import RecordError, UnknownExerciseError
from coach.records.desk import AccessError
from coach.records.kept_sets import open_set
from coach.records.people import archive_person
from coach.records.plans import plan_of, save_plan
from coach.records.profiles import end_override, give_override
from coach.records.repetitions import events_of
from coach.records.sessions import (
    NotAllowed,
    append_events,
    begin_session,
    begin_set,
    drop_set,
    end_session,
    finish_set,
    session,
    sessions_of,
)
from coach.records.tables import CountedRepetition, JudgedSet, SetEvent, Standing
from coach.rules import load_exercise

EXERCISE = load_exercise(SIT)
MINUTE = timedelta(minutes=1)


def begun(rooms, at=NOON, zone=UTC):
    held = begin_session(rooms.own, rooms.ada, SIT, "live", at, zone)
    return held, begin_set(rooms.own, held, EXERCISE.text, 1, at)


def events(rooms, set_id):
    return events_of(rooms.own, rooms.ada, set_id)


def test_a_session_is_kept_as_it_went(rooms):
    rooms.known()
    save_plan(rooms.therapist, rooms.ada, Plan((PlanItem(SIT, 2, 8),)), NOON)
    at = datetime(2026, 11, 24, 9, 30, 15, 123456, tzinfo=timezone(timedelta(hours=2)))
    held, set_id = begun(rooms, at)
    report = made_report(count=8, breaches=2, coverage=0.75)
    told = report["events"]
    for k in range(0, len(told), 3):
        append_events(rooms.own, set_id, k, told[k : k + 3])
        assert events(rooms, set_id) == told[: k + 3]
    finish_set(rooms.own, set_id, report, RECORDING)
    end_session(rooms.own, held, "done", "done", at + 9 * MINUTE)
    row = session(rooms.own, held)
    assert row == sessions_of(rooms.own, rooms.ada)[0]
    assert (row.person_id, row.exercise_id, row.kind) == (rooms.ada, SIT, "live")
    assert row.plan_id == plan_of(rooms.own, rooms.ada).id
    assert (row.began_at, row.day, row.zone, row.ended_at) == (at, at.date(), "UTC", at + 9 * MINUTE)
    assert (row.state, row.why) == ("done", "done")
    (one,) = row.sets
    assert (one.id, one.count, one.coverage, one.verdict, one.exercise_sha256) == (
        set_id,
        8,
        0.75,
        "breach",
        EXERCISE.sha256,
    )
    kept = open_set(rooms.own, set_id)
    assert kept.report == report
    assert kept.exercise_text == EXERCISE.text
    with rooms.store.transaction() as opened:
        judged = opened.get_one(JudgedSet, set_id)
        assert (judged.number, judged.state, judged.clear, judged.breaches) == (1, "kept", 6, 2)
        assert len(opened.scalars(select(CountedRepetition).where(CountedRepetition.set_id == set_id)).all()) == 8


def test_only_what_is_not_there_yet_is_added_at_the_end(rooms):
    rooms.known()
    _, set_id = begun(rooms)
    report = made_report(count=3)
    append_events(rooms.own, set_id, 0, report["events"][:2])
    finish_set(rooms.own, set_id, report, None)
    assert events(rooms, set_id) == report["events"]
    with rooms.store.transaction() as opened:
        assert opened.get_one(JudgedSet, set_id).recording_sha256 is None


def test_a_batch_of_events_is_kept_whole_or_not_at_all(rooms):
    rooms.known()
    _, set_id = begun(rooms)
    append_events(rooms.own, set_id, 0, [repetition(1)])
    with pytest.raises(IntegrityError):
        append_events(rooms.own, set_id, 1, [repetition(2), repetition(1)])
    with pytest.raises(IntegrityError):
        append_events(rooms.own, set_id, 0, [breach(1.0)])
    with pytest.raises(Exception, match="JSON compliant"):
        append_events(rooms.own, set_id, 1, [repetition(2), breach(1.0) | {"value": float("nan")}])
    append_events(rooms.own, set_id, 1, [])
    assert events(rooms, set_id) == [repetition(1)]
    append_events(rooms.own, set_id, 1, [repetition(2)])
    assert [one["index"] for one in events(rooms, set_id)] == [1, 2]


def test_what_has_ended_stays_as_it_is(rooms):
    rooms.known()
    held, set_id = begun(rooms)
    finish_set(rooms.own, set_id, made_report(), RECORDING)
    end_session(rooms.own, held, "stopped", "pain_stop", NOON + MINUTE)
    end_session(rooms.own, held, "done", "done", NOON + 2 * MINUTE)
    with pytest.raises(RecordError, match="Begin another one"):
        begin_set(rooms.own, held, EXERCISE.text, 2, NOON)
    for change in (
        lambda: append_events(rooms.own, set_id, 99, [repetition(99)]),
        lambda: finish_set(rooms.own, set_id, made_report(count=30), None),
        lambda: drop_set(rooms.own, set_id),
    ):
        with pytest.raises(RecordError):
            change()
    row = session(rooms.own, held)
    assert (row.state, row.why, row.ended_at, row.sets[0].count) == ("stopped", "pain_stop", NOON + MINUTE, 8)


def test_a_set_in_which_nobody_was_seen_leaves_nothing(rooms):
    rooms.known()
    held, set_id = begun(rooms)
    append_events(rooms.own, set_id, 0, [{"kind": "armed", "t_s": 0.1}])
    drop_set(rooms.own, set_id)
    assert session(rooms.own, held).sets == ()
    with rooms.store.transaction() as opened:
        assert opened.scalars(select(SetEvent)).all() == []
    other = begin_set(rooms.own, held, EXERCISE.text, 1, NOON)
    append_events(rooms.own, other, 0, [repetition(1)])
    with pytest.raises(RecordError, match="stays in the record"):
        drop_set(rooms.own, other)
    assert events(rooms, other) == [repetition(1)]


def test_what_is_not_there_is_said(rooms):
    rooms.known()
    for ask in (
        lambda: session(rooms.own, 99),
        lambda: end_session(rooms.own, 99, "done", "done", NOON),
        lambda: begin_set(rooms.own, 99, EXERCISE.text, 1, NOON),
        lambda: append_events(rooms.own, 99, 0, [repetition(1)]),
        lambda: finish_set(rooms.own, 99, made_report(), None),
        lambda: drop_set(rooms.own, 99),
    ):
        with pytest.raises(RecordError, match="99"):
            ask()


def test_nothing_begins_outside_the_envelope(rooms):
    with pytest.raises(NotAllowed) as refused:
        begun(rooms)
    assert refused.value.allowance.reasons, "nothing is known of her operation"
    rooms.known(operated_on=DAY - timedelta(weeks=7))
    with pytest.raises(NotAllowed, match="week") as refused:
        begin_session(rooms.own, rooms.ada, "bird_dog", "live", NOON, UTC)
    assert [reason.set_by.text for reason in refused.value.allowance.reasons if reason.against]
    assert sessions_of(rooms.own, rooms.ada) == []


def test_the_week_is_counted_on_her_own_day(rooms):
    """On the last evening of the week before it is allowed in Berlin and no more in New York, where it is still day."""
    first = load_exercise("bird_dog").allowed["lumbar"].from_week
    rooms.known(operated_on=DAY - timedelta(weeks=first))
    just_after_midnight = datetime(2026, 11, 24, 0, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    with pytest.raises(NotAllowed):
        begin_session(rooms.own, rooms.ada, "bird_dog", "live", just_after_midnight, ZoneInfo("America/New_York"))
    held = begin_session(rooms.own, rooms.ada, "bird_dog", "live", just_after_midnight, ZoneInfo("Europe/Berlin"))
    row = session(rooms.own, held)
    assert (row.day, row.zone) == (DAY, "Europe/Berlin")


def test_a_set_belongs_to_the_day_on_which_its_session_began(rooms):
    rooms.known()
    late = datetime(2026, 11, 24, 23, 59, tzinfo=ZoneInfo("Europe/Berlin"))
    held, _ = begun(rooms, late, ZoneInfo("Europe/Berlin"))
    set_id = begin_set(rooms.own, held, EXERCISE.text, 2, late + 5 * MINUTE)
    with rooms.store.transaction() as opened:
        assert opened.get_one(JudgedSet, set_id).local_day == DAY
    fixed = begin_session(rooms.own, rooms.ada, SIT, "live", late, timezone(timedelta(hours=5, minutes=30)))
    row = session(rooms.own, fixed)
    assert (row.day, row.zone) == (DAY + timedelta(days=1), "UTC+05:30")


def test_a_rule_of_another_exercise_and_one_that_is_none_begin_no_set(rooms):
    rooms.known()
    held, _ = begun(rooms)
    with pytest.raises(RecordError):
        begin_set(rooms.own, held, load_exercise("bird_dog").text, 2, NOON)
    with pytest.raises(Exception, match="schema"):
        begin_set(rooms.own, held, "schema: 99\n", 2, NOON)
    assert len(session(rooms.own, held).sets) == 0


def test_a_path_is_no_exercise(rooms, tmp_path):
    """A file that allows everything, wherever it lies, begins nothing."""
    rooms.known(operated_on=DAY - timedelta(weeks=7))
    file = tmp_path / "bird_dog.yaml"
    file.write_text(load_exercise(SIT).text.replace(f"id: {SIT}", "id: bird_dog"))
    for name in (str(file), f"../exercises/{SIT}.yaml", f"{SIT}.yaml", "", "Sit_to_stand"):
        with pytest.raises(UnknownExerciseError):
            begin_session(rooms.own, rooms.ada, name, "live", NOON, UTC)
    assert sessions_of(rooms.own, rooms.ada) == []


def test_whose_record_is_put_away_begins_nothing(rooms):
    rooms.known()
    held, _ = begun(rooms)
    archive_person(rooms.therapist, rooms.ada)
    for change in (lambda: begun(rooms), lambda: begin_set(rooms.own, held, EXERCISE.text, 2, NOON)):
        with pytest.raises(RecordError, match="put away"):
            change()
    archive_person(rooms.therapist, rooms.ada, archived=False)
    assert begin_set(rooms.own, held, EXERCISE.text, 2, NOON)


def test_another_movement_under_an_allowed_name_begins_no_set(rooms):
    """At 75 days she may sit and stand, and not lift an arm and the opposite leg, whatever the text is called."""
    rooms.known(operated_on=DAY - timedelta(days=75))
    held, _ = begun(rooms)
    text = load_exercise("bird_dog").text.replace("id: bird_dog", f"id: {SIT}")
    with pytest.raises(NotAllowed, match="opposite leg"):
        begin_set(rooms.own, held, text, 2, NOON)


def test_a_rule_that_gives_itself_an_earlier_week_begins_no_set(rooms):
    rooms.known(operated_on=DAY - timedelta(weeks=7))
    number = give_override(rooms.therapist, rooms.ada, "bird_dog", "Stands very well.", DAY, "Thea", NOON)
    rule = load_exercise("bird_dog")
    held = begin_session(rooms.own, rooms.ada, rule.id, "live", NOON, UTC)
    end_override(rooms.therapist, number, NOON + MINUTE)
    early = re.sub(r"from_week: *\d+", "from_week: 0", rule.text)
    with pytest.raises(NotAllowed, match="begins in week"):
        begin_set(rooms.own, held, early, 1, NOON + 2 * MINUTE)


def test_an_order_entered_meanwhile_stops_the_next_set_and_not_the_one_that_runs(rooms):
    rooms.known()
    held, set_id = begun(rooms)
    rooms.known(orders=(Order("never", SIT, None, "Dr. Lind", DAY),))
    with pytest.raises(NotAllowed, match="surgeon"):
        begin_set(rooms.own, held, EXERCISE.text, 2, NOON + MINUTE)
    finish_set(rooms.own, set_id, made_report(), RECORDING)
    end_session(rooms.own, held, "stopped", "not_allowed", NOON + 2 * MINUTE)
    assert [one.count for one in session(rooms.own, held).sets] == [8]


def test_an_override_lasts_over_midnight_for_a_session_that_runs_and_no_whole_day_longer(rooms):
    rooms.known(operated_on=DAY - timedelta(weeks=7))
    give_override(rooms.therapist, rooms.ada, "bird_dog", "Stands very well.", DAY, "Thea", NOON)
    late = datetime(2026, 11, 24, 23, 50, tzinfo=UTC)
    rule = load_exercise("bird_dog")
    held = begin_session(rooms.own, rooms.ada, rule.id, "live", late, UTC)
    assert begin_set(rooms.own, held, rule.text, 1, late - 60 * MINUTE), "a clock that was put back stops nothing"
    assert begin_set(rooms.own, held, rule.text, 2, late + 20 * MINUTE)
    with pytest.raises(NotAllowed):
        begin_set(rooms.own, held, rule.text, 3, late + timedelta(days=1))


def test_nobody_trains_or_writes_for_somebody_else(rooms):
    rooms.known()
    held, set_id = begun(rooms)
    for desk in (rooms.other, rooms.therapist, rooms.office):
        for change in (
            lambda desk: begin_session(desk, rooms.ada, SIT, "live", NOON, UTC),
            lambda desk: begin_set(desk, held, EXERCISE.text, 2, NOON),
            lambda desk: append_events(desk, set_id, 0, [repetition(1)]),
            lambda desk: end_session(desk, held, "done", "done", NOON),
        ):
            with pytest.raises(AccessError):
                change(desk)
    assert session(rooms.own, held).state == "running"


def test_a_clock_put_back_breaks_no_list_and_no_length(rooms):
    rooms.known()
    numbers = []
    for minutes in (0, -60, -120, -120):
        at = NOON + minutes * MINUTE
        held, set_id = begun(rooms, at)
        finish_set(rooms.own, set_id, made_report(), None)
        end_session(rooms.own, held, "done", "done", at - 30 * MINUTE)
        numbers.append(held)
    rows = sessions_of(rooms.own, rooms.ada)
    assert [row.id for row in rows] == [numbers[0], numbers[1], numbers[3], numbers[2]], "by moment, then by number"
    assert all(row.ended_at >= row.began_at for row in rows)


def test_a_page_of_sessions_is_what_was_asked_for(rooms):
    rooms.known()
    held = [rooms.train(NOON - timedelta(days=k), {}, {}) for k in range(5)]
    assert [row.id for row in sessions_of(rooms.own, rooms.ada)] == held
    assert [row.id for row in sessions_of(rooms.own, rooms.ada, offset=1, limit=2)] == held[1:3]
    since, until = DAY - timedelta(days=3), DAY - timedelta(days=1)
    assert [row.id for row in sessions_of(rooms.own, rooms.ada, since, until)] == held[1:4]
    assert {len(row.sets) for row in sessions_of(rooms.own, rooms.ada)} == {2}
    assert sessions_of(rooms.other, rooms.berta) == []


def test_a_set_that_was_cut_off_is_kept_with_what_was_told(rooms):
    rooms.known()
    held, set_id = begun(rooms)
    append_events(rooms.own, set_id, 0, [repetition(1), repetition(2, "breach"), breach(4.5), repetition(3, "close")])
    assert end_what_runs(rooms.store, NOON - 5 * MINUTE) == 1
    row = session(rooms.own, held)
    assert (row.state, row.ended_at) == ("interrupted", NOON), "not before it began"
    with rooms.store.transaction() as opened:
        one = opened.get_one(JudgedSet, set_id)
        assert (one.state, one.count, one.clear, one.breaches) == ("interrupted", 3, 1, 1)
        stands = opened.get_one(Standing, rooms.ada)
        assert (stands.sets_14d, stands.last_day) == (1, DAY)


def test_the_database_itself_knows_how_a_session_can_stand(rooms):
    rooms.known()
    held, _ = begun(rooms)
    for state in ("", "finished", "kept"):
        with pytest.raises(IntegrityError):
            end_session(rooms.own, held, state, "", NOON)
    assert session(rooms.own, held).state == "running"
