"""One limit over time: each frame gets a class, runs of one class become breaches, verdicts and coverage.

A frame is `ok` only if value + U lies within the limit and `breach` only if value - U lies outside it
(clinical.md 2.6); between the two the measurement cannot tell either side and the verdict is `close`.
Runs are half open and their lengths are differences of frame times, so any split into blocks gives the same sums.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from coach.coaching.events import Breach, BreachEnded, CannotJudge, Event, JudgedAgain, Verdict
from coach.coaching.machine import Zone
from coach.kinematics.measure import Reason
from coach.kinematics.uncertainty import uncertainty
from coach.rules.model import Limit

FloatArray = NDArray[np.float64]

#: A limit that cannot be judged for this long is reported (proposal).
TELL_AFTER_S = 1.0
#: Below this share of judged time no verdict is given for a whole set or repetition (proposal).
LEAST_COVERAGE = 0.5
#: Up to this many times U in the rule's own view a value near the limit is close to it (proposal).
WIDEST = 1.5
#: How much past is kept to give a repetition its verdict; longer than any repetition may last.
KEPT_S = 120.0


class FrameClass(IntEnum):
    """What one frame says of a limit; from `CANNOT` on, `CANNOT + Reason` tells why.

    `TOO_WIDE` is near the limit in a view in which U is too large to call that close.
    """

    NOT_ASKED = 0
    OK = 1
    CLOSE = 2
    OVER = 3
    CANNOT = 10
    NO_NEUTRAL = 30
    TOO_WIDE = 31


# Plain numbers for the frames' loop, in which a member of an enumeration costs more than the work.
_NOT_ASKED, _OK, _CLOSE, _OVER, _CANNOT, _NO_NEUTRAL, _TOO_WIDE = (int(member) for member in FrameClass)

_ZONES_OF = {
    "start": (Zone.START,),
    "end": (Zone.END,),
    "moving": (Zone.OUT, Zone.BACK),
    "always": (Zone.START, Zone.OUT, Zone.END, Zone.BACK),
}


@dataclass(frozen=True, slots=True)
class Run:
    """Frames of one class, `start_s <= t < end_s`."""

    start_s: float
    end_s: float
    code: int


@dataclass(frozen=True, slots=True)
class BreachRecord:
    """A confirmed breach as the report tells it: `value` is the farthest, `u` its uncertainty."""

    start_s: float
    end_s: float
    value: float
    u: float


class LimitBounds:
    """The bounds of a rule's limits as arrays, so that all limits of a block are classified at once.

    `view` is the rule's own. Seen from another one, in which U is much larger, what is clear or passed by more than U
    still is; between the two lies nearly everything, and that is "cannot judge" and no longer "close".
    """

    def __init__(self, limits: Sequence[Limit], view: str) -> None:
        own_u = [uncertainty(limit.quantity, view) for limit in limits]
        self._widest = np.array([np.inf if u is None else WIDEST * u for u in own_u])[:, None]
        self._low = np.array([-np.inf if limit.min is None else limit.min for limit in limits])[:, None]
        self._high = np.array([np.inf if limit.max is None else limit.max for limit in limits])[:, None]
        asked = [[zone in _ZONES_OF[limit.when] for zone in Zone] for limit in limits]
        self._asked = np.array(asked, dtype=bool).reshape(len(limits), len(Zone))

    def classify(
        self, change: FloatArray, u: FloatArray, reason: NDArray[np.uint8], zones: NDArray[np.int8]
    ) -> NDArray[np.int8]:
        """(limits, n) `FrameClass` of each frame.

        `change`, `u` and `reason` are (limits, n), `zones` (n,); a change is NaN where the value or the neutral is
        missing.
        """
        least, most = change - u, change + u
        outside = (least > self._high) | (most < self._low)
        touching = (most > self._high) | (least < self._low)
        code = _OK + touching.astype(np.int8) + outside
        code = np.where((code == _CLOSE) & (u > self._widest), np.int8(_TOO_WIDE), code)
        missing = least != least
        if missing.any():
            code[missing] = np.where(reason > 0, reason + np.uint8(_CANNOT), np.uint8(_NO_NEUTRAL))[missing]
        return np.where(self._asked[:, zones], code, np.int8(_NOT_ASKED))


@dataclass(slots=True)
class LimitJudge:
    """Judges one limit, block by block. Holds a constant amount of state but for the breaches it found."""

    limit: Limit
    unit: str
    breaches: list[BreachRecord] = field(default_factory=list)
    seconds: dict[int, float] = field(default_factory=dict)
    _runs: deque[Run] = field(default_factory=deque)
    _code: int = _NOT_ASKED
    _since_s: float = float("nan")
    _told: bool = False
    _over_s: float = float("nan")
    _in_breach: bool = False
    _worst: tuple[float, float] = (float("nan"), float("nan"))
    _excess: float = float("-inf")

    def step(self, t_s: list[float], code: list[int], change: list[float], u: list[float]) -> list[tuple[int, Event]]:
        """Take a block; returns events with the index of the frame at which each became known."""
        out: list[tuple[int, Event]] = []
        for i, (t, c) in enumerate(zip(t_s, code, strict=True)):
            if c != self._code:
                self._close_run(t)
                self._change(i, t, c, out)
            elif c < _OVER:
                continue
            if c == _OVER:
                self._over(i, t, change[i], u[i], out)
            elif c >= _CANNOT and not self._told and t - self._since_s >= TELL_AFTER_S:
                self._told = True
                out.append((i, CannotJudge(t, self.limit.id, self._since_s, reason_name(c))))
        return out

    def _change(self, i: int, t: float, c: int, out: list[tuple[int, Event]]) -> None:
        was = self._code
        self._code, self._since_s = c, t
        if self._told and (c < _CANNOT or c != was):
            self._told = False
            if _NOT_ASKED < c < _CANNOT:
                out.append((i, JudgedAgain(t, self.limit.id)))
        if c not in (_OVER, _CLOSE) and (self._in_breach or self._over_s == self._over_s):
            self._end_breach(i, t, out)
        elif c == _CLOSE and not self._in_breach:
            self._over_s = float("nan")

    def _over(self, i: int, t: float, value: float, u: float, out: list[tuple[int, Event]]) -> None:
        if self._over_s != self._over_s:
            self._over_s, self._excess = t, float("-inf")
        excess = abs(value - self.bound(value))
        if excess > self._excess:
            self._excess, self._worst = excess, (value, u)
        if not self._in_breach and t - self._over_s >= self.limit.for_s:
            self._in_breach = True
            value, u = self._worst
            out.append((i, Breach(t, self.limit.id, self._over_s, value, u, self.bound(value), self.unit)))

    def _end_breach(self, i: int, t: float, out: list[tuple[int, Event]]) -> None:
        if self._in_breach:
            value, u = self._worst
            self.breaches.append(BreachRecord(self._over_s, t, value, u))
            out.append((i, BreachEnded(t, self.limit.id, self._over_s, t, value, u, self.bound(value), self.unit)))
        self._in_breach, self._over_s = False, float("nan")

    def finish(self, t_s: float) -> list[Event]:
        """Close what is open at the end of the input."""
        out: list[tuple[int, Event]] = []
        self._close_run(t_s)
        self._since_s = t_s
        self._end_breach(0, t_s, out)
        return [event for _, event in out]

    def interrupt(self, t_s: float) -> list[Event]:
        """Nothing is known from `t_s` on, until the next `step`: that time counts neither as judged nor as lost."""
        events = self.finish(t_s)
        self._code, self._since_s, self._told = _NOT_ASKED, float("nan"), False
        return events

    def _close_run(self, t: float) -> None:
        if self._since_s == self._since_s and t > self._since_s:
            self._runs.append(Run(self._since_s, t, self._code))
            self.seconds[self._code] = self.seconds.get(self._code, 0.0) + (t - self._since_s)
            while self._runs and self._runs[0].end_s < t - KEPT_S:
                self._runs.popleft()

    def bound(self, value: float) -> float:
        """The side of the limit that `value` is nearer to having passed."""
        low, high = self.limit.min, self.limit.max
        if high is None or (low is not None and abs(value - low) < abs(value - high)):
            assert low is not None
            return low
        return high

    @property
    def code(self) -> int:
        """`FrameClass` of the last frame; from `CANNOT` on `reason_name` has the word for why."""
        return self._code

    @property
    def breached_since_s(self) -> float:
        """When the breach that lasts now began; NaN where there is none."""
        return self._over_s if self._in_breach else float("nan")

    @property
    def worst(self) -> tuple[float, float]:
        """Value and uncertainty of the breach that lasts now."""
        return self._worst

    def verdict_between(self, start_s: float, end_s: float) -> tuple[Verdict, bool]:
        """Verdict of a stretch of the recent past, and whether the limit was asked about in it at all."""
        seconds: dict[int, float] = {}
        for run in (*self._runs, Run(self._since_s, end_s, self._code)):
            share = min(run.end_s, end_s) - max(run.start_s, start_s)
            if share > 0:
                seconds[run.code] = seconds.get(run.code, 0.0) + share
        passed = self._in_breach or any(breach.end_s > start_s for breach in self.breaches)
        return verdict_of(seconds, passed=passed), any(code != _NOT_ASKED for code in seconds)

    def coverage(self) -> tuple[float, dict[str, float]]:
        """Share of the asked-for time that was judged (NaN if never asked), and the shares lost, by reason."""
        return coverage_of(self.seconds)

    def verdict(self) -> Verdict:
        """Verdict of the whole set."""
        return verdict_of(self.seconds, passed=bool(self.breaches) or self._in_breach)


def coverage_of(seconds: dict[int, float]) -> tuple[float, dict[str, float]]:
    """Judged share and the shares lost by reason, from seconds by frame class."""
    asked = sum(value for code, value in sorted(seconds.items()) if code != FrameClass.NOT_ASKED)
    if asked <= 0:
        return float("nan"), {}
    lost: dict[str, float] = {}
    for code, value in sorted(seconds.items()):
        if code >= FrameClass.CANNOT:
            lost[reason_name(code)] = lost.get(reason_name(code), 0.0) + value / asked
    judged = sum(value for code, value in sorted(seconds.items()) if 0 < code < FrameClass.CANNOT)
    return judged / asked, lost


def verdict_of(seconds: dict[int, float], *, passed: bool) -> Verdict:
    """A breach stands whatever else was not seen; else too little coverage withholds the verdict.

    So does any time too near the limit to tell in that view: what was clear elsewhere does not make it clear there.
    """
    if passed:
        return Verdict.BREACH
    covered, _ = coverage_of(seconds)
    if not covered >= LEAST_COVERAGE or seconds.get(FrameClass.TOO_WIDE, 0.0) > 0:
        return Verdict.CANNOT_JUDGE
    near = seconds.get(FrameClass.CLOSE, 0.0) + seconds.get(FrameClass.OVER, 0.0)
    return Verdict.CLOSE if near > 0 else Verdict.OK


def reason_name(code: int) -> str:
    """The word for why a frame could not be judged."""
    if code == _NO_NEUTRAL:
        return "no_neutral"
    if code == _TOO_WIDE:
        return Reason.VIEW.name.lower()
    return Reason(code - _CANNOT).name.lower()
