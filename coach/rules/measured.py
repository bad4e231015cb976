"""Checks of what is measured: the quantity, the view that must show it, the side it is taken from."""

from __future__ import annotations

from collections.abc import Iterator

from coach.kinematics.quantities import QUANTITIES
from coach.kinematics.uncertainty import uncertainty
from coach.rules.faults import Finding, offer
from coach.rules.part import VIEWS, Draft, Part, written

#: No angle of the body passes half a turn, and no length in `rel` twice the body length it is a share of.
FARTHEST = {"deg": 180.0, "rel": 2.0}
_NUMBERS = ("min", "max", "leave", "reach", "return")


def check_measured(draft: Draft) -> Iterator[Finding]:
    """Unknown quantities, quantities the view cannot show, sides that mean nothing, numbers no body reaches."""
    for part in draft.measured:
        name = part.text("quantity")
        if name is not None and part.quantity is None:
            yield Finding(part.at("quantity"), f"the quantity {name} is not known.", offer(name, QUANTITIES))
        if part.quantity is not None:
            yield from _view(draft, part, part.quantity)
            yield from _side(draft, part, part.quantity)
            yield from _reachable(part, part.quantity)


def _view(draft: Draft, part: Part, quantity: str) -> Iterator[Finding]:
    if draft.view is None or draft.u(quantity) is not None:
        return
    fit = [view for view in VIEWS if uncertainty(quantity, view) is not None]
    others = sorted(name for name in QUANTITIES if uncertainty(name, draft.view) is not None)
    yield Finding(
        part.at("quantity"),
        f"a camera in {draft.view} view cannot show {quantity}.",
        f"Set camera.view to {' or '.join(fit)}, or choose one of: {', '.join(others)}.",
    )


def _side(draft: Draft, part: Part, quantity: str) -> Iterator[Finding]:
    side = part.text("side")
    if not QUANTITIES[quantity].sided:
        if part.has("side"):
            yield Finding(part.at("side"), f"{quantity} has no left and right.", "Leave side out.")
    elif draft.view in ("front", "back"):
        inherits = part.path == ("goal",) and not part.has("side")
        if side in ("near", "far") or not (part.has("side") or inherits):
            message = f"a camera in {draft.view} view has no near side."
            instead = "Write side: left or right" + ("." if "limits" in part.path else ", both or either.")
            yield Finding(part.at("side"), message, instead)


def _reachable(part: Part, quantity: str) -> Iterator[Finding]:
    unit = QUANTITIES[quantity].unit
    farthest = FARTHEST[unit]
    for key in _NUMBERS:
        value = part.number(key)
        if value is not None and abs(value) >= farthest:
            message = f"{written(value)} {unit} is never reached by {quantity}."
            yield Finding(part.at(key), message, f"Write a value between {-farthest:g} and {farthest:g}.")
