"""`LiveSession`: one running set. Frames go in from any thread, answers come out, and at its end the set is kept.

The newest frame wins: at most one waits while one is judged, an older one is dropped, and every frame that was offered
gets exactly one answer. Poses go to a stream on disk as they are made, so memory stays flat.
"""

from __future__ import annotations

import math
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from coach.coaching import Coach, Report, report_of
from coach.coaching.events import Event
from coach.errors import CaptureError, CoachError
from coach.live.pictures import decode_jpeg
from coach.live.state import LiveState, Phase, Screen
from coach.pose.estimator import PoseEstimator, open_estimator
from coach.pose.poses import Poses, Source
from coach.records.recording_format import RecordingMetadata
from coach.records.running import Begun, RunningSet
from coach.records.store import Store
from coach.rules.model import Exercise

#: The least time between two frames: MediaPipe counts milliseconds.
LEAST_STEP_S = 0.001
#: Longer than any set; what comes later is refused.
MAX_SET_S = 3600.0
TOO_LONG = "This set has run for an hour. Press Stop and begin another."
BROKEN = "Something inside the coach went wrong. Press Stop; what was counted so far will be kept."

#: Why a set ended, as the person or her browser said it.
WHYS = ("pain", "tired", "done", "other", "stopped", "left")


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one frame: judged (`poses` a block of one), dropped for a newer one, or refused."""

    t_s: float
    fate: str
    poses: Poses | None = None
    state: LiveState | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a set ended. `set_id` is its number in the store, None where nobody was seen or keeping it failed."""

    why: str
    report: Report
    seconds: float = 0.0
    set_id: int | None = None
    failure: str = ""


@dataclass(slots=True)
class LiveSession:
    """One set of `exercise` by `person`; `estimator` makes the pose model, in the thread that uses it.

    `offer` takes frames and never blocks; `finish` ends the set and keeps it, once. Without a `store` the default one.
    """

    exercise: Exercise
    person: str
    estimator: Callable[[], PoseEstimator] = open_estimator
    store: Store | None = None
    token: str = field(default_factory=lambda: secrets.token_hex(32))
    outcome: Outcome | None = None
    _answer: Callable[[Answer], None] = field(default=lambda _: None)
    _lock: threading.Condition = field(default_factory=threading.Condition)
    _ending: threading.Lock = field(default_factory=threading.Lock)
    _waiting: tuple[bytes, float] | None = None
    _over: bool = False
    _dropped: int = 0
    _refused: int = 0
    _failure: str = ""
    _first_s: float = float("nan")
    _last_s: float = float("nan")
    _began: datetime = field(default_factory=lambda: datetime.now(UTC))
    _events: list[Event] = field(default_factory=list)
    _coach: Coach = field(init=False)
    _screen: Screen = field(init=False)
    _kept: RunningSet | None = None
    _worker: threading.Thread | None = None

    def __post_init__(self) -> None:
        self._coach = Coach(self.exercise, arm="still")
        self._screen = Screen(self._coach)

    @property
    def state(self) -> LiveState:
        """The snapshot as of now; may be read from any thread."""
        phase: Phase = "ended" if self.outcome else "failed" if self._failure else self._screen.state.phase
        return replace(
            self._screen.state, phase=phase, dropped=self._dropped, refused=self._refused, failure=self._failure
        )

    def start(self, answer: Callable[[Answer], None]) -> None:
        """Begin: `answer` is called once for each offered frame, from the session's own thread or from `offer`.

        Raises
        ------
        CoachError: the store's folder cannot be written.
        RuntimeError: it was started before.
        """
        if self._worker is not None:
            raise RuntimeError("A set is started once.")
        self._kept = RunningSet.begin(Begun(self.person, self.exercise.text, self._began))
        self._answer = answer
        self._worker = threading.Thread(target=self._work, name="live-set", daemon=True)
        self._worker.start()

    def offer(self, jpeg: bytes, t_s: float) -> None:
        """Take a frame of the browser's clock; the newest wins, one that waited is answered as dropped."""
        late = None
        with self._lock:
            refused = self._over or bool(self._failure) or not math.isfinite(t_s)
            if refused:
                self._refused += 1
            else:
                late, self._waiting = self._waiting, (jpeg, t_s)
                self._dropped += late is not None
                self._lock.notify()
        if refused:
            self._answer(Answer(t_s, "refused", state=self.state))
        elif late is not None:
            self._answer(Answer(late[1], "dropped"))

    def finish(self, why: str = "stopped") -> Outcome:
        """End the set, keep it, and say how it went; later calls give the first outcome."""
        with self._lock:
            self._over = True
            self._waiting = None
            self._lock.notify()
        with self._ending:
            if self.outcome is None:
                if self._worker is not None:
                    self._worker.join()
                self.outcome = self._end(why if why in WHYS else "other")
            return self.outcome

    def _work(self) -> None:
        try:
            with self.estimator() as model:
                metadata = RecordingMetadata(model.name, model.sha256, self.exercise.sha256, Source("camera"))
                while (frame := self._next()) is not None:
                    self._answer(self._judge(model, metadata, *frame))
        except CoachError as error:
            self._failure = str(error)
        finally:
            # A defect keeps its traceback, and the person is told that the coach no longer watches.
            if not self._over and not self._failure:
                self._failure = BROKEN
            if self._failure:
                self._answer(Answer(0.0, "refused", state=self.state))

    def _next(self) -> tuple[bytes, float] | None:
        with self._lock:
            while self._waiting is None and not self._over:
                self._lock.wait()
            frame, self._waiting = self._waiting, None
            return None if self._over else frame

    def _judge(self, model: PoseEstimator, metadata: RecordingMetadata, jpeg: bytes, t_s: float) -> Answer:
        if self._first_s != self._first_s:
            self._first_s = t_s
        # A browser's clock may stand still or step back; the fold's never does.
        at_s = t_s - self._first_s
        if self._last_s == self._last_s:
            at_s = max(at_s, self._last_s + LEAST_STEP_S)
        if at_s > MAX_SET_S:
            self._refused += 1
            return Answer(t_s, "refused", state=replace(self.state, hint=TOO_LONG))
        try:
            picture = decode_jpeg(jpeg)
        except CaptureError:
            self._refused += 1
            return Answer(t_s, "refused", state=self.state)
        poses = model.estimate(picture, at_s)
        self._last_s = at_s
        assert self._kept is not None
        self._kept.append(poses, metadata)
        events = self._coach.step(poses)
        self._events += events
        self._screen.step(poses, events)
        return Answer(t_s, "judged", poses, self.state)

    def _end(self, why: str) -> Outcome:
        report = report_of(self._coach, [*self._events, *self._coach.finish(why)])
        seconds = self._last_s if self._last_s == self._last_s else 0.0
        kept = self._kept
        if kept is None:
            return Outcome(why, report, seconds, None, self._failure)
        try:
            set_id = self._keep(kept, report) if kept.people_frames else None
        except CoachError as error:
            # What there is of this set stays where it is, for the next start of the program.
            kept.note_end(why)
            kept.leave()
            return Outcome(why, report, seconds, None, f"This set could not be kept. {error}")
        kept.remove()
        return Outcome(why, report, seconds, set_id, self._failure)

    def _keep(self, kept: RunningSet, report: Report) -> int:
        return (self.store or Store()).save_set(
            self.person,
            exercise_text=self.exercise.text,
            report=report.to_dict(),
            recording=kept.recording(),
            kind="live",
            performed_at=self._began,
        )
