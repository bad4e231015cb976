"""What a session adds to the record: victories that it brought, and how much of today's plan is done with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from coach.care import due_today
from coach.care.profile import FIRST_DAY
from coach.care.victories import DayFact, RangeFact, Victory, victories
from coach.kinematics.uncertainty import uncertainty
from coach.language import Sentence
from coach.records.desk import Desk
from coach.records.plans import plan_of
from coach.records.progress import days_of, done_since
from coach.records.repetitions import extremes_of
from coach.rules.model import Exercise


@dataclass(frozen=True, slots=True)
class Afterwards:
    """New victories, and of the exercises that her plan has for today how many are done."""

    victories: tuple[Sentence, ...] = ()
    done: int = 0
    planned: int = 0


NOTHING_NEW = Afterwards()


def afterwards(desk: Desk, person_id: int, exercise: Exercise, today: date, before: tuple[Victory, ...]) -> Afterwards:
    """As the record has it now; `before` are the victories before the session. Raises CoachError where it fails."""
    known = {(one.kind, one.day) for one in before}
    new = [one.words for one in victories_by(desk, person_id, exercise, today) if (one.kind, one.day) not in known]
    kept = plan_of(desk, person_id)
    monday = today - timedelta(days=today.weekday())
    lines = due_today(kept.plan, done_since(desk, person_id, monday), today) if kept else ()
    of_today = [line for line in lines if line.due or line.done_today]
    return Afterwards(tuple(new), sum(not line.due for line in of_today), len(of_today))


def victories_by(desk: Desk, person_id: int, exercise: Exercise, today: date) -> tuple[Victory, ...]:
    """Her victories up to today, those of range in this exercise alone; raises CoachError where it fails."""
    days = days_of(desk, person_id, FIRST_DAY, today)
    facts = [DayFact(one.day, one.whole_sets > 0, one.pain_before) for one in days if one.sets]
    return victories(facts, _ranges(desk, person_id, exercise))


def _ranges(desk: Desk, person_id: int, exercise: Exercise) -> list[RangeFact]:
    """The best repetition of each set that was seen from where it can be measured."""
    rule = exercise.repetition
    grows, facts = rule.reach > rule.leave, []
    for one in extremes_of(desk, person_id, FIRST_DAY, exercise.id):
        u = uncertainty(rule.quantity, one.view)
        if u is not None:
            best = max(one.extremes) if grows else min(one.extremes)
            facts.append(RangeFact(exercise.id, one.day, best, u, one.unit, grows))
    return facts
