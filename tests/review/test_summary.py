"""The rows and figures that the therapist reads, from real reports and from reports written by hand."""

from datetime import UTC, timedelta, timezone

import pytest

from coach.coaching import judge_poses
from coach.language import speaking
from coach.review.saying import measured, not_judged, percent
from coach.review.series import series_of
from coach.review.summary import allowed_by, cue_rows, headlines, limit_rows, list_row, repetition_rows
from coach.rules import parse_exercise


@pytest.fixture
def exercise(squat_rule):
    return parse_exercise(squat_rule)


@pytest.fixture
def report(squats, exercise):
    return lambda **said: judge_poses(squats(**said).poses, exercise)


def test_the_list_tells_a_set_in_a_line(store, keep, squats):
    keep(squats())
    (row,) = store.sets()
    line = list_row(row, UTC)
    assert (line.date, line.person, line.exercise) == ("24 November 2026, 12:00", "Anna", "Small squat")
    assert (line.done, line.verdict, line.view) == ("5 repetitions, 1 attempt", "breach", "from the side")
    assert line.judged.endswith("% judged")
    assert list_row(row, timezone(timedelta(hours=13))).date == "25 November 2026, 01:00"


def test_a_view_that_shows_nothing_gives_no_number(store, keep, squats, report):
    keep(squats(yaw_deg=0.0))
    line = list_row(store.sets()[0], UTC)
    assert (line.done, line.verdict, line.view) == ("no count", "cannot_judge", "from the front")
    first, *_, judged, passed = headlines(report(yaw_deg=0.0).to_dict())
    assert (first.value, first.says) == ("–", "no count from what was seen, no attempts")
    assert judged.says == "no limit was asked about in this set"
    assert (passed.value, passed.verdict) == ("0", "cannot_judge")


def test_the_headline_figures_come_first(report):
    done, goal, judged, passed = headlines(report().to_dict())
    assert (done.value, done.says) == ("5", "repetitions, 1 attempt")
    # 54, 85 and 55 degrees reach the goal of 53
    assert (goal.value, goal.says) == ("3 of 5", "repetitions reached the goal")
    assert judged.says.startswith("of the time asked about was judged")
    assert (passed.value, passed.says, passed.verdict) == ("1", "limit passed, 0 close", "breach")


def test_what_was_lost_most_is_named(report):
    judged = headlines(report(unseen_s=(20.0, 28.0)).to_dict())[2]
    assert judged.says == "of the time asked about was judged. Forward bend lost 9 %: nobody in the picture"


def test_repetitions_and_attempts_stand_in_order_of_time(report):
    rows = repetition_rows(report().to_dict())
    assert [row.index for row in rows] == [1, 2, 3, 4, None, 5]
    assert rows[2].verdict == "breach"
    assert rows[2].farthest == "85°"
    assert [row.note for row in rows[:2]] == ["goal still ahead", "goal reached"]
    # (35 - 22) / (40 - 22) = 0.72
    assert rows[4].note == "turned back early, 72 % of the way"
    assert rows[4].verdict == ""


def test_each_limit_tells_what_it_allows_and_what_was_measured(report, exercise):
    judged = report()
    depth, lean = limit_rows(judged.to_dict(), exercise, series_of(judged))
    assert (depth.name, depth.allows, depth.verdict) == ("Depth", "knee flexion at most 70°", "breach")
    assert (depth.farthest, depth.judged, depth.source) == ("85° ± 10°", "100 %", "a test")
    assert lean.allows == "trunk inclination at most 45° from one's own posture at the start"
    assert lean.farthest == "34° ± 6°"
    assert lean.verdict == "ok"


def test_without_its_rule_a_report_is_still_told(report):
    depth, lean = limit_rows(report().to_dict(), None)
    assert (depth.allows, depth.farthest, lean.farthest) == ("", "85° ± 10°", "–")


def test_every_cue_is_explained(report):
    (cue,) = cue_rows(report().to_dict())
    assert cue.said == "A smaller bend is plenty."
    assert cue.because.startswith("knee flexion 8")
    assert cue.because.endswith("± 10° against 70°")
    assert (cue.rule, cue.source) == ("depth in small_squat, version 3", "a test")


def test_limits_in_words(squat_rule):
    text = squat_rule.replace("max: 45\n", "min: -45\n    max: 45\n    when: moving\n").replace(
        "max: 70\n", "max: 70\n    min: -20\n    when: end\n"
    )
    depth, lean = parse_exercise(text).limits
    assert allowed_by(depth) == "knee flexion at least −20° and at most 70°, at the end"
    assert (
        allowed_by(lean) == "trunk inclination at most 45° either way from one's own posture at the start, while moving"
    )


@pytest.mark.parametrize(
    ("lost", "said"),
    [
        ({}, ""),
        ({"view": 0.17}, "could not be judged in 17 % of the set: seen from another side"),
        (
            {"hidden": 0.1, "view": 0.2},
            "could not be judged in 30 % of the set: seen from another side (20 %), part of the body hidden (10 %)",
        ),
        ({"not_reached": 1.0}, "the movement did not come to it"),
    ],
)
def test_what_could_not_be_judged_is_said_with_its_reason(lost, said):
    assert not_judged(lost) == said


def test_nearly_all_is_not_all_and_hardly_any_is_not_none():
    assert [percent(share) for share in (0.0, 0.001, 0.5, 0.999, 1.0, None)] == [
        "0 %",
        "1 %",
        "50 %",
        "99 %",
        "100 %",
        "–",
    ]


def test_figures_have_their_unit_and_a_true_minus():
    assert measured(-12.4, "deg", 6.0) == "−12° ± 6°"
    assert measured(-0.2, "deg") == "0°"
    assert measured(0.034, "rel", 0.03) == "3 % ± 3 %"
    assert measured(2.0, "s") == "2.0 s"
    assert measured(None, "deg", 6.0) == "–"


TRANSLATED = """\
translations:
  de:
    name: Kleine Kniebeuge
    summary: Beugen Sie die Knie ein wenig.
    place: Neben Ihnen.
    limits:
      depth: {title: Tiefe, cue: Weniger tief genügt.}
      forward_bend: {title: Vorneigung, cue: Brust lang.}
"""


def test_a_kept_set_is_told_in_the_language_of_the_reader(report, squat_rule):
    exercise = parse_exercise(squat_rule + TRANSLATED)
    said = report().to_dict()
    with speaking("de"):
        (cue,) = cue_rows(said, exercise)
        depth, _ = limit_rows(said, exercise)
        assert (cue.said, depth.name, depth.farthest) == ("Weniger tief genügt.", "Tiefe", "85° ± 10°")
        assert cue.when == "16,3 s"
        assert headlines(report(unseen_s=(20.0, 28.0)).to_dict(), exercise)[2].says.endswith("niemand im Bild")
        event = next(event for event in said["events"] if event["kind"] == "cue")
        (kept,) = cue_rows({"events": [event | {"text": "Said by another rule."}]}, exercise)
        assert kept.said == "Said by another rule.", "what was said is never made up"


def test_a_suggestion_stands_among_the_cues():
    event = {"kind": "suggestion", "t_s": 31.25, "limit_id": "depth", "given": 3}
    (row,) = cue_rows({"events": [event | {"text": "Take a rest before you go on."}]})
    assert (row.said, row.because) == ("Take a rest before you go on.", "Depth: still passed after 3 cues")


def test_limits_that_cannot_be_judged_are_not_clear(report):
    said = report(depths_deg=(50.0,)).to_dict()
    said["limits"] = [limit | {"verdict": "cannot_judge"} for limit in said["limits"]]
    last = headlines(said)[-1]
    assert (last.value, last.says, last.verdict) == ("0", "limits passed, 0 close, 2 not judged", "cannot_judge")
