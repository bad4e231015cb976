"""What the screen of a running set shows now: a frozen snapshot, made anew for each frame from the fold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

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
from coach.coaching.limits import FrameClass
from coach.kinematics.measure import Reason
from coach.kinematics.uncertainty import VIEWS
from coach.live.hints import COMPANY, StartWatch, seeing_hint
from coach.live.words import verdict_now
from coach.pose.poses import Poses

Phase = Literal["waiting", "arming", "working", "ended", "failed"]

#: A sentence stays on the screen this long; a cue whose breach lasts is given anew by the fold.
SHOWN_FOR_S = 5.0
DONE = "That was the last one of this set. Well done."


@dataclass(frozen=True, slots=True)
class LimitNow:
    """One limit at this moment; no verdict where it was not asked about yet."""

    id: str
    verdict: Verdict | None = None
    said: str = ""


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
    near: int = -1
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
            near=coach.seen.near_now,
            limits=self._limits(),
            measure=self._measure() if coach.armed else None,
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
        """Each limit now; between the moments it is asked about it keeps what was said last, but no breach does."""
        now = []
        for before, judge in zip(self.state.limits, self.coach.judges, strict=True):
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
            limit = judge.limit
            value = float(self.coach.trace.limits[limit.id][-1][-1])
            u = float(self.coach.trace.limits_u[limit.id][-1][-1])
            found.append(Measure(limit.id, limit.quantity, value, u, judge.bound(value), judge.unit))
        return min(found, key=lambda measure: abs(measure.value - measure.limit), default=None)
