"""Arming, neutral and repetitions, frame by frame: from the measured block to zones and raw movement events."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from coach.coaching.events import Armed, Disarmed, Event, NeutralTaken
from coach.coaching.machine import Cycle, Dwell, RepetitionMachine, Zone
from coach.coaching.posture import STILL_RANGE, NeutralTaker, Stillness
from coach.rules.model import Exercise

Arm = Literal["still", "start"]

#: With the driver unseen for this long the set needs its start posture again (proposal).
DISARM_AFTER_S = 3.0


@dataclass(slots=True)
class Track:
    """What the movement of one block was: a zone a frame, and what happened, each with its frame index."""

    zones: list[int] = field(default_factory=list)
    events: list[tuple[int, Event]] = field(default_factory=list)
    cycles: list[tuple[int, Cycle]] = field(default_factory=list)
    dwells: list[tuple[int, Dwell]] = field(default_factory=list)
    neutrals: list[tuple[int, NeutralTaker, str]] = field(default_factory=list)


class Movement:
    """Follows one set through its frames."""

    def __init__(self, exercise: Exercise, arm: Arm, unit: str, takers: dict[str, dict[int, NeutralTaker]]) -> None:
        repetition = exercise.repetition
        self.machine = RepetitionMachine(repetition.leave, repetition.reach, repetition.return_)
        self._needed_s = exercise.still_for_s if arm == "still" else 0.0
        self._arm_mode = arm
        self._still_start = Stillness(STILL_RANGE[unit])
        self._still_end = Stillness(STILL_RANGE[unit])
        self._takers = takers
        self._seen_s = float("nan")
        self._collecting = True
        self.armed = False

    def step(
        self, t_s: list[float], driver: list[float], at_start: list[bool], at_end: list[bool], values: list[list[float]]
    ) -> Track:
        """Take a block of frames; `at_start` and `at_end` tell whether each end's posture is held."""
        track = Track()
        for i, (t, x) in enumerate(zip(t_s, driver, strict=True)):
            if x == x:
                self._seen_s = t
            elif self.armed and t - self._seen_s > DISARM_AFTER_S:
                self._disarm(i, t, track)
            if self.armed:
                self._move(i, t, x, track)
            else:
                self._wait(i, t, x, at_start[i], at_end[i], track)
            if self._collecting:
                self._collect(i, t, at_start[i], values, track)
            track.zones.append(int(self.machine.zone))
        return track

    def _wait(self, i: int, t: float, x: float, start: bool, end: bool, track: Track) -> None:
        held_start_s = self._still_start.step(t, x, start)
        held_end_s = self._still_end.step(t, x, end)
        if start and x == x and held_start_s >= self._needed_s:
            home = Zone.START
        elif end and x == x and held_end_s >= self._needed_s:
            home = Zone.END
        else:
            return
        self.machine.arm(home, t, x)
        self.armed = True
        track.events.append((i, Armed(t, home.name.lower())))
        if self._arm_mode == "still":
            for taker in self._pending(home.name.lower()):
                if taker.leave():
                    self._took(i, t, home.name.lower(), taker, track)

    def _disarm(self, i: int, t: float, track: Track) -> None:
        self.armed = False
        self.machine.reset()
        track.events.append((i, Disarmed(t, "not_seen")))

    def _move(self, i: int, t: float, x: float, track: Track) -> None:
        before = self.machine.zone
        found = self.machine.step(t, x)
        if isinstance(found, Cycle):
            track.cycles.append((i, found))
        elif isinstance(found, Dwell):
            track.dwells.append((i, found))
        after = self.machine.zone
        if after is before:
            return
        for zone in (Zone.START, Zone.END):
            if before is zone:
                for taker in self._pending(zone.name.lower()):
                    if taker.leave():
                        self._took(i, t, zone.name.lower(), taker, track)

    def _collect(self, i: int, t: float, at_start: bool, values: list[list[float]], track: Track) -> None:
        zone = self.machine.zone
        there = {"start": zone is Zone.START or (not self.armed and at_start), "end": zone is Zone.END}
        for place, takers in self._takers.items():
            for channel, taker in takers.items():
                if taker.taken:
                    continue
                if not there[place]:
                    taker.drop()
                elif taker.collect(t, values[channel][i], may_take=self.armed):
                    self._took(i, t, place, taker, track)
        self._collecting = bool(self._pending("start") or self._pending("end"))

    def _pending(self, place: str) -> list[NeutralTaker]:
        return [taker for taker in self._takers[place].values() if not taker.taken]

    def _took(self, i: int, t: float, place: str, taker: NeutralTaker, track: Track) -> None:
        track.neutrals.append((i, taker, place))
        track.events.append((i, NeutralTaken(t, taker.quantity, place, taker.value, taker.spread)))
