"""Each exercise has a small picture of its own movement, within its frame and silent."""

from __future__ import annotations

import re

import pytest

from coach.rules import exercise_ids, load_exercise
from coach.ui.figure_icon import SIDE, figure_icon, figure_svg
from coach.ui.tokens import DARK, LIGHT


@pytest.mark.parametrize("name", exercise_ids())
def test_the_figure_lies_within_its_frame_and_is_not_read_aloud(name: str) -> None:
    picture = figure_svg(load_exercise(name), LIGHT)
    corners = [float(x) for pair in re.findall(r'points="([^"]+)"', picture) for x in re.split("[ ,]", pair)]
    assert len(corners) > 30
    assert 0 <= min(corners) <= max(corners) <= SIDE
    assert 'alt=""' in figure_icon(load_exercise(name), LIGHT)


def test_pictures_differ() -> None:
    assert len({figure_svg(load_exercise(name), LIGHT) for name in exercise_ids()}) == len(exercise_ids())


def test_it_takes_the_colours_of_the_scheme() -> None:
    exercise = load_exercise("sit_to_stand")
    assert LIGHT.accent in figure_svg(exercise, LIGHT)
    assert DARK.accent in figure_svg(exercise, DARK)
