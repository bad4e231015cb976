"""What a session does: the exercise with the dose, goal and limits of the person's plan, else as its file has it."""

from __future__ import annotations

from coach.care import as_planned
from coach.care.settings import ClinicSettings
from coach.errors import PlanError
from coach.language import say, spoken_language
from coach.live.plan import SessionPlan
from coach.records.desk import Desk
from coach.records.plans import plan_of
from coach.rules import Exercise, RuleFileError
from coach.rules.tuning import TuningError


def session_plan(
    desk: Desk, person_id: int, exercise: Exercise, settings: ClinicSettings, show_s: float = 0.0
) -> SessionPlan:
    """The plan of a session of `exercise` by that person, by her plan of care that is in force now.

    Raises
    ------
    AccessError: her plan is not for this viewer.
    PlanError: the plan cannot be read, or has numbers that the exercise does not allow.
    """
    try:
        kept = plan_of(desk, person_id)
        item = kept.plan.item(exercise.id) if kept else None
        runs = as_planned(exercise, item) if item else exercise
    except (PlanError, TuningError, RuleFileError) as error:
        raise PlanError(
            say(
                "Your plan for {name} cannot be followed. Please tell your therapist: {why}",
                name=exercise.words(spoken_language()).name,
                why=str(error).splitlines()[0],
            )
        ) from error
    return SessionPlan(runs, settings, show_s)
