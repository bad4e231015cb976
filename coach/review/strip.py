"""One mark for each repetition and attempt of a set, in the order in which they happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coach.coaching.words import ATTEMPT_WORDS, VERDICT_WORDS
from coach.language import decimal, say
from coach.review.saying import measured, percent, span
from coach.rules.words import name_of


@dataclass(frozen=True, slots=True)
class Mark:
    """`kind` is the verdict, empty for an attempt; `span` start and end in seconds; `said` all of it in words."""

    label: str
    kind: str
    span: tuple[float, float]
    said: str


def strip_marks(report: Mapping[str, Any]) -> list[Mark]:
    """The marks of a report's JSON."""
    marks = [_repetition(one) for one in report["repetitions"]]
    marks += [_attempt(one) for one in report["attempts_made"]]
    return sorted(marks, key=lambda mark: mark.span)


def _repetition(one: Mapping[str, Any]) -> Mark:
    said = say(
        "Repetition {index}: {verdict}, {farthest}, {lasted} s, at {span}",
        index=one["index"],
        verdict=say(VERDICT_WORDS[one["verdict"]]),
        farthest=measured(one["extreme"], one["unit"]),
        lasted=decimal(one["end_s"] - one["start_s"]),
        span=span(one),
    )
    return Mark(str(one["index"]), one["verdict"], (one["start_s"], one["end_s"]), said)


def _attempt(one: Mapping[str, Any]) -> Mark:
    said = say(
        "Attempt, {why}: {share} of the way, at {span}",
        why=say(ATTEMPT_WORDS.get(one["why"], name_of(one["why"]))),
        share=percent(one["reached_share"]),
        span=span(one),
    )
    return Mark("", "", (one["start_s"], one["end_s"]), said)
