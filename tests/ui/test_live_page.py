"""The page of a guided session: what it opens for whom, what it says where it may not, and what it shows afterwards."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import streamlit as st
from by_name import save_answers
from entry import signed_in
from motions import MOTIONS
from patients import patient
from PIL import Image
from streamlit.testing.v1 import AppTest

from coach.care import Answers, ClinicSettings, LimitChange, Order, PainRule, Plan, PlanItem
from coach.live.commands import Command
from coach.live.plan import SessionPlan
from coach.live.session import LiveSession
from coach.live.sessions import MAX_SESSIONS, SESSIONS
from coach.pose.estimator import FakeEstimator
from coach.records.comments import comments_of
from coach.records.desk import PROGRAM, Desk
from coach.records.plans import save_plan
from coach.records.profiles import give_override
from coach.records.settings import save_settings
from coach.records.store import Store
from coach.records.tables import PlanVersion
from coach.rules import load_exercise
from coach.ui.live_component import session_data

PAGE = (
    "from coach.ui.live_page import show; from coach.errors import CoachError; import streamlit as st\ntry:\n    show()"
)
PAGE += "\nexcept CoachError as error:\n    st.warning(str(error))"
NOW = datetime.now(UTC)
At = Callable[..., tuple[AppTest, LiveSession]]
Opened = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def cleared(store: Store) -> Iterator[None]:
    """The store of this test alone, in which Ada and Bea may train, and no session of another test."""
    st.cache_resource.clear()
    for name in ("Ada", "Bea"):
        patient(store, name)
    yield
    st.cache_resource.clear()


@pytest.fixture
def sessions() -> Iterator[list[LiveSession]]:
    """What the test opened; dropped at its end."""
    opened: list[LiveSession] = []
    yield opened
    for session in opened:
        session.finish()
        SESSIONS.drop(session.token)


@pytest.fixture
def opened(store: Store) -> Opened:
    """The page at an address, for somebody who is signed in; not yet run."""

    def page(person: str = "Ada", **query: str) -> AppTest:
        app = AppTest.from_string(PAGE, default_timeout=60)
        signed_in(app, store, person)
        for key, value in query.items():
            app.query_params[key] = value
        return app

    return page


@pytest.fixture
def at(opened: Opened, sessions: list[LiveSession]) -> At:
    """The page at an address, and the session that it opened."""
    return lambda person="Ada", **query: again(opened(person, **query), sessions)


def again(app: AppTest, sessions: list[LiveSession]) -> tuple[AppTest, LiveSession]:
    app.run()
    assert not app.exception, app.exception
    session = SESSIONS.find(app.session_state["live_token"])
    assert session is not None
    sessions.append(session)
    return app, session


def said(app: AppTest) -> str:
    parts = (*app.title, *app.header, *app.subheader, *app.markdown, *app.warning, *app.success)
    return "\n".join([*(str(part.value) for part in parts), *(part.proto.body for part in app.get("html"))])


def refused(app: AppTest) -> str:
    """What the page says where it began no session."""
    app.run()
    assert not app.exception, app.exception
    assert "live_token" not in app.session_state
    return said(app)


def test_the_address_names_the_exercise(at: At) -> None:
    _, session = at(exercise="bird_dog")
    assert (session.exercise.id, session.person, session.demo) == ("bird_dog", "Ada", False)
    assert session.guide.phase == "check"


def test_a_rerun_keeps_the_session_and_another_exercise_opens_another(at: At, sessions: list[LiveSession]) -> None:
    app, first = at(exercise="bridge")
    assert again(app, sessions)[1] is first
    app.query_params["exercise"] = "mini_squat"
    assert again(app, sessions)[1].exercise.id == "mini_squat"


def test_two_tabs_have_two_sessions(at: At) -> None:
    _, one = at(exercise="bridge")
    _, other = at(exercise="bridge")
    assert one.token != other.token


def test_an_exercise_that_does_not_exist_is_a_calm_sentence(opened: Opened) -> None:
    assert "mini_squat" in refused(opened(exercise="mini_sqat"))


@pytest.mark.parametrize("name", ["{file}", "../{file}", "{folder}/gone", "x" * 5000, "a\0b"])
def test_an_address_opens_no_file_of_this_computer(opened: Opened, tmp_path: Path, name: str) -> None:
    file = tmp_path / "private.yaml"
    file.write_text("db_password: hunter2\n", encoding="utf-8")
    told = refused(opened(exercise=name.format(file=file, folder=tmp_path), demo="1"))
    assert "There is no exercise" in told
    assert not any(word in told for word in ("db_password", "hunter2", "line 1", "cannot be read"))


def test_nobody_trains_without_being_signed_in() -> None:
    app = AppTest.from_string(PAGE, default_timeout=60)
    app.query_params["exercise"] = "bridge"
    assert "Sign in to go on." in refused(app)


def test_what_was_answered_today_is_not_asked_again(at: At, store: Store) -> None:
    save_answers(store, "Ada", Answers(back=2, limb=1), kind="before", asked_at=NOW)
    assert at(exercise="bridge")[1].guide.phase == "ready"


def test_a_sign_that_was_marked_today_stops_every_exercise_today(at: At, store: Store) -> None:
    save_answers(store, "Ada", Answers(flags=frozenset({"fever"})), kind="before", asked_at=NOW)
    assert at(exercise="bridge")[1].guide.phase == "halted"
    assert at("Bea", exercise="bridge")[1].guide.phase == "check"


def test_another_person_in_the_same_tab_has_a_session_of_her_own(
    at: At, sessions: list[LiveSession], store: Store
) -> None:
    app, first = at(exercise="bridge")
    signed_in(app, store, "Bea")
    assert again(app, sessions)[1].person == "Bea"
    assert first.person == "Ada"


def test_the_therapists_settings_are_in_force(at: At, store: Store) -> None:
    save_settings(Desk(store, PROGRAM), ClinicSettings(pain=PainRule(end_at=4), rest_s=30), NOW)
    _, session = at(exercise="bridge")
    assert (session.plan.settings.pain.end_at, session.plan.settings.rest_s) == (4, 30)


def test_a_demonstration_asks_nothing_and_keeps_nothing(at: At, store: Store) -> None:
    patient(store, "Cora", weeks=None)
    _, session = at("Cora", exercise="heel_raise", demo="1")
    assert (session.demo, session.desk, session.guide.phase) == (True, None, "ready")
    with session.estimator() as acted:
        assert acted.estimate(np.zeros((480, 640, 3), np.uint8), 0.0).present.all()


def test_the_browser_is_told_the_exercise_in_the_patients_language() -> None:
    session = LiveSession(SessionPlan(load_exercise("mini_squat")), language="de")
    told = session_data(session)
    assert (told["name"], told["view"], told["position"]) == ("Kleine Kniebeuge", "side", "standing")
    assert told["words"]["stop"] != "Stop"
    assert len(told["show"]["frames"]) > 20


def test_too_many_sessions_are_refused_with_a_calm_sentence(at: At, opened: Opened) -> None:
    for _ in range(MAX_SESSIONS):
        at(exercise="bridge")
    assert "End one of them first." in refused(opened(exercise="bridge"))


# The envelope.


def test_without_a_profile_the_operation_is_asked_first(opened: Opened, store: Store) -> None:
    patient(store, "Cora", weeks=None)
    app = opened("Cora", exercise="bridge")
    assert "Tell us about your operation first." in refused(app)
    assert [button.label for button in app.button] == ["About your operation"]


def test_without_a_day_of_the_operation_it_is_asked_first(opened: Opened, store: Store) -> None:
    patient(store, "Cora", operated_on=None)
    assert "Tell us about your operation first." in refused(opened("Cora", exercise="bridge"))


def test_an_exercise_outside_the_envelope_says_why_until_when_and_what_to_do(opened: Opened, store: Store) -> None:
    patient(store, "Cora", weeks=7)
    app = opened("Cora", exercise="bird_dog")
    words = refused(app)
    assert "This exercise can wait." in words
    assert "You can begin with it in week 12" in words
    assert "D&#x27;Urso" in words
    assert "The usual time" in words
    assert [button.label for button in app.button] == ["What is on for today"]


def test_what_the_surgeon_forbids_names_the_surgeon(opened: Opened, store: Store) -> None:
    order = Order("never", "bridge", None, "Dr. <Lind>", NOW.date())
    patient(store, "Cora", orders=(order,))
    words = refused(opened("Cora", exercise="bridge"))
    assert "Your surgeon does not want this." in words
    assert "Set by: surgeon Dr. &lt;Lind&gt;" in words
    assert "Other exercises suit you now." in words


def test_an_override_lets_her_begin_and_is_read_in_the_session(at: At, store: Store) -> None:
    desk = patient(store, "Cora", weeks=7)
    until = NOW.date() + timedelta(days=9)
    give_override(
        Desk(store, PROGRAM), desk.viewer.person_id, "bird_dog", "She stands very well.", until, "Mara Lind", NOW
    )
    _, session = at("Cora", exercise="bird_dog")
    assert session.summary()
    assert session.allowance is not None
    assert session.allowance.override is not None
    assert session.allowance.override.by_name == "Mara Lind"


# The plan.


def item(**change: Any) -> PlanItem:
    return replace(PlanItem("sit_to_stand", 3, 6), **change)


def planned(store: Store, plan: Plan) -> None:
    save_plan(Desk(store, PROGRAM), store.person_number("Ada"), plan, NOW)


def test_what_runs_is_the_plan(at: At, store: Store) -> None:
    planned(store, Plan((item(limits={"forward_bend": LimitChange(max=55.0)}),)))
    _, session = at(exercise="sit_to_stand")
    assert (session.exercise.dose.sets, session.exercise.dose.repetitions) == (3, 6)
    assert next(limit.max for limit in session.exercise.limits if limit.id == "forward_bend") == 55.0
    _, other = at(exercise="mini_squat")
    assert other.exercise == load_exercise("mini_squat")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"limits": {"forward_bend": {"min": None, "max": 80.0}}}, "Please tell your therapist"),
        ({"repetitions": 500}, "Please tell your therapist"),
        ({"sets": "many"}, "Please tell your therapist"),
    ],
    ids=["looser limit", "past the bounds", "no number"],
)
def test_a_plan_that_was_edited_in_the_database_is_refused(
    change: dict[str, Any], why: str, opened: Opened, store: Store
) -> None:
    planned(store, Plan((item(),)))
    with store.transaction(write=True) as session:
        session.connection().exec_driver_sql("DROP TRIGGER IF EXISTS plans_keep")
        kept = session.query(PlanVersion).one()
        data = kept.data | {"items": [kept.data["items"][0] | change]}
        person_id, at, note = kept.person_id, kept.at, kept.note
        session.add(PlanVersion(person_id=person_id, version=kept.version + 1, at=at, by_id=None, note=note, data=data))
    assert why in refused(opened(exercise="sit_to_stand"))


def test_a_forbidden_exercise_in_an_edited_plan_is_refused(opened: Opened, store: Store) -> None:
    desk = patient(store, "Cora", weeks=7)
    data = {"items": [{"exercise_id": "bird_dog", "sets": 1, "repetitions": 5}]}
    with store.transaction(write=True) as session:
        session.add(PlanVersion(person_id=desk.viewer.person_id, version=1, at=NOW, by_id=None, note="", data=data))
    assert "This exercise can wait." in refused(opened("Cora", exercise="bird_dog"))


# Afterwards.


def done(session: LiveSession, repetitions: int = 2) -> None:
    poses = MOTIONS["mini_squat"].poses(repetitions, size_px=(640, 480))
    session.estimator = lambda: FakeEstimator(poses)
    heard = threading.Semaphore(0)
    session.attach(lambda answer: heard.release())
    picture = io.BytesIO()
    Image.fromarray(np.full((480, 640, 3), 120, np.uint8)).save(picture, "JPEG")
    for _ in range(3):
        session.do(Command("start"))
    for _ in range(4):
        heard.acquire()
    for t_s in poses.t_s.tolist():
        session.offer(picture.getvalue(), t_s)
        heard.acquire()
    session.finish("done")


def test_what_was_kept_is_shown_when_the_session_is_over(at: At, sessions: list[LiveSession], store: Store) -> None:
    save_answers(store, "Ada", Answers(back=2), kind="before", asked_at=NOW)
    app, session = at(exercise="mini_squat")
    done(session)
    app.run()
    assert not app.exception, app.exception
    assert "You did 2 repetitions" in said(app)
    assert "Set 1" in said(app)
    assert store.sets()[0].count == 2
    labels = [button.label for button in app.button]
    assert labels == ["Send", "What is on for today", "Another session"]
    app.button[2].click()
    _, other = again(app, sessions)
    assert other is not session


def test_a_word_to_the_therapist_is_kept_with_the_set(at: At, store: Store) -> None:
    save_answers(store, "Ada", Answers(back=2), kind="before", asked_at=NOW)
    app, session = at(exercise="mini_squat")
    done(session)
    app.run()
    app.button[0].click().run()
    assert "Kept." not in said(app), "nothing was written"
    app.text_area[0].input("May I do it <b>twice</b>?")
    app.button[0].click().run()
    assert not app.exception, app.exception
    assert "Kept. Your therapist will read it." in said(app)
    ada = patient(store)
    (word,) = comments_of(ada, ada.viewer.person_id)
    assert (word.kind, word.words, word.set_id) == ("question", "May I do it <b>twice</b>?", session.outcomes[0].set_id)


def test_a_session_that_was_left_at_once_says_nothing_of_sets(at: At) -> None:
    app, session = at(exercise="mini_squat")
    session.finish("left")
    app.run()
    assert not app.exception
    assert "Set 1" not in said(app)
