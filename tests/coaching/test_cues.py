"""How often a cue is given, and what takes its place when it has been given often enough."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from coach.coaching import judge_poses
from coach.coaching.cues import CUES_BEFORE_SUGGESTION, REST_S, SUGGEST_EVERY_S, SUGGESTIONS
from coach.coaching.events import Cue, Event, Praise, Suggestion
from coach.pose.figure import Angles, Camera, Figure, there_and_back
from coach.rules import load_exercise
from coach.rules.wording import MOST_CUE_WORDS

SQUAT = load_exercise("mini_squat")


def bent_for(seconds: float) -> list[Event]:
    """Everything said to someone who bends far forward and stays there."""
    t = np.arange(0, seconds + 10, 1 / 10)
    c = there_and_back(t, [2.0], 1.2, seconds)
    stooped = Angles(trunk_deg=60 * c, thigh_deg=(10 * c, 10 * c), knee_deg=(20 * c, 20 * c))
    events = judge_poses(Figure(camera=Camera(distance_m=3.5)).poses(t, stooped), SQUAT).events
    return [event for event in events if isinstance(event, Cue | Suggestion | Praise)]


def test_after_three_cues_of_a_kind_a_suggestion_takes_the_place_of_the_fourth() -> None:
    said = bent_for(85.0)
    assert [event.kind for event in said[:4]] == ["cue", "cue", "cue", "suggestion"]
    suggested = [event for event in said if isinstance(event, Suggestion)]
    assert tuple(event.text for event in suggested[:3]) == SUGGESTIONS
    assert [event.given for event in suggested[:3]] == [3, 4, 5]
    assert {event.limit_id for event in suggested} == {"forward_bend"}
    assert sum(isinstance(event, Cue) for event in said) == CUES_BEFORE_SUGGESTION


def test_between_two_sentences_there_is_rest_and_more_between_suggestions() -> None:
    times = [event.t_s for event in bent_for(85.0)]
    gaps = [after - before for before, after in pairwise(times)]
    assert min(gaps[:3]) >= REST_S
    assert min(gaps[3:]) >= SUGGEST_EVERY_S


def test_a_suggestion_is_as_short_as_a_cue() -> None:
    assert max(len(text.split()) for text in SUGGESTIONS) <= MOST_CUE_WORDS
