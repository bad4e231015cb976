"""Sessions and sets as Procedure and Observation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from coach.language import spoken_language
from coach.records.tables import HeldSession
from coach.review.fhir_scope import Scope
from coach.review.fhir_words import (
    Json,
    category,
    component,
    exercise_therapy,
    loinc,
    moment,
    quantity,
    refers_to,
)
from coach.review.record import DoneSet
from coach.rules.words import title_of

_PROCEDURE_STATES = {"done": "completed", "stopped": "stopped", "interrupted": "stopped", "running": "in-progress"}
_NOT_COUNTED = "The view did not let repetitions be counted."


def session_procedure(scope: Scope, held: HeldSession) -> Json:
    """A session."""
    ended = {"end": moment(held.ended_at)} if held.ended_at else {}
    said: Json = {
        "resourceType": "Procedure",
        "id": scope.uid("sessions", held.id),
        "status": _PROCEDURE_STATES[held.state],
        "code": exercise_therapy(scope.title(held.exercise_id)),
        "subject": scope.subject,
        "performedPeriod": {"start": moment(held.began_at), **ended},
    }
    if held.state in ("stopped", "interrupted"):
        said["statusReason"] = {"text": held.why or held.state}
    if held.plan_id in {plan.row.id for plan in scope.plans}:
        said["basedOn"] = [refers_to(scope.uid("plans", held.plan_id))]
    return said


def set_procedure(scope: Scope, done: DoneSet) -> Json:
    """A set that no session holds, such as a judged film."""
    return {
        "resourceType": "Procedure",
        "id": scope.uid("alone", done.judged.id),
        "status": "completed",
        "code": exercise_therapy(done.title),
        "subject": scope.subject,
        "performedDateTime": moment(done.judged.performed_at),
    }


def set_observations(scope: Scope, done: DoneSet) -> Iterator[Json]:
    """What was done and measured in a set: how much, how long, how far, what was passed."""
    yield _activity(scope, done)
    yield _of_set(scope, done, "duration", loinc("55411-3", "Duration of the set")) | {
        "valueQuantity": quantity(done.seconds / 60, "min")
    }
    if done.best == done.best:
        about = done.exercise.repetition.quantity if done.exercise else "movement"
        text = {"text": f"Range of motion, farthest repetition within limits: {about.replace('_', ' ')}"}
        yield _of_set(scope, done, "range", text) | {
            "valueQuantity": quantity(done.best, done.unit),
            "component": [component("Uncertainty, half width", done.u, done.unit)],
        }
    for limit in done.limits:
        for number, breach in enumerate(limit["breaches"]):
            yield _breach(scope, done, limit["id"], number, breach)


def _activity(scope: Scope, done: DoneSet) -> Json:
    judged = done.judged
    parts = [
        component("Repetitions", judged.count, "repetitions", _NOT_COUNTED),
        component("Repetitions clear of every limit", None if judged.count is None else judged.clear, "repetitions"),
        component("Attempts that did not count", judged.attempts, "attempts"),
        component("Times past a limit", judged.breaches, "breaches"),
        component("Coverage: share of the limits' time that could be judged", judged.coverage, "share"),
    ]
    return _of_set(scope, done, "activity", loinc("73985-4", "Exercise set")) | {
        "valueCodeableConcept": {"text": done.title},
        "component": parts,
    }


def _breach(scope: Scope, done: DoneSet, limit_id: str, number: int, breach: Mapping[str, Any]) -> Json:
    judged, unit = done.judged, breach["unit"]
    rule = f"rule {judged.exercise_id} version {judged.exercise_version}"
    words = done.exercise.words(spoken_language()).limits.get(limit_id) if done.exercise else None
    text = {"text": f"Limit passed: {words.title if words else title_of(limit_id)} ({limit_id}, {rule})"}
    return _of_set(scope, done, f"breach/{limit_id}/{number}", text) | {
        "valueQuantity": quantity(breach["value"], unit),
        "component": [
            component("Uncertainty, half width", breach["u"], unit),
            component("Limit", breach["limit"], unit),
            component("Begins after", breach["start_s"], "s"),
            component("Ends after", breach["end_s"], "s"),
        ],
    }


def _of_set(scope: Scope, done: DoneSet, what: str, code: Json) -> Json:
    judged = done.judged
    alone = not scope.has_session(judged.session_id)
    part_of = ("alone", judged.id) if alone else ("sessions", judged.session_id or 0)
    return {
        "resourceType": "Observation",
        "id": scope.uid("sets", f"{judged.id}/{what}"),
        "status": "final",
        "category": category("activity"),
        "code": code,
        "subject": scope.subject,
        "partOf": [refers_to(scope.uid(*part_of))],
        "effectiveDateTime": moment(judged.performed_at),
    }
