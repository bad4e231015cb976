"""One session in the store while it runs: whether it may be, what was answered today, its sets, and how it ended."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from coach.care import Allowance
from coach.care.victories import Victory
from coach.errors import CoachError, RecordError
from coach.language import say
from coach.live.afterwards import NOTHING_NEW, Afterwards, afterwards, victories_by
from coach.live.day import Today
from coach.live.guide import Guide
from coach.live.plan import KeepAnswers
from coach.live.set_record import SetRecord
from coach.live.zones import zone_here
from coach.records.answers import answered_today, earlier_today, hurt_today, save_answers
from coach.records.desk import AccessError, Desk
from coach.records.profiles import allowance_for
from coach.records.running import Begun, RunningSession
from coach.records.sessions import NotAllowed, begin_session, end_session
from coach.rules.model import Exercise


@dataclass(slots=True)
class SessionRecord:
    """Of one exercise by one person, on the desk of whoever is signed in. It begins in the store with its first set.

    What runs keeps its rule, whatever midnight or a new plan change.

    Raises
    ------
    NotAllowed: her operation does not let her do this exercise today.
    AccessError: it is not hers.
    """

    desk: Desk
    person_id: int
    exercise: Exercise
    zone: tzinfo = field(default_factory=zone_here)
    allowance: Allowance = field(init=False)
    _id: int | None = None
    name: str = field(init=False)
    _began_at: datetime = field(init=False)
    _note: RunningSession | None = None
    _ended: bool = False
    _before: tuple[Victory, ...] = ()

    def __post_init__(self) -> None:
        name = self.desk.store.person_of(self.person_id)
        if name is None:
            raise RecordError(say("There is nobody with the number {number} in the store.", number=self.person_id))
        if not self.desk.allows(self.person_id, "session", "write"):
            raise AccessError(say("{name} trains in her own name only. Sign in as such to go on.", name=name))
        self.name = name
        self._began_at = self.desk.clock()
        self.ask()

    @property
    def today(self) -> Today:
        """What the record has of her local day."""
        desk, who, now, name = self.desk, self.person_id, self.desk.clock(), self.exercise.id
        return Today(
            answered_today(desk, who, now, self.zone),
            earlier_today(desk, who, name, now, self.zone),
            hurt_today(desk, who, name, now, self.zone),
        )

    @property
    def runs(self) -> bool:
        """Whether it has begun in the store and not ended."""
        return self._id is not None and not self._ended

    def ask(self) -> None:
        """May it begin now? Nothing is asked any more once it has; raises NotAllowed."""
        if self._id is None:
            self.allowance = allowance_for(self.desk, self.person_id, self.exercise, self._day(self.desk.clock()))
            if not self.allowance.allowed:
                raise NotAllowed(self.exercise, self.allowance)

    def begin_set(self, number: int) -> SetRecord:
        """Begin a set, and the session with the first one.

        Raises
        ------
        NotAllowed: she may not do it any more.
        CoachError: it cannot be written.
        """
        now = self._now()
        if self._id is None:
            self._id = begin_session(self.desk, self.person_id, self.exercise.id, "live", now, self.zone)
            self._began_at = now
            with suppress(CoachError):
                self._before = victories_by(self.desk, self.person_id, self.exercise, self._day(now))
        if self._note is None:
            self._note = RunningSession.begin(Begun(self._id, self._began_at))
        return SetRecord.begin(self.desk, self._id, self.exercise.text, number, now)

    def keep(self, order: KeepAnswers, set_id: int | None) -> None:
        """Keep what was answered, after the set `set_id` where there was one; raises CoachError where it cannot be."""
        save_answers(
            self.desk,
            self.person_id,
            order.answers,
            kind=order.kind,
            asked_at=self.desk.clock(),
            exercise_id=self.exercise.id,
            set_number=order.set_number,
            set_id=set_id,
            why=order.why,
            zone=self.zone,
        )

    def end(self, state: str, why: str) -> None:
        """Say once how it ended; where that cannot be written, the next start of the program says it was cut off."""
        if not self.runs or self._id is None:
            return
        self._ended = True
        note, self._note = self._note, None
        try:
            end_session(self.desk, self._id, state, why, self._now())
        except CoachError:
            if note is not None:
                note.leave()
        else:
            if note is not None:
                note.remove()

    def afterwards(self) -> Afterwards:
        """What it added to the record, empty where that cannot be read."""
        try:
            return afterwards(self.desk, self.person_id, self.exercise, self._day(self._began_at), self._before)
        except CoachError:
            return NOTHING_NEW

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def _now(self) -> datetime:
        """This moment, and never before the beginning: clocks are put back."""
        return max(self.desk.clock(), self._began_at)


def how_it_ended(guide: Guide, failure: str, why: str) -> tuple[str, str]:
    """State of a session that is over and why it ended; `failure` is what the program could not do, `why` what else."""
    if failure:
        return "interrupted", "failure"
    if not guide.decision.go:
        return "stopped", guide.decision.why
    if guide.phase in ("how", "summary") and not guide.stopped:
        return "done", "done"
    return "stopped", guide.stopped or why
