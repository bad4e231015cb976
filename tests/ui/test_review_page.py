"""The Review page as a therapist uses it: a patient's sets, one of them read from the top, two side by side."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from by_name import save_answers
from patient_record import Record
from sqlalchemy import select
from therapist_app import HOSTILE, therapist_pages

from coach.care import Answers
from coach.records.comments import comments_of
from coach.records.tables import Audited

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def record(store):
    return Record(store, name="Anna")


@pytest.fixture
def open_page(record, monkeypatch):
    """Anna's sets; `number` opens one as its address does, `role` says who looks."""
    with therapist_pages(record, monkeypatch) as opened:

        def opens(number=None, role="therapist", **query):
            about = {"who": str(record.number)} if number is None else {"set": str(number)}
            return opened("review_page", role, **about | query).app

        yield opens


def drawn(app):
    assert not app.exception, app.exception
    return app


def text_of(app):
    return "\n".join(
        str(element.value) for element in (*app.header, *app.markdown, *app.caption, *app.warning, *app.info)
    )


def titles(app):
    return [title.value.replace("\\", "") for title in app.title]


def rows_of(app):
    return [button.label for button in app.button if str(button.key).startswith("open_")]


def chosen(app, name, value):
    next(box for box in app.selectbox if box.label == name).select(value)
    return rows_of(drawn(app.run()))


def press(app, key):
    app.button(key=key).click()
    return drawn(app.run())


def everything_kept(folder):
    with sqlite3.connect(folder / "coach.db") as database:
        return list(database.iterdump()), {file.name: file.read_bytes() for file in (folder / "recordings").iterdir()}


def test_without_sets_it_says_calmly_where_they_come_from(open_page):
    app = open_page()
    assert "No sets yet" in text_of(app)
    assert "Each set done at the camera" in text_of(app)
    assert not app.selectbox
    assert not app.warning


def test_the_list_filters_by_exercise_verdict_and_day_and_is_of_one_patient(open_page, keep, squats, squat_rule):
    shallow = (50.0, 50.0)
    keep(squats(), performed_at=NOON)
    keep(squats(shallow), performed_at=NOON + timedelta(days=1))
    other = squat_rule.replace("id: small_squat", "id: chair_squat")
    keep(squats(shallow), other, performed_at=NOON + timedelta(days=3))
    keep(squats(shallow), person="Berta", performed_at=NOON)
    app = open_page()
    assert len(rows_of(app)) == 3
    assert rows_of(app)[0].startswith("**Chair squat** · 23 November 2026")
    assert "◆ past the limit" in rows_of(app)[2]
    assert "5 repetitions, 1 attempt" in rows_of(app)[2]
    assert len(chosen(app, "Worst verdict", "breach")) == 1
    assert chosen(app, "Exercise", "chair_squat") == []
    assert "No set fits these filters" in text_of(app)
    for name in ("Exercise", "Worst verdict"):
        chosen(app, name, None)
    assert len(rows_of(app)) == 3
    app.date_input[0].set_value((NOON.date() + timedelta(days=1), NOON.date() + timedelta(days=2)))
    assert len(rows_of(drawn(app.run()))) == 1


def test_a_long_list_shows_twenty_and_more_when_asked(open_page, keep, squats):
    recording = squats((50.0,))
    for k in range(22):
        keep(recording, performed_at=NOON + timedelta(hours=k))
    app = open_page()
    assert len(rows_of(app)) == 20
    next(button for button in app.button if button.label == "Show 2 more").click()
    assert len(rows_of(drawn(app.run()))) == 22


def test_a_row_opens_its_set_and_back_leads_to_the_list(open_page, keep, squats):
    number = keep(squats())
    app = press(open_page(), f"open_{number}")
    assert app.query_params["set"] in (str(number), [str(number)])
    assert titles(app) == ["Small squat, 24 November 2026, 12:00"]
    next(button for button in app.button if button.label == "All sets").click()
    assert [title.value for title in drawn(app.run()).title] == ["Review"]


def test_an_open_set_is_told_from_the_top(open_page, keep, squats):
    app = open_page(keep(squats()))
    limits, cues, repetitions = (table.value for table in app.table)
    assert list(repetitions["no."]) == ["1", "2", "3", "4", "attempt", "5"]
    assert "◆ past the limit" in repetitions["verdict"][2]
    assert "72 % of the way" in repetitions["note"][4]
    assert "knee flexion at most 70°" in limits["limit"][0]
    assert limits["farthest"][0] == "85° ± 10°"
    assert limits["verdict"][1] == ":green[● clear]"
    assert "A smaller bend is plenty" in cues["cue"][0]
    assert "against 70°" in cues["because"][0]
    assert "version 3" in cues["rule"][0]
    assert limits["rule"][0] == "small\\_squat, version 3  \nset by the rule file"
    assert not app.info


def test_a_report_of_another_program_is_said_to_be_one(open_page, keep, squats):
    app = open_page(keep(squats(), change={"count": 4}))
    assert "otherwise than the one that kept it" in app.info[0].value


def test_a_view_that_shows_nothing_is_told_without_curves(open_page, keep, squats):
    said = text_of(open_page(keep(squats(yaw_deg=0.0))))
    assert "What was seen does not let them be counted." in said
    assert "No cue was given in this set." in said


def test_an_edited_rule_judges_anew_and_touches_nothing(open_page, keep, squats, squat_rule, tmp_path):
    app = open_page(keep(squats()))
    before = everything_kept(tmp_path)
    assert app.text_area[1].value == squat_rule
    app.text_area[1].input(squat_rule.replace("reach: 40", "reach: 53"))
    app = press(drawn(app.run()), "judge_again")
    found = app.table[-1].value
    assert "3 instead of 5" in found["what differs"][0]
    assert found["when"][0] == "whole set"
    assert any("no longer counts" in said for said in found["what differs"])
    assert any("byte for byte" in caption.value for caption in app.caption)
    assert everything_kept(tmp_path) == before


def test_what_differs_goes_when_the_text_changes_again(open_page, keep, squats, squat_rule):
    app = open_page(keep(squats()))
    tables = len(app.table)
    app.text_area[1].input(squat_rule.replace("max: 70", "max: 80"))
    app = press(drawn(app.run()), "judge_again")
    assert any("no longer passed at" in said for said in app.table[-1].value["what differs"])
    app = press(app, "restore_rule")
    assert app.text_area[1].value == squat_rule
    assert len(app.table) == tables
    assert "Nothing: the edited rule" in text_of(press(app, "judge_again"))


def test_a_faulty_text_shows_its_faults_and_cannot_be_judged(open_page, keep, squats, squat_rule):
    app = open_page(keep(squats()))
    line = squat_rule.splitlines().index("  reach: 40") + 1
    app.text_area[1].input(squat_rule.replace("reach: 40", "raech: 40"))
    said = text_of(drawn(app.run()))
    assert "◆ 2 faults" in said
    assert f"**Line {line}** · raech: 40".replace("raech:", "raech\\:") in said
    assert "Did you mean reach?" in said
    assert app.button(key="judge_again").disabled


def test_a_set_that_is_not_there_is_a_sentence(open_page, keep, squats, record):
    keep(squats((50.0,)))
    app = open_page(99)
    assert "There is no set number 99" in app.warning[0].value
    assert titles(open_page("x", who=str(record.number))) == ["Review"]


def test_a_lost_recording_is_a_sentence(open_page, keep, squats, tmp_path):
    number = keep(squats((50.0,)))
    for file in (tmp_path / "recordings").iterdir():
        file.unlink()
    assert "Check its name" in open_page(number).warning[0].value


def test_a_rule_that_is_no_longer_read_leaves_the_kept_report(open_page, keep, squats, tmp_path):
    number = keep(squats())
    with sqlite3.connect(tmp_path / "coach.db") as database:
        database.execute("UPDATE rules SET text = 'schema: 0'")
    app = open_page(number)
    assert "no longer reads the rule" in app.info[0].value
    assert list(app.table[-1].value["no."]) == ["1", "2", "3", "4", "attempt", "5"]


def test_pain_and_the_usual_range_stand_above_the_set(open_page, keep, squats, store, record):
    keep(squats((40.0, 44.0)), performed_at=NOON - timedelta(days=1))
    number = keep(squats((50.0, 52.0)), performed_at=NOON)
    save_answers(store, "Anna", Answers(3, 1), kind="before", asked_at=NOON - timedelta(hours=1))
    save_answers(store, "Anna", Answers(1, 2), kind="after_set", asked_at=NOON, set_id=number)
    app = open_page(number)
    tiles = "".join(str(one.proto.body) for one in app.get("html"))
    assert "3 → 2" in tiles
    assert "<b>51°</b><span>usual range of a repetition, in the set before 42°</span>" in tiles


def test_what_cannot_be_judged_is_a_row_like_any_other(open_page, keep, squats):
    limits = open_page(keep(squats(yaw_deg=0.0))).table[0].value
    assert list(limits["verdict"]) == [":gray[◌ cannot judge]"] * 2
    assert "the movement did not come to it" in limits["judged"][0]
    lost = open_page(keep(squats(unseen_s=(20.0, 28.0)))).table[0].value
    told = lost["judged"][1].replace("\\", "")
    assert told.startswith("88 %  \ncould not be judged in 12 % of the set: nobody in the picture (9 %), ")


def test_two_sets_stand_side_by_side(open_page, keep, squats):
    one = keep(squats((50.0, 50.0)), performed_at=NOON)
    other = keep(squats((50.0, 85.0)), performed_at=NOON + timedelta(days=1))
    app = open_page(one)
    app.selectbox(key=f"beside_{one}").set_value(other)
    app = drawn(app.run())
    assert app.query_params["beside"] in (str(other), [str(other)])
    assert [one.value.replace("\\", "") for one in app.subheader][:2] == [
        "Small squat, 20 November 2026, 12:00",
        "Small squat, 21 November 2026, 12:00",
    ]
    figures = app.table[0].value
    assert [figures[name][6] for name in figures] == ["Depth", "50° ± 10°, passed 0 times", "85° ± 10°, passed 1 times"]
    app.selectbox(key=f"beside_{one}").select_index(0)
    assert "beside" not in drawn(app.run()).query_params


def test_somebody_elses_set_does_not_stand_beside_it(open_page, keep, squats):
    own, berta = keep(squats((50.0,))), keep(squats((50.0,)), person="Berta")
    assert "Two sets side by side" not in [one.value for one in open_page(own, beside=str(berta)).header]
    assert "Two sets side by side" not in [one.value for one in open_page(own, beside=str(own)).header]


def test_a_comment_on_the_set_reaches_the_patient_and_does_nothing_else(open_page, keep, squats, record):
    number = keep(squats((50.0,)))
    app = open_page(number)
    app.text_area[0].set_value(HOSTILE)
    next(button for button in app.button if button.label == "Send the comment").click()
    app = drawn(app.run())
    (kept,) = comments_of(record.own, record.number)
    assert (kept.set_id, kept.kind, kept.words) == (number, "comment", HOSTILE)
    said = text_of(app)
    assert HOSTILE in said.replace("\\", "")
    assert "<script>" not in said
    next(button for button in app.button if button.label == "Send the comment").click()
    drawn(app.run())
    assert len(comments_of(record.own, record.number)) == 1, "nothing is sent where nothing was written"


def test_a_patient_reads_her_own_set_without_the_therapists_tools(open_page, keep, squats):
    own, berta = keep(squats((50.0,))), keep(squats((50.0,)), person="Berta")
    app = open_page(own, "patient")
    assert titles(app) == ["Small squat, 24 November 2026, 12:00"]
    assert not app.text_area
    assert "Change plan" not in [button.label for button in app.button]
    assert f"no set number {berta}" in open_page(berta, "patient").warning[0].value


def test_each_reading_by_a_therapist_is_written_down(open_page, keep, squats, store, record):
    number = keep(squats((50.0,)))
    open_page(number)
    open_page(number)
    with store.transaction() as session:
        rows = session.execute(select(Audited.act, Audited.subject, Audited.person_id))
        read = [row.person_id for row in rows if (row.act, row.subject) == ("read", "set")]
    assert set(read) == {record.number}
    assert len(read) == 2, "what was read once is told again by another visit"


def test_the_sets_before_and_after_are_a_press_away(open_page, keep, squats):
    recording = squats((50.0,))
    first, second = (keep(recording, performed_at=NOON + timedelta(days=k)) for k in range(2))
    app = open_page(first, beside=str(second))
    by_label = {button.label: button for button in app.button}
    assert by_label["Set before"].disabled
    by_label["Set after"].click()
    app = drawn(app.run())
    assert titles(app) == ["Small squat, 21 November 2026, 12:00"]
    assert "beside" not in app.query_params
    assert next(button for button in app.button if button.label == "Set after").disabled
