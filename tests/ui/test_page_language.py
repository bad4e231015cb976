"""The pages in German, and the ways in which a person comes by her language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from entry import at, signed_in
from streamlit.testing.v1 import AppTest

from coach.records.store import Store
from coach.ui.page_language import COOKIE

ENTRY = Path(__file__).parents[2] / "streamlit_app.py"
#: English of which nothing may be left on any page.
ENGLISH = (
    "What would you like to do?",
    "Where to put the camera",
    "What the coach watches",
    "your therapist",
    "Judge",
    "repetition",
    "Repetition",
    "limit",
    "at most",
    "past",
    "clear",
    "set",
    "Over time",
    "from the side",
    "Not answered",
    "Keep",
)


@pytest.fixture
def page(store: Store) -> Iterator[Callable[..., AppTest]]:
    """The page of all exercises with Ada signed in; `query` stands in the address."""
    st.cache_resource.clear()

    def opened(**query: str) -> AppTest:
        app = AppTest.from_file(str(ENTRY), default_timeout=60)
        signed_in(app, store)
        app.query_params.update(query)
        return drawn(at(app, "exercise"))

    yield opened
    st.cache_resource.clear()


def drawn(app: AppTest) -> AppTest:
    assert not app.exception, app.exception
    return app


def shown(app: AppTest) -> str:
    elements = (*app.title, *app.header, *app.subheader, *app.markdown, *app.caption, *app.warning, *app.info)
    labelled = (*app.button, *app.selectbox, *app.radio, *app.text_input, *app.text_area, *app.expander)
    tables = "\n".join(table.value.to_string() for table in app.table)
    labels = (str(element.label) for element in labelled)
    return "\n".join((*(str(element.value) for element in elements), *labels, tables)).replace("\\", "")


def english_in(app: AppTest) -> list[str]:
    words = shown(app).replace("English", "")
    return [text for text in ENGLISH if f" {text} " in f" {words} ".replace("\n", " ")]


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click()
    return drawn(app.run())


def review() -> None:
    from coach.ui import review_page
    from coach.ui.page_language import speak_as_chosen

    speak_as_chosen()
    review_page.show()


def therapist() -> None:
    from coach.ui import therapist_page
    from coach.ui.page_language import speak_as_chosen

    speak_as_chosen()
    therapist_page.show()


def german(store: Store, page: Callable[[], None], **query: str) -> AppTest:
    app = AppTest.from_function(page, default_timeout=60)
    signed_in(app, store, "Grete", "therapist")
    about = {"lang": "de", "who": str(store.person_number("Anna"))}
    app.query_params.update(about | query)
    return drawn(app.run())


def test_the_first_page_speaks_german(page):
    app = page(lang="de")
    said = shown(app)
    assert "Was möchten Sie üben?" in said
    assert "Wohin die Kamera gehört" in said
    assert "höchstens" in said
    assert "Einen Film beurteilen" in said
    assert english_in(app) == []


def test_the_film_page_speaks_german_though_its_address_does_not_say_so(page):
    app = page(lang="de")
    app = press(app, "Einen Film beurteilen")
    assert "Diesen Film beurteilen" in shown(app)
    assert english_in(app) == []


def test_the_list_and_a_set_under_review_speak_german(store, keep, squats):
    st.cache_resource.clear()
    number = keep(squats())
    app = german(store, review)
    assert "24. November 2026" in shown(app)
    assert "5 Wiederholungen, 1 Versuch" in shown(app)
    assert english_in(app) == []
    app = german(store, review, set=str(number))
    said = shown(app)
    assert "◆ über der Grenze" in said
    assert "früh umgekehrt, 72 % des Wegs" in said
    assert "16,3 s" in said
    assert english_in(app) == []


def test_an_edited_rule_is_told_apart_in_german(store, keep, squats, squat_rule):
    st.cache_resource.clear()
    app = german(store, review, set=str(keep(squats())))
    rule = next(one for one in app.text_area if one.value == squat_rule)
    rule.input(squat_rule.replace("reach: 40", "reach: 53"))
    app = press(drawn(app.run()), "Mit diesem Text neu beurteilen")
    (told,) = (one.value["was sich unterscheidet"] for one in app.table if "was sich unterscheidet" in one.value)
    assert "Wiederholungen" in told[0]
    assert "3 statt 5" in told[0]


def test_the_therapists_page_speaks_german(store):
    st.cache_resource.clear()
    app = german(store, therapist)
    assert "Einstellungen" in shown(app)
    assert english_in(app) == []


def test_the_switch_changes_the_language_and_back_even_against_the_address(page):
    app = press(page(), "Deutsch")
    assert "Was möchten Sie üben?" in shown(app)
    app = press(page(lang="de"), "English")
    assert "What would you like to do?" in shown(app)
    assert "lang" not in app.query_params


@pytest.mark.parametrize(
    ("cookies", "locale", "title"),
    [
        ({}, "de-AT", "Was möchten Sie üben?"),
        ({}, "fr", "What would you like to do?"),
        ({COOKIE: "de"}, "en-GB", "Was möchten Sie üben?"),
        ({COOKIE: "en"}, "de", "What would you like to do?"),
    ],
)
def test_what_was_chosen_before_goes_before_the_browsers_own_language(page, monkeypatch, cookies, locale, title):
    monkeypatch.setattr(type(st.context), "cookies", property(lambda _: cookies))
    monkeypatch.setattr(type(st.context), "locale", property(lambda _: locale))
    assert page().title[0].value == title
