"""The pages of exercise and film as a person uses them, drawn by Streamlit's own test browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from films import write_film
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from coach.live.film_job import FilmJob
from coach.pose.estimator import FakeEstimator
from coach.records.store import Store
from coach.rules import exercise_ids, load_exercise
from coach.ui import words

WAYS_ON = ("Use the camera", "Judge a film")
ENTRY = Path(__file__).parents[2] / "streamlit_app.py"


@pytest.fixture
def app(store: Store) -> Iterator[AppTest]:
    """The first page over a store that knows Ada."""
    st.cache_resource.clear()
    store.ensure_person("Ada")
    yield AppTest.from_file(str(ENTRY), default_timeout=60).run()
    st.cache_resource.clear()


@pytest.fixture
def ready(app: AppTest) -> AppTest:
    """The first page with Ada and sit to stand chosen."""
    app.selectbox[0].set_value("Ada").run()
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


def test_without_a_name_there_is_no_way_on(app: AppTest) -> None:
    assert [button(app, label).disabled for label in WAYS_ON] == [True, True]


def test_the_chosen_exercise_says_what_to_do_where_the_camera_stands_and_what_is_watched(ready: AppTest) -> None:
    exercise = load_exercise("sit_to_stand")
    text = said(ready)
    assert exercise.summary in text
    assert exercise.camera.place in text
    assert "Forward bend: at most 60°" in text
    for one in exercise.cannot_judge:
        assert one in text
    assert [button(ready, label).disabled for label in WAYS_ON] == [False, False]


def test_a_film_is_asked_for(ready: AppTest) -> None:
    press(ready, "Judge a film")
    assert "A film of the exercise" in [uploader.label for uploader in ready.file_uploader]
    assert button(ready, "Judge this film").disabled


def judged(store: Store, film: Path, name: str = "my film.mp4") -> FilmJob:
    job = FilmJob(load_exercise("sit_to_stand"), "Ada", name, FakeEstimator(), store)
    job.start(lambda path: path.write_bytes(film.read_bytes()))
    job.wait()
    return job


def test_a_judged_film_shows_what_was_seen(ready: AppTest, store: Store, tmp_path: Path) -> None:
    job = judged(store, write_film(tmp_path / "film.mp4", 30))
    ready.session_state["film_job"] = job
    press(ready, "Judge a film")
    assert job.analysis is not None
    assert f"Kept as set {job.set_id}." in said(ready)
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


def test_a_store_that_cannot_be_opened_is_a_calm_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    st.cache_resource.clear()
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("COACH_DATA", str(tmp_path))
    (tmp_path / "coach.db").mkdir()
    app = drawn(AppTest.from_file(str(ENTRY), default_timeout=60).run())
    assert str(tmp_path) in app.warning[0].value
