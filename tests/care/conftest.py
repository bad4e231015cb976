"""Exercises made for one precaution each, and the days they are asked for."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from coach.rules import Exercise, load_exercise, parse_exercise
from coach.rules.model import Allowed, Camera

#: A rule that anybody may do from week 0 on, for which no precaution stands.
PLAIN = load_exercise("heel_raise")
EVERY_LEVEL = {level: Allowed(0, "a test") for level in ("cervical", "thoracic", "lumbar")}

Make = Callable[..., Exercise]


@pytest.fixture
def operated_on() -> date:
    """A Monday."""
    return date(2026, 1, 5)


@pytest.fixture
def made() -> Make:
    """An exercise of an id of its own, with tags, a position and levels as given."""

    def exercise(*tags: str, position: str = "standing", allowed=EVERY_LEVEL, **changes) -> Exercise:
        camera = Camera("side", "full", position, "here")
        return replace(PLAIN, id="made", name="Made", tags=tags, camera=camera, allowed=allowed, show=None, **changes)

    return exercise


@pytest.fixture
def squat(squat_rule: str) -> Exercise:
    """A small squat with a goal and two limits, for the lumbar level from week 6."""
    return parse_exercise(squat_rule)
