"""How things are said on the pages: verdicts as shape and word, reasons as sentences, figures with their unit."""

from __future__ import annotations

from collections.abc import Mapping

from coach.kinematics.quantities import QUANTITIES
from coach.live.words import REASONS as LIVE_REASONS
from coach.rules.model import Limit

DISCLAIMER = "An aid to a programme agreed with your therapist. It does not replace them."

#: Shape and word of each verdict; colour comes on top, never alone.
VERDICTS = {
    "ok": ("●", "clear"),
    "close": ("◐", "close to the limit"),
    "breach": ("◆", "past the limit"),
    "cannot_judge": ("◌", "cannot judge"),
}

REASONS = LIVE_REASONS | {"not_reached": "the movement did not come to it"}

VIEWS = {"side": "from the side", "front": "from the front", "back": "from behind", "oblique": "at a slant"}

ATTEMPTS = {
    "turned_back": "turned back early",
    "too_quick": "quicker than can be judged",
    "too_slow": "slower than one repetition takes",
    "other_movement": "another movement",
}


def verdict_words(verdict: str) -> str:
    """`● clear`."""
    return " ".join(VERDICTS.get(verdict, VERDICTS["cannot_judge"]))


def plain(name: str) -> str:
    """An identifier as people read it: `lean_at_the_top` is `Lean at the top`."""
    return name.replace("_", " ").capitalize()


def figure(value: float | None, unit: str, u: float | None = None) -> str:
    """A measured value with its unit and, where given, its uncertainty: `57° ± 6°`; a dash where it is missing."""
    if value is None or value != value:
        return "–"
    said = _number(value, unit)
    return said if u is None or u != u else f"{said} ± {_number(u, unit)}"


def bounds(limit: Limit) -> str:
    """What a limit allows: `at most 60°`, `within 10° of your own posture`."""
    low, high, unit = limit.min, limit.max, QUANTITIES[limit.quantity].unit
    if limit.change_from is None:
        parts = [f"at least {_number(low, unit)}"] if low is not None else []
        parts += [f"at most {_number(high, unit)}"] if high is not None else []
        return " and ".join(parts)
    if low is not None and high is not None and low == -high:
        return f"within {_number(high, unit)} of your own posture"
    parts = [f"no lower than {_number(low, unit)}"] if low is not None else []
    parts += [f"no more than {_number(high, unit)}"] if high is not None else []
    return " and ".join(parts) + " from your own posture"


def reasons(lost: Mapping[str, float]) -> str:
    """Why part of the time was not judged, the largest share first."""
    said = [REASONS.get(name, plain(name).lower()) for name in sorted(lost, key=lambda name: -lost[name])]
    return ", ".join(said)


def share(value: float | None) -> str:
    """A share of time as a percentage; a dash where nothing was asked."""
    return "–" if value is None or value != value else f"{round(100 * value)} %"


def _number(value: float, unit: str) -> str:
    text = f"{value:.0f}°" if unit == "deg" else f"{value:.1f} s" if unit == "s" else f"{100 * value:.0f} %"
    return text.replace("-", "−")
