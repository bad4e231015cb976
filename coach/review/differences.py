"""What differs between two reports on the same poses: as data, and each difference as one sentence.

Repetitions and breaches are matched by the time they share, for their numbers shift when one more is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coach.coaching.words import ATTEMPT_WORDS, VERDICT_WORDS
from coach.language import marked, say
from coach.review.saying import measured, percent, span
from coach.rules.words import title_of

#: Reports are compared as the JSON they are kept as.
ReportDict = Mapping[str, Any]
Interval = Mapping[str, Any]
#: The title of a limit by its id.
Titled = Callable[[str], str]

#: Coverage is told in whole per cent; less than half of one is no difference to read.
LEAST_COVERAGE_CHANGE = 0.005


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: what kind, where in the set, before and after as JSON values, and a sentence in the
    language that was spoken when they were told apart.

    `what` is `count`, `attempts`, `coverage`, `goal`, `hold`, `repetition`, `limit` or `breach`. `before` is None for
    what is new, `after` for what is gone, and both only where a figure could not be given.
    """

    what: str
    before: Any
    after: Any
    sentence: str
    limit_id: str = ""
    start_s: float | None = None
    end_s: float | None = None


def differences(before: ReportDict, after: ReportDict, titled: Titled = title_of) -> tuple[Change, ...]:
    """All that a reader of both reports would find, the headline first; `titled` names a limit."""
    return (
        *_figures(before, after),
        *_repetitions(before, after),
        *_limits(before, after, titled),
    )


def matched(
    before: Sequence[Interval], after: Sequence[Interval]
) -> tuple[list[tuple[Interval, Interval]], list[Interval], list[Interval]]:
    """Pairs that share most time, then what is only in `before`, then what is only in `after`.

    Each list is in order of time and its intervals do not overlap.
    """
    shared = sorted(_shared(before, after), key=lambda item: (-item[0], item[1], item[2]))
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in shared:
        if i not in partner and j not in taken:
            partner[i] = j
            taken.add(j)
    pairs = [(before[i], after[j]) for i, j in sorted(partner.items())]
    gone = [one for i, one in enumerate(before) if i not in partner]
    new = [one for j, one in enumerate(after) if j not in taken]
    return pairs, gone, new


def _shared(before: Sequence[Interval], after: Sequence[Interval]) -> Iterator[tuple[float, int, int]]:
    i = j = 0
    while i < len(before) and j < len(after):
        one, other = before[i], after[j]
        seconds = min(one["end_s"], other["end_s"]) - max(one["start_s"], other["start_s"])
        if seconds > 0:
            yield seconds, i, j
        if one["end_s"] <= other["end_s"]:
            i += 1
        else:
            j += 1


def _figures(before: ReportDict, after: ReportDict) -> Iterator[Change]:
    if before["count"] != after["count"]:
        was, now = (_count(report["count"]) for report in (before, after))
        sentence = say("Repetitions: {now} instead of {was}.", now=now, was=was)
        yield Change("count", before["count"], after["count"], sentence)
    if before["attempts"] != after["attempts"]:
        was, now = before["attempts"], after["attempts"]
        yield Change("attempts", was, now, say("Attempts: {now} instead of {was}.", now=now, was=was))
    if _coverage_differs(before["coverage"], after["coverage"]):
        was, now = (percent(report["coverage"]) for report in (before, after))
        sentence = say("Of the time that limits ask about, {now} was judged instead of {was}.", now=now, was=was)
        yield Change("coverage", before["coverage"], after["coverage"], sentence)
    goals = [_goals_met(report) for report in (before, after)]
    if goals[0] != goals[1]:
        was, now = (say("no goal to reach") if met is None else str(met) for met in goals)
        sentence = say("Repetitions that reached the goal: {now} instead of {was}.", now=now, was=was)
        yield Change("goal", goals[0], goals[1], sentence)
    holds = [sum(hold["verdict"] == "ok" for hold in report["holds"]) for report in (before, after)]
    if holds[0] != holds[1]:
        sentence = say("Holds long enough: {now} instead of {was}.", now=holds[1], was=holds[0])
        yield Change("hold", holds[0], holds[1], sentence)


def _repetitions(before: ReportDict, after: ReportDict) -> Iterator[Change]:
    pairs, gone, new = matched(before["repetitions"], after["repetitions"])
    for one in gone:
        yield _repetition(one, one["verdict"], None, _gone(one, _as_attempt(one, after["attempts_made"])))
    for one in new:
        yield _repetition(one, None, one["verdict"], _new(one, _as_attempt(one, before["attempts_made"])))
    for one, other in pairs:
        was, now = one["verdict"], other["verdict"]
        if was != now:
            what = say("Repetition {index} ({span})", index=one["index"], span=span(one))
            yield _repetition(one, was, now, _turned(what, was, now))


def _gone(one: Interval, attempt: str) -> str:
    if not attempt:
        return say("Repetition {index} ({span}) no longer counts.", index=one["index"], span=span(one))
    sentence = marked("Repetition {index} ({span}) no longer counts: an attempt, {why}.")
    return say(sentence, index=one["index"], span=span(one), why=attempt)


def _new(one: Interval, attempt: str) -> str:
    verdict = _verdict(one)
    if not attempt:
        return say("A repetition more at {span}: {verdict}.", span=span(one), verdict=verdict)
    return say(
        "A repetition more at {span}, which was an attempt, {why}: {verdict}.",
        span=span(one),
        why=attempt,
        verdict=verdict,
    )


def _verdict(one: Interval) -> str:
    return say(VERDICT_WORDS[one["verdict"]])


def _turned(what: str, was: str, now: str) -> str:
    return say("{what}: {now} instead of {was}.", what=what, now=say(VERDICT_WORDS[now]), was=say(VERDICT_WORDS[was]))


def _repetition(one: Interval, before: str | None, after: str | None, sentence: str) -> Change:
    return Change("repetition", before, after, sentence, start_s=one["start_s"], end_s=one["end_s"])


def _as_attempt(one: Interval, attempts: Sequence[Interval]) -> str:
    """Why the attempt at the time of `one` did not count; empty where there was none."""
    pairs, _, _ = matched([one], attempts)
    return say(ATTEMPT_WORDS[pairs[0][1]["why"]]) if pairs else ""


def _limits(before: ReportDict, after: ReportDict, titled: Titled) -> Iterator[Change]:
    was = {limit["id"]: limit for limit in before["limits"]}
    now = {limit["id"]: limit for limit in after["limits"]}
    for name in [*was, *(name for name in now if name not in was)]:
        if name not in now:
            verdict = _verdict(was[name])
            sentence = say("{limit}: this limit is gone; it was {verdict}.", limit=titled(name), verdict=verdict)
            yield Change("limit", was[name]["verdict"], None, sentence, name)
        elif name not in was:
            verdict = _verdict(now[name])
            sentence = say("{limit}: a new limit, {verdict}.", limit=titled(name), verdict=verdict)
            yield Change("limit", None, now[name]["verdict"], sentence, name)
        else:
            yield from _limit(name, was[name], now[name], titled(name))
        yield from _breaches(name, was.get(name), now.get(name), titled(name))


def _limit(name: str, was: ReportDict, now: ReportDict, title: str) -> Iterator[Change]:
    if was["verdict"] != now["verdict"]:
        yield Change("limit", was["verdict"], now["verdict"], _turned(title, was["verdict"], now["verdict"]), name)
    if _coverage_differs(was["coverage"], now["coverage"]):
        sentence = say(
            "{limit}: judged in {now} of its time instead of {was}.",
            limit=title,
            now=percent(now["coverage"]),
            was=percent(was["coverage"]),
        )
        yield Change("coverage", was["coverage"], now["coverage"], sentence, name)


def _breaches(name: str, was: ReportDict | None, now: ReportDict | None, title: str) -> Iterator[Change]:
    _, gone, new = matched(was["breaches"] if was else [], now["breaches"] if now else [])
    for one in gone:
        sentence = say("{limit}: no longer passed at {span} ({told}).", limit=title, span=span(one), told=_told(one))
        yield Change("breach", one["value"], None, sentence, name, one["start_s"], one["end_s"])
    for one in new:
        sentence = say("{limit}: now passed at {span} ({told}).", limit=title, span=span(one), told=_told(one))
        yield Change("breach", None, one["value"], sentence, name, one["start_s"], one["end_s"])


def _told(breach: Interval) -> str:
    value = measured(breach["value"], breach["unit"], breach["u"])
    return say("{value} against {limit}", value=value, limit=measured(breach["limit"], breach["unit"]))


def _count(count: int | None) -> str:
    return say("no number (what was seen does not let them be counted)") if count is None else str(count)


def _coverage_differs(was: float | None, now: float | None) -> bool:
    if was is None or now is None:
        return was is not now
    return abs(was - now) >= LEAST_COVERAGE_CHANGE


def _goals_met(report: ReportDict) -> int | None:
    """In how many repetitions the goal was met; None where the rule has none that repetitions tell."""
    told = [event["goal_met"] for event in report["events"] if event["kind"] == "repetition"]
    told = [met for met in told if met is not None]
    return sum(told) if told else None
