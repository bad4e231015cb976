"""Checks of what people write by hand: names, reasons, notes, numbers, each refused with its bounds."""

from __future__ import annotations

import math

from coach.errors import CoachError
from coach.language import Sentence

MAX_NAME, MAX_WORDS = 80, 2000
_LINE_SIGNS = "\n\t"


def within(kind: type[CoachError], what: Sentence, value: float | None, least: float, most: float) -> None:
    """Raises `kind` where a number lies outside `least`..`most`; None is no number and passes."""
    if value is None or (math.isfinite(value) and least <= value <= most):
        return
    words = Sentence("{what} can be {least} to {most}. Choose a number between.", what=what, least=least, most=most)
    raise kind(str(words))


def readable(kind: type[CoachError], what: Sentence, text: str, most: int, least: int = 0) -> None:
    """Raises `kind` where a text is shorter than `least`, longer than `most`, or holds signs that cannot be shown."""
    if least <= len(text.strip()) and len(text) <= most and all(c.isprintable() or c in _LINE_SIGNS for c in text):
        return
    if least:
        words = Sentence("{what} needs {least} to {most} letters.", what=what, least=least, most=most)
    else:
        words = Sentence("{what} can have {most} letters at most.", what=what, most=most)
    raise kind(str(words))
