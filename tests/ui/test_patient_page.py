"""One patient as a therapist reads her: what needs attention, the time line, operation, words, files to take along."""

import json
import stat
import tempfile
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from patient_record import Record
from therapist_app import HOSTILE, sat, therapist_pages

from coach.care import Order, Profile
from coach.records.comments import comments_of, say_to
from coach.records.outcomes import save_outcome
from coach.records.profiles import overrides_of, profile_of
from coach.records.tables_out import write_tables
from coach.ui import patient_take
from coach.ui.patient_take import files_of


@pytest.fixture
def record(store):
    return Record(store)


@pytest.fixture
def page(record, monkeypatch):
    with therapist_pages(record, monkeypatch) as opened:
        yield lambda part="line", **query: opened("patient_page", who=str(record.number), part=part, **query)


def keep(app, label):
    return app.press(label)


def test_the_head_says_week_level_phase_plan_and_goal(page, record):
    record.operated(9)
    record.planned()
    record.goal("Walk to the lake *and* back.")
    app = page()
    assert "Lower back · week 9 after the operation · Build a steady trunk · plan version 1" in app.text
    assert "Walk to the lake *and* back." in app.text
    assert "Nothing waits for you." in app.text


def test_without_anything_told_it_says_so(page):
    app = page()
    assert "operation not yet told · no plan yet" in app.text
    assert "No plan yet" in app.text


def test_what_the_patient_told_waits_until_a_therapist_confirms_it(page, record):
    record.operated(9, Order("never", "bird_dog", None, "Dr. Weiss", record.day(20)), told_by="patient")
    assert "is not confirmed yet" in page().text
    app = page("operation")
    assert "Told by the patient on" in app.text
    assert "From the back · " in app.text
    assert " · 2 segments · Bird dog: never" in app.text
    app = app.press("Confirm as told")
    assert profile_of(record.therapist, record.number).told_by == "therapist"
    assert "Confirmed by Dr. Lind of Ada on" in app.text


@pytest.mark.parametrize("press", ["Confirm as told", "Remove", "Keep the operation", "Add the order"])
def test_what_was_never_seen_is_not_confirmed(page, record, press):
    record.told(Profile("lumbar", "posterior", 2), "patient")
    orders = tuple(Order("never", subject, None, "Dr. Weiss", record.day(20)) for subject in ("bird_dog", "overhead"))
    record.told(Profile("lumbar", "posterior", 2, orders=orders), "patient")
    app = page("operation")
    if press == "Add the order":
        next(box for box in app.app.selectbox if box.label == "About").set_value("bridge")
        next(one for one in app.app.number_input if one.label.startswith("Week after")).set_value(16)
        next(one for one in app.app.text_input if one.label == "Name of the surgeon").set_value("Dr. Weiss")
    record.told(Profile("lumbar", "posterior", 2, planned=True, orders=orders[1:]), "patient")
    newest = profile_of(record.therapist, record.number)
    app = app.press(press)
    assert "changed meanwhile. Look at it again" in app.text
    assert profile_of(record.therapist, record.number) == newest
    assert "operation planned" in app.text, "what is there now is shown"
    assert "changed meanwhile" not in app.press("Confirm as told").text
    assert profile_of(record.therapist, record.number).told_by == "therapist"


def test_the_time_line_has_all_that_happened_newest_first(page, record):
    record.operated(9)
    record.planned()
    first = sat(record, "sit_to_stand", 2)
    record.did("heel_raise", 3)
    record.answered(2, 3)
    record.answered(2, 2, kind="after", hour=11, flags=("fever",))
    record.wrote(2, {"walking_min": 12, "pain_back": 2, "note": "Slept well."})
    record.comment("Well done.")
    save_outcome(record.therapist, record.number, "tug_s", 9.5, record.day(2), "hand", record.now)
    app = page()
    text = app.text
    assert "Diary: walked 12 minutes; pain in back or neck 2; note: Slept well." in text
    assert "Seconds for up and go: 9.5, by hand" in text
    assert "Pain before the first set of the day · Sit to stand: back or neck 3, arm or leg not answered" in text
    assert "◆ Sign marked: I have a fever" in text.replace(":orange[", "").replace("]", "")
    assert "To the patient · Dr. Lind of Ada: Well done." in text
    assert "Plan version 1: 3 exercises · Dr. Lind of Ada" in text
    sessions = [label for label in app.labels if "repetitions" in label]
    assert "2 sets, 16 repetitions" in sessions[0]
    assert "done as planned" in sessions[0]
    assert "1 set, 8 repetitions" in sessions[1], "a set that belongs to no session is there, too"
    assert app.press(sessions[0]).led[-1] == ("review", {"set": str(first)})


def test_filters_and_earlier_weeks(page, record):
    record.operated(20)
    record.wrote(2, {"note": "near"})
    record.wrote(40, {"note": "far"})
    record.comment("Well done.")
    app = page()
    assert "near" in app.text
    assert "far" not in app.text
    app = app.press("4 weeks further back")
    assert "far" in app.text
    app.app.button_group(key="line_kinds").set_value(["words"])
    app = app.run()
    assert "near" not in app.text
    assert "Well done." in app.text
    app.app.button_group(key="line_kinds").set_value(["outcome"])
    assert "Nothing of this in these weeks." in app.run().text


def test_the_operation_is_changed_and_refused_in_words(page, record):
    app = page("operation")
    assert "Nobody has told the operation yet." in app.text
    assert "Choose the level first." in app.press("Keep the operation").text
    app.app.radio(key="level").set_value("lumbar")
    app.app.date_input(key="operated_on").set_value(record.today - timedelta(weeks=3))
    app.app.checkbox(key="planned").check()
    app = app.press("Keep the operation")
    assert "Either the operation has a day, or it is planned" in app.text
    app.app.checkbox(key="planned").uncheck()
    app = app.press("Keep the operation")
    kept = profile_of(record.therapist, record.number)
    assert (kept.told_by, kept.profile.level) == ("therapist", "lumbar")
    assert "week 3 after the operation" in app.text


def test_orders_are_added_and_removed(page, record):
    record.operated(9, Order("never", "bird_dog", None, "Dr. Weiss", record.day(20), "no kneeling"))
    app = page("operation")
    assert "Bird dog: never" in app.text
    assert "no kneeling" in app.text
    assert "An order is about an exercise" in app.press("Add the order").text
    by_label = {box.label: box for box in app.app.selectbox}
    by_label["About"].set_value("overhead")
    next(one for one in app.app.number_input if one.label.startswith("Week after")).set_value(16)
    next(one for one in app.app.text_input if one.label == "Name of the surgeon").set_value("Dr. Weiss")
    app = app.press("Add the order")
    assert "Arms above the head: not before week 16" in app.text
    app = app.press_key(f"order_out_{profile_of(record.therapist, record.number).id}_0")
    assert "Bird dog: never" not in app.text
    assert len(profile_of(record.therapist, record.number).profile.orders) == 1


def test_an_override_is_given_shows_everywhere_and_is_ended(page, record):
    record.operated(3)
    app = page("operation")
    assert "Choose the exercise first." in app.press("Give this override").text
    offered = app.app.selectbox(key="override_exercise").options
    assert any("Mini squat · ◌ waits until week 6" in one for one in offered)
    app.app.selectbox(key="override_exercise").set_value("mini_squat")
    assert "letters" in app.press("Give this override").text
    app.app.text_input(key="override_reason").set_value("Strong before the operation.")
    app.app.text_input(key="override_by").set_value("Dr. Lind")
    app = app.press("Give this override")
    for part in ("line", "words", "operation", "take"):
        assert "Override until" in page(part).text
    assert "Strong before the operation." in app.text
    app = app.press("End now")
    assert overrides_of(record.therapist, record.number, record.today) == []
    assert "None runs." in app.text


def test_what_no_override_lifts_is_not_offered(page, record):
    record.operated(3, Order("never", "mini_squat", None, "Dr. Weiss", record.day(1)))
    options = page("operation").app.selectbox(key="override_exercise").options
    assert not any("Mini squat" in one for one in options)


def test_questions_comments_and_notes(page, record):
    question = say_to(record.own, record.number, "May I swim?", "question", record.now)
    assert "Asked a question" in page().text
    app = page("words")
    app.app.text_area[0].set_value("In week 12.")
    app = app.press("Send the answer")
    (answer,) = [one for one in comments_of(record.therapist, record.number) if one.kind == "comment"]
    assert (answer.words, answer.reply_to) == ("In week 12.", question)
    assert "Questions that wait" not in app.text
    assert "in answer to “May I swim?”" in app.text
    assert "Write a word or two first." in app.press("Keep the note").text
    app.app.text_area[1].set_value("Anxious about stairs.")
    app = app.press("Keep the note")
    assert "Note, for therapists alone" in app.text
    assert comments_of(record.own, record.number, ["note"]) == []


def test_words_of_people_show_as_they_are_and_do_nothing(page, record):
    record.operated(9)
    say_to(record.own, record.number, HOSTILE, "question", record.now)
    record.goal(HOSTILE)
    record.wrote(1, {"note": HOSTILE})
    record.override("mini_squat", HOSTILE, 10)
    for part in ("line", "words", "operation"):
        app = page(part)
        assert HOSTILE in app.text
        assert "<script>" not in app.markdown
        assert "](javascript" not in app.markdown


def test_files_are_made_when_they_are_asked_for(page, record):
    record.operated(9)
    record.did("heel_raise", 2)
    app = page("take")
    assert [one.label for one in app.app.get("download_button")] == ["Report as PDF", "Tables as CSV", "FHIR bundle"]
    report, tables, bundle = (made() for made in files_of(record.therapist, record.number, record.day(20), record.now))
    assert report.startswith(b"%PDF")
    assert "sets.csv" in zipfile.ZipFile(BytesIO(tables)).namelist()
    assert json.loads(bundle)["resourceType"] == "Bundle"


def test_no_table_passes_through_a_place_of_all_programs(record, tmp_path, monkeypatch):
    common = tmp_path / "common"
    common.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(common))
    written, before = [], sorted(record.store.folder.iterdir())

    def watched(desk, number, place, form):
        write_tables(desk, number, place, form)
        written.append((place.parent.parent, stat.S_IMODE(place.parent.stat().st_mode), list(common.iterdir())))

    monkeypatch.setattr(patient_take, "write_tables", watched)
    _, tables, _ = files_of(record.therapist, record.number, None, record.now)
    assert tables()
    assert written == [(record.store.folder, 0o700, [])]
    assert sorted(record.store.folder.iterdir()) == before, "nothing stays"


def test_german_is_spoken_in_every_part(page, record):
    record.weeks_of_training()
    assert "Fersen heben" in page(lang="de").text
    for part in ("operation", "words", "take"):
        assert page(part, lang="de").text
