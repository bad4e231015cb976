"""What is said to the patient: utterances for the voice, and the one sentence on the screen."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field
from typing import Literal

from coach.language import Sentence

Kind = Literal["safety", "cue", "guide", "praise", "count"]
ShownKind = Literal["guide", "hint", "cue", "praise", "done"]

#: A sentence stays on the screen this long; a cue whose breach lasts is given anew by the fold.
SHOWN_FOR_S = 5.0
#: Advice is shown and spoken once it has been due for so long, and the same one not again for so long (proposal).
HINT_AFTER_S, HINT_AGAIN_S = 0.8, 12.0
#: As many utterances are told with each state, so that a dropped answer swallows none.
REMEMBERED = 6


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something to be spoken once; `n` grows by one."""

    n: int
    words: Sentence
    kind: Kind


@dataclass(slots=True)
class Speech:
    """Of one session. Times are the camera's clock."""

    utterances: deque[Utterance] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    _n: int = 0
    _shown: Sentence = field(default_factory=lambda: Sentence(""))
    _shown_kind: ShownKind = "guide"
    _shown_s: float = -math.inf
    _hint: Sentence = field(default_factory=lambda: Sentence(""))
    _next_hint: Sentence = field(default_factory=lambda: Sentence(""))
    _next_since_s: float = math.nan
    _hinted: dict[Sentence, float] = field(default_factory=dict)

    def say(self, words: Sentence, kind: Kind) -> None:
        """Speak, without a sentence on the screen."""
        self._n += 1
        self.utterances.append(Utterance(self._n, words, kind))

    def tell(self, t_s: float, words: Sentence, kind: Kind, shown: ShownKind = "guide") -> None:
        """Speak, and let the words stand on the screen for a while."""
        self.say(words, kind)
        self._shown, self._shown_kind, self._shown_s = words, shown, t_s

    def hint(self, t_s: float, words: Sentence) -> None:
        """What there is to mend now, empty for nothing.

        It stands on the screen and is spoken once it has been due for a moment, and is spoken again after a while.
        """
        if words != self._next_hint:
            self._next_hint, self._next_since_s = words, t_s
        if t_s - self._next_since_s < HINT_AFTER_S:
            return
        self._hint = words
        if words and t_s - self._hinted.get(words, -math.inf) >= HINT_AGAIN_S:
            self._hinted[words] = t_s
            self.say(words, "guide")

    def on_screen(self, t_s: float) -> tuple[Sentence, ShownKind] | None:
        """What was told lately, else what there is to mend, else nothing."""
        if self._shown and t_s - self._shown_s <= SHOWN_FOR_S:
            return self._shown, self._shown_kind
        return (self._hint, "hint") if self._hint else None

    def clear(self) -> None:
        """Take the sentence from the screen: what it was about is over."""
        self._shown = self._hint = self._next_hint = Sentence("")
