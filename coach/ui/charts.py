"""The angle over time: repetitions shaded, each limit with the band in which ± U cannot tell, breaches marked.

`angle_chart(...)` draws what was measured together with a report as it is kept (`Report.to_dict()`), so that a live
set, a film and a stored set show the same picture.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import numpy as np
from numpy.typing import NDArray

from coach.language import decimal_mark, say
from coach.review.saying import allowed, measured
from coach.rules.model import Limit
from coach.ui import words
from coach.ui.tokens import LIGHT, Palette

FloatArray = NDArray[np.float64]
#: Altair gives its layers many types, all of which can be layered again.
Layer = Any

DRIVER_HEIGHT_PX, LIMIT_HEIGHT_PX = 190, 140
#: Above and below a curve, for the words that stand there.
MARGIN_PX = 24


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One measured line: (n,) seconds and (n,) values in `unit`, NaN where nothing was measured."""

    t_s: FloatArray
    value: FloatArray
    unit: str
    title: str


@dataclass(frozen=True, slots=True, eq=False)
class LimitLine:
    """One limit's line, what it may not pass, and its usual uncertainty (NaN where it was never measured)."""

    limit: Limit
    title: str
    line: Line
    u: float


@dataclass(frozen=True, slots=True, eq=False)
class TraceData:
    """What a chart draws: the driver of the movement and each limit, already thinned."""

    driver: Line
    limits: tuple[LimitLine, ...]


def angle_chart(
    trace: TraceData,
    repetitions: Sequence[Mapping[str, Any]],
    limits: Sequence[Mapping[str, Any]],
    palette: Palette = LIGHT,
) -> Layer:
    """The movement above, one panel for each limit below, all over one time axis that can be dragged and zoomed.

    `repetitions` and `limits` are those of the report's JSON: `index`, `start_s`, `end_s`, `verdict`, and `id`,
    `verdict`, `breaches` (`start_s`, `end_s`, `value`, `u`).
    """
    found = {str(limit["id"]): limit for limit in limits}
    end_s = float(trace.driver.t_s[-1]) if len(trace.driver.t_s) else 1.0
    time = alt.Scale(domain=[0.0, max(end_s, 1.0)], nice=False)
    shades = _shades(repetitions, palette)
    last = len(trace.limits) - 1
    curve = _curve(trace.driver, palette.ink, time, palette, dashed=True, last=last < 0)
    driver = alt.layer(*shades, *_numbers(repetitions, palette), curve)
    panels = [driver.properties(height=DRIVER_HEIGHT_PX, width="container", title=_title(trace.driver.title, palette))]
    for k, one in enumerate(trace.limits):
        curve = _curve(one.line, palette.accent, time, palette, last=k == last)
        panels.append(_limit_panel(one, found.get(one.limit.id, {}), shades, curve, palette))
    drag = alt.selection_interval(bind="scales", encodings=["x"], name="time")
    panels[0] = panels[0].add_params(drag)
    figures = alt.NumberLocale(decimal=decimal_mark(), thousands="\u202f", grouping=[3], currency=["", ""])
    drawn = alt.vconcat(*panels, spacing=14).resolve_scale(x="shared")
    return drawn.configure(locale=alt.Locale(number=figures)).configure_view(strokeWidth=0)


def _limit_panel(
    one: LimitLine, found: Mapping[str, Any], shades: list[Layer], curve: Layer, palette: Palette
) -> Layer:
    layers: list[Layer] = list(shades)
    lines = [bound for bound in (one.limit.min, one.limit.max) if bound is not None]
    if one.u == one.u:
        band = [{"low": bound - one.u, "high": bound + one.u} for bound in lines]
        layers.append(
            alt.Chart(_data(band)).mark_rect(opacity=0.16, color=palette.breach).encode(y=alt.Y("low:Q"), y2="high:Q")
        )
    layers.append(
        alt.Chart(_data([{"limit": bound} for bound in lines]))
        .mark_rule(color=palette.breach, size=1.5)
        .encode(y="limit:Q")
    )
    layers.append(curve)
    breaches = [breach for breach in found.get("breaches", []) if breach.get("value") is not None]
    if breaches:
        layers += _breaches(one.line, breaches, palette)
    unit = one.line.unit
    bounds = allowed(one.limit)
    # No band without its figure: what ± says is said in the title.
    if one.u == one.u:
        below = say("{bounds}, measured ± {u}", bounds=bounds, u=measured(one.u, unit))
    else:
        below = say("{bounds}, not measured", bounds=bounds)
    title = _title(one.title, palette, below)
    return alt.layer(*layers).properties(height=LIMIT_HEIGHT_PX, width="container", title=title)


def _curve(line: Line, colour: str, time: alt.Scale, palette: Palette, *, last: bool, dashed: bool = False) -> Layer:
    factor = 100.0 if line.unit == "rel" else 1.0
    label = {"deg": "datum.value + '°'", "rel": "format(datum.value, '.0%')"}.get(line.unit, "datum.value + ' s'")
    values = [
        {"t": t, "value": None if v != v else v, "said": "" if v != v else f"{v * factor:.0f}"}
        for t, v in zip(line.t_s.round(3).tolist(), line.value.round(4).tolist(), strict=True)
    ]
    axis = alt.Axis(labelExpr=label, tickCount=4, grid=True, gridColor=palette.line, domain=False, title=None)
    # One time axis serves all panels; it stands under the last.
    seconds = alt.Axis(title=None, labelExpr="datum.value + ' s'", grid=False, labels=last, ticks=last, tickCount=10)
    return (
        alt.Chart(_data(values))
        .mark_line(color=colour, strokeWidth=1.6 if dashed else 2.4, strokeDash=[5, 4] if dashed else [1, 0])
        .encode(
            x=alt.X("t:Q", scale=time, axis=seconds),
            y=alt.Y("value:Q", axis=axis, scale=alt.Scale(zero=False, padding=MARGIN_PX)),
            tooltip=[alt.Tooltip("t:Q", title=say("seconds"), format=".1f"), alt.Tooltip("said:N", title=say("value"))],
        )
    )


def _breaches(line: Line, breaches: Sequence[Mapping[str, Any]], palette: Palette) -> list[Layer]:
    points = []
    for breach in breaches:
        at = _nearest(line, float(breach["start_s"]), float(breach["end_s"]), float(breach["value"]))
        said = measured(float(breach["value"]), line.unit, breach.get("u"))
        points.append({"t": at, "value": breach["value"], "said": said, "cue": breach.get("cue", "")})
    marks = alt.Chart(_data(points)).encode(
        x="t:Q",
        y="value:Q",
        tooltip=[alt.Tooltip("said:N", title=say("past the limit")), alt.Tooltip("cue:N", title=say("cue"))],
    )
    diamond = marks.mark_point(shape="diamond", size=170, filled=True, color=palette.breach, opacity=1)
    text = marks.mark_text(dy=-13, align="center", color=palette.breach, fontWeight="bold").encode(text="said:N")
    return [diamond, text]


def _shades(repetitions: Sequence[Mapping[str, Any]], palette: Palette) -> list[Layer]:
    if not repetitions:
        return []
    spans = [{"from": repetition["start_s"], "to": repetition["end_s"]} for repetition in repetitions]
    return [alt.Chart(_data(spans)).mark_rect(opacity=0.09, color=palette.accent).encode(x="from:Q", x2="to:Q")]


def _numbers(repetitions: Sequence[Mapping[str, Any]], palette: Palette) -> list[Layer]:
    if not repetitions:
        return []
    marks = [
        {
            "at": (repetition["start_s"] + repetition["end_s"]) / 2,
            "text": f"{repetition['index']} {words.VERDICTS[repetition['verdict']][0]}",
            "verdict": words.verdict_words(repetition["verdict"]),
            "colour": palette.of(repetition["verdict"]),
        }
        for repetition in repetitions
    ]
    return [
        alt.Chart(_data(marks))
        .mark_text(baseline="top", fontSize=13, fontWeight="bold")
        .encode(
            x="at:Q",
            y=alt.value(3),
            text="text:N",
            color=alt.Color("colour:N", scale=None),
            tooltip=[alt.Tooltip("verdict:N", title=say("repetition"))],
        )
    ]


def _title(text: str, palette: Palette, below: str = "") -> alt.TitleParams:
    return alt.TitleParams(
        text,
        subtitle=below or alt.Undefined,
        anchor="start",
        fontSize=14,
        fontWeight="bold",
        color=palette.ink,
        subtitleColor=palette.soft,
        subtitleFontSize=13,
        offset=8,
    )


def _nearest(line: Line, start_s: float, end_s: float, value: float) -> float:
    inside = (line.t_s >= start_s) & (line.t_s <= end_s) & np.isfinite(line.value)
    if not inside.any():
        return (start_s + end_s) / 2
    return float(line.t_s[inside][np.abs(line.value[inside] - value).argmin()])


def _data(rows: list[dict[str, Any]]) -> Any:
    return alt.Data(values=rows)  # type: ignore[no-untyped-call]  # Altair's own gap
