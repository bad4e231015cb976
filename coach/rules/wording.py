"""Checks of words: movements that are not coached after a fusion, and cues that name an action calmly."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from coach.language import ENGLISH
from coach.rules.faults import Finding, KeyPath
from coach.rules.part import Draft

#: A cue is heard while moving (clinical.md 2.7).
MOST_CUE_WORDS = 8
#: Movements refused whoever asks for them (clinical.md 2.8, last paragraph; DESIGN.md).
FORBIDDEN = (
    "cat_camel",
    "cat_cow",
    "cobra",
    "press_up",
    "twist",
    "twists",
    "twisting",
    "rotation",
    "knee_to_chest",
    "knees_to_chest",
    "sit_up",
    "sit_ups",
    "crunch",
    "crunches",
    "roman_chair",
    "loaded",
    "loaded_flexion",
    "end_range",
    "end_range_extension",
    "end_range_flexion",
)


@dataclass(frozen=True, slots=True)
class Tongue:
    """What the checks know of a language: its English name, its words that alarm, and a cue as one says it."""

    name: str
    alarming: re.Pattern[str]
    example: str


#: By the language's tag. Words of danger, damage and blame, and of what lies in the body (clinical.md 2.7).
TONGUES: Mapping[str, Tongue] = {
    ENGLISH: Tongue(
        "English",
        re.compile(
            r"\b(?:(?:danger|damag|fail|injur|harm|hurt|warn|alarm|mistak|incorrect|terribl|awful|ruptur|collaps)\w*"
            r"|wrong(?:ly)?|bad(?:ly)?|poor(?:ly)?|unsafe|risk[sy]?|errors?|pain(?:ful)?|discs?|screws?|rods?)\b",
            re.IGNORECASE,
        ),
        "Hinge at your hips, chest long.",
    ),
    # German joins words, so most of these are found within longer ones; "ungefähr" (about) alarms nobody.
    "de": Tongue(
        "German",
        re.compile(
            r"\b\w*(?:gefahr|gefährl|gefährd|schaden|schädi|schädl|falsch|schlecht|schlimm|fehler|verletz|schmerz|risik"
            r"|riskan|riskier|unsicher|bandscheib|schraube|kaputt|versag)\w*|\b(?:warn|alarm|weh)\w*|\b(?:Stab|Stäben?)\b",
            re.IGNORECASE,
        ),
        "Aus der Hüfte beugen, Brust lang.",
    ),
}
_BETWEEN_WORDS = re.compile(r"[\W_]+")


def check_words(draft: Draft) -> Iterator[Finding]:
    """Forbidden movements, alarming or long cues, and an exercise that nobody may do."""
    root = draft.root
    named: list[tuple[KeyPath, str]] = [*root.texts("tags")]
    named += [(root.at(key), text) for key in ("id", "name") if (text := root.text(key)) is not None]
    for path, text in named:
        movement = forbidden_movement(text)
        if movement:
            message = f"{movement.replace('_', ' ')} is not coached after a spinal fusion."
            yield Finding(path, message, "Leave this exercise out, or name the movement for what it is.")
    for limit in draft.limits:
        cue = limit.text("cue")
        if cue is not None:
            yield from check_cue(limit.at("cue"), cue, TONGUES[ENGLISH])
    if root.has("allowed") and root.data["allowed"] == {}:
        message = "no level of operation is named, so nobody could do this exercise."
        yield Finding(root.at("allowed"), message, "Write {lumbar: {from_week: …}} or another level.")


def forbidden_movement(text: str) -> str | None:
    """The forbidden movement that a tag, id or name speaks of, the longest first, or None."""
    words = f"_{_BETWEEN_WORDS.sub('_', text.lower()).strip('_')}_"
    return next((name for name in sorted(FORBIDDEN, key=len, reverse=True) if f"_{name}_" in words), None)


def check_cue(path: KeyPath, cue: str, tongue: Tongue) -> Iterator[Finding]:
    """A cue, which stands at `path`: calm, and short enough to be heard while moving."""
    yield from check_calm(path, cue, tongue)
    words = len(cue.split())
    if words > MOST_CUE_WORDS:
        yield Finding(
            path, f"a cue of {words} words is too long to hear while moving.", f"Use {MOST_CUE_WORDS} at most."
        )


def check_calm(path: KeyPath, text: str, tongue: Tongue) -> Iterator[Finding]:
    """Words for patients, which stand at `path`, without one that alarms."""
    alarming = tongue.alarming.search(text)
    if alarming:
        message = f"the word {alarming[0]} alarms, and fear is what hinders recovery."
        yield Finding(path, message, f"Name the action wanted, such as: {tongue.example}")
