"""The pages of exercise and film as a person uses them, drawn by Streamlit's own test browser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import streamlit as st
from entry import at, signed_in
from films import write_film
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from coach.care import Profile
from coach.live.film_job import FilmJob
from coach.pose.estimator import FakeEstimator
from coach.records.desk import PROGRAM, Desk, Viewer
from coach.records.profiles import save_profile
from coach.records.store import Store
from coach.rules import exercise_ids, load_exercise
from coach.ui import words

WAYS_ON = ("Use the camera", "Judge a film")
ENTRY = Path(__file__).parents[2] / "streamlit_app.py"


@pytest.fixture
def app(store: Store) -> Iterator[AppTest]:
    """The page of all exercises with Ada signed in, nine weeks after an operation of her lower back."""
    st.cache_resource.clear()
    opened = AppTest.from_file(str(ENTRY), default_timeout=60)
    operated(store, signed_in(opened, store, "Ada"), weeks=9)
    yield at(opened, "exercise")
    st.cache_resource.clear()


def operated(store: Store, person_id: int, weeks: int) -> None:
    day = datetime.now(UTC).date() - timedelta(weeks=weeks)
    profile = Profile("lumbar", "posterior", 1, day)
    save_profile(Desk(store, PROGRAM), person_id, profile, datetime.now(UTC), "therapist")


@pytest.fixture
def ready(app: AppTest) -> AppTest:
    """The same with sit to stand chosen."""
    return drawn(app.radio[0].set_value("sit_to_stand").run())


def drawn(app: AppTest) -> AppTest:
    assert not app.exception, app.exception
    return app


def said(app: AppTest) -> str:
    elements = (*app.title, *app.header, *app.markdown, *app.caption, *app.warning, *app.info)
    return "\n".join(str(element.value) for element in elements).replace("\\", "")


def button(app: AppTest, label: str) -> Button:
    return next(button for button in app.button if button.label == label)


def press(app: AppTest, label: str) -> AppTest:
    button(app, label).click()
    return drawn(app.run())


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def test_every_exercise_is_offered_and_the_disclaimer_stands_once(app: AppTest) -> None:
    assert len(app.radio[0].options) == len(exercise_ids())
    assert said(app).count(words.DISCLAIMER) == 1


def test_before_the_operation_is_told_everything_waits_and_the_way_to_tell_is_there(store: Store) -> None:
    st.cache_resource.clear()
    app = AppTest.from_file(str(ENTRY), default_timeout=60)
    signed_in(app, store, "Ada")
    drawn(at(app, "exercise"))
    assert "First tell which operation it was" in said(app)
    assert button(app, "Use the camera").disabled
    press(app, "About your operation")
    assert "operation" in said(app)


def test_what_waits_comes_last_and_says_until_when_and_who_says_so(store: Store) -> None:
    st.cache_resource.clear()
    app = AppTest.from_file(str(ENTRY), default_timeout=60)
    operated(store, signed_in(app, store, "Ada"), weeks=1)
    drawn(at(app, "exercise"))
    waiting = [caption for caption in captions(app) if caption.startswith("Waits: ")]
    assert waiting == captions(app)[-len(waiting) :] != []
    assert not captions(app)[0].startswith("Waits: ")
    assert not button(app, "Use the camera").disabled
    drawn(app.radio[0].set_value(list(ids(app))[-1]).run())
    assert button(app, "Use the camera").disabled
    assert not button(app, "Judge a film").disabled
    assert "This exercise waits: " in said(app)
    assert "Set by: " in said(app)


def ids(app: AppTest) -> list[str]:
    """The exercises in the order of the list."""
    names = {load_exercise(one).name: one for one in exercise_ids()}
    return [names[option] for option in app.radio[0].options]


def captions(app: AppTest) -> list[str]:
    return [caption.replace("\\", "") for caption in app.radio[0].proto.captions]


def test_the_chosen_exercise_says_what_to_do_where_the_camera_stands_and_what_is_watched(ready: AppTest) -> None:
    exercise = load_exercise("sit_to_stand")
    text = said(ready)
    assert exercise.summary in text
    assert exercise.camera.place in text
    assert "Forward bend: at most 60°" in text
    for one in exercise.cannot_judge:
        assert one in text
    assert [button(ready, label).disabled for label in WAYS_ON] == [False, False]


def test_the_camera_and_the_demonstration_lead_to_the_session_of_the_chosen_exercise(ready: AppTest) -> None:
    press(ready, "See how it goes, without a camera")
    assert dict(ready.query_params) == {"exercise": "sit_to_stand", "demo": "1"}


def test_a_film_is_asked_for(ready: AppTest) -> None:
    press(ready, "Judge a film")
    assert "A film of the exercise" in [uploader.label for uploader in ready.file_uploader]
    assert button(ready, "Judge this film").disabled


def judged(store: Store, film: Path, name: str = "my film.mp4") -> FilmJob:
    ada = store.person_number("Ada")
    job = FilmJob(load_exercise("sit_to_stand"), name, FakeEstimator(), ada, Desk(store, Viewer(ada, "patient")))
    job.start(lambda path: path.write_bytes(film.read_bytes()))
    job.wait()
    return job


def test_a_judged_film_shows_what_was_seen(ready: AppTest, store: Store, tmp_path: Path) -> None:
    job = judged(store, write_film(tmp_path / "film.mp4", 30))
    ready.session_state["film_job"] = job
    press(ready, "Judge a film")
    assert job.analysis is not None
    assert f"Kept as set {job.set_id}." in said(ready)
    assert store.sets()[0].person == "Ada"
    assert "None was seen in this set." in said(ready)
    press(ready, "Judge another film")
    assert "Judge this film" in labels(ready)


def test_a_refused_film_is_a_calm_sentence_about_its_own_name(ready: AppTest, store: Store, tmp_path: Path) -> None:
    bad = tmp_path / "bad.mp4"
    bad.write_bytes(b"no film")
    ready.session_state["film_job"] = judged(store, bad)
    press(ready, "Judge a film")
    assert "my film.mp4" in ready.warning[0].value.replace("\\", "")
    assert str(tmp_path) not in ready.warning[0].value.replace("\\", "")
    assert store.sets() == []


def test_a_therapists_film_is_judged_and_not_kept(store: Store, tmp_path: Path) -> None:
    st.cache_resource.clear()
    app = AppTest.from_file(str(ENTRY), default_timeout=60)
    signed_in(app, store, "Grete", "therapist")
    drawn(at(app, "film"))
    assert "Nothing of it is kept." in said(app)
    assert len(app.selectbox[0].options) == len(exercise_ids())
    job = FilmJob(load_exercise("sit_to_stand"), "my film.mp4", FakeEstimator())
    film = write_film(tmp_path / "film.mp4", 30)
    job.start(lambda path: path.write_bytes(film.read_bytes()))
    job.wait()
    app.session_state["film_job"] = job
    drawn(app.run())
    assert job.analysis is not None
    assert "Kept as set" not in said(app)
    assert store.sets() == []


def test_a_store_that_cannot_be_opened_is_a_calm_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    st.cache_resource.clear()
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("COACH_DATA", str(tmp_path))
    (tmp_path / "coach.db").mkdir()
    app = drawn(AppTest.from_file(str(ENTRY), default_timeout=60).run())
    assert str(tmp_path) in app.warning[0].value.replace("\\", "")
