"""Versions of a plan of care as CarePlan; of its sentences none goes along."""

from __future__ import annotations

from collections.abc import Iterator

from coach.review.fhir_scope import Scope
from coach.review.fhir_words import Json, exercise_therapy, moment, refers_to
from coach.review.record import PlanOf


def care_plan(scope: Scope, plan: PlanOf) -> Json:
    """A version of the plan: the newest is active, an earlier one was revoked when the next took its place."""
    newest = plan is scope.record.plans[-1]
    place = scope.record.plans.index(plan)
    said: Json = {
        "resourceType": "CarePlan",
        "id": scope.uid("plans", plan.row.id),
        "status": "active" if newest else "revoked",
        "intent": "plan",
        "title": f"Exercise plan, version {plan.row.version}",
        "category": [{"text": "Exercise after spinal fusion"}],
        "subject": scope.subject,
        "created": moment(plan.row.at),
        "period": {"start": moment(plan.row.at)},
        "activity": [*_planned(scope, plan, newest), *_targets(plan)],
    }
    if not newest:
        said["period"]["end"] = moment(scope.record.plans[place + 1].row.at)
    if place and scope.record.plans[place - 1] in scope.plans:
        said["replaces"] = [refers_to(scope.uid("plans", scope.record.plans[place - 1].row.id))]
    return said if said["activity"] else {key: value for key, value in said.items() if key != "activity"}


def _planned(scope: Scope, plan: PlanOf, newest: bool) -> Iterator[Json]:
    for item in plan.plan.items:
        hold = "" if item.hold_s is None else f", hold {item.hold_s:g} s"
        goal = "" if item.goal is None else f", goal {item.goal:g}"
        tighter = "".join(
            f"; limit {name}: {key} {bound:g}"
            for name, change in sorted(item.limits.items())
            for key, bound in change.bounds.items()
        )
        yield {
            "detail": {
                "kind": "ServiceRequest",
                "code": exercise_therapy(scope.title(item.exercise_id)),
                "status": "in-progress" if newest else "stopped",
                "scheduledTiming": {"repeat": {"frequency": item.days_per_week, "period": 1, "periodUnit": "wk"}},
                "description": f"{item.sets} sets of {item.repetitions} repetitions{hold}{goal}{tighter}",
            }
        }


def _targets(plan: PlanOf) -> Iterator[Json]:
    targets = plan.plan.targets
    told = {
        "Walking, minutes a day": targets.walking_min,
        "Meals with protein a day": targets.protein_meals,
        "Glasses to drink a day": targets.fluid_glasses,
    }
    for text, value in told.items():
        if value is not None:
            yield {"detail": {"code": {"text": text}, "status": "in-progress", "description": f"{text}: {value}"}}
