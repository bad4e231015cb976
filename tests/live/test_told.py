"""The report of a set of which more was told than its frames show: numbers and verdicts follow from what was told."""

from __future__ import annotations

from typing import Any

import pytest
from motions import MOTIONS

from coach.coaching import Coach
from coach.live.told import report_as_told
from coach.pose.poses import Poses
from coach.rules import load_exercise

BRIDGE = load_exercise("bridge")
WHOLE = MOTIONS["bridge"].poses(3)
TOLD = [event.to_dict() for event in Coach(BRIDGE, arm="still").step(WHOLE)]


def report(poses: Poses, told: list[dict[str, Any]], why: str = "interrupted") -> dict[str, Any]:
    return report_as_told(Coach(BRIDGE, arm="still"), poses, told, why)


def kinds(found: dict[str, Any]) -> list[str]:
    return [event["kind"] for event in found["events"]]


def attempt(t_s: float) -> dict[str, Any]:
    said = {"start_s": 1.0, "end_s": 2.0, "extreme": 4.0, "unit": "deg", "reached_share": 0.5, "why": "turned_back"}
    return {"kind": "attempt", "t_s": t_s} | said


def breach(kind: str, t_s: float, **more: float) -> dict[str, Any]:
    said = {"limit_id": "over_arch", "start_s": 3.0, "value": -30.0, "u": 6.0, "limit": -20.0, "unit": "deg"}
    return {"kind": kind, "t_s": t_s} | said | more


def test_what_was_told_is_found_again_and_goes_on_with_what_was_not() -> None:
    for n in (0, 3, len(TOLD)):
        assert report(WHOLE, TOLD[:n])["events"][:-1] == TOLD
    assert report(WHOLE, TOLD)["count"] == 3


@pytest.mark.parametrize("frames", [0, 1, 60, 250])
def test_with_fewer_frames_every_told_event_stays_once(frames: int) -> None:
    found = report(WHOLE[:frames], TOLD, "pain")
    assert found["events"][:-1] == TOLD
    assert found["events"][-1] == {"kind": "ended", "t_s": TOLD[-1]["t_s"], "why": "pain"}
    assert (found["count"], [one["index"] for one in found["repetitions"]]) == (3, [1, 2, 3])
    assert len(found["holds"]) == kinds(found).count("hold")


def test_told_attempts_are_counted() -> None:
    found = report(WHOLE[:0], [*TOLD, attempt(20.0)])
    assert (found["attempts"], len(found["attempts_made"])) == (1, 1)


def test_a_told_breach_has_an_end_and_the_limit_its_verdict() -> None:
    open_ended = report(WHOLE[:0], [*TOLD, breach("breach", 21.0), attempt(25.0)])
    ended = report(WHOLE[:0], [*TOLD, breach("breach", 21.0), breach("breach_ended", 22.0, end_s=22.0)])
    for found, end_s in ((open_ended, 25.0), (ended, 22.0)):
        limit = next(one for one in found["limits"] if one["id"] == "over_arch")
        assert limit["verdict"] == "breach"
        assert [(one["start_s"], one["end_s"]) for one in limit["breaches"]] == [(3.0, end_s)]
        assert limit["breaches"][0]["cue"] == next(one.cue for one in BRIDGE.limits if one.id == "over_arch")
        assert kinds(found).count("breach_ended") == 1


def test_where_the_program_judges_otherwise_now_what_was_told_holds() -> None:
    """Killed by the program's last version, completed by its next."""
    other = [dict(event) | ({"extreme": 99.0} if event["kind"] == "repetition" else {}) for event in TOLD]
    found = report(WHOLE, other)
    assert found["events"][:-1] == other
    assert [one["extreme"] for one in found["repetitions"]] == [99.0] * 3
