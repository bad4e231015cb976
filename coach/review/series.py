"""The curves of a kept set, thinned for drawing without losing a peak or a gap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coach.coaching.events import NeutralTaken
from coach.coaching.report import Report
from coach.kinematics.quantities import QUANTITIES
from coach.rules.model import Limit

FloatArray = NDArray[np.float64]

#: More points than this make a chart slow and show nothing more.
MOST_POINTS = 1500


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """(n,) seconds and (n,) values in `unit`; NaN where nothing was measured."""

    t_s: FloatArray
    value: FloatArray
    quantity: str
    unit: str


@dataclass(frozen=True, slots=True, eq=False)
class LimitCurve:
    """What one limit watches: its change (or value) and (n,) U at each point, with the bounds it may not pass."""

    limit: Limit
    curve: Curve
    u: FloatArray
    farthest: tuple[float, float] | None
    """Value and U nearest to (or farthest past) a bound, for a limit watched all the time; None where unknown."""

    @property
    def usual_u(self) -> float:
        """The median U; NaN where it was never measured."""
        known = self.u[np.isfinite(self.u) & np.isfinite(self.curve.value)]
        return float(np.median(known)) if len(known) else float("nan")


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """All that a chart of one set draws; repetitions, attempts and breaches as the report's JSON has them."""

    driver: Curve
    limits: tuple[LimitCurve, ...]
    repetitions: tuple[Mapping[str, Any], ...]
    attempts: tuple[Mapping[str, Any], ...]
    breaches: tuple[Mapping[str, Any], ...]
    """With `limit_id` beside what the report says of each."""
    neutrals: tuple[NeutralTaken, ...]
    seconds: float

    @property
    def measured(self) -> bool:
        """False where there is nothing to draw: no curve has a single value."""
        curves = (self.driver, *(one.curve for one in self.limits))
        return any(bool(np.isfinite(curve.value).any()) for curve in curves)


def series_of(report: Report, most: int = MOST_POINTS) -> Series:
    """The curves of a judged set, each of at most `most` points (at least 3)."""
    trace, said = report.trace, report.to_dict()
    t_s = _joined(trace.t_s)
    armed_s = min((event.t_s for event in report.events if event.kind == "armed"), default=float("inf"))
    limits = []
    for limit in report.exercise.limits:
        change, u = _joined(trace.limits[limit.id]), _joined(trace.limits_u[limit.id])
        kept = kept_frames(change, most)
        curve = _curve(t_s[kept], change[kept], limit.quantity)
        limits.append(LimitCurve(limit, curve, u[kept], _farthest(limit, change[t_s >= armed_s], u[t_s >= armed_s])))
    driver = _joined(trace.driver)
    kept = kept_frames(driver, most)
    return Series(
        driver=_curve(t_s[kept], driver[kept], report.exercise.repetition.quantity),
        limits=tuple(limits),
        repetitions=tuple(said["repetitions"]),
        attempts=tuple(said["attempts_made"]),
        breaches=tuple({"limit_id": limit["id"]} | one for limit in said["limits"] for one in limit["breaches"]),
        neutrals=tuple(event for event in report.events if isinstance(event, NeutralTaken)),
        seconds=float(t_s[-1]) if len(t_s) else 0.0,
    )


def kept_frames(value: FloatArray, most: int = MOST_POINTS) -> NDArray[np.intp]:
    """Indices, in order, of at most `most` frames: of each stretch the least, the greatest and one missing."""
    n = len(value)
    if n <= most:
        return np.arange(n)
    kept: list[int] = []
    edges = np.linspace(0, n, most // 3 + 1).astype(int)
    for begin, end in pairwise(edges.tolist()):
        stretch = value[begin:end]
        missing = np.isnan(stretch)
        chosen = {begin + int(missing.argmax())} if missing.any() else set()
        if not missing.all():
            chosen |= {begin + int(np.nanargmin(stretch)), begin + int(np.nanargmax(stretch))}
        kept += sorted(chosen)
    return np.array(kept, dtype=np.intp)


def _farthest(limit: Limit, change: FloatArray, u: FloatArray) -> tuple[float, float] | None:
    if limit.when != "always" or not np.isfinite(change).any():
        return None
    past = np.full(len(change), -np.inf)
    if limit.max is not None:
        past = np.fmax(past, change - limit.max)
    if limit.min is not None:
        past = np.fmax(past, limit.min - change)
    at = int(np.where(np.isnan(change), -np.inf, past).argmax())
    return float(change[at]), float(u[at])


def _curve(t_s: FloatArray, value: FloatArray, quantity: str) -> Curve:
    return Curve(t_s, value, quantity, QUANTITIES[quantity].unit)


def _joined(blocks: Sequence[FloatArray]) -> FloatArray:
    return np.concatenate(blocks) if blocks else np.zeros(0)
