"""A rule with a few of its numbers changed for one person: the text is changed, so that it says what was judged by.

Comments and words stay as they are. The new text is checked as any other. A limit can be tightened and never loosened.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from io import StringIO
from typing import Any

from ruamel.yaml import YAML

from coach.errors import CoachError
from coach.language import say, spoken_language
from coach.rules.document import read_document
from coach.rules.faults import KeyPath, dotted, nearest
from coach.rules.loader import parse_exercise
from coach.rules.model import Exercise, Limit
from coach.rules.part import written


class TuningError(CoachError):
    """A number cannot be changed so; the sentence names it, what the rule has, and what was asked."""


def tuned(
    exercise: Exercise,
    *,
    sets: int | None = None,
    repetitions: int | None = None,
    hold_s: float | None = None,
    goal: float | None = None,
    limits: Mapping[str, Mapping[str, float]] | None = None,
) -> Exercise:
    """The exercise with these numbers instead of its own; None leaves a number, `limits` are by id and `min`/`max`.

    `goal` replaces the bound towards which the movement goes. Nothing to change gives the exercise back as it is.

    Raises
    ------
    TuningError: a limit that the rule does not have or that would be looser, or a goal where the rule has none.
    RuleFileError: the checks of rules refuse the new numbers, such as a limit tighter than the camera can tell.
    """
    changes = _doses(exercise, sets, repetitions, hold_s) | _goal(exercise, goal) | _limits(exercise, limits or {})
    if not changes:
        return exercise
    if not all(math.isfinite(value) for value in changes.values()):
        raise TuningError(say("Only a number can be set. Write one such as 12.5."))
    return _rewritten(exercise.text, exercise.file, tuple(changes.items()))


@lru_cache(maxsize=64)  # a plan is checked at each of its editor's changes, of which most are elsewhere
def _rewritten(text: str, file: str, changes: tuple[tuple[KeyPath, float], ...]) -> Exercise:
    new = _written(text, dict(changes))
    if _data(new) != _set(_data(text), dict(changes)):
        raise TuningError(say("Writing {file} anew would change more than this. Put its texts in quotes.", file=file))
    return parse_exercise(new, file)


#: Where a number stands, by keys and positions, with what it becomes.
_Changes = dict[KeyPath, float]


def _doses(exercise: Exercise, sets: int | None, repetitions: int | None, hold_s: float | None) -> _Changes:
    dose = exercise.dose
    wanted: list[tuple[tuple[str, str], float | None, float | None]] = [
        (("dose", "sets"), sets, dose.sets),
        (("dose", "repetitions"), repetitions, dose.repetitions),
        (("dose", "hold_s"), hold_s, dose.hold_s),
        (("repetition", "hold_s"), hold_s, exercise.repetition.hold_s),
    ]
    return {path: value for path, value, now in wanted if value is not None and value != now}


def _goal(exercise: Exercise, value: float | None) -> _Changes:
    if value is None:
        return {}
    goal, rule = exercise.goal, exercise.repetition
    if goal is None:
        name = exercise.words(spoken_language()).name
        raise TuningError(say("{name} has no goal that could be changed. Leave the goal out.", name=name))
    towards = "min" if rule.reach > rule.leave else "max"
    key = towards if getattr(goal, towards) is not None else ("max" if towards == "min" else "min")
    return {} if getattr(goal, key) == value else {("goal", key): value}


def _limits(exercise: Exercise, limits: Mapping[str, Mapping[str, float]]) -> _Changes:
    ids = [limit.id for limit in exercise.limits]
    changes: _Changes = {}
    for name, bounds in limits.items():
        if name not in ids:
            known = nearest(name, ids) or ", ".join(ids)
            raise TuningError(say("There is no limit {name}. Known here: {known}.", name=name, known=known))
        place = ids.index(name)
        for key, value in bounds.items():
            if _bound(exercise, exercise.limits[place], key, value) != value:
                changes["limits", place, key] = value
    return changes


def _bound(exercise: Exercise, limit: Limit, key: str, value: float) -> float | None:
    """The bound as it is now; raises TuningError where there is none of that name or the new one lies beyond it."""
    if key not in ("min", "max"):
        raise TuningError(say("A limit has min and max, and no {key}.", key=key))
    now: float | None = getattr(limit, key)
    if now is not None and (value > now if key == "max" else value < now):
        raise TuningError(
            say(
                "{limit}: {value} is looser than {now}, which the exercise has. A limit can only be tightened.",
                limit=exercise.words(spoken_language()).limit_title(limit.id),
                value=written(value),
                now=written(now),
            )
        )
    return now


def _data(text: str) -> Any:
    return read_document(text).data


def _set(data: Any, changes: _Changes) -> Any:
    """The data with the numbers in their places; it is changed itself."""
    for path, value in changes.items():
        part = data
        for step in path[:-1]:
            part = part[step]
        part[path[-1]] = int(value) if float(value).is_integer() else value
    return data


def _written(text: str, changes: _Changes) -> str:
    """The text with the numbers in it, and a line at its end for each of them."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 100_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = StringIO()
    yaml.dump(_set(yaml.load(text), changes), out)
    return out.getvalue() + "".join(
        f"# set for one person: {dotted(path)} {written(value)}\n" for path, value in changes.items()
    )
