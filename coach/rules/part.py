"""What can be read of a rule, faults and all, so that one fault does not hide the next."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from coach.kinematics.quantities import QUANTITIES
from coach.kinematics.uncertainty import uncertainty
from coach.rules.faults import KeyPath

#: The views a rule can ask for.
VIEWS = ("side", "oblique", "front", "back")
#: Tells two computed numbers apart from two that are meant to be equal.
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Part:
    """A group of keys of a rule file. A value of the wrong kind reads as absent: it was told of already."""

    path: KeyPath
    data: Mapping[str, Any]

    def at(self, key: str) -> KeyPath:
        """Where a key of this part stands in the file."""
        return (*self.path, key)

    def has(self, key: str) -> bool:
        """True where the file writes the key, whatever its value."""
        return key in self.data

    def number(self, key: str) -> float | None:
        """A finite number, or None."""
        value = self.data.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            return None
        return float(value)

    def text(self, key: str) -> str | None:
        """Text, or None."""
        value = self.data.get(key)
        return value if isinstance(value, str) else None

    def texts(self, key: str) -> list[tuple[KeyPath, str]]:
        """The texts of a list, each with its place."""
        value = self.data.get(key)
        items = enumerate(value) if isinstance(value, list) else ()
        return [((*self.at(key), i), item) for i, item in items if isinstance(item, str)]

    def part(self, key: str) -> Part:
        """A group of keys within this one; empty where there is none."""
        value = self.data.get(key)
        return Part(self.at(key), value if isinstance(value, dict) else {})

    def parts(self, key: str) -> list[Part]:
        """The groups of keys in a list."""
        value = self.data.get(key)
        items = enumerate(value) if isinstance(value, list) else ()
        return [Part((*self.at(key), i), item) for i, item in items if isinstance(item, dict)]

    @property
    def quantity(self) -> str | None:
        """The quantity named here, where it is one that is known."""
        name = self.text("quantity")
        return name if name in QUANTITIES else None


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole rule as far as it can be read."""

    root: Part

    @property
    def view(self) -> str | None:
        """The camera view, where it is a known one."""
        view = self.root.part("camera").text("view")
        return view if view in VIEWS else None

    @property
    def repetition(self) -> Part:
        """The rule of the movement."""
        return self.root.part("repetition")

    @property
    def rising(self) -> bool | None:
        """Whether the driver rises from start to end; None where it cannot be told."""
        leave, reach = self.repetition.number("leave"), self.repetition.number("reach")
        return None if leave is None or reach is None or leave == reach else reach > leave

    @property
    def from_rest(self) -> bool:
        """Whether the thresholds are changes from rest, so that they compare with no value of the driver."""
        return self.repetition.has("change_from")

    @property
    def start(self) -> list[Part]:
        """The lines of the start posture."""
        return self.root.parts("start")

    @property
    def driver_start(self) -> list[Part]:
        """The conditions of the start posture on the quantity that the repetition follows."""
        driver = self.repetition.quantity
        return [part for part in self.start if driver is not None and part.quantity == driver]

    @property
    def limits(self) -> list[Part]:
        """The limits."""
        return self.root.parts("limits")

    @property
    def measured(self) -> Iterator[Part]:
        """Every part that names a quantity."""
        at_end = self.repetition.parts("at_end")
        for part in (self.repetition, *at_end, self.root.part("goal"), *self.start, *self.limits):
            if part.has("quantity"):
                yield part

    def u(self, quantity: str | None) -> float | None:
        """U of a quantity in this rule's view; None where either is unknown or does not fit the other."""
        return None if quantity is None or self.view is None else uncertainty(quantity, self.view)


def low_high(part: Part) -> tuple[float, float]:
    """`min` and `max` of a part, infinite where not given."""
    low, high = part.number("min"), part.number("max")
    return -math.inf if low is None else low, math.inf if high is None else high


def written(value: float) -> str:
    """A number as one writes it in a rule."""
    return f"{value:.4g}"
