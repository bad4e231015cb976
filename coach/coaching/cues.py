"""Which one sentence the patient hears now: the worst lasting breach, never more often than she can use."""

from __future__ import annotations

from dataclasses import dataclass, field

from coach.coaching.events import Cue, Event, Praise, Suggestion, Verdict
from coach.coaching.limits import LimitJudge
from coach.language import marked
from coach.rules.model import Exercise

#: After a cue no other is given sooner than this (clinical.md 2.7: Rehabify, 5 s an error).
REST_S = 5.0
#: Praise leaves a sentence the floor for this long (proposal).
FLOOR_S = 3.0
#: Praise comes after this many clean repetitions in a row, not after each (proposal; Tempo: not every repetition).
PRAISE_EVERY = 3
PRAISE = marked("Well done, steady and within your range.")
#: After so many cues of one kind a suggestion takes the place of the next (proposal).
CUES_BEFORE_SUGGESTION = 3
#: What is suggested, each in its turn when the same limit goes on being passed (proposal).
SUGGESTIONS = (
    marked("Make the movement smaller, and slower."),
    marked("Take a rest before you go on."),
    marked("Stop here for today. That is enough."),
)
#: Between two suggestions for one limit (proposal).
SUGGEST_EVERY_S = 20.0


@dataclass(slots=True)
class CueChooser:
    """Chooses cues for one set."""

    exercise: Exercise
    _given: dict[str, int] = field(default_factory=dict)
    _suggested_s: dict[str, float] = field(default_factory=dict)
    _said_s: float = float("-inf")
    _clean: int = 0

    def step(self, t_s: float, judges: list[LimitJudge]) -> Event | None:
        """The cue or suggestion due at `t_s`, worst first, or None."""
        if t_s - self._said_s < REST_S:
            return None
        due = [
            judge
            for judge in judges
            if judge.breached_since_s == judge.breached_since_s
            and t_s - self._suggested_s.get(judge.limit.id, float("-inf")) >= SUGGEST_EVERY_S
        ]
        if not due:
            return None
        worst = max(due, key=_severity)
        self._said_s = t_s
        name = worst.limit.id
        given = self._given[name] = self._given.get(name, 0) + 1
        if given <= CUES_BEFORE_SUGGESTION:
            return self._cue(t_s, worst)
        self._suggested_s[name] = t_s
        which = min(given - CUES_BEFORE_SUGGESTION, len(SUGGESTIONS)) - 1
        return Suggestion(t_s, SUGGESTIONS[which], name, given - 1)

    def repetition(self, t_s: float, verdict: Verdict) -> Event | None:
        """Praise when `PRAISE_EVERY` repetitions in a row were judged and clean.

        A rule without limits measures nothing that could be praised.
        """
        if not self.exercise.limits:
            return None
        self._clean = self._clean + 1 if verdict is Verdict.OK else 0
        if self._clean < PRAISE_EVERY or t_s - self._said_s < FLOOR_S:
            return None
        self._clean = 0
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
