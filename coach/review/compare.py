"""Two sets, or two weeks, beside each other: the same figures of both, and what makes them hard to compare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from coach.language import decimal, say
from coach.review.saying import limit_title, measured, percent
from coach.review.series import Series
from coach.review.summary import limit_rows
from coach.rules import Exercise

#: Two shares of judged time that differ by more are not judged equally well; proposal.
COVERAGE_APART = 0.15


@dataclass(frozen=True, slots=True)
class Pair:
    """One figure of both; a dash where it is not known."""

    name: str
    one: str
    other: str


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """One set as it is compared: its kept report, and what this program makes of it."""

    report: Mapping[str, Any]
    exercise: Exercise | None
    series: Series | None


def compare_sets(one: Judged, other: Judged) -> list[Pair]:
    """Figure by figure; a limit that only one of the two has gets a dash on the other side."""
    figures = (_figures(one), _figures(other))
    names = [*figures[0], *(name for name in figures[1] if name not in figures[0])]
    return [Pair(name, figures[0].get(name, "–"), figures[1].get(name, "–")) for name in names]


def hard_to_compare(one: Judged, other: Judged) -> list[str]:
    """What a reader must know before she compares the two."""
    said = []
    shares = one.report["coverage"], other.report["coverage"]
    if coverage_apart(*shares):
        said.append(unequal(*shares))
    rules = [report["exercise"] for report in (one.report, other.report)]
    if rules[0]["id"] != rules[1]["id"]:
        said.append(say("These are two different exercises."))
    elif rules[0]["sha256"] != rules[1]["sha256"]:
        said.append(say("The two were judged by different rules; their limits stand in each set."))
    views = [report["view"]["seen"] for report in (one.report, other.report)]
    if views[0] != views[1]:
        said.append(say("The camera stood on different sides."))
    return said


def coverage_apart(one: float | None, other: float | None) -> bool:
    """Whether two shares of judged time lie so far apart that what was passed cannot be compared."""
    if one is None or other is None:
        return one is not other
    return abs(one - other) > COVERAGE_APART


def unequal(one: float | None, other: float | None) -> str:
    """That in words."""
    return say(
        "Not judged equally well: {one} and {other} of the time. What was not judged may hide what was passed.",
        one=percent(one),
        other=percent(other),
    )


def _figures(judged: Judged) -> dict[str, str]:
    report = judged.report
    done = report["repetitions"]
    lasted = [one["end_s"] - one["start_s"] for one in done]
    extremes = [one["extreme"] for one in done if one["extreme"] is not None]
    figures = {
        say("repetitions"): "–" if report["count"] is None else str(report["count"]),
        say("of them clear"): str(sum(one["verdict"] == "ok" for one in done)),
        say("attempts"): str(report["attempts"]),
        say("judged"): percent(report["coverage"]),
        say("usual range"): measured(median(extremes), done[0]["unit"]) if extremes else "–",
        say("usual length of a repetition"): f"{decimal(median(lasted))} s" if lasted else "–",
    }
    passed = {limit["id"]: len(limit["breaches"]) for limit in report["limits"]}
    for row in limit_rows(report, judged.exercise, judged.series):
        told = say("{farthest}, passed {n} times", farthest=row.farthest, n=passed[row.id])
        if row.verdict == "cannot_judge":
            told = say("cannot judge")
        figures[limit_title(judged.exercise, row.id)] = told
    return figures
