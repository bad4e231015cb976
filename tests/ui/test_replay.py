"""What the browser is handed to play a set: compact, whole, and in words for those who hear it."""

import base64
import json

import numpy as np
import pytest

from coach.coaching import judge_poses
from coach.pose.figure import Angles, Camera, Figure, there_and_back
from coach.review.replay import replay_of
from coach.review.series import series_of
from coach.rules import parse_exercise
from coach.ui.replay import replay_data, spans_of


@pytest.fixture
def handed(squat_rule):
    def made(poses, **more):
        exercise = parse_exercise(squat_rule)
        report = judge_poses(poses, exercise)
        series = more.get("series", series_of(report))
        return replay_data(replay_of(poses, "left"), report.to_dict(), series, more.get("exercise", exercise), "7")

    return made


def floats(text):
    return np.frombuffer(base64.b64decode(text), dtype="<f4")


def test_each_curve_has_its_limits_and_its_uncertainty(squats, handed):
    panels = handed(squats().poses)["panels"]
    assert [panel["title"] for panel in panels] == ["Knee flexion", "Depth", "Forward bend"]
    assert [panel["bounds"] for panel in panels] == [[], [70.0], [45.0]]
    assert panels[1]["u"] == pytest.approx(10.0)
    assert panels[1]["below"] == "at most 70°, measured ± 10°"
    (breach,) = panels[1]["breaches"]
    assert breach["said"] == "85° ± 10°"
    t_s, values = floats(panels[1]["t"]), floats(panels[1]["values"])
    assert len(t_s) == len(values)
    assert values[np.abs(t_s - breach["t"]).argmin()] == pytest.approx(85.0, abs=0.5)


def test_repetitions_and_attempts_are_marks_with_shape_and_words(squats, handed):
    data = handed(squats().poses)
    assert [mark[:3] for mark in data["marks"]][2:5] == [["3", "◆", "breach"], ["4", "●", "ok"], ["", "△", "tried"]]
    assert data["marks"][2][5].startswith("Repetition 3: past the limit")
    assert [one[0] for one in data["repetitions"]] == ["1", "2", "3", "4", "5"]


def test_what_was_not_seen_has_no_figure_to_be_drawn_from(squats, handed):
    panels = handed(squats(unseen_s=(10.0, 12.0)).poses)["panels"]
    t_s, values = floats(panels[0]["t"]), floats(panels[0]["values"])
    assert np.isnan(values[(t_s > 10.2) & (t_s < 11.8)]).all()


def test_without_a_rule_there_is_the_figure_alone(squats, handed):
    data = handed(squats().poses, series=None, exercise=None)
    assert data["panels"] == []
    assert data["points"]


def test_a_limit_that_was_passed_is_told_while_it_lasts(squats, squat_rule):
    exercise = parse_exercise(squat_rule)
    spans = spans_of(judge_poses(squats().poses, exercise).to_dict(), exercise)
    assert [span[2] for span in spans if span[3] == "breach"] == ["◆ past the limit: Depth"]


def test_ten_minutes_fit_into_a_megabyte(handed):
    t_s = np.arange(0, 600, 1 / 30)
    knee = there_and_back(t_s, 3 + 5.9 * np.arange(100), 1.2, 2.0) * 52
    angles = Angles(trunk_deg=knee * 0.4, thigh_deg=(knee * 0.6, knee * 0.6), knee_deg=(knee, knee))
    data = handed(Figure(camera=Camera(yaw_deg=90)).poses(t_s, angles))
    assert len(data["marks"]) == 100
    assert len(json.dumps(data)) < 1_000_000
