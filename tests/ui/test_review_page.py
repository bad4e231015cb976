"""The Review page as a therapist uses it, drawn by Streamlit's own test browser over a store in a temporary folder."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def page():
    from coach.ui import review_page

    review_page.show()


@pytest.fixture
def open_page(store):
    """The page over the store of this test; `number` opens a set as its address does."""
    st.cache_resource.clear()

    def opened(number=None):
        app = AppTest.from_function(page, default_timeout=60)
        if number is not None:
            app.query_params["set"] = str(number)
        return drawn(app.run())

    yield opened
    st.cache_resource.clear()


def drawn(app):
    assert not app.exception, app.exception
    return app


def text_of(app):
    return "\n".join(
        str(element.value) for element in (*app.header, *app.markdown, *app.caption, *app.warning, *app.info)
    )


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


def test_without_sets_it_says_calmly_how_to_make_one(open_page):
    app = open_page()
    assert "No sets yet" in text_of(app)
    assert "upload a film" in text_of(app)
    assert not app.selectbox
    assert not app.warning


def test_the_list_filters_by_person_exercise_verdict_and_day(open_page, keep, squats, squat_rule):
    shallow = (50.0, 50.0)
    keep(squats(), person="Anna", performed_at=NOON)
    keep(squats(shallow), person="Anna", performed_at=NOON + timedelta(days=1))
    other = squat_rule.replace("id: small_squat", "id: chair_squat")
    keep(squats(shallow), other, person="Berta *b*", performed_at=NOON + timedelta(days=3))
    app = open_page()
    assert len(rows_of(app)) == 3
    assert rows_of(app)[0].startswith("**Chair squat** · Berta \\*b\\* · 23 November 2026")
    assert "◆ past the limit" in rows_of(app)[2]
    assert "5 repetitions, 1 attempt" in rows_of(app)[2]
    assert len(chosen(app, "Person", "Anna")) == 2
    assert len(chosen(app, "Worst verdict", "breach")) == 1
    assert chosen(app, "Exercise", "chair_squat") == []
    assert "No set fits these filters" in text_of(app)
    for name in ("Person", "Exercise", "Worst verdict"):
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
    assert [title.value for title in app.title] == ["Small squat"]
    next(button for button in app.button if button.label == "All sets").click()
    assert [title.value for title in drawn(app.run()).title] == ["Review"]


def test_an_open_set_is_told_from_the_top(open_page, keep, squats):
    app = open_page(keep(squats()))
    repetitions, limits, cues = (table.value for table in app.table)
    assert list(repetitions["no."]) == ["1", "2", "3", "4", "attempt", "5"]
    assert "◆ past the limit" in repetitions["verdict"][2]
    assert "72 % of the way" in repetitions["note"][4]
    assert "knee flexion at most 70°" in limits["limit"][0]
    assert limits["farthest"][0] == "85° ± 10°"
    assert limits["verdict"][1] == ":green[● clear]"
    assert "A smaller bend is plenty" in cues["cue"][0]
    assert "against 70°" in cues["because"][0]
    assert "version 3" in cues["rule"][0]
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
    assert app.text_area[0].value == squat_rule
    app.text_area[0].input(squat_rule.replace("reach: 40", "reach: 53"))
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
    app.text_area[0].input(squat_rule.replace("max: 70", "max: 80"))
    app = press(drawn(app.run()), "judge_again")
    assert any("no longer passed at" in said for said in app.table[-1].value["what differs"])
    app = press(app, "restore_rule")
    assert app.text_area[0].value == squat_rule
    assert len(app.table) == tables
    assert "Nothing: the edited rule" in text_of(press(app, "judge_again"))


def test_a_faulty_text_shows_its_faults_and_cannot_be_judged(open_page, keep, squats, squat_rule):
    app = open_page(keep(squats()))
    line = squat_rule.splitlines().index("  reach: 40") + 1
    app.text_area[0].input(squat_rule.replace("reach: 40", "raech: 40"))
    said = text_of(drawn(app.run()))
    assert "◆ 2 faults" in said
    assert f"**Line {line}** · raech: 40".replace("raech:", "raech\\:") in said
    assert "Did you mean reach?" in said
    assert app.button(key="judge_again").disabled


def test_a_set_that_is_not_there_is_a_sentence(open_page, keep, squats):
    keep(squats((50.0,)))
    app = open_page(99)
    assert "There is no set number 99" in app.warning[0].value
    assert [title.value for title in open_page("x").title] == ["Review"]


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
    assert list(app.table[0].value["no."]) == ["1", "2", "3", "4", "attempt", "5"]
