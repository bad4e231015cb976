"""What today holds: lines of the plan with what is left, or what suits without one; about how long it takes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from coach.care import Order, Plan, PlanItem, Profile
from coach.care.due import Done
from coach.rules import exercise_ids
from coach.ui.day_plan import Line, dose_words, lines_of, minutes, offered

TODAY = date(2026, 11, 25)
NINE = Profile("lumbar", operated_on=TODAY - timedelta(weeks=9))
PLAN = Plan(
    (PlanItem("sit_to_stand", 2, 8), PlanItem("bird_dog", 2, 6), PlanItem("heel_raise", 1, 10, days_per_week=1))
)


def lines(done: tuple[Done, ...] = (), profile: Profile | None = NINE, plan: Plan = PLAN) -> dict[str, Line]:
    return {line.exercise.id: line for line in lines_of(plan, done, profile, (), TODAY)}


def test_the_plans_order_stays_and_what_waits_has_nothing_left() -> None:
    found = lines()
    assert list(found) == ["sit_to_stand", "bird_dog", "heel_raise"]
    assert found["sit_to_stand"].sets_left == 2
    assert found["bird_dog"].sets_left == 0
    assert found["bird_dog"].found.from_week == 12


def test_sets_that_were_done_are_no_longer_left() -> None:
    found = lines((Done("sit_to_stand", TODAY, 1), Done("heel_raise", TODAY - timedelta(days=1), 1)))
    assert (found["sit_to_stand"].sets_left, found["sit_to_stand"].is_done) == (1, False)
    assert (found["heel_raise"].sets_left, found["heel_raise"].is_done) == (0, False)
    assert lines((Done("sit_to_stand", TODAY, 2),))["sit_to_stand"].is_done


def test_an_exercise_that_cannot_be_read_is_left_out() -> None:
    assert list(lines(plan=Plan((PlanItem("gone", 1, 8), PlanItem("heel_raise", 1, 10))))) == ["heel_raise"]


def test_without_a_plan_all_are_offered_those_of_now_first() -> None:
    found = offered(NINE, (), TODAY)
    assert len(found) == len(exercise_ids())
    allowed = [line.found.allowed for line in found]
    assert allowed == sorted(allowed, reverse=True)
    assert any(allowed)
    assert not all(allowed)
    assert {found[0].exercise.id, found[1].exercise.id} == {"heel_raise", "sit_to_stand"}
    assert not any(line.found.allowed for line in offered(None, (), TODAY))
    assert all(line.item.sets == 1 and line.due is None and not line.is_done for line in found)


def test_an_order_takes_a_line_out_of_the_day() -> None:
    never = Profile(
        "lumbar", operated_on=NINE.operated_on, orders=(Order("never", "sit_to_stand", None, "Dr. B", TODAY),)
    )
    assert lines(profile=never)["sit_to_stand"].sets_left == 0


def test_the_minutes_are_setting_up_repetitions_and_rests() -> None:
    (line,) = [one for one in lines().values() if one.exercise.id == "sit_to_stand"]
    # Its figure takes 2 s up, 1 s held, 3 s back and 1 s in between: 60 + 2 x 8 x 7 + 60 = 232 s.
    assert line.seconds(60) == pytest.approx(232)
    assert minutes([line], 60) == 4
    assert minutes([], 60) == 1
    assert lines()["bird_dog"].seconds(60) == 0


def test_a_dose_in_words() -> None:
    def said(item: PlanItem) -> str:
        return dose_words(lines(plan=Plan((item,)))[item.exercise_id])

    assert said(PlanItem("sit_to_stand", 1, 8)) == "1 set of 8"
    assert said(PlanItem("sit_to_stand", 2, 8, 2.5)) == "2 sets of 8, held 2.5 s"
    assert said(PlanItem("mini_squat", 2, 8)) == "2 sets of 8, held 5 s"
    assert said(PlanItem("mini_squat", 2, 8, 3.0)) == "2 sets of 8, held 3 s"
