"""May this exercise be done today, by this person: decided from the rule file, the precautions and the orders.

Everything that speaks against it is told, with its source and who set it. Precautions and orders only tighten; the
surgeon releases defaults, an override lifts them for a while, and nothing lifts the surgeon's orders or the hard
limits of this file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from coach.care.bounds import MAX_NAME, MAX_WORDS, readable
from coach.care.plan import dose_is_too_much
from coach.care.precautions import PRECAUTIONS, traits_of
from coach.care.profile import Order, Profile, before_operation, week_of
from coach.errors import ProfileError
from coach.language import Sentence, say
from coach.rules.model import Exercise
from coach.rules.wording import forbidden_movement

#: An override ends at the latest so many days after it was given; its reason has so many letters; proposals.
MOST_OVERRIDE_DAYS = 90
LEAST_REASON = 10
#: An operation planned further ahead is more likely a typing error, with which everything would be allowed; proposal.
MOST_DAYS_AHEAD = 365

ReasonKind = Literal["default", "surgeon", "rule file", "hard limit", "override"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that decided.

    `against` tells what speaks against the exercise from what allows it; `week` is the first week in which it no longer
    speaks against it, None where time alone does not end it. `kind` is `set_by` for programs.
    """

    words: Sentence
    source: str
    set_by: Sentence
    kind: ReasonKind
    against: bool = True
    week: int | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """A therapist lets one person do one exercise earlier than the defaults, from `on` to `until`, both days included.

    Raises
    ------
    ProfileError: no name, a reason too short, or an end before its beginning or too far from it.
    """

    exercise_id: str
    by_name: str
    reason: str
    until: date
    on: date

    def __post_init__(self) -> None:
        readable(ProfileError, Sentence("The name of who overrides"), self.by_name, MAX_NAME, least=1)
        readable(ProfileError, Sentence("The reason"), self.reason, MAX_WORDS, least=LEAST_REASON)
        if not self.on <= self.until <= self.on + timedelta(days=MOST_OVERRIDE_DAYS):
            raise ProfileError(say("An override ends today or within {most} days.", most=MOST_OVERRIDE_DAYS))

    def runs_on(self, day: date) -> bool:
        """Whether it counts on a day."""
        return self.on <= day <= self.until


@dataclass(frozen=True, slots=True)
class Allowance:
    """Allowed or not, and the reasons that decided; `override` is the one that runs, needed or not."""

    allowed: bool
    reasons: tuple[Reason, ...]
    override: Override | None = None

    @property
    def from_week(self) -> int | None:
        """The week from which time alone allows it; None where it is allowed, or where time alone never does."""
        weeks = [reason.week for reason in self.reasons if reason.against]
        known = [week for week in weeks if week is not None]
        return max(known) if known and len(known) == len(weeks) and not self.allowed else None


def allowance(
    exercise: Exercise, profile: Profile | None, today: date, overrides: Sequence[Override] = ()
) -> Allowance:
    """Decides for one exercise on one day; without a profile nothing is allowed."""
    running = [one for one in overrides if one.exercise_id == exercise.id and one.runs_on(today)]
    override = max(running, key=lambda one: one.until, default=None)
    if profile is None:
        return Allowance(False, (_NO_PROFILE,), override)
    firm = (*_hard(exercise, profile, today), *_ordered(exercise, profile, today))
    waiting, released = _defaults(exercise, profile, today)
    if firm or (waiting and override is None):
        return Allowance(False, (*firm, *waiting), override)
    if waiting and override is not None:
        return Allowance(True, (_overridden(override), *waiting), override)
    return Allowance(True, (*_why_allowed(exercise, profile, today), *released), override)


_DEFAULT, _RULE_FILE, _HARD = Sentence("default"), Sentence("rule file"), Sentence("hard limit")


def _hard_limit(words: Sentence, source: str = "proposal", week: int | None = None) -> Reason:
    return Reason(words, source, _HARD, "hard limit", week=week)


_NO_PROFILE = _hard_limit(Sentence("First tell which operation it was, and when."))
_NO_DAY = _hard_limit(Sentence("First tell the day of the operation."))
_FAR_AHEAD = _hard_limit(Sentence("The operation lies more than a year ahead. Check its day."))
_THE_DAY = _hard_limit(Sentence("Today is the day of the operation. Rest."))
_FORBIDDEN = _hard_limit(
    Sentence("This movement is not part of the programme after a fusion."), "clinical.md 2.8, deliberately excluded"
)
_TOO_MUCH = _hard_limit(Sentence("The exercise asks for more than the program allows."))
_PREHAB = Reason(
    Sentence("Before the operation the precautions after it do not hold yet."), "proposal", _DEFAULT, "default", False
)


def _hard(exercise: Exercise, profile: Profile, today: date) -> Iterator[Reason]:
    """What nobody lifts."""
    operated_on = profile.operated_on
    if operated_on is None and not profile.planned:
        yield _NO_DAY
    if operated_on is not None and (operated_on - today).days > MOST_DAYS_AHEAD:
        yield _FAR_AHEAD
    if operated_on == today:
        yield _THE_DAY
    named = any(forbidden_movement(name) for name in (*exercise.tags, exercise.id, exercise.name))
    if named or exercise.repetition.quantity == "trunk_twist":
        yield _FORBIDDEN
    if dose_is_too_much(exercise.dose):
        yield _TOO_MUCH
    if profile.level not in exercise.allowed:
        words = Sentence("This exercise is not made for your level of operation.")
        yield Reason(words, exercise.id, _RULE_FILE, "rule file")


def _ordered(exercise: Exercise, profile: Profile, today: date) -> Iterator[Reason]:
    """What the surgeon ordered against; before the operation, too."""
    week, traits = week_of(profile, today), traits_of(exercise)
    for order in profile.orders:
        if order.subject != exercise.id and order.subject not in traits:
            continue
        if order.kind == "never":
            yield _said(order, Sentence("Your surgeon does not want this."), against=True)
        elif order.kind == "not_before_week" and (week is None or week < (order.week or 0)):
            words = Sentence("Your surgeon wants this to wait until week {week}.", week=order.week)
            yield _said(order, words, against=True)


def _said(order: Order, words: Sentence, *, against: bool) -> Reason:
    source = order.words or order.on.isoformat()
    week = order.week if order.kind == "not_before_week" else None
    return Reason(words, source, Sentence("surgeon {name}", name=order.by), "surgeon", against, week)


def _defaults(exercise: Exercise, profile: Profile, today: date) -> tuple[list[Reason], list[Reason]]:
    """The defaults that speak against the exercise, and the surgeon's releases of those that would."""
    waiting: list[Reason] = []
    released: list[Reason] = []
    week = week_of(profile, today)
    if before_operation(profile, today) or week is None:
        return waiting, released
    for subject, reason in _waits(exercise, profile):
        if reason.week is not None and week >= reason.week:
            continue
        order = _release(profile, {subject, exercise.id}, week, today)
        if order is None:
            waiting.append(reason)
        else:
            released.append(_said(order, Sentence("Your surgeon released it."), against=False))
    return waiting, released


def _waits(exercise: Exercise, profile: Profile) -> Iterator[tuple[str, Reason]]:
    """Every default that an exercise has at this level, with the subject by which it is released."""
    level = exercise.allowed.get(profile.level)
    if level is not None:
        words = Sentence("This exercise begins in week {week}.", week=level.from_week)
        yield exercise.id, Reason(words, level.source, _RULE_FILE, "rule file", week=level.from_week)
    traits = traits_of(exercise)
    for precaution in PRECAUTIONS:
        wait = precaution.waits.get(profile.level)
        if wait is None or precaution.trait not in traits:
            continue
        if wait.until_week is None:
            words = Sentence("{what}: until your surgeon says yes.", what=precaution.words)
        else:
            words = Sentence("{what}: from week {week}.", what=precaution.words, week=wait.until_week)
        yield precaution.trait, Reason(words, wait.source, _DEFAULT, "default", week=wait.until_week)


def _release(profile: Profile, subjects: set[str], week: int, today: date) -> Order | None:
    """The order that releases one of the subjects by now; one that is dated ahead does not yet count."""
    return next(
        (
            order
            for order in profile.orders
            if order.kind == "released"
            and order.subject in subjects
            and order.on <= today
            and week >= (order.week or 0)
        ),
        None,
    )


def _overridden(override: Override) -> Reason:
    words = Sentence("Your therapist lets you begin early, until {day}.", day=override.until.isoformat())
    set_by = Sentence("override by {name}", name=override.by_name)
    return Reason(words, override.reason, set_by, "override", False)


def _why_allowed(exercise: Exercise, profile: Profile, today: date) -> Iterator[Reason]:
    week, level = week_of(profile, today), exercise.allowed[profile.level]
    if before_operation(profile, today) or week is None:
        yield _PREHAB
    elif week >= level.from_week:
        words = Sentence("This exercise begins in week {week}.", week=level.from_week)
        yield Reason(words, level.source, _RULE_FILE, "rule file", False, level.from_week)
