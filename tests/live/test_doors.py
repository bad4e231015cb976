"""Every way to begin a set asks the precaution envelope, and none lets through what it does not allow."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from motions import MOTIONS
from patients import patient
from playing import attached, play, to_the_set, told

from coach.care import Order, Profile
from coach.care.settings import ClinicSettings
from coach.live.film_job import FilmJob
from coach.live.plan import SessionPlan
from coach.live.planned import session_plan
from coach.live.session import LiveSession
from coach.live.sessions import Sessions
from coach.pose.estimator import FakeEstimator
from coach.pose.poses import Poses
from coach.records.desk import PROGRAM, AccessError, Desk, Viewer
from coach.records.profiles import end_override, give_override, profile_of, save_profile
from coach.records.sessions import NotAllowed, begin_session, sessions_of
from coach.records.store import Store
from coach.records.tables import PlanVersion
from coach.rules import load_exercise, parse_exercise

pytestmark = pytest.mark.usefixtures("data_dir")
BIRD_DOG, SIT = load_exercise("bird_dog"), load_exercise("sit_to_stand")
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
REASON = "She stands very well and asks for it."


def by_python(desk: Desk, person_id: int) -> None:
    LiveSession(SessionPlan(BIRD_DOG), person_id, desk)


def by_the_program(desk: Desk, person_id: int) -> None:
    LiveSession(SessionPlan(BIRD_DOG), person_id, Desk(desk.store, PROGRAM))


def by_the_store(desk: Desk, person_id: int) -> None:
    begin_session(desk, person_id, BIRD_DOG.id, "live", datetime.now(UTC), UTC)


def by_a_plan_edited_in_the_database(desk: Desk, person_id: int) -> None:
    data = {"items": [{"exercise_id": "bird_dog", "sets": 1, "repetitions": 5}]}
    with desk.store.transaction(write=True) as kept:
        kept.add(PlanVersion(person_id=person_id, version=1, at=NOON, by_id=None, note="", data=data))
    LiveSession(session_plan(desk, person_id, BIRD_DOG, ClinicSettings()), person_id, desk)


@pytest.mark.parametrize("door", [by_python, by_the_program, by_the_store, by_a_plan_edited_in_the_database])
@pytest.mark.parametrize(
    "profile",
    [
        {"weeks": 7},
        {"weeks": None},
        {"weeks": 30, "orders": (Order("never", "bird_dog", None, "Dr. Lind", NOON.date()),)},
        {"weeks": 30, "orders": (Order("not_before_week", "kneeling", 40, "Dr. Lind", NOON.date()),)},
        {"operated_on": None},
    ],
    ids=["too early", "no profile", "never", "not before week 40", "no day"],
)
def test_no_door_lets_through_what_is_not_allowed(
    door: Callable[[Desk, int], None], profile: dict[str, object], store: Store
) -> None:
    desk = patient(store, **profile)
    person_id = desk.viewer.person_id or 0
    with pytest.raises(NotAllowed) as refused:
        door(desk, person_id)
    assert str(refused.value).strip()
    assert all(reason.source for reason in refused.value.allowance.reasons if reason.against)
    assert sessions_of(desk, person_id) == []


def test_a_socket_has_no_session_to_speak_to(store: Store) -> None:
    sessions, desk = Sessions(), patient(store, weeks=7)
    with pytest.raises(NotAllowed):
        sessions.add(LiveSession(SessionPlan(BIRD_DOG), desk.viewer.person_id, desk))
    assert sessions.claim("") is None


def test_a_rule_that_says_otherwise_begins_nothing(store: Store) -> None:
    """The file's own weeks and tags are gone, its name is not."""
    desk = patient(store, weeks=7)
    level = replace(BIRD_DOG.allowed["lumbar"], from_week=0)
    session, ear = attached(replace(BIRD_DOG, allowed={"lumbar": level}, tags=()), FakeEstimator, store, desk=desk)
    state = told(session, ear, '{"do": "start"}', '{"do": "start"}')
    assert (state["phase"], state["failure"]) == ("summary", "")
    assert state["summary"]["lines"][1].startswith("Bird dog can wait.")
    assert session.finish() == []
    assert sessions_of(desk, desk.viewer.person_id or 0) == []


def test_somebody_else_cannot_train_in_her_name(store: Store) -> None:
    ada = patient(store).viewer.person_id or 0
    for role in ("patient", "therapist", "administrator"):
        desk = Desk(store, Viewer(store.person_number("Tom"), role))
        with pytest.raises(AccessError):
            LiveSession(SessionPlan(SIT), ada, desk)
        with pytest.raises(AccessError):
            begin_session(desk, ada, SIT.id, "live", datetime.now(UTC), UTC)


def test_a_film_of_the_past_is_judged(store: Store) -> None:
    """It begins nothing."""
    desk = patient(store, weeks=7)
    assert desk.viewer.person_id
    assert FilmJob(BIRD_DOG, "film.mp4", person_id=desk.viewer.person_id, desk=desk)


# What changes while a page is open or a session runs.


class Clock:
    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def overridden(store: Store, clock: Clock) -> tuple[Desk, int]:
    """Seven weeks after the operation, with an override until today."""
    desk = patient(store, clock=clock, weeks=None)
    person_id, program = desk.viewer.person_id or 0, Desk(store, PROGRAM, clock)
    save_profile(
        program, person_id, Profile("lumbar", "posterior", 1, NOON.date() - timedelta(weeks=7)), NOON, "therapist"
    )
    number = give_override(program, person_id, "bird_dog", REASON, NOON.date(), "Mara Lind", NOON)
    return desk, number


def test_an_override_that_ran_out_while_the_page_was_open_lets_nothing_begin(store: Store) -> None:
    clock = Clock()
    desk, _ = overridden(store, clock)
    session, ear = attached(BIRD_DOG, FakeEstimator, store, desk=desk)
    assert ear.state["allowed_words"] == "Allowed by Mara Lind until 24 November 2026."
    clock.now += timedelta(days=1)
    assert "Opposite arm and leg" in told(session, ear, '{"do": "start"}')["failure"] or ear.state["failure"]
    assert session.finish() == []
    assert sessions_of(desk, desk.viewer.person_id or 0) == []


def test_what_runs_keeps_its_rule_over_midnight_and_the_end_of_an_override(
    store: Store, jpeg: bytes, sitting_and_standing: Poses
) -> None:
    clock = Clock(NOON.replace(hour=22))
    desk, number = overridden(store, clock)
    poses = MOTIONS["bird_dog"].poses(2, fps=20, size_px=(640, 480))
    session, ear = attached(BIRD_DOG, lambda: FakeEstimator(poses), store, desk=desk)
    to_the_set(session, ear)
    end_override(Desk(store, PROGRAM, clock), number, clock())
    clock.now += timedelta(hours=5)
    play(session, ear, poses, jpeg)
    assert (ear.state["failure"], ear.state["count"]) == ("", 2)
    session.finish("left")
    (one,) = sessions_of(desk, desk.viewer.person_id or 0)
    assert one.day == NOON.date()
    assert one.state == "stopped"


@pytest.mark.parametrize("how", ["an order", "the end of an override"])
def test_what_is_entered_between_two_sets_ends_the_session_calmly(
    how: str, store: Store, jpeg: bytes, sitting_and_standing: Poses
) -> None:
    clock = Clock()
    desk, number = overridden(store, clock)
    person_id, program = desk.viewer.person_id or 0, Desk(store, PROGRAM, clock)
    rule = parse_exercise(re.sub(r"sets: \d+, repetitions: \d+", "sets: 2, repetitions: 2", BIRD_DOG.text))
    poses = MOTIONS["bird_dog"].poses(2, fps=20, size_px=(640, 480))
    session, ear = attached(rule, lambda: FakeEstimator(poses), store, desk=desk)
    to_the_set(session, ear)
    end_s = play(session, ear, poses, jpeg)
    told(session, ear, f'{{"tick": {end_s + 3}}}')
    assert ear.state["phase"] == "rest"
    if how == "an order":
        never = Order("never", "bird_dog", None, "Dr. Lind", NOON.date())
        save_profile(
            program, person_id, replace(profile_of(program, person_id).profile, orders=(never,)), NOON, "therapist"
        )
    else:
        end_override(program, number, clock())
    state = told(session, ear, '{"do": "start"}')
    assert (state["phase"], state["failure"], state["ask"]) == ("summary", "", None)
    assert state["say"][-1]["words"] == "Rest now."
    first, *_, rest, why, kept = state["summary"]["lines"]
    assert "2" in first
    assert (rest, kept) == ("Rest now.", "Kept on this computer for you and your therapist.")
    assert why.startswith("Bird dog can wait.")
    assert [outcome.why for outcome in session.finish()] == ["done"]
    (one,) = sessions_of(desk, person_id)
    assert (one.state, one.why, [kept.count for kept in one.sets]) == ("stopped", "not_allowed", [2])
