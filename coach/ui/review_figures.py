"""The large figures above a set: those of its report, and beside them pain and the usual range with the set before."""

from __future__ import annotations

from datetime import timedelta
from statistics import median

from coach.language import say
from coach.records.answers import told_between
from coach.records.desk import Desk
from coach.records.repetitions import extremes_of
from coach.review.saying import measured
from coach.review.summary import Headline, headlines
from coach.ui.review_opened import OpenedSet

#: An earlier set than this tells nothing about this one.
_BEFORE = timedelta(weeks=12)


def figures(desk: Desk, opened: OpenedSet) -> list[Headline]:
    """From how much to how it felt."""
    own = headlines(opened.stored.report, opened.exercise)
    return [*own, *_range(desk, opened), *_pain(desk, opened)]


def _range(desk: Desk, opened: OpenedSet) -> list[Headline]:
    """How far repetitions usually went, and in the set before of the same exercise, seen from the same side."""
    row = opened.stored.row
    since = row.performed_at.astimezone().date() - _BEFORE
    sets = extremes_of(desk, opened.person_id, since, row.exercise_id)
    at = next((k for k, one in enumerate(sets) if one.set_id == row.id), None)
    if at is None:
        return []
    own = sets[at]
    before = next((one for one in reversed(sets[:at]) if (one.view, one.unit) == (own.view, own.unit)), None)
    says = say("usual range of a repetition")
    if before is not None:
        says = say("usual range of a repetition, in the set before {range}", range=_usual(before.extremes, own.unit))
    return [Headline(_usual(own.extremes, own.unit), says)]


def _usual(extremes: tuple[float, ...], unit: str) -> str:
    return measured(median(extremes), unit)


def _pain(desk: Desk, opened: OpenedSet) -> list[Headline]:
    """Before the day's first set and after this one; nothing where neither was answered."""
    row = opened.stored.row
    day = row.performed_at.astimezone().date()
    told = [one for _, one in told_between(desk, opened.person_id, day, day)]
    before = [one for one in told if one.kind == "before" and one.asked_at <= row.performed_at]
    after = [one for one in told if one.set_id == row.id]
    numbers = [_worst(found[0].answers.back, found[0].answers.limb) if found else None for found in (before, after)]
    if numbers == [None, None]:
        return []
    said = ["–" if one is None else str(one) for one in numbers]
    return [Headline(" → ".join(said), say("pain before the day's first set and after this one, 0 to 10"))]


def _worst(*pains: int | None) -> int | None:
    return max((pain for pain in pains if pain is not None), default=None)
