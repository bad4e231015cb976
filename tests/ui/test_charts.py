"""The angle chart says what was measured, and nothing without its ± and its limit."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from coach.rules import load_exercise
from coach.ui.charts import LimitLine, Line, TraceData, angle_chart

T_S = np.linspace(0, 10, 101)


def chart(*, u: float = 6.0, breached: bool = True) -> dict[str, Any]:
    exercise = load_exercise("sit_to_stand")
    value = 70 * np.sin(T_S / 10 * np.pi)
    value[20:25] = np.nan
    bend = LimitLine(exercise.limits[0], "Forward bend", Line(T_S, value, "deg", "Trunk inclination"), u)
    breach = {"start_s": 4.0, "end_s": 6.0, "value": 70.0, "u": 6.0, "limit": 60.0, "unit": "deg", "cue": "Chest long."}
    limits = [{"id": "forward_bend", "verdict": "breach", "breaches": [breach] if breached else []}]
    repetitions = [{"index": 1, "start_s": 1.0, "end_s": 9.0, "verdict": "breach"}]
    trace = TraceData(Line(T_S, 90 - value, "deg", "Knee flexion"), (bend,))
    drawn: dict[str, Any] = angle_chart(trace, repetitions, limits).to_dict()
    return drawn


def test_the_limit_has_its_line_its_band_and_its_plus_minus() -> None:
    text = json.dumps(chart(), ensure_ascii=False)
    assert '{"limit": 60.0}' in text
    assert '{"low": 54.0, "high": 66.0}' in text
    assert "at most 60°, measured ± 6°" in text


def test_where_nothing_was_measured_there_is_no_band() -> None:
    text = json.dumps(chart(u=float("nan")), ensure_ascii=False)
    assert '"low"' not in text
    assert "not measured" in text


def test_a_breach_is_a_diamond_at_its_peak_with_its_figure() -> None:
    text = json.dumps(chart(), ensure_ascii=False)
    assert "70° ± 6°" in text
    assert '"t": 5.0, "value": 70.0' in text
    assert "diamond" in text
    assert "diamond" not in json.dumps(chart(breached=False))


def test_a_gap_stays_a_gap() -> None:
    text = json.dumps(chart())
    assert text.count('"value": null') == 10
    assert "NaN" not in text


def test_a_repetition_is_told_by_number_and_shape() -> None:
    assert "1 ◆" in json.dumps(chart(), ensure_ascii=False)
