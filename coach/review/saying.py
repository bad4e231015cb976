"""Figures, limits and what was lost of them in words, for everyone who reads a judged set."""

from __future__ import annotations

from collections.abc import Mapping

from coach.coaching.words import QUANTITY_WORDS, REASON_WORDS
from coach.kinematics.quantities import QUANTITIES
from coach.language import decimal, marked, say, spoken_language
from coach.rules.model import Exercise, Limit
from coach.rules.words import name_of, title_of

_FROM_OWN_POSTURE = {
    "neutral": marked("{bounds} from one's own posture at the start"),
    "neutral_end": marked("{bounds} from one's own posture at the end"),
}


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
    return f"{decimal(interval['start_s'])}–{decimal(interval['end_s'])} s"


def quantity(name: str) -> str:
    """What a quantity is called within a sentence: `knee flexion`."""
    return say(QUANTITY_WORDS.get(name, name_of(name)))


def quantity_title(name: str) -> str:
    """What a quantity is called by itself: `Knee flexion`."""
    said = quantity(name)
    return said[:1].upper() + said[1:]


def limit_title(exercise: Exercise | None, limit_id: str) -> str:
    """What a limit is called by itself; made of its id where no exercise says it."""
    found = exercise.words(spoken_language()).limits.get(limit_id) if exercise else None
    return found.title if found else title_of(limit_id)


def allowed(limit: Limit) -> str:
    """What a limit allows: `at most 60°`, `at most 10° either way from one's own posture at the start`."""
    bounds = _bounds(limit)
    return say(_FROM_OWN_POSTURE[limit.change_from], bounds=bounds) if limit.change_from else bounds


def _bounds(limit: Limit) -> str:
    unit = QUANTITIES[limit.quantity].unit
    low, high = measured(limit.min, unit), measured(limit.max, unit)
    if limit.min is None:
        return say("at most {high}", high=high)
    if limit.max is None:
        return say("at least {low}", low=low)
    if limit.change_from and limit.min == -limit.max:
        return say("at most {high} either way", high=high)
    return say("at least {low} and at most {high}", low=low, high=high)


def reasons(lost: Mapping[str, float]) -> list[tuple[str, float]]:
    """Why part of the time was not judged, in words, each with its share of the time; the largest first."""
    by_size = sorted(((name, share) for name, share in lost.items() if share > 0), key=lambda item: -item[1])
    return [(say(REASON_WORDS.get(name, name_of(name))), share) for name, share in by_size]


def not_judged(lost: Mapping[str, float]) -> str:
    """`could not be judged in 17 % of the set: seen from another side (12 %), …`; empty where nothing was lost."""
    if "not_reached" in lost:
        return say(REASON_WORDS["not_reached"])
    found = reasons(lost)
    if not found:
        return ""
    words = [word if len(found) == 1 else f"{word} ({percent(share)})" for word, share in found]
    total = min(sum(share for _, share in found), 1.0)
    return say("could not be judged in {share} of the set: {why}", share=percent(total), why=", ".join(words))


def _figure(value: float, unit: str) -> str:
    said = f"{value:.0f}°" if unit == "deg" else f"{decimal(value)} s" if unit == "s" else f"{100 * value:.0f} %"
    return said.replace("-0°", "0°").replace("-0 %", "0 %").replace("-", "−") if said.startswith("-") else said
