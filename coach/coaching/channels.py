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

    def postures(self, measured: Measured, machine: RepetitionMachine) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """(n,) whether the start posture is held, and whether the end of the movement is.

        At the end the conditions on other quantities than the driver must hold too: someone who walks by with
        straight knees has not begun a bridge.
        """
        n = len(measured.t_s)
        start, context = np.ones(n, dtype=bool), np.ones(n, dtype=bool)
        for channel, condition in self.start:
            held = _held(measured.value[channel], condition)
            start &= held
            if channel != self.driver:
                context &= held
        return start, context & (machine.sign * measured.value[self.driver] >= machine.sign * machine.reach)


def plan_channels(exercise: Exercise) -> ChannelPlan:
    """The channels of a rule, each measured once."""
    repetition = exercise.repetition
    rising = repetition.reach > repetition.leave
    channels: dict[Channel, int] = {}

    def use(quantity: str, side: str) -> int:
        return channels.setdefault(_channel(quantity, side, rising=rising), len(channels))

    driver = use(repetition.quantity, repetition.side)
    start = tuple((use(condition.quantity, condition.side), condition) for condition in exercise.start)
    limits = tuple(use(limit.quantity, limit.side) for limit in exercise.limits)
    return ChannelPlan(tuple(channels), driver, limits, start)


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
