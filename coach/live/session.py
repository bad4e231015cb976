"""`LiveSession`: one guided session. Frames and commands go in from any thread, answers come out, all is kept.

Every frame that was offered gets exactly one answer. One thread of the session's own does all the work, so nothing
but the way into it needs a lock.
"""

from __future__ import annotations

import math
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

from coach.care import Allowance
from coach.coaching.events import Event
from coach.errors import CaptureError, CoachError
from coach.language import ENGLISH, Sentence, say, speaking
from coach.live.afterwards import NOTHING_NEW, Afterwards
from coach.live.answer import Answer
from coach.live.commands import Command
from coach.live.day import Today
from coach.live.eyes import Eyes, Look
from coach.live.guide import Guide
from coach.live.mailbox import Mailbox
from coach.live.pausing import WITH_CAMERA
from coach.live.plan import BeginSet, EndSet, Glimpse, KeepAnswers, Order, SessionPlan
from coach.live.screen import Scene, said_state, said_summary
from coach.live.session_clock import SessionClock
from coach.live.session_record import SessionRecord, how_it_ended
from coach.live.set_run import Outcome
from coach.live.sets import Sets
from coach.live.zones import zone_here
from coach.pose.estimator import EstimatorMaker, open_estimator
from coach.records.desk import Desk
from coach.records.sessions import NotAllowed
from coach.rules.model import Exercise

BROKEN = Sentence("Something inside the coach did not work. Leave this page; what was counted so far will be kept.")


@dataclass(slots=True)
class LiveSession:
    """One session of `plan` by a person of the store; `estimator` makes the pose model.

    Without a `desk`, for a demonstration, nobody is asked and nothing is kept. `attach` takes a listener and begins the
    work, `offer` and `do` never block, `finish` ends it all, once.

    Raises
    ------
    NotAllowed: her operation does not let her do this exercise today.
    AccessError: it is not hers to do.
    RecordError: there is no such person, or what was answered today cannot be read.
    """

    plan: SessionPlan
    person_id: int | None = None
    desk: Desk | None = None
    estimator: EstimatorMaker = open_estimator
    language: str = ENGLISH
    zone: tzinfo = field(default_factory=zone_here)
    token: str = field(default_factory=lambda: secrets.token_hex(32))
    guide: Guide = field(init=False)
    person: str = field(init=False, default="")
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
    _record: SessionRecord | None = None
    _sets: Sets = field(init=False)
    _clock: SessionClock = field(default_factory=SessionClock)
    _afterwards: Afterwards = NOTHING_NEW
    _notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.desk is not None and self.person_id is not None:
            self._record = SessionRecord(self.desk, self.person_id, self.exercise, self.zone)
            self.person = self._record.name
        self._sets = Sets(self.exercise, self._record)
        self.guide = Guide(self.plan, self._today())

    @property
    def exercise(self) -> Exercise:
        """What is trained."""
        return self.plan.exercise

    @property
    def outcomes(self) -> list[Outcome]:
        """How each set ended, in order."""
        return self._sets.outcomes

    @property
    def allowance(self) -> Allowance | None:
        """Why it may be done; None where nobody was asked."""
        return self._record.allowance if self._record is not None else None

    @property
    def demo(self) -> bool:
        """True where a figure acts the patient, so that no camera is needed."""
        return not self.plan.asks

    @property
    def phase(self) -> str:
        """For an estimator that acts a patient: where the session is, `paused` while it is paused."""
        return "paused" if self.guide.paused else self.guide.phase

    def summary(self) -> dict[str, Any]:
        """How it went, as the state has it once it is over; in the session's language."""
        with speaking(self.language):
            return said_summary(self._scene())

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
                    if self._sets.running:
                        self._sets.end(self.guide.stopped or why)
                    self._end_record(why)
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
            if self._record is not None:
                self._record.ask()
            guide.recall(self._today())
        if command.tick_s is not None:
            guide.tick(self._clock.at(command.tick_s))
        elif command.answers is not None:
            guide.answer(command.answers, command.why)
        elif command.do == "pause" and command.why == "lost":
            guide.pause("lost")
        else:
            guide.do(command.do, command.why)
        self._carry_out(guide.take())
        return Answer(None, "", state=self._state())

    def _judge(self, eyes: Eyes, jpeg: bytes, t_s: float) -> Answer:
        guide = self.guide
        if guide.phase not in WITH_CAMERA:
            self.dropped += 1
            return Answer(t_s, "dropped", state=self._state())
        at_s = self._clock.of_frame(t_s)
        try:
            look = self._look = eyes.look(jpeg, at_s, placing=guide.phase == "setup")
        except CaptureError:
            self.refused += 1
            return Answer(t_s, "refused", state=self._state())
        self._clock.judged(at_s)
        self.frames += 1
        events = self._sets.step(look.poses, eyes.metadata) if guide.watching else []
        guide.see(self._glimpse(at_s, look, events))
        self._carry_out(guide.take())
        return Answer(t_s, "judged", look.poses, self._state())

    def _glimpse(self, at_s: float, look: Look, events: list[Event]) -> Glimpse:
        now = self._sets.now
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
                try:
                    self._sets.begin(self.guide.set_number)
                except NotAllowed as refused:
                    self._notes.append(str(refused))
                    self.guide.may_not_begin()
            elif isinstance(order, EndSet):
                self._sets.end(order.why)
            elif isinstance(order, KeepAnswers):
                self._keep(order)
        if self.guide.phase in ("summary", "halted"):
            self._end_record("")

    def _keep(self, order: KeepAnswers) -> None:
        if self._record is None:
            return
        try:
            self._record.keep(order, None if order.kind == "before" else self._sets.last_id)
        except CoachError as error:
            # What follows from the answers holds all the same, and whom to call stays on the screen.
            self._notes.append(say("Your answers could not be kept. {why}", why=error))

    def _end_record(self, why: str) -> None:
        if self._record is not None and self._record.runs:
            self._record.end(*how_it_ended(self.guide, str(self.failure), why))
            self._afterwards = self._record.afterwards()

    def _today(self) -> Today:
        """What the record has of the local day; nothing where nothing is kept."""
        return self._record.today if self._record is not None else Today()

    def _state(self) -> dict[str, Any]:
        with speaking(self.language):
            return said_state(self._scene())

    def _scene(self) -> Scene:
        return Scene(
            self.guide,
            tuple(self.outcomes),
            self._record is not None,
            tuple(self._notes),
            self._sets.now,
            self._look,
            self.frames,
            self.dropped,
            str(self.failure),
            self.allowance,
            self._afterwards,
        )

    def _tell(self, answer: Answer) -> None:
        listener = self._answer
        if listener is not None:
            listener(answer)
