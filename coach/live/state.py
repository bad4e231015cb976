"""What the screen of a running set shows now: a frozen snapshot, made anew for each frame from the fold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

import numpy as np

from coach.coaching import Coach
from coach.coaching.events import (
    CannotJudge,
    Cue,
    Event,
    JudgedAgain,
    PeopleInView,
    Praise,
    Repetition,
    SetDone,
    Verdict,
)
from coach.coaching.limits import FrameClass, LimitBounds
from coach.kinematics.measure import Reason
from coach.kinematics.uncertainty import VIEWS
from coach.live.hints import COMPANY, StartWatch, seeing_hint
from coach.pose.poses import Poses

Phase = Literal["waiting", "arming", "working", "ended", "failed"]

#: A sentence stays on the screen this long; a cue whose breach lasts is given anew by the fold.
SHOWN_FOR_S = 5.0
DONE = "That was the last one of this set. Well done."

_CLASS_VERDICT = {FrameClass.OK: Verdict.OK, FrameClass.CLOSE: Verdict.CLOSE, FrameClass.OVER: Verdict.CLOSE}


@dataclass(frozen=True, slots=True)
class LimitNow:
    """One limit at this moment; no verdict where it was not asked about yet."""

    id: str
    verdict: Verdict | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """The measured value that is nearest to its limit: never shown without its ± and the limit."""

    limit_id: str
    quantity: str
    value: float
    u: float
    limit: float
    unit: str


@dataclass(frozen=True, slots=True)
class LiveState:
    """The snapshot. `said_number` grows with each sentence, so that a voice says each once."""

    phase: Phase = "waiting"
    count: int = 0
    of: int = 0
    attempts: int = 0
    zone: str = ""
    progress: float | None = None
    said: str = ""
    said_kind: Literal["", "cue", "praise", "done"] = ""
    said_number: int = 0
    hint: str = ""
    view: str = "unknown"
    people: int = 0
    limits: tuple[LimitNow, ...] = ()
    measure: Measure | None = None
    repetitions: tuple[str, ...] = ()
    done: bool = False
    frames: int = 0
    dropped: int = 0
    refused: int = 0
    failure: str = ""

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return asdict(self)


@dataclass(slots=True)
class Screen:
    """Turns each step of the fold into the next snapshot."""

    coach: Coach
    state: LiveState = field(init=False)
    _start: StartWatch = field(init=False)
    _bounds: LimitBounds = field(init=False)
    _views: Any = field(init=False)
    _unjudged: dict[str, str] = field(default_factory=dict)
    _said_s: float = float("-inf")
    _company: bool = False

    def __post_init__(self) -> None:
        exercise = self.coach.exercise
        self.state = LiveState(
            of=exercise.dose.repetitions, limits=tuple(LimitNow(limit.id) for limit in exercise.limits)
        )
        self._start = StartWatch(exercise, self.coach.plan)
        self._bounds = LimitBounds(exercise.limits)
        self._views = self.coach.seen.views.copy()

    def step(self, poses: Poses, events: Iterable[Event]) -> LiveState:
        """The snapshot after the fold took `poses` (a block of one) and gave out `events`."""
        for event in events:
            self._take(event)
        coach, t_s = self.coach, float(poses.t_s[-1])
        if t_s - self._said_s > SHOWN_FOR_S and not self.state.done:
            self.state = replace(self.state, said="", said_kind="")
        progress = coach.progress
        self.state = replace(
            self.state,
            phase="working" if coach.armed else "arming",
            count=coach.count,
            attempts=coach.attempts,
            zone=coach.zone.name.lower() if coach.armed else "",
            progress=round(min(max(progress, 0.0), 1.0), 3) if coach.armed and progress == progress else None,
            people=int(poses.people[-1]),
            view=self._view(),
            hint=self._hint(poses),
            limits=self._limits(),
            frames=self.state.frames + len(poses),
        )
        return self.state

    def _take(self, event: Event) -> None:
        if isinstance(event, Cue):
            self._say(event.t_s, event.text, "cue")
        elif isinstance(event, Praise):
            self._say(event.t_s, event.text, "praise")
        elif isinstance(event, SetDone):
            self._say(event.t_s, DONE, "done")
            self.state = replace(self.state, done=True)
        elif isinstance(event, Repetition):
            self.state = replace(self.state, repetitions=(*self.state.repetitions, str(event.verdict)))
        elif isinstance(event, CannotJudge):
            self._unjudged[event.limit_id] = event.reason
        elif isinstance(event, JudgedAgain):
            self._unjudged.pop(event.limit_id, None)
        elif isinstance(event, PeopleInView):
            self._company = event.people > 1

    def _say(self, t_s: float, text: str, kind: Literal["cue", "praise", "done"]) -> None:
        self._said_s = t_s
        self.state = replace(self.state, said=text, said_kind=kind, said_number=self.state.said_number + 1)

    def _view(self) -> str:
        views = self.coach.seen.views
        new = views - self._views
        self._views = views.copy()
        return VIEWS[int(new.argmax())] if new.any() else "unknown"

    def _hint(self, poses: Poses) -> str:
        if not self.coach.armed:
            return self._start.hint(poses)
        self._start.rest()
        exercise = self.coach.exercise
        if not poses.present[-1]:
            return seeing_hint(Reason.NO_PERSON, exercise)
        reasons = [Reason[name.upper()] for name in self._unjudged.values() if name.upper() in Reason.__members__]
        return seeing_hint(min(reasons), exercise) if reasons else COMPANY if self._company else ""

    def _limits(self) -> tuple[LimitNow, ...]:
        """Each limit now; the one nearest to its bound becomes the snapshot's measure."""
        judges = self.coach.judges
        if not judges:
            return ()
        change = np.array([[self.coach.trace.limits[judge.limit.id][-1][-1]] for judge in judges])
        u = np.array([[self.coach.trace.limits_u[judge.limit.id][-1][-1]] for judge in judges])
        zones = np.array([int(self.coach.zone)], dtype=np.int8)
        code = self._bounds.classify(change, u, np.zeros(change.shape, dtype=np.uint8), zones)[:, 0].tolist()
        now: list[LimitNow] = []
        nearest, measure = float("inf"), None
        for k, judge in enumerate(judges):
            limit, value = judge.limit, float(change[k, 0])
            now.append(self._limit(self.state.limits[k], code[k], judge.breached_since_s == judge.breached_since_s))
            room = min(abs(value - bound) for bound in (limit.min, limit.max) if bound is not None)
            if code[k] in _CLASS_VERDICT and room < nearest:
                nearest = room
                measure = Measure(limit.id, limit.quantity, value, float(u[k, 0]), judge.bound(value), judge.unit)
        self.state = replace(self.state, measure=measure if self.coach.armed else None)
        return tuple(now)

    def _limit(self, before: LimitNow, code: int, breached: bool) -> LimitNow:
        if breached:
            return LimitNow(before.id, Verdict.BREACH)
        if before.id in self._unjudged:
            return LimitNow(before.id, Verdict.CANNOT_JUDGE, self._unjudged[before.id])
        verdict = _CLASS_VERDICT.get(FrameClass(code)) if code in _CLASS_VERDICT else None
        # Between the moments it is asked about, a limit keeps what was last said of it, but no breach outlasts itself.
        kept = before if before.verdict in (Verdict.OK, Verdict.CLOSE) else LimitNow(before.id)
        return kept if verdict is None else LimitNow(before.id, verdict)
