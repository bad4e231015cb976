"""The codes and the small pieces of the FHIR bundle.

Codes were looked up, none is guessed; what has no code that we know to fit is told in text alone (FHIR allows that), so
that nobody files it under something else:

- LOINC 73985-4 Exercise activity, 55411-3 Exercise duration: HL7 US Physical Activity IG 1.0.0, ValueSet
  pa-observation-code-activity.
- SNOMED CT 229065009 Exercise therapy: the same guide's ServiceRequest example.
- LOINC 72514-3 Pain severity - 0-10 verbal numeric rating [Score] - Reported; 97909-6 Oswestry disability index score
  ODI; 66247-8 Sit to stand frequency in 30 seconds; 89423-8 Time to rise from chair, walk 10 feet and back, and return
  to sitting [TUG]: loinc.org.
- Text alone: the Neck Disability Index, five chair stands, standing on one leg, minutes of walking, and all that only
  this program measures (range of a repetition, coverage, breaches).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

LOINC, SNOMED, UCUM = "http://loinc.org", "http://snomed.info/sct", "http://unitsofmeasure.org"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
#: From which the identifiers of all resources are made, by pseudonym, table and row.
_SPACE = uuid5(NAMESPACE_URL, "urn:coach:fhir")

Json = dict[str, Any]
#: Units by what the program calls them: what UCUM calls them, and people.
_UNITS = {
    "deg": ("deg", "°"),
    "rel": ("1", "share of body length"),
    "s": ("s", "s"),
    "min": ("min", "min"),
    "share": ("%", "%"),
    "score": ("{score}", "score"),
    "stands": ("{#}/(30.s)", "stands in 30 s"),
    "repetitions": ("{repetitions}", "repetitions"),
    "attempts": ("{attempts}", "attempts"),
    "breaches": ("{breaches}", "times past a limit"),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """How an outcome measure is told: its code (or None), its words, its unit, where in the body, which category."""

    code: str | None
    text: str
    unit: str
    where: str = ""
    category: str = "survey"


PAIN = "72514-3"
MEASURES: Mapping[str, Measure] = {
    "nrs_back": Measure(PAIN, "Pain, 0-10", "score", "Back or neck"),
    "nrs_leg": Measure(PAIN, "Pain, 0-10", "score", "Leg"),
    "nrs_arm": Measure(PAIN, "Pain, 0-10", "score", "Arm"),
    "pain_back": Measure(PAIN, "Pain, 0-10", "score", "Back or neck"),
    "pain_leg": Measure(PAIN, "Pain, 0-10", "score", "Leg"),
    "pain_arm": Measure(PAIN, "Pain, 0-10", "score", "Arm"),
    "pain_limb": Measure(PAIN, "Pain, 0-10", "score", "Arm or leg"),
    "tug_s": Measure("89423-8", "Timed up and go", "s", category="exam"),
    "sts5_s": Measure(None, "Five chair stands", "s", category="exam"),
    "sts30_n": Measure("66247-8", "Chair stands in 30 seconds", "stands", category="exam"),
    "stance_left_s": Measure(None, "Standing on the left leg", "s", category="exam"),
    "stance_right_s": Measure(None, "Standing on the right leg", "s", category="exam"),
    "odi": Measure("97909-6", "Oswestry Disability Index, total", "score"),
    "ndi": Measure(None, "Neck Disability Index, total", "score"),
    "walking_min": Measure(None, "Walking", "min", category="activity"),
}
_LOINC_WORDS = {
    PAIN: "Pain severity - 0-10 verbal numeric rating [Score] - Reported",
    "73985-4": "Exercise activity",
    "55411-3": "Exercise duration",
    "89423-8": "Time to rise from chair, walk 10 feet and back, and return to sitting [TUG]",
    "66247-8": "Sit to stand frequency in 30 seconds",
    "97909-6": "Oswestry disability index score ODI",
}


def uid(pseudonym: str, table: str, number: int | str) -> str:
    """The identifier of what a row became: the same row, the same identifier."""
    return str(uuid5(_SPACE, f"{pseudonym}/{table}/{number}"))


def refers_to(identifier: str) -> Json:
    """A reference that the bundle itself resolves."""
    return {"reference": f"urn:uuid:{identifier}"}


def loinc(code: str | None, text: str) -> Json:
    """A concept with a LOINC code, or of text alone where none is known."""
    coding = {"coding": [{"system": LOINC, "code": code, "display": _LOINC_WORDS[code]}]} if code else {}
    return coding | {"text": text}


def exercise_therapy(text: str) -> Json:
    """Exercise therapy, and which exercise."""
    coding = {"system": SNOMED, "code": "229065009", "display": "Exercise therapy"}
    return {"coding": [coding], "text": text}


def category(code: str) -> list[Json]:
    """The category of an observation: `activity`, `exam`, `survey`."""
    return [{"coding": [{"system": CATEGORY, "code": code, "display": code.capitalize()}]}]


def quantity(value: float, unit: str) -> Json:
    """A value with its unit, of the program's name for it."""
    code, said = _UNITS[unit]
    told = 100 * value if unit == "share" else value
    return {"value": round(told, 4), "unit": said, "system": UCUM, "code": code}


def component(text: str, value: float | None, unit: str, why_absent: str = "") -> Json:
    """A part of an observation; one that was not measured says so instead of a value."""
    said: Json = {"code": {"text": text}}
    if value is None or value != value:
        absent = {"coding": [{"system": ABSENT, "code": "unknown"}], "text": why_absent or "not measured"}
        return said | {"dataAbsentReason": absent}
    return said | {"valueQuantity": quantity(value, unit)}


def moment(value: Any) -> str:
    """A moment with its zone, or a day."""
    return str(value.isoformat()) if isinstance(value, date) else str(value)
