"""The words at the end of a session: what went well first, nothing that was not measured or told."""

from __future__ import annotations

from typing import Any

import pytest
from motions import MOTIONS

from coach.care.safety import Answers
from coach.coaching import judge_poses
from coach.language import Sentence
from coach.live.afterwards import Afterwards
from coach.live.day import Today
from coach.live.guide import Guide
from coach.live.plan import SessionPlan
from coach.live.set_run import Outcome
from coach.live.summing import summary_of
from coach.rules import load_exercise

#: Two sets of eight.
EXERCISE = load_exercise("mini_squat")
ROW = Afterwards((Sentence("5 days in a row."),), done=1, planned=3)


def outcome(repetitions: int) -> Outcome:
    return Outcome("done", judge_poses(MOTIONS["mini_squat"].poses(repetitions), EXERCISE, arm="still"), set_id=1)


BEFORE = Answers(back=2, limb=1)


def ended(after: Answers, *, before: Answers = BEFORE, why: str = "") -> Guide:
    """A session that was stopped, and the pain told after it."""
    guide = Guide(SessionPlan(EXERCISE), Today(before))
    for command in ("start", "start", "stop"):
        guide.do(command)
    guide.answer(after, why)
    return guide


def lines(guide: Guide, *sets: int, afterwards: Afterwards = ROW) -> list[str]:
    said: dict[str, Any] = summary_of(guide, [outcome(n) for n in sets], keeps=True, afterwards=afterwards)
    return said["lines"]


def test_what_went_well_comes_first_then_the_dose_pain_and_the_day() -> None:
    assert lines(ended(Answers(back=1, limb=2), why="tired"), 4, 3) == [
        "You did 7 repetitions.",
        "7 of them stayed within your range.",
        "5 days in a row.",
        "Planned were 10. Every one of yours counts.",
        "Pain before: 2 of 10. Now: 2 of 10.",
        "On your plan today: 1 of 3 done.",
        "Kept on this computer for you and your therapist.",
    ]


def test_a_whole_dose_is_said_as_one() -> None:
    said = lines(ended(Answers()), 8, 9, afterwards=Afterwards())
    assert said[0] == "You did all 17 planned repetitions."
    assert not [line for line in said if "Planned were" in line or "Pain" in line or "plan today" in line]


@pytest.mark.parametrize(("before", "after"), [(Answers(), Answers(back=1)), (Answers(back=1), Answers())])
def test_pain_is_compared_only_where_both_were_told(before: Answers, after: Answers) -> None:
    assert not [line for line in lines(ended(after, before=before), 2) if "Pain" in line]


def test_after_a_stop_for_pain_no_victory_and_no_plan_is_told() -> None:
    said = lines(ended(Answers(back=8), why="pain"), 4)
    assert said[:3] == ["You did 4 repetitions.", "4 of them stayed within your range.", "Rest now."]
    assert not [line for line in said if "row" in line or "plan" in line or "Planned" in line]


def test_a_demonstration_knows_no_plan_and_no_pain() -> None:
    guide = Guide(SessionPlan(EXERCISE, asks=False), Today())
    for command in ("start", "start", "stop"):
        guide.do(command)
    said = summary_of(guide, [outcome(2)], keeps=False)["lines"]
    assert said[:2] == ["You did 2 repetitions.", "2 of them stayed within your range."]
    assert not [line for line in said if "Pain" in line or "lan" in line]
