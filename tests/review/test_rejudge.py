"""A kept set judged by an edited rule: hand-solved counts, breaches that come and go, and a record that stays."""

import hashlib
import json
import sqlite3

import pytest

from coach.review import rejudge
from coach.review.rejudge import judge_again, same_bytes
from coach.rules import parse_exercise


def kinds(difference):
    return [(change.what, change.before, change.after) for change in difference.changes]


def record_of(folder):
    """Every row of the database and every byte on the shelf."""
    with sqlite3.connect(folder / "coach.db") as database:
        rows = "\n".join(database.iterdump())
    files = {file.name: file.read_bytes() for file in sorted((folder / "recordings").iterdir())}
    return hashlib.sha256(rows.encode()).hexdigest(), files


@pytest.mark.parametrize(("kind", "why"), [("film", "input_ended"), ("live", "pain")])
def test_the_kept_rule_gives_the_kept_report_byte_for_byte(store, keep, squats, squat_rule, kind, why):
    stored = store.open_set(keep(squats(), kind=kind, why=why))
    again = judge_again(stored, parse_exercise(squat_rule))
    assert json.dumps(again.to_dict()) == json.dumps(stored.report)
    difference = rejudge(stored, squat_rule)
    assert difference.reproducible
    assert difference.changes == ()
    assert difference.faults == ()
    assert "byte for byte" in difference.basis


def test_what_others_add_to_a_report_does_not_count_against_it(store, keep, squats, squat_rule):
    number = keep(squats(), change={"source": {"file": "squats.mp4"}, "timing": {"wall_s": 1.5}})
    assert rejudge(store.open_set(number), squat_rule).reproducible


def test_a_deeper_end_position_makes_attempts_of_shallow_squats(store, keep, squats, squat_rule):
    stored = store.open_set(keep(squats()))
    assert (stored.report["count"], stored.report["attempts"]) == (5, 1)
    difference = rejudge(stored, squat_rule.replace("reach: 40", "reach: 53"))
    # 54, 85 and 55 degrees pass 53; 52, 35 and 50 turn back before it
    assert ("count", 5, 3) in kinds(difference)
    assert ("attempts", 1, 3) in kinds(difference)
    gone = [change for change in difference.changes if change.what == "repetition"]
    assert [change.after for change in gone] == [None, None]
    assert gone[0].sentence.startswith("Repetition 1 (3.")
    assert gone[0].sentence.endswith("no longer counts: an attempt, turned back early.")
    assert difference.report is not None
    assert difference.report.count == 3


def test_a_nearer_end_position_makes_a_repetition_of_the_attempt(store, keep, squats, squat_rule):
    stored = store.open_set(keep(squats()))
    difference = rejudge(stored, squat_rule.replace("reach: 40", "reach: 33"))
    assert ("count", 5, 6) in kinds(difference)
    assert ("attempts", 1, 0) in kinds(difference)
    new = [change for change in difference.changes if change.what == "repetition"]
    assert len(new) == 1
    assert new[0].before is None
    assert 27 < new[0].start_s < new[0].end_s < 33
    assert "which was an attempt, turned back early: clear." in new[0].sentence


def test_a_wider_limit_takes_the_breach_away_and_a_narrower_one_brings_it(store, keep, squats, squat_rule):
    # 85 - 10 is past 70 and not past 80; 85 + 10 is past 80, so it stays close
    wide = squat_rule.replace("max: 70", "max: 80")
    for kept, edited, was, now in ((squat_rule, wide, "breach", "close"), (wide, squat_rule, "close", "breach")):
        difference = rejudge(store.open_set(keep(squats(), kept)), edited)
        assert ("limit", was, now) in kinds(difference)
        assert ("repetition", was, now) in kinds(difference)
        (breach,) = [change for change in difference.changes if change.what == "breach"]
        assert breach.limit_id == "depth"
        assert 15 < breach.start_s < breach.end_s < 20
        value = breach.before if was == "breach" else breach.after
        assert value == pytest.approx(85, abs=0.5)
        said = "Depth: no longer passed" if was == "breach" else "Depth: now passed"
        assert breach.sentence.startswith(said)
        assert "85° ± 10° against 70°" in breach.sentence


def test_a_limit_taken_out_and_one_put_in_are_told(store, keep, squats, squat_rule):
    edited = squat_rule.replace("id: forward_bend", "id: lean")
    found = kinds(rejudge(store.open_set(keep(squats())), edited))
    assert ("limit", "ok", None) in found
    assert ("limit", None, "ok") in found


def test_a_text_with_faults_is_not_judged(store, keep, squats, squat_rule):
    stored = store.open_set(keep(squats()))
    difference = rejudge(stored, squat_rule.replace("reach: 40", "raech: 40").replace("max: 70", "max: high"))
    assert [fault.line for fault in difference.faults] == sorted(fault.line for fault in difference.faults)
    assert any("raech" in fault.message for fault in difference.faults)
    assert difference.report is None
    assert difference.changes == ()
    assert difference.reproducible


def test_the_record_is_never_touched(store, keep, squats, squat_rule, tmp_path):
    number = keep(squats())
    before = record_of(tmp_path)
    stored = store.open_set(number)
    kept = json.dumps(stored.report)
    for text in (squat_rule.replace("reach: 40", "reach: 53"), squat_rule, "no: rule", ""):
        rejudge(stored, text)
    assert record_of(tmp_path) == before
    assert json.dumps(stored.report) == kept == json.dumps(store.open_set(number).report)


def test_a_report_of_another_program_is_said_to_be_one(store, keep, squats, squat_rule):
    stored = store.open_set(keep(squats(), change={"count": 4}))
    difference = rejudge(stored, squat_rule)
    assert not difference.reproducible
    assert "does not give the kept report" in difference.basis
    assert difference.changes == (), "both texts are judged by this program"


def test_a_kept_rule_that_this_program_refuses_leaves_the_kept_report(store, keep, squats, squat_rule):
    number = keep(squats())
    stored = store.open_set(number)
    old = type(stored)(stored.row, stored.report, stored.recording, "schema: 0\n" + squat_rule)
    difference = rejudge(old, squat_rule.replace("reach: 40", "reach: 53"))
    assert not difference.reproducible
    assert "refuses the kept rule" in difference.basis
    assert ("count", 5, 3) in kinds(difference)


def test_same_bytes_sees_a_missing_key(store, keep, squats, squat_rule):
    stored = store.open_set(keep(squats()))
    again = judge_again(stored, parse_exercise(squat_rule))
    assert same_bytes(stored.report, again)
    assert not same_bytes({key: value for key, value in stored.report.items() if key != "holds"}, again)
