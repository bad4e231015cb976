"""From a rule to the measured channels it needs: the driver, the postures and the limits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coach.coaching.machine import RepetitionMachine
from coach.kinematics.measure import Channel, Measured
from coach.kinematics.quantities import QUANTITIES
from coach.rules.model import Condition, Exercise


@dataclass(frozen=True, slots=True)
class ChannelPlan:
    """Indices into `channels` for each part of the rule."""

    channels: tuple[Channel, ...]
    driver: int
    limits: tuple[int, ...]
    start: tuple[tuple[int, Condition], ...]
    at_end: tuple[tuple[int, Condition], ...]
    from_rest: bool

    def postures(self, measured: Measured, machine: RepetitionMachine) -> Postures:
        """Which posture each frame shows.

        At the end the conditions on other quantities than the driver must hold too: someone who walks by with
        straight knees has not begun a bridge. A driver counted from rest tells no end before there was a rest.
        """
        n = len(measured.t_s)
        start, context, other = np.ones(n, dtype=bool), np.ones(n, dtype=bool), np.zeros(n, dtype=bool)
        for channel, condition in self.start:
            held = _held(measured.value[channel], condition)
            start &= held
            if channel != self.driver:
                context &= held
        for channel, condition in self.at_end:
            value = measured.value[channel]
            other |= np.isfinite(value) & ~_held(value, condition)
        if self.from_rest:
            end = np.zeros(n, dtype=bool)
        else:
            end = context & ~other & (machine.sign * measured.value[self.driver] >= machine.sign * machine.reach)
        return Postures(start, end, other)


@dataclass(frozen=True, slots=True, eq=False)
class Postures:
    """(n,) whether each frame shows the start posture, the end posture, or the end of some other movement."""

    start: NDArray[np.bool_]
    end: NDArray[np.bool_]
    other: NDArray[np.bool_]


def plan_channels(exercise: Exercise) -> ChannelPlan:
    """The channels of a rule, each measured once."""
    repetition = exercise.repetition
    rising = repetition.reach > repetition.leave
    channels: dict[Channel, int] = {}

    def use(quantity: str, side: str) -> int:
        return channels.setdefault(_channel(quantity, side, rising=rising), len(channels))

    driver = use(repetition.quantity, repetition.side)
    start = tuple((use(condition.quantity, condition.side), condition) for condition in exercise.start)
    at_end = tuple((use(condition.quantity, condition.side), condition) for condition in repetition.at_end)
    limits = tuple(use(limit.quantity, limit.side) for limit in exercise.limits)
    return ChannelPlan(tuple(channels), driver, limits, start, at_end, repetition.change_from == "rest")


def _channel(quantity: str, side: str, *, rising: bool) -> Channel:
    if not QUANTITIES[quantity].sided:
        return Channel(quantity, "none")
    if side == "either":
        return Channel(quantity, "either_max" if rising else "either_min")
    if side == "both":
        return Channel(quantity, "either_min" if rising else "either_max")
    return Channel(quantity, side)


def _held(value: NDArray[np.float64], condition: Condition) -> NDArray[np.bool_]:
    held = np.isfinite(value)
    if condition.min is not None:
        held &= value >= condition.min
    if condition.max is not None:
        held &= value <= condition.max
    return held
