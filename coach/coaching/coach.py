"""`Coach`: the fold. Blocks of poses in, events out; no clock, no camera, no screen, no file.

Cutting the same poses into blocks in any way gives the same events: each stage takes a block, is causal, and keeps
what it needs of the past. Live, a block is one frame.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from coach.coaching.channels import ChannelPlan, plan_channels
from coach.coaching.cues import CueChooser
from coach.coaching.events import Attempt, Ended, Event, Hold, PeopleInView, Repetition, SetDone, Verdict
from coach.coaching.limits import FrameClass, LimitBounds, LimitJudge
from coach.coaching.machine import LEAST_ATTEMPT_SHARE, Cycle, Dwell, Zone
from coach.coaching.movement import DISARM_AFTER_S, Arm, Movement, Track
from coach.coaching.posture import NeutralTaker
from coach.coaching.seen import Seen
from coach.kinematics.measure import Measured, Measurer
from coach.kinematics.quantities import QUANTITIES
from coach.pose.poses import Poses
from coach.rules.model import Exercise

#: Frames judged at a time, so that a long recording takes a constant amount of memory.
BLOCK = 4096
#: Another number of people in view than one is told after this long (proposal).
PEOPLE_AFTER_S = 0.5

#: With no frame for longer than this the set was paused, and needs its start posture again (proposal).
PAUSE_S = DISARM_AFTER_S

#: Class, change and U of each frame of a block, for one limit.
LimitFrames = tuple[list[int], list[float], list[float]]

_OVER = int(FrameClass.OVER)
_RANK = {Verdict.OK: 0, Verdict.CLOSE: 1, Verdict.CANNOT_JUDGE: 2, Verdict.BREACH: 3}


@dataclass(slots=True)
class Trace:
    """What was measured, for charts: times, the driver and each limit's value, as lists of blocks."""

    t_s: list[NDArray[np.float64]] = field(default_factory=list)
    driver: list[NDArray[np.float64]] = field(default_factory=list)
    limits: dict[str, list[NDArray[np.float64]]] = field(default_factory=dict)
    limits_u: dict[str, list[NDArray[np.float64]]] = field(default_factory=dict)

    @staticmethod
    def add(blocks: list[NDArray[np.float64]], block: NDArray[np.float64]) -> None:
        """One more block; short ones are joined, for a live set brings a frame at a time for a quarter of an hour."""
        block = block.copy()
        while blocks and len(blocks[-1]) <= len(block) < BLOCK:
            block = np.concatenate([blocks.pop(), block])
        blocks.append(block)


class Coach:
    """Watches one set of one exercise.

    `arm="still"` asks for the start posture held still for the rule's `still_for_s` (a live set); `arm="start"` takes
    the posture alone (a film that starts in motion).
    """

    def __init__(self, exercise: Exercise, *, arm: Arm = "still") -> None:
        self.exercise = exercise
        self.plan: ChannelPlan = plan_channels(exercise)
        self.unit = QUANTITIES[exercise.repetition.quantity].unit
        self._measurer = Measurer(self.plan.channels)
        takers: dict[str, dict[int, NeutralTaker]] = {"start": {}, "end": {}}
        for limit, channel in zip(exercise.limits, self.plan.limits, strict=True):
            if limit.change_from is not None:
                place = "start" if limit.change_from == "neutral" else "end"
                takers[place].setdefault(channel, NeutralTaker(limit.quantity))
        self._takers = takers
        self._movement = Movement(exercise, arm, self.unit, takers)
        self.judges = [LimitJudge(limit, QUANTITIES[limit.quantity].unit) for limit in exercise.limits]
        self._bounds = LimitBounds(exercise.limits, exercise.camera.view)
        self._limit_channels = np.array(self.plan.limits, dtype=np.intp)
        self._base = np.array([np.nan if limit.change_from is not None else 0.0 for limit in exercise.limits])[:, None]
        self._cues = CueChooser(exercise)
        self.seen = Seen()
        self.trace = Trace(
            limits={limit.id: [] for limit in exercise.limits}, limits_u={limit.id: [] for limit in exercise.limits}
        )
        self.count = 0
        self.attempts = 0
        self.last_t_s = float("nan")
        self.driver_value = float("nan")
        self._people = (1, 1, float("nan"))

    @property
    def armed(self) -> bool:
        """True once the start posture was held."""
        return self._movement.armed

    @property
    def zone(self) -> Zone:
        """Where in the movement the person is."""
        return self._movement.machine.zone

    @property
    def still_share(self) -> float:
        """How much of the stillness that arms the set is there, 0..1."""
        return self._movement.still_share

    @property
    def held_s(self) -> float:
        """For how long the end position has been held now; NaN where it is not."""
        return self.last_t_s - self._movement.machine.held_since_s

    @property
    def countable(self) -> bool:
        """False where no number can be given: of the view, or of a bystander who was followed and never moved."""
        moved = self.count + self.attempts > 0
        return self.seen.countable and (moved or not self.seen.crowded_out)

    @property
    def progress(self) -> float:
        """How far from the start (0) to the end position (1) the driver is; NaN where it is not seen."""
        return self._movement.machine.progress(self._movement.change(self.driver_value))

    def step(self, poses: Poses) -> list[Event]:
        """Take the next block of frames; returns what became known in it, in order of time."""
        out: list[Event] = []
        for part in _parts(poses):
            if part.t_s[0] - self.last_t_s > PAUSE_S:
                out.extend(self._pause(float(part.t_s[0])))
            out.extend(self._step(part))
        return out

    def _pause(self, t_s: float) -> list[Event]:
        """No frame came for long, until `t_s`: what was open ended with the last one, and nothing is known since."""
        ended = chain.from_iterable(judge.interrupt(self.last_t_s) for judge in self.judges)
        return [*ended, *self._movement.interrupt(t_s)]

    def finish(self, why: str = "input_ended") -> list[Event]:
        """The input is over: close what is open."""
        t_s = self.last_t_s
        if t_s != t_s:
            return [Ended(0.0, why)]
        return [*chain.from_iterable(judge.finish(t_s) for judge in self.judges), Ended(t_s, why)]

    def _step(self, poses: Poses) -> list[Event]:
        measured = self._measurer.step(poses)
        t_s: list[float] = measured.t_s.tolist()
        driver: list[float] = measured.value[self.plan.driver].tolist()
        postures = self.plan.postures(measured, self._movement.machine)
        values: list[list[float]] = measured.value.tolist()
        track = self._movement.step(t_s, driver, postures, values)
        self.seen.step(measured, self.plan.driver, track.zones)
        indexed = track.events + self._count_people(t_s, measured)
        indexed += self._judge(measured, t_s, track)
        self.last_t_s, self.driver_value = t_s[-1], driver[-1]
        Trace.add(self.trace.t_s, measured.t_s)
        Trace.add(self.trace.driver, measured.value[self.plan.driver])
        indexed.sort(key=lambda item: item[0])
        return [event for _, event in indexed]

    def _judge(self, measured: Measured, t_s: list[float], track: Track) -> list[tuple[int, Event]]:
        frames = self._frames_of(measured, np.array(track.zones, dtype=np.int8), track)
        out: list[tuple[int, Event]] = []
        moments = sorted([*track.cycles, *track.dwells], key=lambda item: item[0])
        begin = 0
        for i, found in [*moments, (len(t_s) - 1, None)]:
            out.extend(self._judge_until(begin, i + 1, t_s, frames))
            begin = i + 1
            if isinstance(found, Cycle):
                out.extend((i, event) for event in self._cycle(t_s[i], found))
            elif isinstance(found, Dwell):
                out.extend((i, event) for event in self._dwell(t_s[i], found))
        return out

    def _frames_of(self, measured: Measured, zones: NDArray[np.int8], track: Track) -> list[LimitFrames]:
        """Class, change and U of each frame of the block, for each limit."""
        channels = self._limit_channels
        change = measured.value[channels]
        u = measured.u[channels]
        change -= self._base_of(change.shape, track)
        code = self._bounds.classify(change, u, measured.reason[channels], zones)
        for k, judge in enumerate(self.judges):
            Trace.add(self.trace.limits[judge.limit.id], change[k])
            Trace.add(self.trace.limits_u[judge.limit.id], u[k])
        return list(zip(code.tolist(), change.tolist(), u.tolist(), strict=True))

    def _base_of(self, shape: tuple[int, ...], track: Track) -> NDArray[np.float64]:
        """What each limit's change is from: (limits, 1), or (limits, n) where a neutral was taken within the block."""
        if not track.neutrals:
            return self._base
        base = np.broadcast_to(self._base, shape).copy()
        for i, taker, place in track.neutrals:
            for k, judge in enumerate(self.judges):
                if place == _place(judge) and taker is self._takers[place].get(self.plan.limits[k]):
                    base[k, i:] = self._base[k] = taker.value
        return base

    def _judge_until(
        self, begin: int, end: int, t_s: list[float], frames: list[LimitFrames]
    ) -> list[tuple[int, Event]]:
        out: list[tuple[int, Event]] = []
        active = [judge.breached_since_s == judge.breached_since_s for judge in self.judges]
        if not any(active) and not any(_OVER in code[begin:end] for code, _, _ in frames):
            for judge, (code, change, u) in zip(self.judges, frames, strict=True):
                out += _shift(judge.step(t_s[begin:end], code[begin:end], change[begin:end], u[begin:end]), begin)
            return out
        for i in range(begin, end):
            for judge, (code, change, u) in zip(self.judges, frames, strict=True):
                out += _shift(judge.step([t_s[i]], [code[i]], [change[i]], [u[i]]), i)
            cue = self._cues.step(t_s[i], self.judges)
            if cue is not None:
                out.append((i, cue))
        return out

    def _cycle(self, t_s: float, cycle: Cycle) -> list[Event]:
        took_s = cycle.end_s - cycle.start_s
        why = self._why_not_counted(cycle)
        if why:
            if cycle.share < LEAST_ATTEMPT_SHARE or took_s < self.exercise.repetition.seconds.min / 2:
                return []
            self.attempts += 1
            return [Attempt(t_s, cycle.start_s, cycle.end_s, cycle.extreme, self.unit, cycle.share, why)]
        self.count += 1
        verdict = self._verdict_between(cycle.start_s, cycle.end_s)
        done: list[Event] = [
            Repetition(
                t_s,
                self.count,
                cycle.start_s,
                cycle.end_s,
                cycle.extreme,
                self.unit,
                verdict,
                self._goal_met(cycle.extreme),
            )
        ]
        praise = self._cues.repetition(t_s, verdict)
        if praise is not None:
            done.append(praise)
        if self.count == self.exercise.dose.repetitions:
            done.append(SetDone(t_s, self.count))
        return done

    def _why_not_counted(self, cycle: Cycle) -> str:
        """Why a cycle is an attempt and no repetition; empty where it counts."""
        seconds = self.exercise.repetition.seconds
        took_s = cycle.end_s - cycle.start_s
        if not cycle.complete:
            return "turned_back"
        if cycle.other:
            return "other_movement"
        if took_s < (seconds.min / 2 if cycle.from_end else seconds.min):
            return "too_quick"
        return "too_slow" if took_s > seconds.max else ""

    def _dwell(self, t_s: float, dwell: Dwell) -> list[Event]:
        needed_s = self.exercise.repetition.hold_s
        if needed_s is None:
            return []
        return [Hold(t_s, dwell.start_s, dwell.end_s, "ok" if dwell.end_s - dwell.start_s >= needed_s else "short")]

    def _verdict_between(self, start_s: float, end_s: float) -> Verdict:
        said = [verdict for verdict, was in (judge.verdict_between(start_s, end_s) for judge in self.judges) if was]
        return max(said, key=_RANK.__getitem__, default=Verdict.OK if not self.judges else Verdict.CANNOT_JUDGE)

    def _goal_met(self, extreme: float) -> bool | None:
        goal = self.exercise.goal
        if goal is None or goal.quantity != self.exercise.repetition.quantity:
            return None
        return (goal.min is None or extreme >= goal.min) and (goal.max is None or extreme <= goal.max)

    def _count_people(self, t_s: list[float], measured: Measured) -> list[tuple[int, Event]]:
        told, now, since_s = self._people
        if told == now == 1 and bool((measured.people == 1).all()):
            return []
        out: list[tuple[int, Event]] = []
        for i, (t, people) in enumerate(zip(t_s, measured.people.tolist(), strict=True)):
            if people != now:
                now, since_s = people, t
            if now != told and t - since_s >= PEOPLE_AFTER_S:
                told = now
                out.append((i, PeopleInView(t, now)))
        self._people = (told, now, since_s)
        return out


def _parts(poses: Poses) -> Iterator[Poses]:
    """The block in parts of at most `BLOCK` frames without a pause inside."""
    jumps = np.flatnonzero(np.diff(poses.t_s) > PAUSE_S) + 1
    for begin, end in pairwise([0, *jumps.tolist(), len(poses)]):
        for first in range(begin, end, BLOCK):
            yield poses[first : min(first + BLOCK, end)]


def _place(judge: LimitJudge) -> str | None:
    return {"neutral": "start", "neutral_end": "end"}.get(judge.limit.change_from or "")


def _shift(events: list[tuple[int, Event]], by: int) -> list[tuple[int, Event]]:
    return [(i + by, event) for i, event in events]
