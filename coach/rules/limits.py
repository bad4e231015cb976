"""Checks of limits: wide enough for the camera, able to fire, and not at odds with the movement itself.

A limit is too tight when it lies nearer than `TIGHTEST` times U to a posture that the rule itself asks for: the coach
would call a breach what is only the measurement. For a change that posture is the neutral, 0. For a value it is each
edge that `start`, `leave`, `reach` and `goal` name for the same quantity in the limit's part of the movement; where
they name none, it is the anatomical position, 0.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from coach.kinematics.quantities import QUANTITIES
from coach.rules.faults import Finding
from coach.rules.measured import FARTHEST
from coach.rules.movement import bounds
from coach.rules.part import TOLERANCE, Draft, Part, low_high, written

#: A limit keeps at least this many U from what the movement asks for (clinical.md 2.6).
TIGHTEST = 1.5


def check_limits(draft: Draft) -> Iterator[Finding]:
    """Every check of each limit."""
    seen: set[str] = set()
    for limit in draft.limits:
        name = limit.text("id")
        if name is not None and name in seen:
            yield Finding(limit.at("id"), f"another limit is called {name} too.", "Give each limit an id of its own.")
        seen.add(name or "")
        yield from bounds(limit)
        yield from _senseless(limit)
        u = draft.u(limit.quantity)
        if u is not None and limit.quantity is not None:
            yield from _tight(draft, limit, u)
            yield from _beyond_body(limit, limit.quantity, u)
            yield from _forbids_movement(draft, limit)


def _senseless(limit: Part) -> Iterator[Finding]:
    if limit.text("change_from") == "neutral_end" and limit.text("when") == "start":
        message = "at the start there is no sense in a change from the posture at the end."
        yield Finding(limit.at("change_from"), message, "Write change_from: neutral, or when: end.")


def _tight(draft: Draft, limit: Part, u: float) -> Iterator[Finding]:
    low, high = low_high(limit)
    margin = TIGHTEST * u
    change = limit.has("change_from")
    named = [0.0] if change else _asked_values(draft, limit)
    asked, assumed = named or [0.0], not named
    unit = QUANTITIES[str(limit.quantity)].unit
    why = f"tighter than {TIGHTEST} times what a camera in {draft.view} view can tell (U = {written(u)} {unit})"
    if math.isfinite(high) and not _clear(high, asked, margin, above=True, assumed=assumed):
        instead = f"Write {written(max(asked) + margin)} or more, or watch another quantity."
        yield Finding(limit.at("max"), f"this limit is {why}.", instead)
    if math.isfinite(low) and not _clear(low, asked, margin, above=False, assumed=assumed):
        instead = f"Write {written(min(asked) - margin)} or less, or watch another quantity."
        yield Finding(limit.at("min"), f"this limit is {why}.", instead)
    if not change and 0 <= high - low < 2 * margin - TOLERANCE:
        message = f"min and max are {written(high - low)} {unit} apart, {why} on each side."
        yield Finding(limit.at("max"), message, f"Leave {written(2 * margin)} {unit} or more between them.")


def _clear(bound: float, asked: list[float], margin: float, *, above: bool, assumed: bool) -> bool:
    """Whether a bound keeps its distance; on which side is not known where the posture is only `assumed`."""
    if assumed:
        return abs(bound - asked[0]) >= margin - TOLERANCE
    return all((bound - value if above else value - bound) >= margin - TOLERANCE for value in asked)


def _asked_values(draft: Draft, limit: Part) -> list[float]:
    """What the rule itself asks of the limit's quantity while the limit is watched."""
    when = limit.text("when") or "always"
    rule = draft.repetition
    values: list[float | None] = []
    if when in ("always", "start"):
        values += [
            part.number(key) for part in draft.start if part.quantity == limit.quantity for key in ("min", "max")
        ]
    if rule.quantity == limit.quantity and not draft.from_rest:
        values += [rule.number("reach")] if when != "start" else []
        values += [rule.number("leave")] if when == "moving" else []
        values += [draft.root.part("goal").number(key) for key in ("min", "max") if when in ("always", "end")]
    return [value for value in values if value is not None]


def _beyond_body(limit: Part, quantity: str, u: float) -> Iterator[Finding]:
    farthest = FARTHEST[QUANTITIES[quantity].unit] - u
    for key in ("min", "max"):
        value = limit.number(key)
        if value is not None and farthest <= abs(value) < farthest + u:
            message = f"this limit can never be passed by more than the measurement's uncertainty ({written(u)})."
            yield Finding(limit.at(key), message, f"Write a value between {-farthest:g} and {farthest:g}.")


def _forbids_movement(draft: Draft, limit: Part) -> Iterator[Finding]:
    """A change limit on the driver must leave room for the way from `leave` to `reach`."""
    rule = draft.repetition
    leave, reach, origin = rule.number("leave"), rule.number("reach"), limit.text("change_from")
    if leave is None or reach is None or origin is None or limit.quantity != rule.quantity:
        return
    when = limit.text("when") or "always"
    if when == "start" if origin == "neutral" else when in ("start", "end"):
        return
    way = reach if draft.from_rest else reach - leave
    way = way if origin == "neutral" else -way
    low, high = low_high(limit)
    if low <= way <= high:
        return
    message = f"the movement itself is a change of {written(way)}, which this limit forbids."
    yield Finding(limit.at("max" if way > high else "min"), message, f"Allow more than {written(way)}, or set when.")
