"""Which one sentence the patient hears now: the worst lasting breach, never more often than she can use."""

from __future__ import annotations

from dataclasses import dataclass, field

from coach.coaching.events import Cue, Event, Praise, Verdict
from coach.coaching.limits import LimitJudge
from coach.rules.model import Exercise

#: The same cue is not given again sooner than this (clinical.md 2.7: Rehabify, 5 s an error).
REPEAT_AFTER_S = 5.0
#: A sentence has the floor for this long before another may be said (proposal).
FLOOR_S = 3.0
#: Praise comes after this many clean repetitions in a row, not after each (proposal; Tempo: not every repetition).
PRAISE_EVERY = 3
PRAISE = "Well done, steady and within your range."


@dataclass(slots=True)
class CueChooser:
    """Chooses cues for one set."""

    exercise: Exercise
    _said_s: dict[str, float] = field(default_factory=dict)
    _floor_s: float = float("-inf")
    _clean: int = 0

    def step(self, t_s: float, judges: list[LimitJudge]) -> Event | None:
        """The cue due at `t_s`, worst first, or None."""
        if t_s - self._floor_s < FLOOR_S:
            return None
        due = [
            judge
            for judge in judges
            if judge.breached_since_s == judge.breached_since_s
            and t_s - self._said_s.get(judge.limit.id, float("-inf")) >= REPEAT_AFTER_S
        ]
        if not due:
            return None
        worst = max(due, key=_severity)
        self._said_s[worst.limit.id] = self._floor_s = t_s
        return self._cue(t_s, worst)

    def repetition(self, t_s: float, verdict: Verdict) -> Event | None:
        """Praise when `PRAISE_EVERY` repetitions in a row were judged and clean.

        A rule without limits measures nothing that could be praised.
        """
        if not self.exercise.limits:
            return None
        self._clean = self._clean + 1 if verdict is Verdict.OK else 0
        if self._clean < PRAISE_EVERY or t_s - self._floor_s < FLOOR_S:
            return None
        self._clean, self._floor_s = 0, t_s
        return Praise(t_s, PRAISE)

    def _cue(self, t_s: float, judge: LimitJudge) -> Cue:
        limit = judge.limit
        value, u = judge.worst
        return Cue(
            t_s,
            text=limit.cue,
            limit_id=limit.id,
            quantity=limit.quantity,
            value=value,
            u=u,
            limit=judge.bound(value),
            unit=judge.unit,
            exercise_id=self.exercise.id,
            exercise_version=self.exercise.version,
            source=limit.source,
        )


def _severity(judge: LimitJudge) -> float:
    value, u = judge.worst
    return abs(value - judge.bound(value)) / u if u > 0 else float("inf")
