"""A movement done so that it passes a limit of its own rule, for the demonstration of a cue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from coach.kinematics.landmarks import LEFT
from coach.kinematics.uncertainty import uncertainty
from coach.rules.model import Exercise, Limit, Posture, Show
from coach.rules.schema import PostureShape
from coach.rules.showing import Seen

#: A limit is passed by so many U, which is past any doubt.
BY_U = 2.5
#: No movement is overdone by more than this times its own way.
MOST_OVERDONE = 3.0
#: Less than this (degrees, or share of a length) is no movement, only rounding.
LEAST = 0.01

_SAYABLE = frozenset(PostureShape.model_fields)


def overdone_show(exercise: Exercise, show: Show) -> Show:
    """The movement done so that it passes the rule's first limit, or as it is where there is none that it can pass.

    A quantity that a posture can say is changed at the end, or all along the way where a posture there lies nearest to
    the limit: a limit wants to be passed for a while. What drives the movement, and what no posture can say, is passed
    by going further than the end.
    """
    if not exercise.limits:
        return show
    limit = exercise.limits[0]
    view = exercise.camera.view
    plain = replace(show, start=_by_thigh(show.start), way=tuple(map(_by_thigh, show.way)), end=_by_thigh(show.end))
    values = _values(plain, view, limit)
    # Where there are two bounds, the one towards which the movement goes anyway.
    down = limit.min is not None and (limit.max is None or values[-1] < values[0] - LEAST)
    sign, bound = (-1.0, limit.min) if down else (1.0, limit.max)
    assert bound is not None, "the checker lets no limit pass without a bound"
    base = {None: 0.0, "neutral": values[0], "neutral_end": values[-1]}[limit.change_from]
    target = float(base + bound + sign * BY_U * (uncertainty(limit.quantity, view) or 0.0))
    if limit.quantity in _SAYABLE and limit.quantity != exercise.repetition.quantity:
        last = len(values) - 1
        at_end = limit.when == "end" or int(np.argmax(sign * values[1:])) == last - 1
        return _with(plain, range(last, last + 1) if at_end else range(1, last), limit.quantity, target)
    for by in np.linspace(1.0, MOST_OVERDONE, 81).tolist():
        further = _further(plain, by)
        if (sign * (_values(further, view, limit) - target)).max() >= 0:
            return further
    return show


def _values(show: Show, view: str, limit: Limit) -> NDArray[np.float64]:
    """The limit's quantity at each key posture."""
    at = np.linspace(0.0, 1.0, len(show.postures))
    return Seen.on_way(show, view, at).value(limit.quantity, limit.side, rising=True)


def _by_thigh(posture: Posture) -> Posture:
    """The same posture with the thigh said from hanging, so that the trunk can be changed by itself."""
    if "hip_flexion" not in posture:
        return posture
    trunk = posture.get("trunk_inclination", (0.0, 0.0))
    left, right = (hip - lean for hip, lean in zip(posture["hip_flexion"], trunk, strict=True))
    others = {name: value for name, value in posture.items() if name != "hip_flexion"}
    return others | {"thigh_elevation": (left, right)}


def _with(show: Show, at: range, quantity: str, value: float) -> Show:
    """The show with one quantity of some key postures changed; a hip's bend is made by its thigh."""
    postures = list(show.postures)
    for k in at:
        trunk = postures[k].get("trunk_inclination", (0.0, 0.0))[LEFT]
        name, said = ("thigh_elevation", value - trunk) if quantity == "hip_flexion" else (quantity, value)
        postures[k] = {**postures[k], name: (said, said)}
    return replace(show, way=tuple(postures[1:-1]), end=postures[-1])


def _further(show: Show, by: float) -> Show:
    """The show with every posture `by` times as far from the start."""

    def scaled(posture: Posture) -> Mapping[str, tuple[float, float]]:
        names = {*posture, *show.start}
        pairs = {name: (show.start.get(name, (0.0, 0.0)), posture.get(name, (0.0, 0.0))) for name in sorted(names)}
        return {name: (a[0] + by * (b[0] - a[0]), a[1] + by * (b[1] - a[1])) for name, (a, b) in pairs.items()}

    return replace(show, way=tuple(map(scaled, show.way)), end=scaled(show.end))
