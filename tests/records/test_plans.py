"""Plans are kept as versions, whole; what the envelope or the rules do not allow is not kept at all."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from rooms import DAY, NOON
from sqlalchemy import text

from coach.care import LimitChange, Plan, PlanItem, Targets
from coach.errors import PlanError, RecordError
from coach.records.desk import AccessError
from coach.records.plans import plan_of, plan_versions, save_plan
from coach.records.profiles import give_override

SIT = PlanItem("sit_to_stand", 2, 8)
WHOLE = Plan(
    (
        PlanItem("bird_dog", 3, 6, hold_s=4.5, days_per_week=3, note="«langsam» <b> '; DROP TABLE plans; --"),
        PlanItem("sit_to_stand", 2, 8, limits={"trunk_lean": LimitChange(max=40.0)}),
    ),
    Targets(20, 3, None, "Dr. Ó"),
    "Für den See",
)


def test_a_plan_comes_back_as_it_was_and_the_highest_version_counts(rooms):
    rooms.known()
    assert plan_of(rooms.own, rooms.ada) is None
    limit = next(iter(__import__("coach.rules", fromlist=["x"]).load_exercise("sit_to_stand").limits))
    assert limit
    assert save_plan(rooms.therapist, rooms.ada, Plan((SIT,)), NOON, "To begin with") == 1
    plan = Plan((WHOLE.items[0], SIT), WHOLE.targets, WHOLE.note)
    assert save_plan(rooms.therapist, rooms.ada, plan, NOON + timedelta(days=1)) == 2
    kept = plan_of(rooms.own, rooms.ada)
    assert (kept.version, kept.plan, kept.at, kept.by, kept.note) == (2, plan, NOON + timedelta(days=1), "Thea", "")
    first = plan_of(rooms.own, rooms.ada, version=1)
    assert (first.plan, first.note) == (Plan((SIT,)), "To begin with")
    assert plan_of(rooms.own, rooms.ada, version=3) is None
    assert [one.version for one in plan_versions(rooms.own, rooms.ada)] == [2, 1]
    assert [one.version for one in plan_versions(rooms.own, rooms.ada, limit=1)] == [2]
    assert plan_versions(rooms.other, rooms.berta) == []


def test_a_plan_with_faults_is_refused_whole_with_each_in_a_sentence(rooms):
    rooms.known(level="cervical")
    bad = Plan(
        (SIT, PlanItem("no_such_exercise", 1, 5), PlanItem("bridge", 1, 5, limits={"nothing": LimitChange(max=1)}))
    )
    with pytest.raises(PlanError) as refused:
        save_plan(rooms.therapist, rooms.ada, bad, NOON)
    assert len(str(refused.value).splitlines()) >= 2
    assert plan_of(rooms.own, rooms.ada) is None


def test_what_only_waits_for_its_week_is_planned_ahead(rooms):
    rooms.known(operated_on=DAY - timedelta(weeks=2))
    assert save_plan(rooms.therapist, rooms.ada, Plan((PlanItem("bird_dog", 1, 5),)), NOON) == 1


def test_without_a_profile_no_plan(rooms):
    with pytest.raises(PlanError):
        save_plan(rooms.therapist, rooms.ada, Plan((SIT,)), NOON)
    assert save_plan(rooms.therapist, rooms.ada, Plan((), Targets(15, set_by="Thea")), NOON) == 1


def test_an_override_lets_a_plan_through(rooms):
    rooms.known(operated_on=DAY - timedelta(weeks=2))
    give_override(rooms.therapist, rooms.ada, "bird_dog", "Stands well by now", DAY, "Thea", NOON)
    assert save_plan(rooms.therapist, rooms.ada, Plan((PlanItem("bird_dog", 1, 5),)), NOON) == 1


def test_a_note_that_cannot_be_shown_is_refused(rooms):
    rooms.known()
    for note in ("\x00", "x" * 2001, "a\u202eb"):
        with pytest.raises(RecordError):
            save_plan(rooms.therapist, rooms.ada, Plan((SIT,)), NOON, note)
    assert plan_of(rooms.own, rooms.ada) is None


def test_patients_and_administrators_write_no_plan(rooms):
    rooms.known()
    for desk in (rooms.own, rooms.other, rooms.office):
        with pytest.raises(AccessError):
            save_plan(desk, rooms.ada, Plan((SIT,)), NOON)


def test_of_two_who_change_the_same_version_one_is_told(rooms):
    rooms.known()
    save_plan(rooms.therapist, rooms.ada, Plan((SIT,)), NOON, over=0)
    save_plan(rooms.therapist, rooms.ada, Plan((SIT,)), NOON, over=1)
    with pytest.raises(PlanError, match="Version 2 of this plan has been kept meanwhile"):
        save_plan(rooms.therapist, rooms.ada, Plan((SIT,)), NOON, over=1)
    assert len(plan_versions(rooms.own, rooms.ada)) == 2


def test_two_tabs_that_save_at_once_make_two_versions_or_one_is_told(rooms):
    rooms.known()

    def save(k):
        return save_plan(rooms.therapist, rooms.ada, Plan((PlanItem("sit_to_stand", 1, 4 + k),)), NOON)

    with ThreadPoolExecutor(6) as pool:
        numbers = list(pool.map(save, range(12)))
    assert sorted(numbers) == list(range(1, 13))
    by_version = {one.version: one.plan.items[0].repetitions - 4 for one in plan_versions(rooms.own, rooms.ada)}
    assert by_version == {number: k for k, number in enumerate(numbers)}, "each has the plan that it was told for"


def test_a_plan_that_cannot_be_read_is_said(rooms):
    rooms.known()
    save_plan(rooms.therapist, rooms.ada, Plan((SIT,)), NOON)
    with rooms.store.transaction(write=True) as session:
        session.execute(
            text("INSERT INTO plans (id, person_id, version, at, note, data) VALUES (99, :p, 2, :at, '', :data)"),
            {"p": rooms.ada, "at": "2026-11-24 12:00:00.000000", "data": '{"items": [{"sets": 99}]}'},
        )
    with pytest.raises(PlanError, match="cannot be read"):
        plan_of(rooms.own, rooms.ada)
    assert plan_of(rooms.own, rooms.ada, version=1).plan == Plan((SIT,))
