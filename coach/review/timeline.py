"""A patient's days with all that happened on each, in words: what she did, felt, wrote and measured, and what changed.

Every function takes rows as the rooms of records give them and gives entries; `in_days` puts them under their days.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from coach.language import marked

Kind = Literal["session", "pain", "sign", "diary", "outcome", "words", "plan"]
KIND_WORDS: dict[Kind, str] = {
    "session": marked("Sessions"),
    "pain": marked("Pain before and after"),
    "sign": marked("Signs"),
    "diary": marked("Diary"),
    "outcome": marked("Outcome measures"),
    "words": marked("Words"),
    "plan": marked("Plan and operation"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of a day.

    `at` is None for what belongs to the whole day. `title` and `words` are plain text; `verdict` gives the title its
    shape, `set_id` is the set that it leads to.
    """

    day: date
    at: datetime | None
    kind: Kind
    title: str
    words: str = ""
    verdict: str = ""
    set_id: int | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day of hers with its entries: the whole day's first, then in the order of the clock."""

    day: date
    entries: tuple[Entry, ...]


def in_days(entries: Iterable[Entry], kinds: Iterable[Kind] | None = None) -> list[Day]:
    """Days that have an entry of these kinds (all where None), the newest first."""
    wanted = None if kinds is None else set(kinds)
    found: dict[date, list[Entry]] = {}
    for entry in entries:
        if wanted is None or entry.kind in wanted:
            found.setdefault(entry.day, []).append(entry)
    return [Day(day, tuple(sorted(found[day], key=_moment))) for day in sorted(found, reverse=True)]


def _moment(entry: Entry) -> tuple[bool, float]:
    return (entry.at is not None, entry.at.timestamp() if entry.at else 0.0)
