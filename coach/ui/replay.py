"""A kept set played under one cursor: the moving figure, the curves with their limits, a mark for each repetition."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from coach.kinematics.landmarks import EAR, NOSE, SHOULDER
from coach.language import marked, say, spoken_language
from coach.review.replay import JOINTS, Replay
from coach.review.saying import allowed, limit_title, measured, quantity_title
from coach.review.series import Curve, LimitCurve, Series
from coach.review.strip import strip_marks
from coach.rules import Exercise
from coach.ui import words

#: A stretch of the set that is told while it is shown: start and end in seconds, words, `repetition` or `breach`.
Span = tuple[float, float, str, str]

_WORDS = {
    "figure": marked("The movement as a stick figure"),
    "moment": marked("Moment of the set"),
    "strip": marked("Repetitions and attempts. A press leads to each."),
    "play": marked("Play"),
    "pause": marked("Pause"),
    "slow": marked("Half speed"),
    "closer": marked("Closer"),
    "whole": marked("Whole set"),
    "clock": marked("{t} of {all} s"),
    "heard": marked("{t} seconds"),
    "nobody": marked("Nobody was seen here."),
    "unmeasured": marked("not measured"),
}
_HERE = Path(__file__).parent
_HTML, _CSS, _JS, _CHART = (
    (_HERE / name).read_text(encoding="utf-8") for name in ("replay.html", "replay.css", "replay.js", "replay_chart.js")
)
#: A breach as the chart marks it, an attempt as the strip does.
_ATTEMPT = "△"


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """One curve with what it may not pass; `u` is NaN where it was never measured."""

    title: str
    below: str
    curve: Curve
    bounds: tuple[float, ...] = ()
    u: float = float("nan")
    breaches: tuple[Mapping[str, Any], ...] = ()


def show_replay(
    replay: Replay,
    report: Mapping[str, Any],
    series: Series | None,
    exercise: Exercise | None,
    key: str,
) -> None:
    """Draw figure and curves; the browser plays them by itself, without a rerun."""
    # Joined into one module, for a component's own text can ask for no other file.
    figure = st.components.v2.component("coach_replay", html=_HTML, css=_CSS, js=f"{_JS}\n{_CHART}")
    figure(data=replay_data(replay, report, series, exercise, key), key=f"replay_{key}")


def replay_data(
    replay: Replay,
    report: Mapping[str, Any],
    series: Series | None,
    exercise: Exercise | None,
    key: str,
) -> Mapping[str, Any]:
    """What the browser needs, as JSON; long lists of numbers as base64."""
    place = {joint: k for k, joint in enumerate(JOINTS)}
    return {
        "id": key,
        "t": _packed(replay.t_s),
        "points": replay.packed_points(),
        "joints": len(JOINTS),
        "size": list(replay.size),
        "lines": [list(line) for line in replay.lines],
        "head": [place[joint] for joint in (NOSE, *EAR)],
        "shoulders": [place[joint] for joint in SHOULDER],
        "words": {name: say(text) for name, text in _WORDS.items()},
        "language": spoken_language(),
        "spans": [list(span) for span in spans_of(report, exercise)],
        "repetitions": [
            [str(one["index"]), words.VERDICTS[one["verdict"]][0], one["verdict"], one["start_s"], one["end_s"]]
            for one in report["repetitions"]
        ],
        "marks": [list(mark) for mark in _strip(report)],
        "panels": [_panel_data(panel) for panel in _panels(report, series, exercise)],
    }


def spans_of(report: Mapping[str, Any], exercise: Exercise | None) -> list[Span]:
    """What is told beside the moving figure."""
    spans = [
        (one["start_s"], one["end_s"], say("Repetition {index}", index=one["index"]), "repetition")
        for one in report["repetitions"]
    ]
    for limit in report["limits"]:
        said = f"{words.verdict_words('breach')}: {limit_title(exercise, limit['id'])}"
        spans += [(one["start_s"], one["end_s"], said, "breach") for one in limit["breaches"]]
    return spans


def _strip(report: Mapping[str, Any]) -> list[tuple[str, str, str, float, float, str]]:
    """Each repetition and attempt: label, shape, kind, start and end in seconds, and all of it in words."""
    return [
        (
            mark.label,
            words.VERDICTS[mark.kind][0] if mark.kind else _ATTEMPT,
            mark.kind or "tried",
            *mark.span,
            mark.said,
        )
        for mark in strip_marks(report)
    ]


def _panels(report: Mapping[str, Any], series: Series | None, exercise: Exercise | None) -> list[Panel]:
    if series is None or not series.measured:
        return []
    found = {limit["id"]: limit for limit in report["limits"]}
    driver = Panel(quantity_title(series.driver.quantity), say("which is counted"), series.driver)
    return [driver, *(_limit_panel(one, found.get(one.limit.id, {}), exercise) for one in series.limits)]


def _limit_panel(one: LimitCurve, found: Mapping[str, Any], exercise: Exercise | None) -> Panel:
    bounds, unit = allowed(one.limit), one.curve.unit
    # No band without its figure: what ± says is said beside the title.
    if one.usual_u == one.usual_u:
        below = say("{bounds}, measured ± {u}", bounds=bounds, u=measured(one.usual_u, unit))
    else:
        below = say("{bounds}, not measured", bounds=bounds)
    lines = tuple(bound for bound in (one.limit.min, one.limit.max) if bound is not None)
    breaches = tuple(breach for breach in found.get("breaches", ()) if breach.get("value") is not None)
    return Panel(limit_title(exercise, one.limit.id), below, one.curve, lines, one.usual_u, breaches)


def _panel_data(panel: Panel) -> Mapping[str, Any]:
    curve = panel.curve
    return {
        "title": panel.title,
        "below": panel.below,
        "unit": curve.unit,
        "t": _packed(curve.t_s),
        "values": _packed(curve.value),
        "bounds": list(panel.bounds),
        "u": panel.u if panel.u == panel.u else None,
        "breaches": [
            {
                "t": _nearest(curve, float(one["start_s"]), float(one["end_s"]), float(one["value"])),
                "value": float(one["value"]),
                "said": measured(float(one["value"]), curve.unit, one.get("u")),
            }
            for one in panel.breaches
        ],
    }


def _nearest(curve: Curve, start_s: float, end_s: float, value: float) -> float:
    """The moment within the breach at which its value was measured."""
    inside = (curve.t_s >= start_s) & (curve.t_s <= end_s) & np.isfinite(curve.value)
    if not inside.any():
        return (start_s + end_s) / 2
    return float(curve.t_s[inside][np.abs(curve.value[inside] - value).argmin()])


def _packed(numbers: NDArray[np.float64]) -> str:
    """As base64 of little-endian float32."""
    return base64.b64encode(numbers.astype("<f4").tobytes()).decode("ascii")
