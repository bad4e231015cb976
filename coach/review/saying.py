"""Figures, limits and what was lost of them in words, for everyone who reads a judged set."""

from __future__ import annotations

from collections.abc import Mapping

from coach.coaching.words import REASON_WORDS, name_of
from coach.kinematics.quantities import QUANTITIES
from coach.rules.model import Limit


def percent(share: float | None) -> str:
    """A share of time; what was judged only in part never reads as all or nothing of it."""
    if share is None or share != share:
        return "–"
    whole = round(100 * share)
    if share < 1:
        whole = min(whole, 99)
    return f"{max(whole, 1) if share > 0 else 0} %"


def measured(value: float | None, unit: str, u: float | None = None) -> str:
    """A value with its unit and, where known, its uncertainty: `57° ± 6°`; a dash where it is missing."""
    if value is None or value != value:
        return "–"
    return _figure(value, unit) if u is None or u != u else f"{_figure(value, unit)} ± {_figure(u, unit)}"


def span(interval: Mapping[str, float]) -> str:
    """`12.4–15.0 s` of anything with `start_s` and `end_s`."""
    return f"{interval['start_s']:.1f}–{interval['end_s']:.1f} s"


def allowed(limit: Limit) -> str:
    """What a limit allows: `at most 60°`, `within 10° of one's own posture at the start`."""
    low, high, unit = limit.min, limit.max, QUANTITIES[limit.quantity].unit
    place = {None: "", "neutral": " one's own posture at the start", "neutral_end": " one's own posture at the end"}
    own = place[limit.change_from]
    if own and low is not None and high is not None and low == -high:
        return f"within {measured(high, unit)} of{own}"
    bounds = [] if low is None else [f"at least {measured(low, unit)}"]
    bounds += [] if high is None else [f"at most {measured(high, unit)}"]
    return f"{' and '.join(bounds)}{' from' if own else ''}{own}"


def reasons(lost: Mapping[str, float]) -> list[tuple[str, float]]:
    """Why part of the time was not judged, in words, each with its share of the time; the largest first."""
    by_size = sorted(((name, share) for name, share in lost.items() if share > 0), key=lambda item: -item[1])
    return [(REASON_WORDS.get(name, name_of(name)), share) for name, share in by_size]


def not_judged(lost: Mapping[str, float]) -> str:
    """`could not be judged in 17 % of the set: seen from another side (12 %), …`; empty where nothing was lost."""
    if "not_reached" in lost:
        return REASON_WORDS["not_reached"]
    found = reasons(lost)
    if not found:
        return ""
    words = [word if len(found) == 1 else f"{word} ({percent(share)})" for word, share in found]
    total = min(sum(share for _, share in found), 1.0)
    return f"could not be judged in {percent(total)} of the set: {', '.join(words)}"


def _figure(value: float, unit: str) -> str:
    said = f"{value:.0f}°" if unit == "deg" else f"{value:.1f} s" if unit == "s" else f"{100 * value:.0f} %"
    return said.replace("-0°", "0°").replace("-0 %", "0 %").replace("-", "−") if said.startswith("-") else said
