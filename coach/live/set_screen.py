"""What the screen shows of the running set: a frozen snapshot, made anew for each frame from the fold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from coach.coaching import Coach
from coach.coaching.events import (
    CannotJudge,
    Cue,
    Disarmed,
    Event,
    JudgedAgain,
    NeutralTaken,
    PeopleInView,
    Repetition,
    Verdict,
)
from coach.coaching.limits import FrameClass
from coach.kinematics.measure import Reason
from coach.kinematics.uncertainty import VIEWS, uncertainty
from coach.language import Sentence
from coach.live.hints import COMPANY, NOTHING, StartWatch, seeing_hint
from coach.live.words import verdict_now
from coach.pose.poses import Poses

_RANK = (Verdict.OK, Verdict.CLOSE, Verdict.CANNOT_JUDGE, Verdict.BREACH)
#: A posture held within this share of U is steady (proposal).
STEADY_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class LimitNow:
    """One limit at this moment; no verdict where it was not asked about yet."""

    id: str
    verdict: Verdict | None = None
    words: Sentence = NOTHING


@dataclass(frozen=True, slots=True)
class Measure:
    """The measured value that is nearest to its limit: never shown without its ± and the limit."""

    limit_id: str
    value: float
    u: float
    limit: float
    unit: str


@dataclass(frozen=True, slots=True)
class SetNow:
    """The running set at this moment."""

    count: int | None = 0
    attempts: int = 0
    armed: bool = False
    ring: float | None = None
    held: bool = False
    hint: Sentence = NOTHING
    view: str = "unknown"
    near: int = -1
    steady: bool | None = None
    """How still the last neutral was; None before one was taken."""
    limits: tuple[LimitNow, ...] = ()
    measure: Measure | None = None
    repetitions: tuple[str, ...] = ()
    cue: Cue | None = None

    @property
    def verdict(self) -> LimitNow | None:
        """The worst limit now; None where none is asked about."""
        asked = [limit for limit in self.limits if limit.verdict is not None]
        return max(asked, key=lambda limit: _RANK.index(limit.verdict or Verdict.OK), default=None)


@dataclass(slots=True)
class SetScreen:
    """Turns each step of the fold into the next snapshot."""

    coach: Coach
    now: SetNow = field(init=False)
    _start: StartWatch = field(init=False)
    _views: Any = field(init=False)
    _unjudged: dict[str, str] = field(default_factory=dict)
    _company: bool = False

    def __post_init__(self) -> None:
        exercise = self.coach.exercise
        self.now = SetNow(limits=tuple(LimitNow(limit.id) for limit in exercise.limits))
        self._start = StartWatch(exercise, self.coach.plan)
        self._views = self.coach.seen.views.copy()

    def step(self, poses: Poses, events: Iterable[Event]) -> SetNow:
        """The snapshot after the fold took `poses` (a block of one) and gave out `events`."""
        for event in events:
            self._take(event)
        coach = self.coach
        held_share = self._held_share()
        self.now = replace(
            self.now,
            count=coach.count if coach.countable else None,
            attempts=coach.attempts,
            armed=coach.armed,
            ring=held_share if coach.armed else round(coach.still_share, 3),
            held=held_share is not None and held_share >= 1,
            hint=self._hint(poses),
            view=self._view(),
            near=coach.seen.near_now,
            limits=self._limits(),
            measure=self._measure() if coach.armed else None,
        )
        return self.now

    def _take(self, event: Event) -> None:
        if isinstance(event, Repetition):
            self.now = replace(self.now, repetitions=(*self.now.repetitions, str(event.verdict)))
        elif isinstance(event, Cue):
            self.now = replace(self.now, cue=event)
        elif isinstance(event, NeutralTaken):
            u = uncertainty(event.quantity, self.coach.exercise.camera.view)
            self.now = replace(self.now, steady=u is None or event.spread <= STEADY_SHARE * u)
        elif isinstance(event, CannotJudge):
            self._unjudged[event.limit_id] = event.reason
        elif isinstance(event, JudgedAgain):
            self._unjudged.pop(event.limit_id, None)
        elif isinstance(event, Disarmed):
            self._unjudged.clear()
        elif isinstance(event, PeopleInView):
            self._company = event.people > 1

    def _held_share(self) -> float | None:
        """How much of the hold at the end position is done; None where nothing is held."""
        needed_s, held_s = self.coach.exercise.repetition.hold_s, self.coach.held_s
        return None if needed_s is None or held_s != held_s else round(min(held_s / needed_s, 1.0), 3)

    def _view(self) -> str:
        views = self.coach.seen.views
        new = views - self._views
        self._views = views.copy()
        return VIEWS[int(np.argmax(new))] if new.any() else "unknown"

    def _hint(self, poses: Poses) -> Sentence:
        if not self.coach.armed:
            return self._start.hint(poses)
        self._start.rest()
        exercise = self.coach.exercise
        if not poses.present[-1]:
            return seeing_hint(Reason.NO_PERSON, exercise)
        reasons = [Reason[name.upper()] for name in self._unjudged.values() if name.upper() in Reason.__members__]
        return seeing_hint(min(reasons), exercise) if reasons else COMPANY if self._company else NOTHING

    def _limits(self) -> tuple[LimitNow, ...]:
        """Each limit now; between the moments it is asked about it keeps what was said last, but no breach does."""
        now = []
        for before, judge in zip(self.now.limits, self.coach.judges, strict=True):
            verdict, said = verdict_now(judge)
            kept = before.verdict in (Verdict.OK, Verdict.CLOSE)
            now.append(LimitNow(before.id, verdict, said) if verdict or not kept else before)
        return tuple(now)

    def _measure(self) -> Measure | None:
        """Of the limits that are judged now, the one with the least room to its bound."""
        judged = [
            judge for judge in self.coach.judges if judge.code in (FrameClass.OK, FrameClass.CLOSE, FrameClass.OVER)
        ]
        found = []
        for judge in judged:
            value = float(self.coach.trace.limits[judge.limit.id][-1][-1])
            u = float(self.coach.trace.limits_u[judge.limit.id][-1][-1])
            found.append(Measure(judge.limit.id, value, u, judge.bound(value), judge.unit))
        return min(found, key=lambda measure: abs(measure.value - measure.limit), default=None)
