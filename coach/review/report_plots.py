"""The plots of a report as lines on paper: pain, repetitions a day, range with its band of ± U. No picture is made."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from coach.language import decimal, say
from coach.review.report_facts import PainDay, RangeCurve, RepetitionDay
from coach.review.report_sheet import ACCENT, INK, LINE, SOFT, Colour, Sheet

_HEAD_MM, _LEFT_MM, _FOOT_MM, _RIGHT_MM = 9.0, 9.0, 5.0, 2.0
_TEXT_PT = 6.5
#: Days at the ends that a date stands at; more of them run into each other.
_MOST_DATES = 4
#: A gap in the days longer than this is not bridged by a line.
_BRIDGED = timedelta(days=14)
_BAND: Colour = (214, 231, 228)


@dataclass(frozen=True, slots=True)
class Box:
    """Where a plot lies on the page, in millimetres."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Frame:
    """The inside of a plot: from days and values to millimetres."""

    sheet: Sheet
    box: Box
    since: date
    until: date
    low: float
    high: float

    def x(self, day: date) -> float:
        """Where a day lies."""
        days = max((self.until - self.since).days, 1)
        inside = self.box.width - _LEFT_MM - _RIGHT_MM
        single = self.since == self.until
        return self.box.x + _LEFT_MM + inside * (0.5 if single else (day - self.since).days / days)

    def y(self, value: float) -> float:
        """Where a value lies; what is outside the frame lies at its edge."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.box.y + self.box.height - _FOOT_MM - share * (self.box.height - _HEAD_MM - _FOOT_MM)


def plot_pain(sheet: Sheet, box: Box, since: date, until: date, pains: Sequence[PainDay]) -> None:
    """Pain told each day, back or neck and arm or leg, on the scale 0-10."""
    frame = _framed(sheet, box, since, until, (0, 10), (0, 5, 10), say("Pain, 0–10"))
    if not pains:
        _nothing(frame, say("nothing told in this time"))
        return
    told = (
        (say("back or neck"), INK, False, [(one.day, one.back) for one in pains if one.back is not None]),
        (say("arm or leg"), ACCENT, True, [(one.day, one.limb) for one in pains if one.limb is not None]),
    )
    for words, colour, dashed, points in told:
        _line(frame, points, colour, dashed)
        _key(frame, words, colour, dashed, first=not dashed)


def plot_repetitions(sheet: Sheet, box: Box, since: date, until: date, days: Sequence[RepetitionDay]) -> None:
    """Repetitions a day as bars; the darker part was clear of every limit."""
    high = _above(max((one.counted for one in days), default=0))
    frame = _framed(sheet, box, since, until, (0, high), (0, high / 2, high), say("Repetitions a day"))
    if not days:
        _nothing(frame, say("nothing done in this time"))
        return
    width = min(4.0, max(0.35, 0.8 * (box.width - _LEFT_MM) / max((until - since).days, 1)))
    for one in days:
        for count, colour in ((one.counted, _BAND), (one.clear, ACCENT)):
            top = frame.y(count)
            sheet.set_fill_color(*colour)
            sheet.rect(frame.x(one.day) - width / 2, top, width, frame.y(0) - top, style="F")
    sheet.set_fill_color(*ACCENT)
    _key(frame, say("clear"), ACCENT, False, first=True)
    _key(frame, say("others"), _BAND, False, first=False)


def plot_range(sheet: Sheet, box: Box, since: date, until: date, curve: RangeCurve) -> None:
    """The farthest repetition within limits of each day, with the band in which the true value may lie."""
    values = [value + sign * _known(u) for _, value, u in curve.points for sign in (-1, 1)]
    scale = 1.0 if curve.unit == "deg" else 100.0
    low, high = _below(min(values) * scale), _above(max(values) * scale)
    unit = "°" if curve.unit == "deg" else " %"
    title = f"{curve.title}{say(', farthest within limits')} ({unit.strip()})"
    frame = _framed(sheet, box, since, until, (low, high), (low, (low + high) / 2, high), title)
    points = [(day, value * scale, _known(u) * scale) for day, value, u in curve.points]
    for one, other in pairwise(points):
        if other[0] - one[0] <= _BRIDGED and min(one[2], other[2]) > 0:
            _filled(frame, one, other)
    for day, value, u in points:
        if u > 0:
            sheet.set_draw_color(*ACCENT)
            sheet.set_line_width(0.15)
            sheet.line(frame.x(day), frame.y(value - u), frame.x(day), frame.y(value + u))
    _line(frame, [(day, value) for day, value, _ in points], ACCENT, False)
    _key(frame, say("± uncertainty"), _BAND, False, first=True)


def _known(u: float) -> float:
    return 0.0 if math.isnan(u) else u


def _filled(frame: Frame, one: tuple[date, float, float], other: tuple[date, float, float]) -> None:
    corners = [
        (frame.x(one[0]), frame.y(one[1] + one[2])),
        (frame.x(other[0]), frame.y(other[1] + other[2])),
        (frame.x(other[0]), frame.y(other[1] - other[2])),
        (frame.x(one[0]), frame.y(one[1] - one[2])),
    ]
    frame.sheet.set_fill_color(*_BAND)
    frame.sheet.polygon(corners, style="F")


def _line(frame: Frame, points: Sequence[tuple[date, float]], colour: Colour, dashed: bool) -> None:
    sheet = frame.sheet
    sheet.set_draw_color(*colour)
    sheet.set_fill_color(*colour)
    sheet.set_line_width(0.4)
    if dashed:
        sheet.set_dash_pattern(1, 0.8)
    for (day, value), (next_day, next_value) in pairwise(points):
        if next_day - day <= _BRIDGED:
            sheet.line(frame.x(day), frame.y(value), frame.x(next_day), frame.y(next_value))
    sheet.set_dash_pattern()
    radius = 0.8 if len(points) <= 40 else 0.45
    for day, value in points:
        if dashed:
            sheet.rect(frame.x(day) - radius, frame.y(value) - radius, 2 * radius, 2 * radius, style="F")
        else:
            sheet.circle(frame.x(day), frame.y(value), radius, style="F")


def _framed(
    sheet: Sheet,
    box: Box,
    since: date,
    until: date,
    bounds: tuple[float, float],
    ticks: Sequence[float],
    title: str,
) -> Frame:
    """Title, axes, values at the left and dates below."""
    frame = Frame(sheet, box, since, until, *bounds)
    sheet.type_in(8, INK, bold=True)
    sheet.set_xy(box.x, box.y)
    sheet.cell(box.width, 4, sheet.fitted(title, box.width - 2, 1))
    sheet.set_line_width(0.15)
    sheet.set_draw_color(*LINE)
    sheet.type_in(_TEXT_PT, SOFT)
    for tick in ticks:
        sheet.line(box.x + _LEFT_MM, frame.y(tick), box.x + box.width - _RIGHT_MM, frame.y(tick))
        sheet.set_xy(box.x, frame.y(tick) - 1.5)
        sheet.cell(_LEFT_MM - 1, 3, _tick(tick), align="R")
    for day in _dates(since, until):
        x = frame.x(day)
        sheet.line(x, frame.y(frame.low), x, frame.y(frame.low) + 0.8)
        sheet.set_xy(min(max(x - 8, box.x + 2), box.x + box.width - 16), box.y + box.height - _FOOT_MM + 1)
        sheet.cell(16, 3, f"{day.day}. {day.month}. {day.year % 100:02d}", align="C")
    return frame


def _key(frame: Frame, words: str, colour: Colour, dashed: bool, *, first: bool) -> None:
    """What a line or a bar is, at the upper right."""
    sheet, box = frame.sheet, frame.box
    sheet.type_in(_TEXT_PT, SOFT)
    width = sheet.get_string_width(words) + 2
    right = box.x + box.width - _RIGHT_MM
    x = right - width if not first else right - width - 26
    y = box.y + 4.6
    sheet.set_fill_color(*colour)
    if dashed:
        sheet.rect(x - 3.6, y + 0.9, 1.6, 1.6, style="F")
    else:
        sheet.circle(x - 2.8, y + 1.7, 0.9, style="F")
    sheet.set_xy(x - 1.5, y)
    sheet.cell(width, 3.4, words)


def _nothing(frame: Frame, words: str) -> None:
    sheet, box = frame.sheet, frame.box
    sheet.type_in(8, SOFT)
    sheet.set_xy(box.x + _LEFT_MM, box.y + box.height / 2 - 4)
    sheet.cell(box.width - _LEFT_MM, 4, words, align="C")


def _dates(since: date, until: date) -> list[date]:
    """Evenly spread days to write below, both ends among them."""
    days = (until - since).days
    count = min(_MOST_DATES, days + 1)
    if count < 2:
        return [since]
    return [since + timedelta(days=round(days * k / (count - 1))) for k in range(count)]


def _tick(value: float) -> str:
    return f"{value:.0f}" if value == round(value) else decimal(value)


def _above(value: float) -> float:
    """An even, round number not below `value`."""
    step = _step(value)
    return max(step * math.ceil(value / step), step)


def _below(value: float) -> float:
    step = _step(value)
    return step * math.floor(value / step)


def _step(value: float) -> float:
    return 10.0 if abs(value) <= 100 else 50.0 if abs(value) <= 500 else 100.0
