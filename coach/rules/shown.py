"""Checks of the figure that shows the movement: it does what the rule asks for and keeps the rule's own limits.

The figure is moved through its key postures and seen by the rule's own camera, so that any quantity can be compared,
whatever the postures name.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from pydantic import ValidationError

from coach.kinematics.geometry import FloatArray
from coach.rules.build import build_show
from coach.rules.faults import Finding, KeyPath
from coach.rules.model import Show
from coach.rules.part import TOLERANCE, Draft, Part, low_high, written
from coach.rules.schema import ShowShape
from coach.rules.showing import Seen

#: Places looked at between two key postures.
STEPS = 8
_AT = Part(("show",), {})


def check_show(draft: Draft) -> Iterator[Finding]:
    """The key postures against the movement, the start posture and the limits; needs a show of the right shape."""
    try:
        show = build_show(ShowShape.model_validate(draft.root.data["show"]))
    except (KeyError, ValidationError):
        return
    yield from _one_way_to_say(draft)
    yield from _seconds(draft, show)
    if show.alternate and any(left != right for left, right in show.start.values()):
        message = "left and right differ at the start, so they cannot change places there."
        yield Finding(_AT.at("start"), message, "Write the same for both sides, or leave sides out.")
    if draft.view is not None:
        way = _Way(draft, show, draft.view)
        yield from way.movement()
        yield from way.limits()


def _one_way_to_say(draft: Draft) -> Iterator[Finding]:
    part = draft.root.part("show")
    for posture in (part.part("start"), *part.parts("way"), part.part("end")):
        if posture.has("hip_flexion") and posture.has("thigh_elevation"):
            message = "the thigh's place is said twice, by hip_flexion and by thigh_elevation."
            yield Finding(posture.at("thigh_elevation"), message, "Keep one of the two.")


def _seconds(draft: Draft, show: Show) -> Iterator[Finding]:
    seconds = draft.repetition.part("seconds")
    least, most = seconds.number("min"), seconds.number("max")
    took_s = show.out_s + show.hold_s + show.back_s
    if least is not None and most is not None and not least <= took_s <= most:
        message = f"a repetition of {written(took_s)} s would not count."
        instead = f"Let out, hold and back together take {written(least)} to {written(most)} s."
        yield Finding(_AT.at("seconds"), message, instead)


class _Way:
    """The figure on its way from start to end, on each side that it takes in turn."""

    def __init__(self, draft: Draft, show: Show, view: str) -> None:
        self._draft = draft
        self._keys = len(show.postures) - 1
        progress = np.linspace(0.0, 1.0, STEPS * self._keys + 1)
        sides = (False, True) if show.alternate else (False,)
        self._seen = [Seen.on_way(show, view, progress, mirrored=mirrored) for mirrored in sides]

    def movement(self) -> Iterator[Finding]:
        """The start arms the set, the end is reached and is this movement's own."""
        draft = self._draft
        for part in draft.start:
            yield from self._within(part, 0, "at the start, where the rule's own start asks for")
        for part in draft.repetition.parts("at_end"):
            yield from self._within(part, -1, "at the end, where at_end asks for")
        reach = draft.repetition.number("reach")
        if reach is None or draft.rising is None:
            return
        sign = 1.0 if draft.rising else -1.0
        for value in self._values(draft.repetition):
            came = float(value[-1] - (value[0] if draft.from_rest else 0.0))
            if sign * came < sign * reach - TOLERANCE:
                message = (
                    f"the figure comes to {draft.repetition.quantity} {written(came)}, where reach is {written(reach)}."
                )
                yield Finding(_AT.at("end"), message, "Go further at the end.")
                return

    def limits(self) -> Iterator[Finding]:
        """No limit is passed."""
        for limit in self._draft.limits:
            found = next((found for value in self._values(limit) if (found := self._passed(limit, value))), None)
            if found:
                yield found

    def _within(self, part: Part, at: int, where: str) -> Iterator[Finding]:
        low, high = low_high(part)
        for value in self._values(part):
            if not low - TOLERANCE <= value[at] <= high + TOLERANCE and value[at] == value[at]:
                asked = f"{written(low)} or more" if value[at] < low else f"{written(high)} or less"
                message = f"the figure has {part.quantity} {written(value[at])} {where} {asked}."
                yield Finding(_AT.at("start" if at == 0 else "end"), message, "Change the posture.")
                return

    def _passed(self, limit: Part, value: FloatArray) -> Finding | None:
        low, high = low_high(limit)
        base = {"neutral": value[0], "neutral_end": value[-1]}.get(limit.text("change_from") or "", 0.0)
        asked = {"start": slice(0, 1), "end": slice(-1, None), "moving": slice(1, -1)}
        watched = asked.get(limit.text("when") or "always", slice(None))
        places = np.arange(len(value))[watched]
        change = value[watched] - base
        beyond = np.fmax(change - high, low - change)
        if not (beyond > TOLERANCE).any():
            return None
        farthest = int(np.nanargmax(beyond))
        message = f"the figure passes the limit {limit.text('id')}: {limit.quantity} {written(change[farthest])}."
        return Finding(self._nearest_key(int(places[farthest])), message, "Keep the posture within the limit.")

    def _nearest_key(self, place: int) -> KeyPath:
        key = round(place / STEPS)
        if key == 0:
            return _AT.at("start")
        return _AT.at("end") if key == self._keys else (*_AT.at("way"), key - 1)

    def _values(self, part: Part) -> list[FloatArray]:
        quantity, rising = part.quantity, bool(self._draft.rising)
        if quantity is None:
            return []
        return [seen.value(quantity, part.text("side") or "near", rising=rising) for seen in self._seen]
