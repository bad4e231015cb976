"""When a little more, or a little less, is worth offering. The therapist decides; nothing here changes a plan.

A session says something only about the dose that it was planned with, so after a change the counting begins anew. What
was not measured or not answered is never taken as good.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from coach.care.plan import Plan, PlanItem
from coach.care.profile import Profile
from coach.language import Sentence

#: Why a session was stopped that speak of pain or of a sign (`Decision.why`, and the choice of `how_ask`).
PAIN_STOPS = frozenset({"pain", "pain_stop", "pain_high", "pain_rise", "red_flag"})
#: From so many fused segments on everything goes slower (OrthoIndy, Poulter: multi-level slower; the number: proposal).
MANY_SEGMENTS = 3
MANY_SEGMENTS_SESSIONS = 5


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """What a session of one exercise came to.

    `repetitions` are those counted, `planned_repetitions` those of all its planned sets, `breached_sets` the sets with
    a breach among `sets`; `coverage` is the share of time that could be judged, `pain_rise` on 0-10, each None where
    not known; `stopped_for` is empty where nothing stopped it.
    """

    exercise_id: str
    day: date
    sets: int
    repetitions: int
    planned_repetitions: int
    breaches: int
    breached_sets: int
    coverage: float | None
    pain_rise: int | None
    stopped_for: str = ""


@dataclass(frozen=True, slots=True)
class ProgressionRule:
    """All of it proposals: clinical.md 2.2 asks for "N sessions with no breach and coverage above a floor"."""

    sessions: int = 3
    coverage: float = 0.8
    pain_rise: int = 2
    step: int = 2
    most_repetitions: int = 15
    most_sets: int = 4
    least_repetitions: int = 4
    look_back: int = 3
    troubled: int = 2


@dataclass(frozen=True, slots=True)
class Offer:
    """A change of one line of the plan that is worth offering, and why; `change` is the line as it would be."""

    exercise_id: str
    direction: Literal["forward", "back"]
    words: Sentence
    reasons: tuple[Sentence, ...]
    change: PlanItem


def progression_rule(profile: Profile | None) -> ProgressionRule:
    """The rule for a person: slower where many segments were fused."""
    many = profile is not None and (profile.segments or 0) >= MANY_SEGMENTS
    return ProgressionRule(sessions=MANY_SEGMENTS_SESSIONS) if many else ProgressionRule()


def offers(plan: Plan, facts: Sequence[SessionFacts], rule: ProgressionRule = ProgressionRule()) -> tuple[Offer, ...]:
    """At most one offer for each line of the plan; back comes before forward. `facts` are oldest first within a day."""
    found = (_offer(item, _since_planned_so(item, facts), rule) for item in plan.items)
    return tuple(offer for offer in found if offer is not None)


def _since_planned_so(item: PlanItem, facts: Sequence[SessionFacts]) -> list[SessionFacts]:
    """The sessions of the exercise since it has the dose that it has now, oldest first."""
    since: list[SessionFacts] = []
    for one in sorted((one for one in facts if one.exercise_id == item.exercise_id), key=lambda one: one.day):
        since = [*since, one] if one.planned_repetitions == item.sets * item.repetitions else []
    return since


def _offer(item: PlanItem, facts: Sequence[SessionFacts], rule: ProgressionRule) -> Offer | None:
    reasons = _trouble(facts[-rule.look_back :], rule)
    if reasons:
        change = _less(item, rule)
        return None if change is None else Offer(item.exercise_id, "back", _words(change), reasons, change)
    last = facts[-rule.sessions :]
    if len(last) < rule.sessions or not all(_went_well(one, rule) for one in last):
        return None
    more = _more(item, rule)
    return None if more is None else Offer(item.exercise_id, "forward", _words(more), _praise(rule), more)


def _went_well(one: SessionFacts, rule: ProgressionRule) -> bool:
    measured = one.coverage is not None and one.coverage >= rule.coverage
    painless = one.pain_rise is not None and one.pain_rise < rule.pain_rise and one.stopped_for not in PAIN_STOPS
    return one.breaches == 0 and measured and painless and one.repetitions >= one.planned_repetitions


def _trouble(last: Sequence[SessionFacts], rule: ProgressionRule) -> tuple[Sentence, ...]:
    """What went hard in the last sessions; empty where too few of them did."""
    breached = [2 * one.breached_sets > one.sets for one in last]
    rose = [one.pain_rise is not None and one.pain_rise >= rule.pain_rise for one in last]
    stopped = [one.stopped_for in PAIN_STOPS for one in last]
    if sum(any(each) for each in zip(breached, rose, stopped, strict=True)) < rule.troubled:
        return ()
    told = (
        (
            sum(breached),
            Sentence("Limits passed in most sets: {n} of the last {of} sessions.", n=sum(breached), of=len(last)),
        ),
        (sum(rose), Sentence("Pain rose: {n} of the last {of} sessions.", n=sum(rose), of=len(last))),
        (sum(stopped), Sentence("Stopped for pain: {n} of the last {of} sessions.", n=sum(stopped), of=len(last))),
    )
    return tuple(words for n, words in told if n)


def _praise(rule: ProgressionRule) -> tuple[Sentence, ...]:
    return (
        Sentence("The last {n} sessions were whole and within the limits.", n=rule.sessions),
        Sentence("At least {share} % of the time could be judged.", share=round(100 * rule.coverage)),
        Sentence("Pain did not rise by {rise} or more.", rise=rule.pain_rise),
    )


def _more(item: PlanItem, rule: ProgressionRule) -> PlanItem | None:
    """More repetitions; at their ceiling another set, of fewer, so that the whole grows but a little."""
    if item.repetitions < rule.most_repetitions:
        return replace(item, repetitions=min(item.repetitions + rule.step, rule.most_repetitions))
    if item.sets < rule.most_sets:
        sets = item.sets + 1
        return replace(item, sets=sets, repetitions=item.sets * item.repetitions // sets + 1)
    return None


def _less(item: PlanItem, rule: ProgressionRule) -> PlanItem | None:
    """Fewer repetitions; at their floor a set less."""
    if item.repetitions - rule.step >= rule.least_repetitions:
        return replace(item, repetitions=item.repetitions - rule.step)
    return replace(item, sets=item.sets - 1) if item.sets > 1 else None


def _words(change: PlanItem) -> Sentence:
    return Sentence("{sets} × {repetitions} repetitions", sets=change.sets, repetitions=change.repetitions)
