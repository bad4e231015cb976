"""Charts over days for the patient's progress: one axis of days, few lines, every measured band told with its ±.

Colours and types are those of `charts.py`; a day without a value is left out, never drawn as zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import altair as alt

from coach.language import decimal_mark, say, spoken_language
from coach.review.saying import measured
from coach.ui.tokens import LIGHT, Palette

#: Altair gives its layers many types, all of which can be layered again.
Layer = Any
HEIGHT_PX = 190
#: A day axis shows about so many dates.
MOST_TICKS = 6
_NARROW = 11
#: Above the highest bar, for the words of a line across.
HEADROOM = 1.15


@dataclass(frozen=True, slots=True)
class RangePoint:
    """One visit: its farthest and its middle repetition in `unit`, and U of either; `when` orders visits of one day."""

    day: date
    best: float
    median: float
    u: float
    unit: str
    repetitions: int


@dataclass(frozen=True, slots=True)
class DayValue:
    """One day's figure of a series; `said` is it in words."""

    day: date
    value: float
    said: str


@dataclass(frozen=True, slots=True)
class Bound:
    """A line across: the goal or target, and what it is called."""

    value: float
    words: str


def range_chart(
    points: Sequence[RangePoint], since: date, until: date, palette: Palette = LIGHT, goal: Bound | None = None
) -> Layer:
    """The farthest repetition of each visit with its band of ± U, the middle one as an open ring below it."""
    unit = points[0].unit
    scale = 100.0 if unit == "rel" else 1.0
    rows = [
        {
            "day": _at(one.day),
            "best": one.best * scale,
            "median": one.median * scale,
            "low": (one.best - one.u) * scale,
            "high": (one.best + one.u) * scale,
            "said": measured(one.best, unit, one.u),
            "middle": measured(one.median, unit, one.u),
            "n": one.repetitions,
        }
        for one in points
    ]
    label = {"deg": "datum.value + '°'", "rel": "datum.value + ' %'"}.get(unit, "datum.value + ' s'")
    x = _days(since, until)
    y = alt.Y("best:Q", axis=_axis(palette, label), scale=alt.Scale(zero=False, padding=14))
    tips = [
        alt.Tooltip("day:T", title=say("day"), format="%d.%m.%Y"),
        alt.Tooltip("said:N", title=say("farthest")),
        alt.Tooltip("middle:N", title=say("middle")),
        alt.Tooltip("n:Q", title=say("repetitions")),
    ]
    base = alt.Chart(_data(rows))
    layers: list[Layer] = [
        base.mark_errorband(opacity=0.16, color=palette.accent).encode(
            x=x, y=alt.Y("low:Q", axis=_axis(palette, label), title=None), y2="high:Q"
        ),
        base.mark_line(color=palette.accent, strokeWidth=2.4).encode(x=x, y=y),
        base.mark_point(filled=True, size=75, color=palette.accent, opacity=1).encode(x=x, y=y, tooltip=tips),
        base.mark_point(size=55, color=palette.soft, strokeWidth=1.6, opacity=1).encode(
            x=x, y=alt.Y("median:Q"), tooltip=tips
        ),
    ]
    if len(points) == 1:
        layers[0] = base.mark_rule(color=palette.accent, opacity=0.3, size=10).encode(
            x=x, y=alt.Y("low:Q"), y2="high:Q"
        )
    if goal is not None:
        layers += _line(Bound(goal.value * scale, goal.words), palette)
    return _finished(alt.layer(*layers))


def bar_chart(
    values: Sequence[DayValue],
    since: date,
    until: date,
    palette: Palette = LIGHT,
    target: Bound | None = None,
    most: float | None = None,
) -> Layer:
    """One bar a day; `most` is the axis' upper end where it has one."""
    x = _days(since, until, "yearmonthdate(day)")
    highest = max([1.0, *(one.value for one in values), *([target.value] if target else [])])
    top = alt.Scale(domain=[0, highest * HEADROOM if most is None else most])
    label = "datum.value + ' %'" if most == 100 else "datum.label"
    bars = (
        alt.Chart(_data([{"day": _at(one.day), "value": one.value, "said": one.said} for one in values]))
        .mark_bar(color=palette.accent, width={"band": 0.72}, cornerRadiusEnd=3)
        .encode(
            x=x,
            y=alt.Y("value:Q", axis=_axis(palette, label), scale=top),
            tooltip=[
                alt.Tooltip("day:T", title=say("day"), format="%d.%m.%Y"),
                alt.Tooltip("said:N", title=say("value")),
            ],
        )
    )
    return _finished(alt.layer(bars, *(_line(target, palette) if target else [])))


def pain_chart(
    before: Sequence[DayValue], after: Sequence[DayValue], since: date, until: date, palette: Palette = LIGHT
) -> Layer:
    """Pain before exercise as filled points, after it as open squares, joined on the same day."""
    x = _days(since, until)
    y = alt.Y("value:Q", axis=_axis(palette, "datum.label"), scale=alt.Scale(domain=[0, 10]))
    later = {one.day: one.value for one in after}
    pairs = [{"day": _at(one.day), "from": one.value, "to": later[one.day]} for one in before if one.day in later]
    layers: list[Layer] = [
        alt.Chart(_data(pairs))
        .mark_rule(color=palette.soft, size=2)
        .encode(x=x, y=alt.Y("from:Q", scale=alt.Scale(domain=[0, 10])), y2="to:Q")
    ]
    kinds = ((before, "circle", True, palette.ink), (after, "square", False, palette.accent))
    for values, shape, filled, colour in kinds:
        rows = [{"day": _at(one.day), "value": one.value, "said": one.said} for one in values]
        layers.append(
            alt.Chart(_data(rows))
            .mark_point(shape=shape, filled=filled, size=80, color=colour, opacity=1, strokeWidth=2)
            .encode(
                x=x,
                y=y,
                tooltip=[
                    alt.Tooltip("day:T", title=say("day"), format="%d.%m.%Y"),
                    alt.Tooltip("said:N", title=say("pain")),
                ],
            )
        )
    return _finished(alt.layer(*layers))


def course_chart(values: Sequence[DayValue], since: date, until: date, palette: Palette = LIGHT) -> Layer:
    """Single measures over time, points joined by a thin line."""
    rows = [{"day": _at(one.day), "value": one.value, "said": one.said} for one in values]
    base = alt.Chart(_data(rows)).encode(
        x=_days(since, until),
        y=alt.Y("value:Q", axis=_axis(palette, "datum.label"), scale=alt.Scale(zero=False, padding=14)),
        tooltip=[
            alt.Tooltip("day:T", title=say("day"), format="%d.%m.%Y"),
            alt.Tooltip("said:N", title=say("value")),
        ],
    )
    line = base.mark_line(color=palette.accent, strokeWidth=1.6)
    points = base.mark_point(filled=True, size=80, color=palette.accent, opacity=1)
    words = base.mark_text(dy=-14, color=palette.ink, fontWeight="bold").encode(text="said:N")
    return _finished(alt.layer(line, points, words) if len(values) <= _NARROW else alt.layer(line, points))


def _line(bound: Bound, palette: Palette) -> list[Layer]:
    rows = _data([{"value": bound.value, "words": bound.words}])
    rule = alt.Chart(rows).mark_rule(color=palette.ok, size=1.5, strokeDash=[6, 4]).encode(y="value:Q")
    text = (
        alt.Chart(rows)
        .mark_text(align="left", baseline="bottom", dy=-3, color=palette.ok, fontSize=13)
        .encode(y="value:Q", x=alt.value(4), text="words:N")
    )
    return [rule, text]


def _days(since: date, until: date, field: str = "day") -> alt.X:
    domain = [f"{since.isoformat()}T00:00", f"{(until + timedelta(days=1)).isoformat()}T00:00"]
    shown = "%d.%m." if spoken_language() == "de" else "%-d/%-m"
    axis = alt.Axis(title=None, format=shown, tickCount=MOST_TICKS, grid=False, labelOverlap=True)
    return alt.X(f"{field}:T", scale=alt.Scale(domain=domain), axis=axis)


def _at(day: date) -> str:
    # With an hour it is the browser's own day; without one it would be that of Greenwich.
    return f"{day.isoformat()}T12:00"


def _axis(palette: Palette, label: str) -> alt.Axis:
    return alt.Axis(title=None, labelExpr=label, tickCount=4, grid=True, gridColor=palette.line, domain=False)


def _finished(drawn: Layer) -> Layer:
    figures = alt.NumberLocale(decimal=decimal_mark(), thousands="\u202f", grouping=[3], currency=["", ""])
    sized = drawn.properties(height=HEIGHT_PX, width="container")
    configured = sized.configure(locale=alt.Locale(number=figures), background="transparent")
    return configured.configure_view(strokeWidth=0)


def _data(rows: list[dict[str, Any]]) -> Any:
    return alt.Data(values=rows)  # type: ignore[no-untyped-call]  # Altair's own gap
