"""The phases of the programme, from before the operation to its end (clinical.md 2.2).

They are for words and teaching; which exercise is allowed is decided in `envelope`, exercise by exercise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from coach.care.profile import Profile, before_operation, week_of
from coach.language import Sentence


@dataclass(frozen=True, slots=True)
class Phase:
    """Weeks `from_week` to before `to_week`, counted from the operation; None is open."""

    id: str
    words: Sentence
    from_week: int | None
    to_week: int | None
    source: str


PHASES = (
    Phase("prehab", Sentence("Before the operation"), None, 0, "proposal"),
    Phase("protect", Sentence("Protect and walk"), 0, 6, "srortho; AAOS; Lahey (weeks 0-6)"),
    Phase("stabilise", Sentence("Build a steady trunk"), 6, 12, "srortho; Penrose; OPT physio AU (weeks 6-12)"),
    Phase("function", Sentence("Back to daily life"), 12, 26, "srortho phase III; Penrose (weeks 12 to 6 months)"),
    Phase("beyond", Sentence("Stay active"), 26, None, "Penrose (after 6 months)"),
)


def phase_of(profile: Profile, today: date) -> Phase | None:
    """The phase she is in; None where nobody told the day of the operation."""
    if before_operation(profile, today):
        return PHASES[0]
    week = week_of(profile, today)
    if week is None:
        return None
    return next(phase for phase in PHASES[1:] if phase.to_week is None or week < phase.to_week)
