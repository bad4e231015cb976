"""Which numbers of a rule were set for one person: `coach.rules.tuning` writes a line for each at its end."""

from __future__ import annotations

import re
from dataclasses import dataclass

from coach.rules.model import Exercise

_NOTE = re.compile(r"^# set for one person: (\S+) (\S+), in the rule (\S+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class OwnNumber:
    """A number of the rule's text as it was set, and as the rule file has it."""

    key: str
    value: str
    in_the_rule: str


def own_numbers(text: str) -> dict[tuple[str, ...], OwnNumber]:
    """By the keys that lead to each, such as `("limits", "0", "max")`."""
    found = {}
    for path, value, before in _NOTE.findall(text):
        keys = tuple(path.split("."))
        found[keys] = OwnNumber(keys[-1], value, before)
    return found


def own_bounds(exercise: Exercise, limit_id: str) -> list[OwnNumber]:
    """The bounds of that limit that were set for one person; empty where they are the rule's own."""
    place = next((str(k) for k, limit in enumerate(exercise.limits) if limit.id == limit_id), "")
    return [one for keys, one in own_numbers(exercise.text).items() if keys[:2] == ("limits", place)]
