"""The therapist's page as it is used: settings kept and shown, refusals said, the last answers in words."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from coach.care import RED_FLAGS, Answers, ClinicSettings, Contact, Contacts, PainRule
from coach.records.answers import save_answers
from coach.records.settings import read_settings, save_settings

NOW = datetime.now(UTC)
OWN = ClinicSettings(PainRule(4, 1), Contacts(Contact("Ada *Lind*", "030 1234"), emergency=Contact(phone="144")), 90)


def page():
    from coach.ui import therapist_page

    therapist_page.show()


def german_page():
    from coach.language import speak
    from coach.ui import therapist_page

    speak("de")
    therapist_page.show()


@pytest.fixture
def open_page(store):
    st.cache_resource.clear()

    def opened(person="Anna", drawn_by=page):
        app = AppTest.from_function(drawn_by, default_timeout=60)
        app.session_state["chosen_person"] = person
        return drawn(app.run())

    yield opened
    st.cache_resource.clear()


def drawn(app):
    assert not app.exception, app.exception
    return app


def said(app):
    elements = (*app.title, *app.header, *app.markdown, *app.caption, *app.warning, *app.success)
    return "\n".join(str(element.value) for element in elements).replace("\\", "")


def press_keep(app):
    return drawn(next(button for button in app.button if button.label == "Keep these settings").click().run())


def test_a_new_store_shows_the_proposals_and_what_they_are(open_page):
    text = said(open_page())
    assert "The exercise ends at pain 6, or at a rise of 2." in text
    assert "The rest lasts 60 seconds." in text
    assert "To call at once: Emergency call 112" in text
    assert "To call on the same day: your therapist or surgeon, without a number" in text
    assert "Proposal: pain 6 or a rise of 2." in text
    assert "More than 7, or a rise of more than 3, cannot be set." in text
    assert "No answers yet." in text


def test_what_is_kept_is_in_force_and_there_again(open_page, store):
    app = open_page()
    app.text_input(key="therapist_name").set_value("  Ada   *Lind* ")
    app.text_input(key="therapist_phone").set_value("030 1234")
    app.text_input(key="emergency_phone").set_value("144")
    app.number_input(key="end_at").set_value(4)
    app.number_input(key="end_rise").set_value(1)
    app.number_input(key="rest_s").set_value(90)
    app = press_keep(app)
    assert "Kept." in said(app)
    assert "The exercise ends at pain 4, or at a rise of 1." in said(app)
    assert "To call at once: Emergency call 144, Your therapist: Ada *Lind* 030 1234" in said(app)
    assert read_settings(store) == OWN
    again = open_page()
    assert again.text_input(key="therapist_name").value == "Ada *Lind*"
    assert again.number_input(key="end_at").value == 4


def test_the_page_offers_nothing_past_the_ceiling(open_page):
    app = open_page()
    bounds = {one.key: (one.min, one.max) for one in app.number_input}
    assert bounds == {"end_at": (1, 7), "end_rise": (1, 3), "rest_s": (10, 600)}


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("surgeon_phone", "ask the nurse", "is not a telephone number"),
        ("emergency_phone", " ", "An emergency number is needed"),
    ],
)
def test_a_refusal_is_said_and_what_was_kept_stays(open_page, store, field, typed, sentence):
    save_settings(store, OWN, NOW)
    app = open_page()
    app.text_input(key=field).set_value(typed)
    app = press_keep(app)
    assert sentence in said(app)
    assert "Kept." not in said(app)
    assert read_settings(store) == OWN


def test_settings_that_cannot_be_read_are_said_and_can_be_kept_anew(open_page, store, tmp_path):
    save_settings(store, OWN, NOW)
    with sqlite3.connect(tmp_path / "coach.db") as database:
        database.execute("UPDATE settings SET value = '1' WHERE key = 'rest_s'")
    app = open_page()
    assert "The settings in the store cannot be read." in said(app)
    app = press_keep(app)
    assert "The settings in the store cannot be read." not in said(app)
    assert read_settings(store) == ClinicSettings()


def test_the_last_answers_are_told_in_words(open_page, store):
    def save(minutes, answers, kind, **more):
        save_answers(store, "Anna", answers, kind=kind, asked_at=NOW + timedelta(minutes=minutes), **more)

    save(0, Answers(2, None), "before")
    save(9, Answers(0, 3), "after_set", exercise_id="mini_squat", set_number=2)
    save(12, Answers(5, 3, frozenset({"fever"})), "after", exercise_id="mini_squat", why="tired")
    save_answers(store, "Berta", Answers(9, 9), kind="before", asked_at=NOW)
    app = open_page()
    last, middle, first = (
        one.value.replace("\\", "").split("  \n") for one in app.markdown if one.value.startswith("**")
    )
    moment = f"**{NOW.astimezone():%Y-%m-%d, %H:%M}**"
    assert first == [f"{moment} · before the first set of the day", "Back or neck: 2 · arm or leg: not answered"]
    assert middle[0].endswith("after set 2 · Mini squat")
    assert middle[1:] == ["Back or neck: 0 · arm or leg: 3"]
    fever = next(str(flag.words) for flag in RED_FLAGS if flag.id == "fever")
    assert last[0].endswith("at the end · Mini squat")
    assert last[1:] == ["Back or neck: 5 · arm or leg: 3", f"◆ {fever}", "I am tired"]


def test_without_a_name_no_answers_are_shown(open_page, store):
    save_answers(store, "Anna", Answers(2, 2), kind="before", asked_at=NOW)
    text = said(open_page(""))
    assert "Choose a name on the first page" in text
    assert "Back or neck" not in text


def test_the_page_speaks_german_too(open_page, store):
    save_answers(store, "Anna", Answers(2, 2), kind="after_set", asked_at=NOW, set_number=1, why="other")
    drawn(open_page(drawn_by=german_page))
