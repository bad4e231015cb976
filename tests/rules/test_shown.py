"""The figure of a rule: checked against the movement, its start and its limits, whatever the postures name."""

import numpy as np
import pytest

from coach.rules import RuleFileError, exercise_ids, load_exercise, parse_exercise
from coach.rules.showing import Seen, angles_on_way, between

SHOW = """\
show:
  on: feet
  start: {knee_flexion: 88, thigh_elevation: 88}
  way:
    - {trunk_inclination: 40, knee_flexion: 90, thigh_elevation: 80}
    - {trunk_inclination: 15, knee_flexion: 40, thigh_elevation: 30}
  end: {knee_flexion: 4, thigh_elevation: 2}
  seconds: {out: 2, hold: 1, back: 2}
"""
#: A lift of the left arm from rest, and of both in turn, seen from the front.
LIFT = """\
schema: 1
id: lift
name: Lift
version: 1
camera: {view: front}
start: [{quantity: hip_abduction, side: either, max: 20}]
repetition:
  quantity: hip_abduction
  side: either
  change_from: rest
  leave: 6
  reach: 15
  return: 8
  at_end: [{quantity: hip_abduction, side: both, max: 12}]
  seconds: {min: 1, max: 12}
limits:
  - {id: right_height, quantity: hip_abduction, side: right, max: 35, cue: Lower., source: proposal}
  - {id: lean, quantity: lateral_trunk_lean, change_from: neutral, min: -10, cue: Tall., source: proposal}
dose: {sets: 1, repetitions: 4, source: proposal}
allowed: {lumbar: {from_week: 0}}
show:
  on: feet
  start: {hip_abduction: 3}
  end: {hip_abduction: {left: 25, right: 3}}
  sides: alternate
  seconds: {out: 1, hold: 1, back: 1}
"""


@pytest.fixture
def shown(broken, rule):
    """The faults of the valid rule with a show, which begins in line 34, after (old, new) changes of the whole."""

    def faults(*changes):
        text = rule + SHOW
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        return broken((rule, text))

    return faults


def test_the_show_arrives_in_the_exercise(rule, shown):
    assert shown() == []
    assert parse_exercise(rule).show is None
    show = parse_exercise(rule + SHOW).show
    assert (show.on, show.alternate, show.out_s, show.hold_s, show.back_s) == ("feet", False, 2, 1, 2)
    assert len(show.postures) == 4
    assert show.end == {"knee_flexion": (4, 4), "thigh_elevation": (2, 2)}


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "says"),
    [
        ("{knee_flexion: 4,", "{knee_flex: 4,", 40, "show.end.knee_flex", "Did you mean knee_flexion?"),
        ("{knee_flexion: 4,", "{knee_flexion: many,", 40, "show.end.knee_flexion", "Write a number"),
        ("{knee_flexion: 4,", "{knee_flexion: 400,", 40, "show.end.knee_flexion", "180 or less"),
        ("{knee_flexion: 4,", "{knee_flexion: {left: 4},", 40, "show.end.knee_flexion.right", "Add right"),
        (
            "{knee_flexion: 4,",
            "{knee_flexion: {left: 4, right: 4, rigt: 4},",
            40,
            "show.end.knee_flexion.rigt",
            "right",
        ),
        (
            "trunk_inclination: 15",
            "trunk_inclination: {left: 1, right: 1}",
            39,
            "show.way[1].trunk_inclination",
            "number",
        ),
        ("on: feet", "on: foot", 35, "show.on", "Did you mean feet?"),
        ("on: feet", "on: feet\n  sides: both", 36, "show.sides", "Write sides: alternate"),
        ("out: 2", "out: 0", 41, "show.seconds.out", "0.2 or more"),
        ("out: 2", "out: 12", 41, "show.seconds", "1 to 12 s"),
        ("hold: 1,", "hold: 1, stay: 1,", 41, "show.seconds.stay", "Known here: back, hold, out."),
        ("start: {knee_flexion: 88", "start: {knee_flexion: 30", 36, "show.start", "Change the posture"),
        (
            "start: {knee_flexion: 88, t",
            "start: {hip_flexion: 1, knee_flexion: 88, t",
            36,
            "show.start.thigh_elevation",
            "Keep",
        ),
        ("end: {knee_flexion: 4", "end: {knee_flexion: 30", 40, "show.end", "Go further"),
        ("trunk_inclination: 40", "trunk_inclination: 64", 38, "show.way[0]", "within the limit"),
        ("{knee_flexion: 4,", "{knee_flexion: 4, trunk_inclination: 64,", 40, "show.end", "within the limit"),
        (
            "start: {knee_flexion: 88,",
            "start: {trunk_inclination: 70, knee_flexion: 88,",
            36,
            "show.start",
            "within the limit",
        ),
    ],
)
def test_a_fault_of_the_show_is_told_with_its_line(shown, old, new, line, key, says):
    (fault,) = shown((old, new))
    assert (fault.line, fault.key) == (line, key)
    assert says in fault.instead


def test_conditions_at_the_end_are_asked_of_the_figure_too(shown):
    (fault,) = shown(("  seconds: {min", "  at_end: [{quantity: hip_flexion, min: 10}]\n  seconds: {min"))
    assert fault.message == "the figure has hip_flexion 2 at the end, where at_end asks for 10 or more."


@pytest.mark.parametrize("when", ["start", "end", "moving"])
def test_a_limit_is_asked_where_it_is_watched(shown, when):
    watched = ("max: 60\n", f"max: 20\n    when: {when}\n")
    assert [fault.key for fault in shown(watched)] == (["show.way[0]"] if when == "moving" else [])


def test_a_rule_whose_movement_cannot_be_read_is_told_of_that_alone(shown):
    assert [fault.key for fault in shown(("  reach: 20\n", ""))] == ["repetition.reach"]
    assert [fault.key for fault in shown(("  leave: 75\n", ""))] == ["repetition.leave"]
    assert [fault.key for fault in shown(("view: side", "view: above"))] == ["camera.view"]
    unknown = shown(("quantity: trunk_inclination\n    max", "quantity: trunk\n    max"))
    assert [fault.key for fault in unknown] == ["limits[0].quantity"]


def test_sides_that_change_places_are_both_checked():
    assert parse_exercise(LIFT).show.alternate
    for old, new, key, message in [
        ("left: 25", "left: 40", "show.end", "the figure passes the limit right_height: hip_abduction 40."),
        ("right: 3}}", "right: 3}, lateral_trunk_lean: 14}", "show.end", "the figure passes the limit lean:"),
        ("left: 25, right: 3", "left: 25, right: 20", "show.end", "the figure has hip_abduction 20 at the end, where"),
        ("left: 25", "left: 15", "show.end", "the figure comes to hip_abduction 12, where reach is 15."),
        (
            "hip_abduction: 3}",
            "hip_abduction: {left: 3, right: 5}}",
            "show.start",
            "left and right differ at the start",
        ),
    ]:
        with pytest.raises(RuleFileError) as refused:
            parse_exercise(LIFT.replace(old, new), "lift")
        (fault,) = refused.value.faults
        assert (fault.key, fault.message[: len(message)]) == (key, message)


def test_the_way_passes_its_key_postures_and_never_beyond_them():
    keys = np.array([[0.0, 1.0], [40.0, 0.5], [10.0, 0.5], [0.0, 0.0]])
    on_way = between(keys, np.linspace(0, 1, 31))
    np.testing.assert_allclose(on_way[::10], keys)
    assert (on_way[:, 0].max(), on_way[:, 0].min()) == (40.0, 0.0)
    assert (np.diff(on_way[:, 1]) <= 1e-12).all()


def test_a_thigh_is_said_from_the_trunk_or_from_hanging(rule):
    show = parse_exercise(rule + SHOW.replace("40, knee_flexion: 90, thigh_elevation: 80", "40, hip_flexion: 120")).show
    left, right = angles_on_way(show, np.array([1 / 3])).thigh_deg
    assert left == right == pytest.approx([80.0])


@pytest.mark.parametrize("name", exercise_ids())
def test_the_figure_of_each_exercise_of_ours_measures_what_it_says(name):
    """By construction: each value that an end posture names is what the rule's camera reads, within perspective."""
    exercise = load_exercise(name)
    seen = Seen.on_way(exercise.show, exercise.camera.view, np.array([1.0]))
    assert exercise.show is not None
    for quantity, sides in exercise.show.end.items():
        for side, said in zip(("left", "right"), sides, strict=True):
            value = seen.value(quantity, side, rising=True)[0]
            assert np.isnan(value) or value == pytest.approx(said, abs=0.02)
