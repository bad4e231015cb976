"""One mark for each repetition and attempt: in order, with verdict, figures and moment in words."""

from coach.coaching import judge_poses
from coach.review.strip import strip_marks
from coach.rules import parse_exercise


def test_repetitions_and_attempts_stand_in_the_order_in_which_they_happened(squats, squat_rule):
    marks = strip_marks(judge_poses(squats().poses, parse_exercise(squat_rule)).to_dict())
    assert [(mark.label, mark.kind) for mark in marks] == [
        ("1", "ok"),
        ("2", "ok"),
        ("3", "breach"),
        ("4", "ok"),
        ("", ""),
        ("5", "ok"),
    ]
    assert marks[2].said.startswith("Repetition 3: past the limit, 85°, ")
    assert marks[4].said.startswith("Attempt, turned back early: 72 % of the way, at ")
    assert all(mark.span[0] < mark.span[1] for mark in marks)


def test_a_set_without_any_has_no_marks(squats, squat_rule):
    assert strip_marks(judge_poses(squats((10.0,)).poses, parse_exercise(squat_rule)).to_dict()) == []
