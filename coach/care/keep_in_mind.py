"""The precautions as a person keeps them in mind: what still waits in her case, until when, and who set it.

The same table and orders from which `envelope` decides about exercises, told without one. What is no exercise, such as
lifting or driving, has no default here: only what the surgeon said of it is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from coach.care.precautions import PRECAUTIONS, Wait
from coach.care.profile import Order, Profile, before_operation, week_of
from coach.language import Sentence

#: Of daily life, for which protocols differ so much that there is no default (clinical.md 2.1).
DAILY: Mapping[str, Sentence] = {
    "lifting": Sentence("Lifting and carrying"),
    "twisting": Sentence("Turning the trunk"),
    "sitting": Sentence("Sitting for long"),
    "driving": Sentence("Driving"),
    "without_brace": Sentence("Leaving the brace or collar off"),
}
#: Of the precautions those that come up all day stand first.
_EVERY_DAY = ("bending", "overhead")
#: What an order may be about, in the order in which a person is asked.
SUBJECTS: Mapping[str, Sentence] = {**DAILY, **{one.trait: one.words for one in PRECAUTIONS}}


@dataclass(frozen=True, slots=True)
class InMind:
    """One thing that waits: `until` in words, `until_week` None where no week ends it, `note` what was said with it."""

    subject: str
    what: Sentence | None
    until: Sentence
    until_week: int | None
    set_by: Sentence
    source: str
    note: str = ""


def in_mind(profile: Profile, today: date) -> tuple[InMind, ...]:
    """What waits on that day: the surgeon's orders first, then the defaults that nobody released.

    Before the operation the orders that hold now, and the defaults that will come. `what` is None where an order is
    about an exercise, whose name stands in its file.
    """
    week = None if before_operation(profile, today) else week_of(profile, today)
    ordered = [_ordered(order) for order in profile.orders if _holds(order, week)]
    told = {one.subject for one in ordered}
    defaults = [
        _default(one.trait, one.words, wait)
        for one in sorted(PRECAUTIONS, key=lambda one: one.trait not in _EVERY_DAY)
        if (wait := one.waits.get(profile.level)) is not None
        and one.trait not in told
        and (week is None or wait.until_week is None or week < wait.until_week)
        and not _released(profile, one.trait, week, today)
    ]
    return (*ordered, *defaults)


def _holds(order: Order, week: int | None) -> bool:
    return order.kind == "never" or (order.kind == "not_before_week" and (week is None or week < (order.week or 0)))


def _released(profile: Profile, subject: str, week: int | None, today: date) -> bool:
    return any(
        order.kind == "released" and order.subject == subject and order.on <= today and (week or 0) >= (order.week or 0)
        for order in profile.orders
    )


def _ordered(order: Order) -> InMind:
    until = (
        Sentence("not, says your surgeon") if order.kind == "never" else Sentence("until week {week}", week=order.week)
    )
    week = order.week if order.kind == "not_before_week" else None
    set_by = Sentence("surgeon {name}", name=order.by)
    return InMind(order.subject, SUBJECTS.get(order.subject), until, week, set_by, order.on.isoformat(), order.words)


def _default(trait: str, words: Sentence, wait: Wait) -> InMind:
    until = (
        Sentence("until your surgeon says yes")
        if wait.until_week is None
        else Sentence("until week {week}", week=wait.until_week)
    )
    return InMind(trait, words, until, wait.until_week, Sentence("default"), wait.source)
