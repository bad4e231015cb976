"""When setting up is over: what must fit has fitted for a moment, and advice was followed or passed over."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from coach.language import Sentence
from coach.live.hints import NOTHING
from coach.live.placing import Check

#: Everything that must fit has fitted for so long (proposal).
SETTLED_S = 1.0
#: Advice that is not followed is passed over after this (proposal).
ADVICE_S = 8.0
#: For so long what must fit may be lost and still counts as there (proposal).
FLICKER_S = 0.3


@dataclass(slots=True)
class Settling:
    """Follows the checks of one setting up."""

    _since_s: float = math.nan
    _fitted_s: float = -math.inf

    def step(self, t_s: float, checks: Sequence[Check]) -> tuple[Sentence, bool]:
        """What to do first (empty for nothing), and whether the session may go on."""
        open_ = [check for check in checks if check.state != "ok"]
        musts = [check for check in open_ if check.must]
        todo = next((check for check in [*musts, *open_] if check.state == "todo"), next(iter(musts), None))
        words = todo.words if todo else NOTHING
        if musts or not checks:
            if t_s - self._fitted_s > FLICKER_S:
                self._since_s = math.nan
            return words, False
        self._fitted_s = t_s
        if self._since_s != self._since_s:
            self._since_s = t_s
        return words, t_s - self._since_s >= (ADVICE_S if todo else SETTLED_S)
