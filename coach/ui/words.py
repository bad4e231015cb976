"""How things are said on the pages: verdicts as shape and word, reasons as sentences, figures with their unit."""

from __future__ import annotations

from collections.abc import Mapping

from coach.kinematics.quantities import QUANTITIES
from coach.review.saying import ATTEMPT_WORDS, REASON_WORDS, VERDICT_WORDS, VIEW_WORDS, measured, percent
from coach.rules.model import Limit

DISCLAIMER = "An aid to a programme agreed with your therapist. It does not replace them."

_SHAPES = {"ok": "●", "close": "◐", "breach": "◆", "cannot_judge": "◌"}
#: Shape and word of each verdict; colour comes on top, never alone.
VERDICTS = {verdict: (shape, VERDICT_WORDS[verdict]) for verdict, shape in _SHAPES.items()}
REASONS, VIEWS, ATTEMPTS = REASON_WORDS, VIEW_WORDS, ATTEMPT_WORDS
figure, share = measured, percent


def verdict_words(verdict: str) -> str:
    """`● clear`."""
    return " ".join(VERDICTS.get(verdict, VERDICTS["cannot_judge"]))


def plain(name: str) -> str:
    """An identifier as people read it: `lean_at_the_top` is `Lean at the top`."""
    return name.replace("_", " ").capitalize()


def bounds(limit: Limit) -> str:
    """What a limit allows: `at most 60°`, `within 10° of your own posture`."""
    low, high, unit = limit.min, limit.max, QUANTITIES[limit.quantity].unit
    if limit.change_from is None:
        parts = [f"at least {figure(low, unit)}"] if low is not None else []
        parts += [f"at most {figure(high, unit)}"] if high is not None else []
        return " and ".join(parts)
    if low is not None and high is not None and low == -high:
        return f"within {figure(high, unit)} of your own posture"
    parts = [f"no lower than {figure(low, unit)}"] if low is not None else []
    parts += [f"no more than {figure(high, unit)}"] if high is not None else []
    return " and ".join(parts) + " from your own posture"


def reasons(lost: Mapping[str, float]) -> str:
    """Why part of the time was not judged, the largest share first."""
    said = [REASONS.get(name, plain(name).lower()) for name in sorted(lost, key=lambda name: -lost[name])]
    return ", ".join(said)
