"""Which bounds of a rule were set for one person: `coach.rules.tuning` writes a line for each at the text's end."""

from __future__ import annotations

import re

from coach.rules.model import Exercise

_NOTE = re.compile(r"^# set for one person: limits\[(\d+)\]\.(min|max) (\S+)$", re.MULTILINE)


def own_bounds(exercise: Exercise, limit_id: str) -> dict[str, str]:
    """The bounds of that limit that were set for one person, by `min` and `max`; empty where they are the rule's."""
    place = next((str(k) for k, limit in enumerate(exercise.limits) if limit.id == limit_id), "")
    return {key: value for at, key, value in _NOTE.findall(exercise.text) if at == place}
