"""Two timed tests from the events of a set of sit-to-stand: five times up, and how often in 30 seconds.

A repetition runs from leaving the seat to being back on it, as the rule's two thresholds tell, so that the time is a
little shorter than one by hand from the word "go" (how much: not measured). Times are those of the camera, so a pause
or a time unseen makes a test void instead of long.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: The exercise whose repetitions are stands.
EXERCISE_ID = "sit_to_stand"
STANDS = 5
WINDOW_S = 30.0


@dataclass(frozen=True, slots=True)
class ChairStands:
    """`five_s` from the first stand's begin to the fifth one's end; `in_window` whole stands within 30 s of that begin.

    None where the set did not come to it: fewer stands, a shorter set, or a time in which she was not followed.
    """

    five_s: float | None
    in_window: int | None


def chair_stands(events: Iterable[Mapping[str, Any]], until_s: float) -> ChairStands:
    """Times a set from its events as they are kept (`kind`, `t_s`, for a repetition `start_s`, `end_s`).

    `until_s` is when the set ended, on the same clock.
    """
    kept = list(events)
    stands = sorted((one["start_s"], one["end_s"]) for one in kept if one["kind"] == "repetition")
    if not stands:
        return ChairStands(None, None)
    begin_s = stands[0][0]
    lost_s = min((one["t_s"] for one in kept if one["kind"] == "disarmed" and one["t_s"] > begin_s), default=None)
    if lost_s is not None:
        # From when on she was not followed is not told, only when that was known: sure is no more than the last stand.
        stands = [one for one in stands if one[1] <= lost_s]
        until_s = max((end_s for _, end_s in stands), default=begin_s)
    return ChairStands(_five_s(stands), _in_window(begin_s, stands, until_s))


def _five_s(stands: Sequence[tuple[float, float]]) -> float | None:
    return round(stands[STANDS - 1][1] - stands[0][0], 2) if len(stands) >= STANDS else None


def _in_window(begin_s: float, stands: Sequence[tuple[float, float]], until_s: float) -> int | None:
    end_s = begin_s + WINDOW_S
    return None if until_s < end_s else sum(back_s <= end_s for _, back_s in stands)
