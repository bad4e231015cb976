"""Verdicts, reasons and figures in words, as sentences of the review use them."""

from __future__ import annotations

from collections.abc import Mapping

from coach.live.words import REASONS

VERDICT_WORDS = {
    "ok": "clear",
    "close": "close to the limit",
    "breach": "past the limit",
    "cannot_judge": "cannot judge",
}
REASON_WORDS = REASONS | {"not_reached": "the movement did not come to it"}
ATTEMPT_WORDS = {
    "turned_back": "turned back early",
    "too_quick": "quicker than can be judged",
    "too_slow": "slower than one repetition takes",
    "other_movement": "another movement",
}
VIEW_WORDS = {
    "side": "from the side",
    "front": "from the front",
    "back": "from behind",
    "oblique": "at a slant",
    "unknown": "from an unclear side",
    "none": "nobody in the picture",
}


def name_of(identifier: str) -> str:
    """`lean_at_the_top` as people read it: `lean at the top`."""
    return identifier.replace("_", " ")


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


def not_judged(lost: Mapping[str, float]) -> str:
    """`could not be judged in 17 % of the set: seen from another side (12 %), …`; empty where nothing was lost."""
    if "not_reached" in lost:
        return REASON_WORDS["not_reached"]
    by_size = sorted(((name, share) for name, share in lost.items() if share > 0), key=lambda item: -item[1])
    if not by_size:
        return ""
    words = [REASON_WORDS.get(name, name_of(name)) for name, _ in by_size]
    if len(by_size) > 1:
        words = [f"{word} ({percent(share)})" for word, (_, share) in zip(words, by_size, strict=True)]
    total = min(sum(share for _, share in by_size), 1.0)
    return f"could not be judged in {percent(total)} of the set: {', '.join(words)}"


def _figure(value: float, unit: str) -> str:
    said = f"{value:.0f}°" if unit == "deg" else f"{value:.1f} s" if unit == "s" else f"{100 * value:.0f} %"
    return said.replace("-0°", "0°").replace("-0 %", "0 %").replace("-", "−") if said.startswith("-") else said
