"""A person's record as a FHIR R4 bundle (type `collection`) for a clinic's system.

It is built and checked with `fhir.resources.R4B`: FHIR 4.3.0, in which the six kinds of resources used here (Bundle,
Patient, CarePlan, Procedure, Observation, QuestionnaireResponse) are those of R4 4.0.1; the package's plain modules are
R5. The person is her pseudonym: no name, no day of birth, and no sentence that anybody wrote. All references are
`urn:uuid`, resolved within the bundle, and the same row always has the same one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from coach.care.flags import FLAG_BY_ID
from coach.records.desk import Desk
from coach.records.tables import DiaryEntry, GivenAnswer, Outcome
from coach.review.fhir_plans import care_plan
from coach.review.fhir_scope import Scope, scope_of
from coach.review.fhir_sets import session_procedure, set_observations, set_procedure
from coach.review.fhir_words import MEASURES, Json, Measure, category, loinc, moment, quantity, refers_to, uid
from coach.review.record import record_of
from coach.rules.words import title_of

#: Numbers of the diary that are told; the rest of it is hers.
_TOLD_OF_DIARY = ("pain_back", "pain_leg", "pain_arm", "walking_min")


def bundle_of(desk: Desk, p: int, since: date | None, until: date | None, now: datetime) -> Json:
    """The bundle as JSON values; days are the person's own, included, None is open; `now` stamps it.

    Raises
    ------
    AccessError: it is not this viewer's to take along.
    RecordError: there is no such person, or the database fails.
    """
    record = record_of(desk, p, since, until)
    entries = list(_resources(scope_of(record)))
    span = f"{since or ''}/{until or ''}"
    bundle: Json = {
        "resourceType": "Bundle",
        "id": uid(record.person.pseudonym, "bundle", span),
        "type": "collection",
        "timestamp": moment(now),
        "entry": [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in entries],
    }
    check(bundle)
    return bundle


def check(bundle: Json) -> None:
    """Raise ValueError where the bundle is not FHIR, or a reference in it leads nowhere."""
    # It takes a fifth of a second to load, and few need it.
    from fhir.resources.R4B.bundle import Bundle

    Bundle.model_validate(bundle)
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    lost = set(_references(bundle["entry"])) - set(urls)
    if lost or len(set(urls)) < len(urls):
        raise ValueError(f"References that lead nowhere, or two resources of one name: {sorted(lost)}")


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for part in value.values():
            yield from _references(part)
    elif isinstance(value, list):
        for part in value:
            yield from _references(part)


def _resources(scope: Scope) -> Iterator[Json]:
    record = scope.record
    yield _patient(scope)
    yield from (care_plan(scope, plan) for plan in scope.plans)
    yield from (session_procedure(scope, held) for held in record.sessions)
    for done in record.sets:
        if not scope.has_session(done.judged.session_id):
            yield set_procedure(scope, done)
        yield from set_observations(scope, done)
    for given in record.answers:
        yield _answers(scope, given)
        yield from _pains(scope, given)
    yield from (_outcome(scope, one) for one in record.outcomes)
    yield from _diary(scope, record.diary)


def _patient(scope: Scope) -> Json:
    pseudonym = scope.record.person.pseudonym
    identifier = {"use": "secondary", "type": {"text": "Pseudonym"}, "value": pseudonym}
    return {"resourceType": "Patient", "id": scope.uid("people", 0), "identifier": [identifier]}


def _answers(scope: Scope, given: GivenAnswer) -> Json:
    asked: list[Json] = [
        {"linkId": "asked", "text": "When it was asked", "answer": [{"valueString": given.kind}]},
        _number_item("pain_back", "Pain in the back or neck, 0-10", given.back),
        _number_item("pain_limb", "Pain in an arm or leg, 0-10", given.limb),
    ]
    asked += [
        {"linkId": flag, "text": FLAG_BY_ID[flag].words.text, "answer": [{"valueBoolean": True}]}
        for flag in given.flags
    ]
    if given.why:
        asked.append({"linkId": "why", "text": "Why it was stopped", "answer": [{"valueString": given.why}]})
    return {
        "resourceType": "QuestionnaireResponse",
        "id": scope.uid("answers", given.id),
        "status": "completed",
        "subject": scope.subject,
        "source": scope.subject,
        "authored": moment(given.asked_at),
        "item": asked,
    }


def _pains(scope: Scope, given: GivenAnswer) -> Iterator[Json]:
    for name, value in (("pain_back", given.back), ("pain_limb", given.limb)):
        if value is not None:
            told = _measured(scope, "answers", f"{given.id}/{name}", MEASURES[name], value, moment(given.asked_at))
            yield told | {"derivedFrom": [refers_to(scope.uid("answers", given.id))]}


def _outcome(scope: Scope, one: Outcome) -> Json:
    measure = MEASURES.get(one.kind) or Measure(None, title_of(one.kind), "score")
    how = {"camera": "by camera", "hand": "by hand"}[one.how]
    told = _measured(scope, "outcomes", one.id, measure, one.value, moment(one.local_day))
    return told | {"method": {"text": how}}


def _diary(scope: Scope, entries: Sequence[DiaryEntry]) -> Iterator[Json]:
    """The newest number of each day and kind."""
    newest = {(one.local_day, one.kind): one for one in entries if one.kind in _TOLD_OF_DIARY}
    for one in newest.values():
        if one.number is not None:
            yield _measured(scope, "diary", one.id, MEASURES[one.kind], one.number, moment(one.local_day))


def _measured(scope: Scope, table: str, number: int | str, measure: Measure, value: float, when: str) -> Json:
    where = {"bodySite": {"text": measure.where}} if measure.where else {}
    return {
        "resourceType": "Observation",
        "id": scope.uid(f"{table}/measured", number),
        "status": "final",
        "category": category(measure.category),
        "code": loinc(measure.code, measure.text),
        "subject": scope.subject,
        "effectiveDateTime": when,
        "valueQuantity": quantity(value, measure.unit),
        **where,
    }


def _number_item(link: str, text: str, value: int | None) -> Json:
    """A question without an answer is one that was not answered."""
    return {"linkId": link, "text": text} | ({} if value is None else {"answer": [{"valueInteger": value}]})
