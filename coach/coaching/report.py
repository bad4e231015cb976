"""The report of a judged set: the part of the JSON contract that follows from the fold alone.

Same poses and same rule give the same report, byte for byte. Where the film came from, which model made the poses and
how long it took are added by whoever knows them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from coach.coaching.coach import Coach, Trace
from coach.coaching.events import Attempt, Event, Hold, Repetition, rounded
from coach.coaching.limits import FrameClass, LimitJudge
from coach.pose.poses import Poses
from coach.rules.model import Exercise

#: Version of the JSON contract.
SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Report:
    """What the fold found in one set."""

    exercise: Exercise
    view: dict[str, Any]
    count: int | None
    attempts: int
    limits: tuple[dict[str, Any], ...]
    coverage: float | None
    events: tuple[Event, ...]
    trace: Trace

    @property
    def repetitions(self) -> tuple[Repetition, ...]:
        """The counted repetitions; none where the view did not let them be counted."""
        return () if self.count is None else tuple(event for event in self.events if isinstance(event, Repetition))

    def to_dict(self) -> dict[str, Any]:
        """The JSON contract without `source`, `model` and `timing`."""
        return {
            "schema": SCHEMA,
            "exercise": {"id": self.exercise.id, "version": self.exercise.version, "sha256": self.exercise.sha256},
            "view": self.view,
            "count": self.count,
            "attempts": self.attempts,
            "repetitions": [_fields(event, "index start_s end_s extreme unit verdict") for event in self.repetitions],
            "attempts_made": [
                _fields(event, "start_s end_s extreme unit reached_share why")
                for event in self.events
                if isinstance(event, Attempt)
            ],
            "holds": [_fields(event, "start_s end_s verdict") for event in self.events if isinstance(event, Hold)],
            "limits": list(self.limits),
            "coverage": self.coverage,
            "events": [event.to_dict() for event in self.events],
        }


def report_of(coach: Coach, events: Iterable[Event]) -> Report:
    """The report of a finished `coach` and all events it gave out."""
    return Report(
        exercise=coach.exercise,
        view=dict(coach.seen.to_dict()),
        count=coach.count if coach.countable else None,
        attempts=coach.attempts,
        limits=tuple(_limit(judge) for judge in coach.judges),
        coverage=_overall_coverage(coach.judges),
        events=tuple(events),
        trace=coach.trace,
    )


def judge_poses(poses: Poses, exercise: Exercise, *, arm: str = "start") -> Report:
    """Judge stored poses by a rule; `arm` as for `Coach`."""
    coach = Coach(exercise, arm="still" if arm == "still" else "start")
    events = coach.step(poses)
    return report_of(coach, [*events, *coach.finish()])


def _limit(judge: LimitJudge) -> dict[str, Any]:
    coverage, reasons = judge.coverage()
    limit = judge.limit
    return {
        "id": limit.id,
        "verdict": str(judge.verdict()),
        "coverage": rounded(coverage) or 0.0,
        "reasons": {name: rounded(share) for name, share in reasons.items()} or _never_asked(coverage),
        "breaches": [
            {
                "start_s": rounded(breach.start_s),
                "end_s": rounded(breach.end_s),
                "value": rounded(breach.value),
                "u": rounded(breach.u),
                "limit": judge.bound(breach.value),
                "unit": judge.unit,
                "cue": limit.cue,
                "source": limit.source,
            }
            for breach in judge.breaches
        ],
    }


def _never_asked(coverage: float) -> dict[str, float]:
    return {"not_reached": 1.0} if coverage != coverage else {}


def _overall_coverage(judges: list[LimitJudge]) -> float | None:
    """Share of all asked-for limit time that was judged; None where nothing was asked."""
    asked = sum(s for judge in judges for code, s in sorted(judge.seconds.items()) if code != FrameClass.NOT_ASKED)
    judged = sum(s for judge in judges for code, s in sorted(judge.seconds.items()) if 0 < code < FrameClass.CANNOT)
    return rounded(judged / asked) if asked > 0 else None


def _fields(event: Event, names: str) -> dict[str, Any]:
    return {name: rounded(getattr(event, name)) for name in names.split()}
