"""The sets of a session: how one begins, what is said while it runs, and how it ends. Pure; orders go to the keeper."""

from __future__ import annotations

import math
from dataclasses import KW_ONLY, dataclass, field

from coach.care.safety import GO, Decision
from coach.coaching.events import SetDone
from coach.language import Sentence
from coach.live.hints import NOTHING, UNSTEADY
from coach.live.light import Light
from coach.live.placing import STILL_PICTURE
from coach.live.plan import BeginSet, EndSet, Glimpse, Order
from coach.live.stage import Stage
from coach.live.telling import tell_event


@dataclass(slots=True)
class Course(Stage):
    """Of one session. `set_number` is the running set, or the one that comes; `stopped` tells why it ended early."""

    _: KW_ONLY
    set_number: int = 1
    decision: Decision = GO
    stopped: str = ""
    _done_s: float = math.nan
    _running: bool = False
    _began: bool = False
    _held: bool = False
    _orders: list[Order] = field(default_factory=list)

    def take(self) -> list[Order]:
        """The orders since the last call."""
        orders, self._orders = self._orders, []
        return orders

    def may_not_begin(self) -> None:
        """The set that was to begin may not any more: the session ends with what was done."""
        self._running = False
        self.stopped = "not_allowed"
        self.decision = Decision(False, self.stopped, (Sentence("Rest now."),))
        self.speech.clear()
        self.speech.say(Sentence("Rest now."), "guide")
        self._enter("summary")

    def _resume(self) -> None:
        self._done_s += self._go_on()

    def _enter_neutral(self) -> None:
        if not self._running:
            self._running = self._began = True
            self._orders.append(BeginSet())
        self._enter("neutral")
        take_place = Sentence("Take your start position and hold still.")
        reminder = self.plan.reminder
        words = Sentence("{first} {then}", first=reminder, then=take_place) if reminder else take_place
        self.speech.tell(self.now_s, words, "guide")

    def _in_set(self, glimpse: Glimpse) -> None:
        for event in glimpse.events:
            tell_event(self.speech, glimpse.t_s, event, self.plan.exercise)
            if isinstance(event, SetDone):
                self._done_s = glimpse.t_s
        if glimpse.armed != (self.phase == "work"):
            self.phase = "work" if glimpse.armed else "neutral"
            self._since_s = self.now_s
            if glimpse.armed:
                self.speech.tell(glimpse.t_s, Sentence("Good. Begin when you are ready."), "guide")
        if glimpse.held and not self._held:
            self.speech.say(Sentence("And slowly back."), "guide")
        self._held = glimpse.held
        # The ring and the phase's own sentence ask for stillness already.
        waits = self.phase == "neutral"
        hint = STILL_PICTURE if glimpse.light is Light.STILL else glimpse.hint
        self.speech.hint(glimpse.t_s, NOTHING if waits and hint == UNSTEADY else hint)

    def _end_set(self, why: str) -> None:
        if self._running:
            self._running = False
            self._orders.append(EndSet(why))
