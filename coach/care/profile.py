"""Which operation a person had, and when: what the precautions go by, and what the surgeon said beside them.

Days are the patient's own calendar days; which day it is where she lives, the caller knows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from coach.care.bounds import MAX_NAME, MAX_WORDS, readable, within
from coach.errors import ProfileError
from coach.language import Sentence, say
from coach.rules.model import Level

Operation = Literal["anterior", "posterior", "both", "unknown"]
OrderKind = Literal["not_before_week", "never", "released"]

#: From the top of the spine downwards.
LEVELS: tuple[Level, ...] = ("cervical", "thoracic", "lumbar")
OPERATIONS: tuple[Operation, ...] = get_args(Operation)
LEVEL_WORDS: Mapping[Level, Sentence] = {
    "cervical": Sentence("Neck"),
    "thoracic": Sentence("Upper back"),
    "lumbar": Sentence("Lower back"),
}
OPERATION_WORDS: Mapping[Operation, Sentence] = {
    "anterior": Sentence("From the front"),
    "posterior": Sentence("From the back"),
    "both": Sentence("From the front and the back"),
    "unknown": Sentence("I do not know"),
}
#: More segments are fused at once in deformities; a spine has 25 that could be. A bound against typing errors.
MOST_SEGMENTS = 25
#: The latest week that an order can name, as in rule files.
MOST_WEEK = 520
#: No fusion that a living patient speaks of is older; a bound against typing errors.
FIRST_DAY = date(1950, 1, 1)
_SUBJECT = re.compile(r"[a-z][a-z0-9_]{0,63}")


@dataclass(frozen=True, slots=True)
class Order:
    """What the surgeon said about an exercise or a precaution, beside the defaults.

    `subject` is an exercise's id, one of its tags, or its position. `not_before_week` and `never` tighten; `released`
    lifts the defaults of that subject, from `week` on where one is named. `on` is the day it was said.

    Raises
    ------
    ProfileError: the subject is no word, the week is missing or out of bounds, or nobody is named.
    """

    kind: OrderKind
    subject: str
    week: int | None
    by: str
    on: date
    words: str = ""

    def __post_init__(self) -> None:
        if not _SUBJECT.fullmatch(self.subject):
            raise ProfileError(say("An order is about an exercise or a precaution. Choose one from the list."))
        if self.kind == "not_before_week" and self.week is None:
            raise ProfileError(say("Write the week from which the surgeon allows it."))
        within(ProfileError, Sentence("The week of an order"), self.week, 0, MOST_WEEK)
        readable(ProfileError, Sentence("The name of who gave the order"), self.by, MAX_NAME, least=1)
        readable(ProfileError, Sentence("The words of an order"), self.words, MAX_WORDS)


@dataclass(frozen=True, slots=True)
class Profile:
    """One operation. `operated_on` is a day past or to come; None is a day that nobody told, or not yet set.

    With `planned` the operation is still to come and has no day yet. `segments` is how many were fused.

    Raises
    ------
    ProfileError: a number or a day out of bounds, or a day beside `planned`.
    """

    level: Level
    operation: Operation = "unknown"
    segments: int | None = None
    operated_on: date | None = None
    orders: tuple[Order, ...] = ()
    planned: bool = False

    def __post_init__(self) -> None:
        within(ProfileError, Sentence("The number of segments"), self.segments, 1, MOST_SEGMENTS)
        if self.operated_on is not None and self.operated_on < FIRST_DAY:
            raise ProfileError(say("The day of the operation lies before 1950. Check the year."))
        if self.planned and self.operated_on is not None:
            raise ProfileError(say("Either the operation has a day, or it is planned without one. Choose one."))


def week_of(profile: Profile, today: date) -> int | None:
    """Whole weeks since the operation: 0 on its first seven days, -1 on the seven before; None without a day."""
    return None if profile.operated_on is None else (today - profile.operated_on).days // 7


def before_operation(profile: Profile, today: date) -> bool:
    """Whether the operation is still to come."""
    return profile.planned or (profile.operated_on is not None and today < profile.operated_on)
