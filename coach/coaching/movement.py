"""Arming, neutral and repetitions, frame by frame: from the measured block to zones and raw movement events."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from coach.coaching.channels import Postures
from coach.coaching.events import Armed, Disarmed, Event, NeutralTaken
from coach.coaching.machine import Cycle, Dwell, RepetitionMachine, Zone
from coach.coaching.posture import REST_FOR_S, REST_RANGE_SHARE, STILL_RANGE, NeutralTaker, Rest, Stillness
from coach.rules.model import Exercise

Arm = Literal["still", "start"]

#: With the driver unseen for this long the set needs its start posture again (proposal).
DISARM_AFTER_S = 3.0
#: A driver counted from rest is back when down to this share of its excursion: rest itself drifts (proposal).
BACK_SHARE = 0.35


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
        from_rest = repetition.change_from == "rest"
        self.machine = RepetitionMachine(
            repetition.leave, repetition.reach, repetition.return_, back_share=BACK_SHARE if from_rest else 0.0
        )
        self._rest = Rest(self.machine.sign) if from_rest else None
        self._longest_s = repetition.seconds.max
        self._needed_s = exercise.still_for_s if arm == "still" else 0.0
        still_range = STILL_RANGE[unit]
        if self._rest is not None:
            self._needed_s = max(self._needed_s, REST_FOR_S)
            still_range = REST_RANGE_SHARE * abs(repetition.reach)
        self._arm_mode = arm
        self._still_start = Stillness(still_range)
        self._still_end = Stillness(still_range)
        self._takers = takers
        self._seen_s = self._left_s = float("nan")
        self._end_frames = self._other_frames = 0
        self._collecting = True
        self.armed = False
        self.still_share = 0.0

    def step(self, t_s: list[float], driver: list[float], postures: Postures, values: list[list[float]]) -> Track:
        """Take a block of frames: the driver's values, and the values of all channels for neutral."""
        track = Track()
        at_start, at_end, other = postures.start.tolist(), postures.end.tolist(), postures.other.tolist()
        for i, (t, x) in enumerate(zip(t_s, driver, strict=True)):
            if x == x:
                self._seen_s = t
            elif self.armed and t - self._seen_s > DISARM_AFTER_S:
                self._disarm(i, t, "not_seen", track)
            if self.armed:
                self._move(i, t, x, other[i], track)
            else:
                self._wait(i, t, x, at_start[i], at_end[i], track)
            if self._collecting:
                self._collect(i, t, at_start[i], values, track)
            track.zones.append(int(self.machine.zone))
        return track

    def change(self, value: float) -> float:
        """The driver as its thresholds mean it: from rest where the rule says so."""
        return value if self._rest is None else value - self._rest.level

    def _wait(self, i: int, t: float, x: float, start: bool, end: bool, track: Track) -> None:
        held_start_s = self._still_start.step(t, x, start)
        held_end_s = self._still_end.step(t, x, end)
        held = (start or end) and x == x
        self.still_share = min(max(held_start_s, held_end_s) / self._needed_s, 1.0) if self._needed_s else float(held)
        if start and x == x and held_start_s >= self._needed_s:
            home = Zone.START
        elif end and x == x and held_end_s >= self._needed_s:
            home = Zone.END
        else:
            return
        if self._rest is not None:
            self._rest.begin(t, x)
        self.machine.arm(home, t, self.change(x))
        self._end_frames = self._other_frames = 0
        self.armed = True
        track.events.append((i, Armed(t, home.name.lower())))
        if self._arm_mode == "still":
            self._left(i, t, home.name.lower(), track)

    def interrupt(self, t_s: float) -> list[Event]:
        """The times jump to `t_s`: whatever was held or moved before is over."""
        self._still_start.step(t_s, float("nan"), held=False)
        self._still_end.step(t_s, float("nan"), held=False)
        for takers in self._takers.values():
            for taker in takers.values():
                taker.drop()
        self.still_share = 0.0
        if not self.armed:
            return []
        self.armed = False
        self.machine.reset()
        return [Disarmed(t_s, "gap")]

    def _disarm(self, i: int, t: float, why: str, track: Track) -> None:
        self.armed = False
        self.machine.reset()
        track.events.append((i, Disarmed(t, why)))

    def _move(self, i: int, t: float, x: float, other: bool, track: Track) -> None:
        before = self.machine.zone
        found = self.machine.step(t, self.change(x))
        if self.machine.zone is Zone.END:
            self._end_frames += 1
            self._other_frames += other
        if isinstance(found, Cycle):
            track.cycles.append((i, replace(found, other=2 * self._other_frames > self._end_frames)))
            self._end_frames = self._other_frames = 0
        elif isinstance(found, Dwell):
            track.dwells.append((i, found))
        if before in (Zone.START, Zone.END) and self.machine.zone is not before:
            self._left(i, t, before.name.lower(), track)
        if self._rest is not None:
            self._follow_rest(self._rest, i, t, x, before, track)

    def _left(self, i: int, t: float, place: str, track: Track) -> None:
        for taker in self._pending(place):
            if taker.leave():
                self._took(i, t, place, taker, track)

    def _follow_rest(self, rest: Rest, i: int, t: float, x: float, before: Zone, track: Track) -> None:
        if self.machine.zone is Zone.START:
            self._left_s = t
            if before is Zone.START:
                rest.follow(t, x)
            else:
                rest.begin(t, x)
        elif t - self._left_s > self._longest_s:
            self._disarm(i, t, "rest_lost", track)

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
