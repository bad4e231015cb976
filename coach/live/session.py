"""`LiveSession`: one guided session. Frames and commands go in from any thread, answers come out, sets are kept.

Every frame that was offered gets exactly one answer. One thread of the session's own does all the work, so nothing
but the way into it needs a lock.
"""

from __future__ import annotations

import math
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from coach.coaching.events import Event
from coach.errors import CaptureError, CoachError
from coach.language import ENGLISH, Sentence, say, speaking
from coach.live.commands import Command
from coach.live.day import Today
from coach.live.eyes import Eyes, Look
from coach.live.guide import Guide
from coach.live.mailbox import Mailbox
from coach.live.pausing import WITH_CAMERA
from coach.live.plan import BeginSet, EndSet, Glimpse, KeepAnswers, Order, SessionPlan
from coach.live.screen import Scene, said_state
from coach.live.set_run import Outcome, SetRun
from coach.live.set_screen import SetNow
from coach.pose.estimator import EstimatorMaker, open_estimator
from coach.pose.poses import Poses
from coach.records.answers import answered_today, earlier_today, hurt_today, save_answers
from coach.records.store import Store
from coach.rules.model import Exercise

#: The least time between two frames: MediaPipe counts milliseconds.
LEAST_STEP_S = 0.001
#: Longer than any session; what comes later is refused.
MAX_SESSION_S = 2 * 3600.0
TOO_LONG = Sentence("This session has run for two hours. Leave it and begin another; what was counted is kept.")
BROKEN = Sentence("Something inside the coach did not work. Leave this page; what was counted so far will be kept.")


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one frame: judged (`poses` a block of one), dropped for a newer one, or refused.

    `t_s` is None where the state changed without a frame; `state` is as `docs/live.md` describes it.
    """

    t_s: float | None
    fate: str
    poses: Poses | None = None
    state: dict[str, Any] | None = None


@dataclass(slots=True)
class LiveSession:
    """One session of `plan` by `person`; `estimator` makes the pose model. Without a `store` nothing is kept.

    `attach` takes a listener and begins the work, `offer` and `do` never block, `finish` ends it all, once.

    Raises
    ------
    RecordError: the name is refused, or what was answered today cannot be read.
    """

    plan: SessionPlan
    person: str
    store: Store | None
    estimator: EstimatorMaker = open_estimator
    language: str = ENGLISH
    token: str = field(default_factory=lambda: secrets.token_hex(32))
    guide: Guide = field(init=False)
    outcomes: list[Outcome] = field(default_factory=list)
    ended: str = ""
    dropped: int = 0
    refused: int = 0
    frames: int = 0
    failure: Sentence | str = ""
    _answer: Callable[[Answer], None] | None = None
    _box: Mailbox = field(default_factory=Mailbox)
    _ending: threading.Lock = field(default_factory=threading.Lock)
    _worker: threading.Thread | None = None
    _eyes: Eyes | None = None
    _look: Look | None = None
    _run: SetRun | None = None
    _last: SetNow = field(default_factory=SetNow)
    _first_s: float = math.nan
    _notes: list[str] = field(default_factory=list)
    _zero_s: float = math.nan
    _last_s: float = math.nan

    def __post_init__(self) -> None:
        if self.store is not None:
            self.person = self.store.ensure_person(self.person)
        self.guide = Guide(self.plan, self._today())

    @property
    def exercise(self) -> Exercise:
        """What is trained."""
        return self.plan.exercise

    @property
    def demo(self) -> bool:
        """True where a figure acts the patient, so that no camera is needed."""
        return not self.plan.asks

    @property
    def phase(self) -> str:
        """For an estimator that acts a patient: where the session is, `paused` while it is paused."""
        return "paused" if self.guide.paused else self.guide.phase

    def attach(self, answer: Callable[[Answer], None]) -> None:
        """From here on `answer` hears of each frame and change, from the session's own thread or from `offer`."""
        self._answer = answer
        if self._worker is None:
            self._eyes = Eyes(self.exercise, self.estimator)
            self._worker = threading.Thread(target=self._work, args=(self._eyes,), name="live-session", daemon=True)
            self._worker.start()
        self.do(Command("look"))

    def detach(self, answer: Callable[[Answer], None]) -> None:
        """The line that `answer` spoke on was cut: the session waits, unless another one has taken its place."""
        if self._answer == answer:
            self._answer = None
            self.do(Command("pause", why="lost"))

    @property
    def attached(self) -> bool:
        """True while somebody hears the answers."""
        return self._answer is not None

    def offer(self, jpeg: bytes, t_s: float) -> None:
        """Take a frame of the camera's clock; the newest wins, one that waited is answered as dropped."""
        if self._box.closed or self.failure or not math.isfinite(t_s):
            self.refused += 1
            self._tell(Answer(t_s, "refused"))
            return
        late = self._box.put_frame((jpeg, t_s))
        if late is not None:
            self.dropped += 1
            self._tell(Answer(late[1], "dropped"))

    def do(self, command: Command) -> None:
        """Take what the person or her browser asks for; after a failure it is answered, and nothing else happens."""
        if self.failure:
            self._tell(Answer(None, "", state=self._state()))
            return
        late = self._box.put(command)
        if late is not None:
            self.dropped += 1
            self._tell(Answer(late[1], "dropped"))

    def finish(self, why: str = "left") -> list[Outcome]:
        """End the session, keep the set that runs, and say how all sets went; later calls give the same."""
        self._box.close()
        with self._ending:
            if not self.ended:
                if self._worker is not None:
                    self._worker.join()
                with speaking(self.language):
                    self.guide.abandon()
                    self._carry_out(self.guide.take())
                    if self._run is not None:
                        self._end_set(self.guide.stopped or why)
                self.ended = why
            return self.outcomes

    # Everything below runs in the session's own thread.

    def _work(self, eyes: Eyes) -> None:
        try:
            while not self.guide.over and (job := self._box.take()) is not None:
                with speaking(self.language):
                    self._tell(self._command(job) if isinstance(job, Command) else self._judge(eyes, *job))
        except CoachError as error:
            self.failure = str(error)
        finally:
            # A defect keeps its traceback, and the person is told that the coach no longer watches.
            if not self._box.closed and not self.guide.over and not self.failure:
                self.failure = BROKEN
            if self.failure:
                self._tell(Answer(None, "refused", state=self._state()))
            eyes.close()

    def _command(self, command: Command) -> Answer:
        guide = self.guide
        if guide.phase in ("check", "ready") and (command.do == "start" or command.answers is not None):
            # Another tab, or the night, may have changed what is known of today.
            guide.recall(self._today())
        if command.tick_s is not None:
            guide.tick(self._at(command.tick_s))
        elif command.answers is not None:
            guide.answer(command.answers, command.why)
        elif command.do == "pause" and command.why == "lost":
            guide.pause("lost")
        else:
            guide.do(command.do, command.why)
        self._carry_out(guide.take())
        return Answer(None, "", state=self._state())

    def _judge(self, eyes: Eyes, jpeg: bytes, t_s: float) -> Answer:
        at_s = self._at(t_s)
        guide = self.guide
        if guide.phase not in WITH_CAMERA:
            self.dropped += 1
            return Answer(t_s, "dropped", state=self._state())
        if self._last_s == self._last_s:
            at_s = max(at_s, self._last_s + LEAST_STEP_S)
        if self._first_s != self._first_s:
            self._first_s = at_s
        if at_s - self._first_s > MAX_SESSION_S:
            raise CaptureError(str(TOO_LONG))
        try:
            look = self._look = eyes.look(jpeg, at_s, placing=guide.phase == "setup")
        except CaptureError:
            self.refused += 1
            return Answer(t_s, "refused", state=self._state())
        self._last_s = at_s
        self.frames += 1
        events = self._in_set(eyes, look.poses)
        guide.see(self._glimpse(at_s, look, events))
        self._carry_out(guide.take())
        return Answer(t_s, "judged", look.poses, self._state())

    def _in_set(self, eyes: Eyes, poses: Poses) -> list[Event]:
        """What the fold gives out for this frame; nothing where the set is paused or none runs."""
        if self._run is None or not self.guide.watching:
            return []
        return self._run.step(poses, eyes.metadata)

    def _glimpse(self, at_s: float, look: Look, events: list[Event]) -> Glimpse:
        now = self._now()
        return Glimpse(
            at_s,
            present=bool(look.poses.present[-1]),
            noticed=look.noticed,
            light=look.light,
            checks=look.checks,
            armed=now.armed,
            held=now.held,
            hint=now.hint,
            events=tuple(events),
        )

    def _carry_out(self, orders: list[Order]) -> None:
        for order in orders:
            if isinstance(order, BeginSet):
                self._run = SetRun(self.exercise, self.person, self.store)
            elif isinstance(order, EndSet):
                self._end_set(order.why)
            elif isinstance(order, KeepAnswers):
                self._keep(order)

    def _end_set(self, why: str) -> None:
        assert self._run is not None
        self._last = self._run.screen.now
        self.outcomes.append(self._run.end(why))
        self._run = None

    def _keep(self, order: KeepAnswers) -> None:
        if self.store is None:
            return
        last = self.outcomes[-1].set_id if self.outcomes and order.kind != "before" else None
        try:
            save_answers(
                self.store,
                self.person,
                order.answers,
                kind=order.kind,
                asked_at=datetime.now(UTC),
                exercise_id=self.exercise.id,
                set_number=order.set_number,
                set_id=last,
                why=order.why,
            )
        except CoachError as error:
            # What follows from the answers holds all the same, and whom to call stays on the screen.
            self._notes.append(say("Your answers could not be kept. {why}", why=error))

    def _today(self) -> Today:
        """What the record has of the local day; nothing where nothing is kept."""
        if self.store is None:
            return Today()
        now, store, name = datetime.now(UTC), self.store, self.exercise.id
        return Today(
            answered_today(store, self.person, now),
            earlier_today(store, self.person, name, now),
            hurt_today(store, self.person, name, now),
        )

    def _now(self) -> SetNow:
        """The running set; between sets the last one as it ended."""
        return self._run.screen.now if self._run is not None else self._last

    def _at(self, t_s: float) -> float:
        """The session's clock: the camera's, from its first word on."""
        if self._zero_s != self._zero_s:
            self._zero_s = t_s
        return t_s - self._zero_s

    def _state(self) -> dict[str, Any]:
        with speaking(self.language):
            scene = Scene(
                self.guide,
                tuple(self.outcomes),
                self.store is not None,
                tuple(self._notes),
                self._now(),
                self._look,
                self.frames,
                self.dropped,
                str(self.failure),
            )
            return said_state(scene)

    def _tell(self, answer: Answer) -> None:
        listener = self._answer
        if listener is not None:
            listener(answer)
