"""What a patient has answered today, and whether she may begin and go on."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from coach.care.safety import Answers, Decision, may_begin, may_go_on, stopped_for_pain
from coach.care.settings import ClinicSettings

#: Pain told between sets is judged when nothing was changed for so long: arrow keys pass over numbers (proposal).
SETTLED_S = 3.0


@dataclass(frozen=True, slots=True)
class Today:
    """What the record has of the local day: `before` None where nobody asked, `earlier` after sets of this exercise.

    `hurt` is True where this exercise was stopped for pain.
    """

    before: Answers | None = None
    earlier: tuple[Answers, ...] = ()
    hurt: bool = False


@dataclass(slots=True)
class Day:
    """The answers of one session, with those of the day before it."""

    settings: ClinicSettings
    today: Today = field(default_factory=Today)
    pain: Answers | None = None
    last: Answers = field(default_factory=Answers)
    """What was answered last after a set."""
    _told_s: float = math.nan

    @property
    def before(self) -> Answers:
        """The day's first answers; all open where there are none."""
        return self.today.before or Answers()

    def may_begin(self) -> Decision:
        """As far as the day's answers say."""
        decision = may_begin(self.before, self.settings, self.today.earlier)
        return stopped_for_pain(self.settings) if decision.go and self.today.hurt else decision

    def begin(self, answers: Answers) -> Decision:
        """The questions of the day are answered; a sign that was marked elsewhere today stays."""
        flags = answers.flags | self.before.flags
        self.today = replace(self.today, before=replace(answers, flags=flags))
        return self.may_begin()

    def tell_pain(self, t_s: float, pain: Answers) -> None:
        """Pain between sets, as far as it is answered; a number told later takes the place of the one before."""
        if self.pain is not None:
            kept = {scale: getattr(self.pain, scale) for scale in ("back", "limb") if getattr(pain, scale) is None}
            pain = replace(pain, **kept)
        self.pain, self._told_s = pain, t_s

    def settled(self, t_s: float) -> bool:
        """Whether pain was told and not changed since a while."""
        return self.pain is not None and t_s - self._told_s >= SETTLED_S

    def after(self, answers: Answers, why: str = "") -> Decision:
        """May the exercise go on after these answers? `why` she stopped, if she did."""
        self.last = answers
        decision = may_go_on(self.before, answers, self.settings)
        return stopped_for_pain(self.settings) if decision.go and why == "pain" else decision
