"""The bundle a clinic's system takes: valid, closed in itself, the same each time, and with nobody's name in it."""

import json
import subprocess
import sys
from datetime import date, timedelta

import pytest
from accounts import CANARY_DIARY, CANARY_GOAL, CANARY_NAME, CANARY_NOTE, NOON, make_account, person
from fhir.resources.R4B.bundle import Bundle

from coach.errors import RecordError
from coach.records.desk import PROGRAM, AccessError, Desk, Viewer
from coach.records.tables import DiaryEntry, GivenAnswer, GivenOverride, HeldSession, Outcome, Person, PlanVersion
from coach.review.fhir import bundle_of, check
from coach.review.fhir_words import MEASURES

SYSTEMS = {
    "http://loinc.org": r"\d{1,5}-\d",
    "http://snomed.info/sct": r"\d{6,18}",
    "http://unitsofmeasure.org": r".+",
    "http://terminology.hl7.org/CodeSystem/observation-category": "activity|exam|survey",
    "http://terminology.hl7.org/CodeSystem/data-absent-reason": "unknown",
}


@pytest.fixture
def account(store, squats):
    return make_account(store, [squats((52.0, 85.0)), squats((55.0,))])


def bundled(store, account, since=None, until=None):
    return bundle_of(Desk(store, PROGRAM), account.person, since, until, NOON)


def of_kind(bundle, kind):
    return [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]


def coded(bundle, code):
    return [one for one in of_kind(bundle, "Observation") if code in json.dumps(one["code"])]


def walk(value):
    yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from walk(part)


def test_it_validates_and_every_reference_leads_to_an_entry(store, account):
    bundle = bundled(store, account)
    assert bundle["type"] == "collection"
    assert Bundle.model_validate(json.loads(json.dumps(bundle))).type == "collection"
    urls = {entry["fullUrl"] for entry in bundle["entry"]}
    references = [one["reference"] for one in walk(bundle) if isinstance(one, dict) and "reference" in one]
    assert references
    assert set(references) <= urls
    assert all(entry["fullUrl"] == f"urn:uuid:{entry['resource']['id']}" for entry in bundle["entry"])
    assert len(urls) == len(bundle["entry"])


def test_no_name_no_sentence_and_no_birth_in_it(store, account):
    bundle = bundled(store, account)
    text = json.dumps(bundle, ensure_ascii=False)
    words = (CANARY_NAME, CANARY_NOTE, CANARY_DIARY, CANARY_GOAL, "Zofia", "Tomasz", "Gut so", "radeln", "langsam", "Ó")
    for canary in (*words, "birthDate", "2026-08-01"):
        assert canary not in text
    (patient,) = of_kind(bundle, "Patient")
    with store.transaction() as session:
        pseudonym = session.get_one(Person, account.person).pseudonym
    assert set(patient) == {"resourceType", "id", "identifier"}
    assert patient["identifier"][0]["value"] == pseudonym


def test_codes_are_of_known_systems_in_their_own_form(store, account):
    import re

    seen = set()
    for one in walk(bundled(store, account)):
        if isinstance(one, dict) and "system" in one:
            seen.add(one["system"])
            assert re.fullmatch(SYSTEMS[one["system"]], one["code"]), one
    assert seen == set(SYSTEMS) - {"http://terminology.hl7.org/CodeSystem/data-absent-reason"}


def _is_loinc(code):
    """The check digit of a LOINC code is Luhn's, of mod 10."""
    digits = [int(digit) for digit in code.split("-")[0]][::-1]
    total = sum(sum(divmod(2 * digit, 10)) if place % 2 == 0 else digit for place, digit in enumerate(digits))
    return (10 - total % 10) % 10 == int(code[-1])


def test_check_digits_of_the_codes():
    for code in {measure.code for measure in MEASURES.values() if measure.code} | {"73985-4", "55411-3"}:
        assert _is_loinc(code), code
    assert not _is_loinc("73985-5")


def test_a_session_is_a_procedure_under_the_plan_in_force(store, account):
    bundle = bundled(store, account)
    old, new = of_kind(bundle, "CarePlan")
    assert (old["status"], new["status"]) == ("revoked", "active")
    assert new["replaces"] == [{"reference": f"urn:uuid:{old['id']}"}]
    first = new["activity"][0]["detail"]
    assert first["code"]["coding"][0] == {
        "system": "http://snomed.info/sct",
        "code": "229065009",
        "display": "Exercise therapy",
    }
    assert first["code"]["text"] == "Small squat"
    assert first["scheduledTiming"]["repeat"] == {"frequency": 5, "period": 1, "periodUnit": "wk"}
    assert first["description"] == "2 sets of 8 repetitions, goal 50; limit depth: max 65"
    assert new["activity"][1]["detail"]["description"] == "Walking, minutes a day: 30"
    held = of_kind(bundle, "Procedure")
    assert [one["status"] for one in held] == ["completed", "completed"]
    assert held[0]["basedOn"] == [{"reference": f"urn:uuid:{new['id']}"}]
    assert held[0]["performedPeriod"]["start"] == (NOON - timedelta(days=6)).isoformat()


def test_a_set_tells_how_much_how_long_how_far_and_what_was_passed(store, account):
    bundle = bundled(store, account)
    activity = coded(bundle, "73985-4")[0]
    parts = {part["code"]["text"]: part.get("valueQuantity") for part in activity["component"]}
    assert parts["Repetitions"]["value"] == 2
    assert parts["Times past a limit"]["value"] == 1
    assert parts["Coverage: share of the limits' time that could be judged"]["unit"] == "%"
    assert 50 < parts["Coverage: share of the limits' time that could be judged"]["value"] <= 100
    assert coded(bundle, "55411-3")[0]["valueQuantity"]["code"] == "min"
    reach = coded(bundle, "Range of motion")[0]
    assert reach["code"] == {"text": "Range of motion, farthest repetition within limits: knee flexion"}
    assert reach["valueQuantity"]["value"] == pytest.approx(52, abs=2)
    assert reach["component"][0]["valueQuantity"] == {
        "value": 10,
        "unit": "°",
        "system": "http://unitsofmeasure.org",
        "code": "deg",
    }
    (breach,) = coded(bundle, "Limit passed")
    assert breach["code"]["text"] == "Limit passed: Depth (depth, rule small_squat version 3)"
    told = {part["code"]["text"]: part["valueQuantity"]["value"] for part in breach["component"]}
    assert told["Limit"] == 70
    assert breach["valueQuantity"]["value"] - told["Uncertainty, half width"] > 70
    assert breach["partOf"] == activity["partOf"]


def test_pain_comes_from_the_answers_and_what_was_not_answered_is_not_zero(store, account):
    with store.transaction(write=True) as session:
        silent = {"person_id": account.person, "asked_at": NOON, "local_day": NOON.date(), "kind": "before"}
        session.add(GivenAnswer(**silent, flags=["calf"], why="pain"))
    bundle = bundled(store, account)
    answers = of_kind(bundle, "QuestionnaireResponse")
    assert len(answers) == 5
    items = {item["linkId"]: item.get("answer") for item in answers[-1]["item"]}
    assert (items["pain_back"], items["calf"]) == (None, [{"valueBoolean": True}])
    assert items["why"] == [{"valueString": "pain"}]
    pains = [one for one in coded(bundle, "72514-3") if "derivedFrom" in one]
    assert [one["valueQuantity"]["value"] for one in pains] == [5, 1, 4, 4, 1, 3]
    assert pains[0]["bodySite"] == {"text": "Back or neck"}
    assert pains[0]["derivedFrom"] == [{"reference": f"urn:uuid:{answers[0]['id']}"}]


def test_outcome_measures_have_their_codes_or_text_alone(store, account):
    with store.transaction(write=True) as session:
        day = {"person_id": account.person, "local_day": NOON.date(), "at": NOON, "how": "hand"}
        session.add(Outcome(**day, kind="ndi", value=20, unit="%"))
        session.add(Outcome(**day, kind="new_measure", value=3, unit="x"))
    bundle = bundled(store, account)
    assert coded(bundle, "89423-8")[0]["valueQuantity"]["value"] == 11.5
    assert coded(bundle, "66247-8")[0]["method"] == {"text": "by camera"}
    assert coded(bundle, "97909-6")[0]["valueQuantity"]["code"] == "{score}"
    assert coded(bundle, "Neck Disability")[0]["code"] == {"text": "Neck Disability Index, total"}
    assert coded(bundle, "New measure")[0]["code"] == {"text": "New measure"}


def test_of_a_day_the_newest_number_of_the_diary_counts(store, account):
    with store.transaction(write=True) as session:
        day = {"person_id": account.person, "local_day": NOON.date() - timedelta(days=3), "words": ""}
        session.add(DiaryEntry(**day, at=NOON, kind="walking_min", number=45.0))
        session.add(DiaryEntry(**day, at=NOON, kind="pain_back", number=None))
    bundle = bundled(store, account)
    assert [one["valueQuantity"]["value"] for one in coded(bundle, "Walking")] == [20, 45]


def test_the_period_cuts_both_ends(store, account):
    last = NOON.date() - timedelta(days=3)
    bundle = bundled(store, account, since=last, until=last)
    assert len(of_kind(bundle, "Procedure")) == 1
    assert len(of_kind(bundle, "CarePlan")) == 0, "written later"
    assert "basedOn" not in of_kind(bundle, "Procedure")[0]
    assert len(of_kind(bundle, "QuestionnaireResponse")) == 2
    assert not of_kind(bundled(store, account, since=date(2027, 1, 1)), "Procedure")
    assert len(of_kind(bundled(store, account, since=date(2027, 1, 1)), "CarePlan")) == 1


def test_what_could_not_be_counted_says_why(store, squats, keep):
    number = person(store, "Berta")
    keep(squats((52.0,), yaw_deg=0.0), person="Berta")
    bundle = bundle_of(Desk(store, PROGRAM), number, None, None, NOON)
    (activity,) = coded(bundle, "73985-4")
    assert activity["component"][0]["dataAbsentReason"]["text"].startswith("The view did not")
    (alone,) = of_kind(bundle, "Procedure")
    assert alone["performedDateTime"] == NOON.isoformat()
    assert activity["partOf"] == [{"reference": f"urn:uuid:{alone['id']}"}]


def test_a_rule_that_cannot_be_read_any_more_is_told_by_its_id(store, account, monkeypatch):
    monkeypatch.setattr("coach.review.record.exercise_of", lambda text: None)
    bundle = bundled(store, account)
    assert of_kind(bundle, "Procedure")[0]["code"]["text"] == "Small squat"
    reach = coded(bundle, "Range of motion")[0]
    assert reach["code"]["text"] == "Range of motion, farthest repetition within limits: movement"
    assert "dataAbsentReason" in reach["component"][0]
    assert coded(bundle, "Limit passed: Depth")


def test_a_broken_off_session_and_an_empty_plan(store, account):
    with store.transaction(write=True) as session:
        held = {"person_id": account.person, "exercise_id": "bird_dog", "kind": "live", "zone": "UTC"}
        session.add(
            HeldSession(**held, began_at=NOON, local_day=NOON.date(), ended_at=None, state="interrupted", why="")
        )
        session.add(PlanVersion(person_id=account.person, version=3, at=NOON, by_id=None, note="", data={"items": []}))
    bundle = bundled(store, account)
    broken = of_kind(bundle, "Procedure")[-1]
    assert (broken["status"], broken["statusReason"]) == ("stopped", {"text": "interrupted"})
    assert (broken["code"]["text"], "end" in broken["performedPeriod"]) == ("Bird dog", False)
    assert "activity" not in of_kind(bundle, "CarePlan")[-1]


def test_a_person_without_anything_is_a_bundle_of_one(store):
    number = person(store, "Berta")
    bundle = bundle_of(Desk(store, PROGRAM), number, None, None, NOON)
    assert [entry["resource"]["resourceType"] for entry in bundle["entry"]] == ["Patient"]
    with pytest.raises(RecordError, match="no person number"):
        bundle_of(Desk(store, PROGRAM), 99, None, None, NOON)
    with pytest.raises(AccessError):
        bundle_of(Desk(store, Viewer(99, "patient")), number, None, None, NOON)


def test_the_same_record_is_the_same_bundle(store, account):
    assert json.dumps(bundled(store, account)) == json.dumps(bundled(store, account))
    with store.transaction(write=True) as session:
        session.add(
            GivenOverride(
                person_id=account.person,
                exercise_id="x",
                by_name="T",
                reason="r",
                at=NOON,
                until=NOON.date(),
            )
        )
    assert len(bundled(store, account)["entry"]) == len(bundled(store, account)["entry"])


def test_a_loose_reference_is_caught(store, account):
    bundle = bundled(store, account)
    of_kind(bundle, "Procedure")[0]["subject"]["reference"] = "urn:uuid:0"
    with pytest.raises(ValueError, match="lead nowhere"):
        check(bundle)
    of_kind(bundle, "Procedure")[0]["status"] = 7
    with pytest.raises(ValueError, match="status"):
        check(bundle)


def test_the_library_is_loaded_only_when_a_bundle_is_made():
    code = "import sys, coach.review.fhir; sys.exit('fhir.resources' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
