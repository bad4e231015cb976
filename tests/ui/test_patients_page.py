"""The list of patients as a therapist uses it: who needs her and why, searched, ordered, paged, handled."""

import pytest
from patient_record import Record
from therapist_app import HOSTILE, therapist_pages

from coach.records.caseload import needs_of
from coach.records.comments import comments_of
from coach.records.people import add_person, people
from coach.ui import patients_page


@pytest.fixture
def record(store):
    return Record(store)


@pytest.fixture
def pages(record, monkeypatch):
    with therapist_pages(record, monkeypatch) as opened:
        yield opened


def names(app):
    return [one.value.split("**")[1].replace("\\", "") for one in app.app.markdown if one.value.startswith("**")]


def test_a_new_store_says_how_to_begin(pages, record, store):
    with store.transaction(write=True) as session:
        session.connection().exec_driver_sql("DELETE FROM people WHERE role = 'patient'")
    assert "Nobody yet. Add the first patient below." in pages("patients_page").text


def test_whoever_marked_a_sign_comes_first_with_the_reason_in_words_and_shape(pages, record):
    record.operated(9)
    other = Record(record.store, record.now, "Berta")
    other.operated(4)
    record.planned()
    other.planned()
    other.did("heel_raise", 1)
    other.answered(1, 3, flags=("fever",))
    app = pages("patients_page")
    assert names(app)[:2] == ["Berta", "Ada"]
    assert "◆ Marked a sign that ends the day" in app.text.replace("*", "")
    assert "week 4 after the operation" in app.text
    assert "1 set in 14 days" in app.text


def test_a_sign_is_handled_with_a_note_and_leaves_the_list(pages, record):
    record.operated(9)
    record.planned()
    record.answered(1, 3, flags=("fever",))
    key = f"handled_words_row_{record.number}"
    app = pages("patients_page")
    app = app.press("Mark as handled")
    assert "Write what was done" in app.text
    app.app.text_area(key=key).set_value("Called her, no fever today.")
    app = app.press("Mark as handled")
    assert [one.kind for one in comments_of(record.therapist, record.number)] == ["handled"]
    assert "red_flag" not in [need.kind for need in needs_of(record.therapist, record.number, record.now)]


def test_names_are_searched_ordered_and_paged_in_the_database(pages, record, monkeypatch):
    monkeypatch.setattr(patients_page, "PAGE_ROWS", 2)
    for name in ("Cleo", "Dora", "Edda"):
        add_person(record.therapist, name)
    app = pages("patients_page")
    app.app.selectbox(key="patients_order").set_value("name")
    assert names(app.run()) == ["Ada", "Cleo"]
    assert "1 to 2 of 4" in app.text
    assert names(app.press("Next page")) == ["Dora", "Edda"]
    app.app.toggle(key="patients_turned").set_value(True)
    assert names(app.run()) == ["Edda", "Dora"], "another order begins at the first page"
    app.app.text_input(key="patients_search").set_value("cl")
    assert names(app.run()) == ["Cleo"]
    app.app.text_input(key="patients_search").set_value("%")
    assert "Nobody of that name." in app.run().text


def test_a_patient_is_opened_and_added(pages, record):
    app = pages("patients_page").press_key(f"open_{record.number}")
    assert app.led[-1] == ("patient", {"who": str(record.number)})
    app.app.text_input(key="new_patient").set_value("Ada")
    assert "already" in app.press("Add").text
    app.app.text_input(key="new_patient").set_value("Frida")
    app = app.press("Add")
    (frida,) = people(record.therapist, "Frida")
    assert app.led[-1] == ("patient", {"who": str(frida.id)})


def test_a_name_shows_as_it_is_and_does_nothing(pages, record):
    add_person(record.therapist, HOSTILE)
    app = pages("patients_page")
    assert HOSTILE in app.text
    assert "<script>" not in app.markdown
    assert "](javascript" not in app.markdown


@pytest.mark.parametrize("role", ["patient", "administrator"])
def test_it_is_for_therapists_alone(pages, role):
    from coach.records.desk import AccessError

    with pytest.raises(AssertionError, match=AccessError.__name__):
        pages("patients_page", role)
