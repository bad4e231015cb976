"""What an exercise says to people, in one language, and how an identifier reads where nobody gave it a title."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LimitWords:
    """A limit's short title, and the cue that is said when it is passed."""

    title: str
    cue: str


@dataclass(frozen=True, slots=True)
class Words:
    """All that an exercise says in one language; what was not translated is in English."""

    name: str
    summary: str
    place: str
    cannot_judge: tuple[str, ...]
    known_limits: tuple[str, ...]
    limits: Mapping[str, LimitWords]

    def limit_title(self, limit_id: str) -> str:
        """The title of a limit; KeyError for one that the exercise does not have."""
        return self.limits[limit_id].title

    def cue(self, limit_id: str) -> str:
        """The cue of a limit; KeyError for one that the exercise does not have."""
        return self.limits[limit_id].cue


def name_of(identifier: str) -> str:
    """`lean_at_the_top` as people read it within a sentence: `lean at the top`."""
    return identifier.replace("_", " ")


def title_of(identifier: str) -> str:
    """`lean_at_the_top` as people read it by itself: `Lean at the top`."""
    return name_of(identifier).capitalize()
