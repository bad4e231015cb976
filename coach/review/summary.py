"""What the therapist reads of a set, from the top: how much, how well it could be judged, what was passed, and why.

Every function takes the report as it is kept (JSON values) and gives rows of plain words for a page to lay out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from coach.coaching.words import ATTEMPT_WORDS, VIEW_WORDS, name_of, title_of
from coach.records.store import SetRow
from coach.review.saying import allowed, measured, not_judged, percent, span
from coach.review.series import LimitCurve, Series
from coach.rules.model import Exercise, Limit

ReportDict = Mapping[str, Any]

#: Where less than this share was lost for every limit, the headline keeps to its figure (proposal).
LEAST_LOSS_TOLD = 0.05


@dataclass(frozen=True, slots=True)
class ListRow:
    """One set in the list, in words; `verdict` stays as it is, for the page gives it shape, word and colour."""

    id: int
    date: str
    person: str
    exercise: str
    done: str
    verdict: str
    judged: str
    view: str


@dataclass(frozen=True, slots=True)
class Headline:
    """One large figure and what it says."""

    value: str
    says: str
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class RepetitionRow:
    """One repetition or, with `index` None, an attempt between them."""

    index: int | None
    when: str
    lasted: str
    farthest: str
    verdict: str
    note: str


@dataclass(frozen=True, slots=True)
class LimitRow:
    """One limit: what it allows, what was measured, and how much of its time it could be judged."""

    id: str
    name: str
    allows: str
    verdict: str
    farthest: str
    judged: str
    why_not: str
    source: str


@dataclass(frozen=True, slots=True)
class CueRow:
    """One cue and all that stands behind it."""

    when: str
    said: str
    because: str
    rule: str
    source: str


def list_row(row: SetRow, zone: tzinfo | None = None) -> ListRow:
    """A set for the list, its moment in `zone` (by default that of this machine)."""
    moment = row.performed_at.astimezone(zone)
    return ListRow(
        id=row.id,
        date=f"{moment.day} {moment:%B %Y, %H:%M}",
        person=row.person,
        exercise=title_of(row.exercise_id),
        done=_done(row.count, row.attempts),
        verdict=row.verdict,
        judged="nothing asked" if row.coverage is None else f"{percent(row.coverage)} judged",
        view=VIEW_WORDS.get(row.view, row.view),
    )


def headlines(report: ReportDict) -> tuple[Headline, ...]:
    """How much was done, how well it could be judged, and what was passed."""
    passed = [limit for limit in report["limits"] if limit["verdict"] == "breach"]
    close = sum(limit["verdict"] == "close" for limit in report["limits"])
    count, attempts = report["count"], report["attempts"]
    first = Headline(
        "–" if count is None else str(count),
        f"{'no count from what was seen' if count is None else _repetitions_word(count)}, {_attempts(attempts)}",
    )
    goals = [event["goal_met"] for event in report["events"] if event["kind"] == "repetition"]
    goals = [met for met in goals if met is not None]
    reached = (Headline(f"{sum(goals)} of {len(goals)}", "repetitions reached the goal"),) if goals and count else ()
    worst = "breach" if passed else "close" if close else "cannot_judge" if not report["coverage"] else "ok"
    return (
        first,
        *reached,
        Headline(percent(report["coverage"]), _judged_words(report)),
        Headline(str(len(passed)), f"{'limit' if len(passed) == 1 else 'limits'} passed, {close} close", worst),
    )


def repetition_rows(report: ReportDict) -> list[RepetitionRow]:
    """Repetitions and attempts in the order in which they happened."""
    goals = {event["index"]: event["goal_met"] for event in report["events"] if event["kind"] == "repetition"}
    done = [(one["start_s"], _repetition(one, goals.get(one["index"]))) for one in report["repetitions"]]
    tried = [(one["start_s"], _attempt(one)) for one in report["attempts_made"]]
    return [row for _, row in sorted(done + tried, key=lambda item: item[0])]


def limit_rows(report: ReportDict, exercise: Exercise | None, series: Series | None = None) -> list[LimitRow]:
    """The limits in the order of the rule; `series` adds how near a limit came that was not passed.

    Without `exercise` (a rule that this program cannot read) what a limit allows stays unsaid.
    """
    limits = {limit.id: limit for limit in exercise.limits} if exercise else {}
    curves = {curve.limit.id: curve for curve in series.limits} if series else {}
    return [_limit(found, limits.get(found["id"]), curves.get(found["id"])) for found in report["limits"]]


def cue_rows(report: ReportDict) -> list[CueRow]:
    """Every cue that was said, explained: quantity, value ± U against limit, rule and version, and source."""
    return [
        CueRow(
            when=f"{event['t_s']:.1f} s",
            said=event["text"],
            because=f"{name_of(event['quantity'])} {measured(event['value'], event['unit'], event['u'])}"
            f" against {measured(event['limit'], event['unit'])}",
            rule=f"{event['limit_id']} in {event['exercise_id']}, version {event['exercise_version']}",
            source=event["source"],
        )
        for event in report["events"]
        if event["kind"] == "cue"
    ]


def allowed_by(limit: Limit) -> str:
    """What a limit allows, of what and when: `knee flexion at most 60°, while moving`."""
    when = {"start": ", at the start", "end": ", at the end", "moving": ", while moving"}.get(limit.when, "")
    return f"{name_of(limit.quantity)} {allowed(limit)}{when}"


def _done(count: int | None, attempts: int) -> str:
    said = "no count" if count is None else f"{count} {_repetitions_word(count)}"
    return f"{said}, {_attempts(attempts)}" if attempts else said


def _repetitions_word(count: int) -> str:
    return "repetition" if count == 1 else "repetitions"


def _attempts(attempts: int) -> str:
    return "1 attempt" if attempts == 1 else f"{attempts or 'no'} attempts"


def _judged_words(report: ReportDict) -> str:
    """What is lost for the limit that lost most; the figure beside it is the share of all limits together."""
    if report["coverage"] is None:
        return "no limit was asked about in this set"
    lost = {limit["id"]: sum(limit["reasons"].values()) for limit in report["limits"]}
    lost = {name: share for name, share in lost.items() if share >= LEAST_LOSS_TOLD}
    if not lost:
        return "of the time asked about was judged"
    most = max(lost, key=lambda name: lost[name])
    reasons = next(limit["reasons"] for limit in report["limits"] if limit["id"] == most)
    return f"of the time asked about was judged; {name_of(most)} {_why_words(reasons)}"


def _why_words(reasons: Mapping[str, float]) -> str:
    said = not_judged(reasons)
    return f"was not reached: {said}" if "not_reached" in reasons else said


def _repetition(one: Mapping[str, Any], goal_met: bool | None) -> RepetitionRow:
    lasted = f"{one['end_s'] - one['start_s']:.1f} s"
    note = "" if goal_met is None else "goal reached" if goal_met else "goal still ahead"
    return RepetitionRow(one["index"], span(one), lasted, measured(one["extreme"], one["unit"]), one["verdict"], note)


def _attempt(one: Mapping[str, Any]) -> RepetitionRow:
    lasted = f"{one['end_s'] - one['start_s']:.1f} s"
    note = f"{ATTEMPT_WORDS.get(one['why'], name_of(one['why']))}, {percent(one['reached_share'])} of the way"
    return RepetitionRow(None, span(one), lasted, measured(one["extreme"], one["unit"]), "", note)


def _limit(found: Mapping[str, Any], limit: Limit | None, curve: LimitCurve | None) -> LimitRow:
    return LimitRow(
        id=found["id"],
        name=title_of(found["id"]),
        allows=allowed_by(limit) if limit else "",
        verdict=found["verdict"],
        farthest=_farthest(found["breaches"], curve),
        judged="–" if "not_reached" in found["reasons"] else percent(found["coverage"]),
        why_not=not_judged(found["reasons"]),
        source=limit.source if limit else "",
    )


def _farthest(breaches: Sequence[Mapping[str, Any]], curve: LimitCurve | None) -> str:
    if breaches:
        worst = max(breaches, key=lambda one: abs(one["value"] - one["limit"]))
        return measured(worst["value"], worst["unit"], worst["u"])
    if curve is None or curve.farthest is None:
        return "–"
    return measured(curve.farthest[0], curve.curve.unit, curve.farthest[1])
