"""What the therapist reads of a set, from the top: how much, how well it could be judged, what was passed, and why.

Every function takes the report as it is kept (JSON values) and gives rows of plain words for a page to lay out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from coach.coaching.words import ATTEMPT_WORDS, VIEW_WORDS
from coach.language import decimal, marked, say, say_many, spoken_language
from coach.records.store import SetRow
from coach.review.dates import moment_words
from coach.review.origin import own_bounds
from coach.review.saying import allowed, limit_title, measured, not_judged, percent, quantity, reasons, span
from coach.review.series import LimitCurve, Series
from coach.rules.model import Exercise, Limit
from coach.rules.words import name_of, title_of

ReportDict = Mapping[str, Any]

#: Where less than this share was lost for every limit, the headline keeps to its figure (proposal).
LEAST_LOSS_TOLD = 0.05

_ALLOWED_WHEN = {
    "always": marked("{quantity} {bounds}"),
    "start": marked("{quantity} {bounds}, at the start"),
    "end": marked("{quantity} {bounds}, at the end"),
    "moving": marked("{quantity} {bounds}, while moving"),
}


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
    rule: str
    set_by: str


@dataclass(frozen=True, slots=True)
class CueRow:
    """One cue and all that stands behind it."""

    when: str
    said: str
    because: str
    rule: str
    source: str


def list_row(row: SetRow, zone: tzinfo | None = None, exercise: str = "") -> ListRow:
    """A set for the list, its moment in `zone` (by default that of this machine).

    `exercise` is what the exercise is called; without it that is made of its id.
    """
    moment = row.performed_at.astimezone(zone)
    return ListRow(
        id=row.id,
        date=moment_words(moment),
        person=row.person,
        exercise=exercise or title_of(row.exercise_id),
        done=_done(row.count, row.attempts),
        verdict=row.verdict,
        judged=say("nothing asked") if row.coverage is None else say("{share} judged", share=percent(row.coverage)),
        view=say(VIEW_WORDS.get(row.view, row.view)),
    )


def headlines(report: ReportDict, exercise: Exercise | None = None) -> tuple[Headline, ...]:
    """How much was done, how well it could be judged, and what was passed; `exercise` names the limits."""
    passed = [limit for limit in report["limits"] if limit["verdict"] == "breach"]
    close = sum(limit["verdict"] == "close" for limit in report["limits"])
    count, attempts = report["count"], report["attempts"]
    counted = say("no count from what was seen") if count is None else say_many("repetition", "repetitions", count)
    first = Headline("–" if count is None else str(count), f"{counted}, {_attempts(attempts)}")
    goals = [event["goal_met"] for event in report["events"] if event["kind"] == "repetition"]
    goals = [met for met in goals if met is not None]
    met = Headline(say("{n} of {all}", n=sum(goals), all=len(goals)), say("repetitions reached the goal"))
    reached = (met,) if goals and count else ()
    unknown = sum(limit["verdict"] == "cannot_judge" for limit in report["limits"])
    # What could not be judged is not clear, however much of the time was seen.
    dark = unknown or not report["coverage"]
    worst = "breach" if passed else "close" if close else "cannot_judge" if dark else "ok"
    told = say_many("limit passed, {close} close", "limits passed, {close} close", len(passed), close=close)
    if unknown:
        told = say("{told}, {n} not judged", told=told, n=unknown)
    return (
        first,
        *reached,
        Headline(percent(report["coverage"]), _judged_words(report, exercise)),
        Headline(
            str(len(passed)),
            told,
            worst,
        ),
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
    rule = say("{rule}, version {version}", rule=report["exercise"]["id"], version=report["exercise"]["version"])
    return [
        _limit(found, exercise, limits.get(found["id"]), curves.get(found["id"]), rule) for found in report["limits"]
    ]


def cue_rows(report: ReportDict, exercise: Exercise | None = None) -> list[CueRow]:
    """Every cue that was said, explained: quantity, value ± U against limit, rule and version, and source.

    `exercise` gives the cue in the spoken language; a cue that it does not have stays as it was said. Among the cues
    stand the suggestions that took the place of one.
    """
    rows = {"cue": _cue, "suggestion": _suggestion}
    return [rows[event["kind"]](event, exercise) for event in report["events"] if event["kind"] in rows]


def allowed_by(limit: Limit) -> str:
    """What a limit allows, of what and when: `knee flexion at most 60°, while moving`."""
    return say(_ALLOWED_WHEN[limit.when], quantity=quantity(limit.quantity), bounds=allowed(limit))


def _cue(event: Mapping[str, Any], exercise: Exercise | None) -> CueRow:
    return CueRow(
        when=f"{decimal(event['t_s'])} s",
        said=_translated(event, exercise),
        because=say(
            "{quantity} {value} against {limit}",
            quantity=quantity(event["quantity"]),
            value=measured(event["value"], event["unit"], event["u"]),
            limit=measured(event["limit"], event["unit"]),
        ),
        rule=say(
            "{limit} in {exercise}, version {version}",
            limit=event["limit_id"],
            exercise=event["exercise_id"],
            version=event["exercise_version"],
        ),
        source=event["source"],
    )


def _suggestion(event: Mapping[str, Any], exercise: Exercise | None) -> CueRow:
    because = say(
        "{limit}: still passed after {given} cues",
        limit=limit_title(exercise, event["limit_id"]),
        given=event["given"],
    )
    return CueRow(f"{decimal(event['t_s'])} s", say(event["text"]), because, event["limit_id"], "")


def _translated(event: Mapping[str, Any], exercise: Exercise | None) -> str:
    own = [limit.id for limit in exercise.limits if limit.cue == event["text"]] if exercise else []
    return exercise.words(spoken_language()).cue(own[0]) if exercise and own else str(event["text"])


def _done(count: int | None, attempts: int) -> str:
    said = say("no count") if count is None else say_many("{n} repetition", "{n} repetitions", count)
    return f"{said}, {_attempts(attempts)}" if attempts else said


def _attempts(attempts: int) -> str:
    return say_many("{n} attempt", "{n} attempts", attempts) if attempts else say("no attempts")


def _judged_words(report: ReportDict, exercise: Exercise | None) -> str:
    """What is lost for the limit that lost most; the figure beside it is the share of all limits together."""
    if report["coverage"] is None:
        return say("no limit was asked about in this set")
    lost = {limit["id"]: sum(limit["reasons"].values()) for limit in report["limits"]}
    lost = {name: share for name, share in lost.items() if share >= LEAST_LOSS_TOLD}
    if not lost:
        return say("of the time asked about was judged")
    most = max(lost, key=lambda name: lost[name])
    why, share = reasons(next(limit["reasons"] for limit in report["limits"] if limit["id"] == most))[0]
    title = limit_title(exercise, most)
    return say(
        "of the time asked about was judged. {limit} lost {share}: {why}",
        limit=title,
        share=percent(share),
        why=why,
    )


def _repetition(one: Mapping[str, Any], goal_met: bool | None) -> RepetitionRow:
    note = "" if goal_met is None else say("goal reached") if goal_met else say("goal still ahead")
    farthest = measured(one["extreme"], one["unit"])
    return RepetitionRow(one["index"], span(one), _lasted(one), farthest, one["verdict"], note)


def _attempt(one: Mapping[str, Any]) -> RepetitionRow:
    why = say(ATTEMPT_WORDS.get(one["why"], name_of(one["why"])))
    note = say("{why}, {share} of the way", why=why, share=percent(one["reached_share"]))
    return RepetitionRow(None, span(one), _lasted(one), measured(one["extreme"], one["unit"]), "", note)


def _lasted(one: Mapping[str, Any]) -> str:
    return f"{decimal(one['end_s'] - one['start_s'])} s"


def _limit(
    found: Mapping[str, Any], exercise: Exercise | None, limit: Limit | None, curve: LimitCurve | None, rule: str
) -> LimitRow:
    return LimitRow(
        id=found["id"],
        name=limit_title(exercise, found["id"]),
        allows=allowed_by(limit) if limit else "",
        verdict=found["verdict"],
        farthest=_farthest(found["breaches"], curve),
        judged="–" if "not_reached" in found["reasons"] else percent(found["coverage"]),
        why_not=not_judged(found["reasons"]),
        source=limit.source if limit else "",
        rule=rule,
        set_by=_set_by(exercise, found["id"]),
    )


def _set_by(exercise: Exercise | None, limit_id: str) -> str:
    """Who set the bounds: the plan for this one person, or the rule file that all have."""
    own = exercise is not None and own_bounds(exercise, limit_id)
    return say("tightened by the plan") if own else say("set by the rule file")


def _farthest(breaches: Sequence[Mapping[str, Any]], curve: LimitCurve | None) -> str:
    if breaches:
        worst = max(breaches, key=lambda one: abs(one["value"] - one["limit"]))
        return measured(worst["value"], worst["unit"], worst["u"])
    if curve is None or curve.farthest is None:
        return "–"
    return measured(curve.farthest[0], curve.curve.unit, curve.farthest[1])
