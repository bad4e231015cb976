"""What is wrong with the shape of a file's data, in words: unknown keys, missing keys, values of another kind."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from coach.rules import schema
from coach.rules.faults import Finding, KeyPath, offer
from coach.rules.model import SCHEMA

#: Stands for a key that the file chooses, such as a limit's id.
_ANY = "*"
#: Which keys may stand where; positions in lists are left out of the path.
_SHAPES: Mapping[tuple[str, ...], type[BaseModel]] = {
    (): schema.ExerciseShape,
    ("camera",): schema.CameraShape,
    ("start",): schema.StartShape,
    ("repetition",): schema.RepetitionShape,
    ("repetition", "seconds"): schema.SecondsShape,
    ("repetition", "at_end"): schema.ConditionShape,
    ("goal",): schema.GoalShape,
    ("limits",): schema.LimitShape,
    ("dose",): schema.DoseShape,
    ("allowed",): schema.LevelsShape,
    ("allowed", _ANY): schema.AllowedShape,
    ("show",): schema.ShowShape,
    ("show", "start"): schema.PostureShape,
    ("show", "way"): schema.PostureShape,
    ("show", "end"): schema.PostureShape,
    ("show", _ANY, _ANY): schema.SidesShape,
    ("show", "seconds"): schema.ShowSecondsShape,
    ("translations", _ANY): schema.TranslationShape,
    ("translations", _ANY, "limits", _ANY): schema.LimitWordsShape,
}
_DECIMAL_COMMA = re.compile(r"[-+]?[0-9]+,[0-9]+")
_NEUTRALS = "Write neutral (the posture at the start) or neutral_end (the posture at the end of the movement)."


def shape_findings(data: Mapping[str, Any]) -> list[Finding]:
    """All faults of shape; none means that `schema.ExerciseShape` takes the data."""
    try:
        schema.ExerciseShape.model_validate(data)
    except ValidationError as error:
        return [_finding(detail) for detail in error.errors(include_url=False)]
    return []


def known_keys(path: KeyPath) -> list[str]:
    """The keys that may stand at a place in the file."""
    names = [step for step in path if isinstance(step, str)]
    shape = next(shape for place, shape in _SHAPES.items() if _fits(place, names))
    return [field.alias or name for name, field in shape.model_fields.items()]


def _fits(place: Sequence[str], names: Sequence[str]) -> bool:
    return len(place) == len(names) and all(known in (_ANY, name) for known, name in zip(place, names, strict=True))


def _finding(error: ErrorDetails) -> Finding:
    kind, value = error["type"], error["input"]
    path = tuple(step for step in error["loc"] if step not in (schema.NUMBER_TAG, schema.SIDES_TAG))
    if kind == "extra_forbidden":
        return Finding(path, f"the key {path[-1]} is not known here.", offer(str(path[-1]), known_keys(path[:-1])))
    if kind == "missing":
        return Finding(path, "this key is missing.", f"Add {path[-1]}: …")
    if path == ("repetition", "change_from"):
        return Finding(path, f"thresholds are not measured from {_shown(value)}.", "Write rest, or leave it out.")
    if path[-1] == "change_from":
        return Finding(path, f"{_shown(value)} is not a posture to measure a change from.", _NEUTRALS)
    if path == ("schema",):
        return Finding(path, f"this program reads schema {SCHEMA}, not {_shown(value)}.", f"Write schema: {SCHEMA}")
    say = _WORDS.get(kind, _other)
    return Finding(path, *say(value, error.get("ctx", {}), error["msg"]))


def _number(value: Any, _: Mapping[str, Any], __: str) -> tuple[str, str]:
    if isinstance(value, str) and _DECIMAL_COMMA.fullmatch(value):
        return f"{value} is read as text.", f"Write the decimal point as a point: {value.replace(',', '.')}"
    if isinstance(value, str) and _is_finite(value):
        return "a number in quotes is text.", f"Write it without quotes: {value}"
    return f"a number is wanted, not {_shown(value)}.", "Write a number such as 12.5, without unit or quotes."


def _whole(value: Any, ctx: Mapping[str, Any], msg: str) -> tuple[str, str]:
    if isinstance(value, str):
        return _number(value, ctx, msg)
    return f"a whole number is wanted, not {_shown(value)}.", "Write a number such as 8, without a decimal point."


def _finite(value: Any, _: Mapping[str, Any], __: str) -> tuple[str, str]:
    return f"{value} is not a number one can measure.", "Write a number such as 12.5."


def _text(value: Any, _: Mapping[str, Any], __: str) -> tuple[str, str]:
    return f"text is wanted, not {_shown(value)}.", f'Write it in quotes: "{value}"' if _plain(
        value
    ) else "Write one sentence."


def _choice(value: Any, ctx: Mapping[str, Any], _: str) -> tuple[str, str]:
    return f"{_shown(value)} is not known here.", offer(str(value), re.findall(r"'(\w+)'", str(ctx["expected"])))


def _list(value: Any, _: Mapping[str, Any], __: str) -> tuple[str, str]:
    return f"a list is wanted, not {_shown(value)}.", "Write each item in a line of its own, after a dash."


def _keys(value: Any, _: Mapping[str, Any], __: str) -> tuple[str, str]:
    return f"keys are wanted here, not {_shown(value)}.", "Write key: value lines, indented, or {key: value}."


def _low(value: Any, ctx: Mapping[str, Any], _: str) -> tuple[str, str]:
    return f"{value} is too low.", f"Write {ctx['ge']:g} or more."


def _high(value: Any, ctx: Mapping[str, Any], _: str) -> tuple[str, str]:
    return f"{value} is too high.", f"Write {ctx['le']:g} or less."


def _pattern(value: Any, ctx: Mapping[str, Any], _: str) -> tuple[str, str]:
    if ctx["pattern"] == "^alternate$":
        return f"sides cannot be {_shown(value)}.", "Write sides: alternate, or leave it out."
    if ctx["pattern"] == "^end$":
        return f"a goal is asked at the end of the movement, not at {_shown(value)}.", "Write at: end, or leave it out."
    return f"{_shown(value)} is not a plain word.", "Write small English letters, digits and _, such as sit_to_stand."


def _empty(_: Any, __: Mapping[str, Any], ___: str) -> tuple[str, str]:
    return "nothing is written here.", "Write it out; for a number without a published source write proposal."


def _other(_: Any, __: Mapping[str, Any], msg: str) -> tuple[str, str]:
    return f"{msg[:1].lower()}{msg[1:]}.", "Shorten or fill it accordingly."


_WORDS: Mapping[str, Callable[[Any, Mapping[str, Any], str], tuple[str, str]]] = {
    "float_type": _number,
    "int_type": _whole,
    "finite_number": _finite,
    "string_type": _text,
    "literal_error": _choice,
    "list_type": _list,
    "model_type": _keys,
    "greater_than_equal": _low,
    "less_than_equal": _high,
    "string_pattern_mismatch": _pattern,
    "string_too_short": _empty,
}


def _shown(value: Any) -> str:
    """A value as the writer of the file knows it, cut short."""
    if isinstance(value, dict):
        return "a group of keys"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    return text if len(text) <= 40 else text[:39] + "…"


def _plain(value: Any) -> bool:
    return isinstance(value, int | float)


def _is_finite(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False
