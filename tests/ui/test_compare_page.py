"""Week against week: the last two with training, any two that are chosen, and honest words where they differ."""

import pytest
from patient_record import Record
from therapist_app import therapist_pages

from coach.rules import load_exercise


@pytest.fixture
def record(store):
    return Record(store)


@pytest.fixture
def page(record, monkeypatch):
    with therapist_pages(record, monkeypatch) as opened:
        yield lambda **query: opened("compare_page", who=str(record.number), **query)


def rows(app):
    (table,) = app.tables
    figure, one, other = table
    cells = [[cell.replace("\\", "") for cell in table[name]] for name in (figure, one, other)]
    return {name: (this, that) for name, this, that in zip(*cells, strict=True)}


def test_without_training_it_says_so(page):
    assert "Nothing was done in the last 16 weeks" in page().text


def test_the_last_week_stands_against_the_one_before(page, record):
    record.operated(20)
    record.did("heel_raise", 1)
    for ago in (8, 9):
        record.did("heel_raise", ago, repetitions=5)
    record.answered(1, 4)
    app = page()
    told = rows(app)
    assert told["repetitions"][0] == "8"
    assert told["limits passed in 10 repetitions"][0] == "0.0"
    assert told["pain before training, mean"][0] == "4.0"
    assert any(name.startswith("usual range, Heel raise") for name in told)
    assert app.press("Time line").led[-1] == ("patient", {"who": str(record.number)})


def test_two_weeks_that_were_not_judged_alike_are_said_to_be_so(page, record):
    record.operated(20)
    record.did("heel_raise", 1)
    record.did("heel_raise", 15, coverage=0.4)
    assert "Not judged equally well: 98 % and 40 % of the time." in page().text


def test_any_two_weeks_can_be_chosen(page, record):
    record.operated(20)
    record.did("heel_raise", 1)
    app = page()
    app.app.selectbox(key="week_other").select_index(10)
    app = app.run()
    assert "In one of the two weeks nothing was done." in app.text
    assert rows(app)["sets"] == ("1", "0")


def test_overrides_show_here_too(page, record):
    record.operated(3)
    record.override("mini_squat", "Strong before the operation.", 10)
    assert "Override until" in page().text


def test_it_speaks_german(page, record):
    record.weeks_of_training()
    name = load_exercise("sit_to_stand").words("de").name
    assert any(name in figure for figure in rows(page(lang="de")))
