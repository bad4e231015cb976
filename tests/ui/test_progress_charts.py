"""Charts over days: bands of ± U, goals as lines, and what was not told is no point at all."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from coach.ui.progress_charts import Bound, DayValue, RangePoint, bar_chart, course_chart, pain_chart, range_chart

DAY = date(2026, 11, 2)
SINCE, UNTIL = DAY, DAY + timedelta(days=27)


def text(chart: Any) -> str:
    return json.dumps(chart.to_dict(), ensure_ascii=False)


def point(after: int, best: float, unit: str = "deg", u: float = 10.0) -> RangePoint:
    return RangePoint(DAY + timedelta(days=after), best, best - 4, u, unit, 8)


def value(after: int, number: float) -> DayValue:
    return DayValue(DAY + timedelta(days=after), number, f"{number:g}")


def test_the_band_is_the_best_with_its_u_and_both_repetitions_are_told() -> None:
    said = text(range_chart([point(0, 50.0), point(3, 58.0)], SINCE, UNTIL))
    assert '"low": 48.0, "high": 68.0' in said
    assert '"said": "58° ± 10°"' in said
    assert '"middle": "54° ± 10°"' in said
    assert "errorband" in said


def test_one_visit_alone_has_its_band_too() -> None:
    said = text(range_chart([point(0, 50.0)], SINCE, UNTIL))
    assert "errorband" not in said
    assert '"low": 40.0, "high": 60.0' in said


def test_shares_are_drawn_in_per_cent_and_a_goal_is_a_line_with_its_word() -> None:
    said = text(
        range_chart([point(0, 0.1, "rel", 0.03), point(1, 0.12, "rel", 0.03)], SINCE, UNTIL, goal=Bound(0.15, "goal"))
    )
    assert '"best": 12.0' in said
    assert '{"value": 15.0, "words": "goal"}' in said


def test_days_are_the_browsers_own_and_the_ends_are_whole() -> None:
    said = text(bar_chart([value(0, 12)], SINCE, UNTIL))
    assert '"day": "2026-11-02T12:00"' in said
    assert '"domain": ["2026-11-02T00:00", "2026-11-30T00:00"]' in said


def test_a_share_ends_at_a_hundred_and_a_target_stands_across() -> None:
    assert '"domain": [0, 100]' in text(bar_chart([value(0, 80)], SINCE, UNTIL, most=100))
    assert '"words": "set by Ada"' in text(bar_chart([value(0, 12)], SINCE, UNTIL, target=Bound(15, "set by Ada")))


def test_pain_before_and_after_differ_by_shape_and_only_pairs_are_joined() -> None:
    said = text(pain_chart([value(0, 4), value(1, 3)], [value(1, 2)], SINCE, UNTIL))
    assert '"shape": "circle"' in said
    assert '"shape": "square"' in said
    assert said.count('"from":') == 1
    assert '"from": 3, "to": 2' in said


def test_a_short_course_writes_its_figures_and_a_long_one_only_points() -> None:
    few, many = ([value(k, 10 + k) for k in range(n)] for n in (3, 20))
    assert '"type": "text"' in text(course_chart(few, SINCE, UNTIL))
    assert '"type": "text"' not in text(course_chart(many, SINCE, UNTIL))
