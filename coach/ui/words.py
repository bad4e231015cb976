"""What pages and tables add to the words for verdicts: a shape, so that colour never stands alone."""

from __future__ import annotations

from coach.coaching.words import VERDICT_WORDS
from coach.language import marked, say

DISCLAIMER = marked("An aid to a programme agreed with your therapist. It does not replace them.")

_SHAPES = {"ok": "●", "close": "◐", "breach": "◆", "cannot_judge": "◌"}
#: Shape and marked word of each verdict.
VERDICTS = {verdict: (shape, VERDICT_WORDS[verdict]) for verdict, shape in _SHAPES.items()}


def verdict_words(verdict: str) -> str:
    """`● clear`."""
    shape, word = VERDICTS.get(verdict, VERDICTS["cannot_judge"])
    return f"{shape} {say(word)}"
