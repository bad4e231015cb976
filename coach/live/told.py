"""The report of a set that was cut off: what was told of it holds, whatever the frames that are left show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from coach.coaching import Coach, report_of
from coach.coaching.events import Ended
from coach.pose.poses import Poses

_Told = Mapping[str, Any]
_REPETITION = ("index", "start_s", "end_s", "extreme", "unit", "verdict")
_ATTEMPT = ("start_s", "end_s", "extreme", "unit", "reached_share", "why")
_HOLD = ("start_s", "end_s", "verdict")
_BREACH = ("start_s", "end_s", "value", "u", "limit", "unit")


def report_as_told(coach: Coach, poses: Poses, told: Sequence[_Told], why: str) -> dict[str, Any]:
    """Judge the frames that are left, and report (`Report.to_dict`) every event that was told, each once.

    The same frames give the same events, so the told ones are found again where their frames are there. Where some are
    not, numbers and verdicts follow from what was told, and view and coverage from the frames. `coach` is a new one.
    """
    found = coach.step(poses) if len(poses) else []
    report = report_of(coach, [*found, *coach.finish(why)]).to_dict()
    if [event.to_dict() for event in found[: len(told)]] == list(told):
        return report
    end_s = max(report["events"][-1]["t_s"], told[-1]["t_s"])
    events = [*told, *_endings(told, end_s), Ended(end_s, why).to_dict()]
    counted = _of("repetition", events, _REPETITION)
    attempts = _of("attempt", events, _ATTEMPT)
    return report | {
        "count": None if report["count"] is None else len(counted),
        "attempts": len(attempts),
        "repetitions": [] if report["count"] is None else counted,
        "attempts_made": attempts,
        "holds": _of("hold", events, _HOLD),
        "limits": [_limit(coach, limit, events) for limit in report["limits"]],
        "events": events,
    }


def _endings(told: Iterable[_Told], end_s: float) -> list[_Told]:
    """An end for each breach that had none yet."""
    still: dict[str, _Told] = {}
    for event in told:
        if event["kind"] == "breach":
            still[event["limit_id"]] = event
        elif event["kind"] == "breach_ended":
            still.pop(event["limit_id"], None)
    return [dict(event) | {"kind": "breach_ended", "t_s": end_s, "end_s": end_s} for event in still.values()]


def _limit(coach: Coach, limit: _Told, events: Iterable[_Told]) -> dict[str, Any]:
    own = [event for event in events if event["kind"] == "breach_ended" and event["limit_id"] == limit["id"]]
    if not own:
        return dict(limit)
    said = next(one for one in coach.exercise.limits if one.id == limit["id"])
    words = {"cue": said.cue, "source": said.source}
    return dict(limit) | {"verdict": "breach", "breaches": [_fields(event, _BREACH) | words for event in own]}


def _of(kind: str, events: Iterable[_Told], names: Sequence[str]) -> list[dict[str, Any]]:
    return [_fields(event, names) for event in events if event["kind"] == kind]


def _fields(event: _Told, names: Sequence[str]) -> dict[str, Any]:
    return {name: event[name] for name in names}
