"""`Guide`: the phases of a guided session, from the questions of the day to the summary. Pure: no clock, no I/O.

It takes glimpses (what one frame told), ticks of the camera's clock, commands and answers, and gives the phase, what is
said, and orders for whoever keeps sets and answers. `docs/live.md` has the phases in a table.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import KW_ONLY, InitVar, dataclass, field

from coach.care.asking import Ask, check_ask, fall_ask, how_ask, pain_ask
from coach.care.safety import Answers, Decision, after_fall
from coach.language import Joined, Sentence
from coach.live.course import Course
from coach.live.day import Day, Today
from coach.live.pausing import IN_SET, WITH_CAMERA
from coach.live.plan import Glimpse, KeepAnswers
from coach.live.telling import OfExercise

#: After the last repetition the set stays for a moment (proposal).
DONE_S = 2.0
#: Before the rest ends it is said once (proposal).
WARN_S = 10.0
#: Nobody answered after a fall for so long: the session ends with whom to call (proposal).
FALL_ANSWER_S = 60.0

_FELL = "new_trouble"


@dataclass(slots=True)
class Guide(Course):
    """One session. `phase`, `paused`, `ask` and `decision` are what the screen shows; `orders` are taken by `take`."""

    today: InitVar[Today]
    _: KW_ONLY
    ask: Ask | None = None
    over: bool = False
    _day: Day = field(init=False)
    _fell_s: float = math.nan
    _asked_before: Ask | None = None
    _warned: bool = False

    def __post_init__(self, today: Today) -> None:
        self._day = Day(self.plan.settings, today)
        self.recall(today)

    def recall(self, today: Today) -> None:
        """What the record has of today, read anew: another tab or another day may have changed it."""
        self._day.today = today
        if self.phase != "ready" or not self.plan.asks:
            return
        if today.before is None:
            self.ask = check_ask()
            self._enter("check")
            return
        self._decide(self._day.may_begin())
        if not self.decision.go:
            self._enter("halted")

    @property
    def pain(self) -> tuple[int | None, int | None]:
        """The day's first pain, the higher of the two scales, and the last that was told in this session."""
        return self._day.before.worst, self._day.last.worst

    @property
    def rest_s(self) -> float:
        """Seconds left of the rest; NaN outside it."""
        if self.phase != "rest":
            return math.nan
        return max(self.plan.settings.rest_s - self._in_phase_s, 0.0)

    def tick(self, t_s: float) -> None:
        """The camera's clock says `t_s`; it never goes back."""
        self.now_s = max(self.now_s, t_s)
        if self.paused:
            if self.paused == "fall" and self.now_s - self._fell_s >= FALL_ANSWER_S:
                self._after_fall(None)
            return
        if self.phase == "show" and self._in_phase_s >= self.plan.show_s:
            self._enter_neutral()
        elif self.phase in IN_SET and self.now_s - self._done_s >= DONE_S:
            self._set_over()
        elif self.phase == "rest":
            self._rest()

    def see(self, glimpse: Glimpse) -> None:
        """Take what a frame told."""
        self.tick(glimpse.t_s)
        if self.phase not in WITH_CAMERA or self.paused == "fall":
            return
        if glimpse.noticed.fell and self.phase in (*IN_SET, "rest"):
            self._fell()
            return
        if self.paused:
            if self._pauses.over(glimpse, self.paused, self._paused_s):
                self._resume()
            return
        why = self._pauses.due(glimpse, self.phase)
        if why:
            self.pause(why)
        elif self.phase == "setup":
            self._setup(glimpse)
        elif self.phase in IN_SET:
            self._in_set(glimpse)

    def do(self, command: str, why: str = "") -> None:
        """A button, a key, or the browser's word about tab and camera; what does not fit the phase does nothing."""
        commands: dict[str, Callable[[], None]] = {
            "start": self._start,
            "resume": self._resume,
            "stop": self._stop,
            "again": self._again,
            "skip": self._skip,
        }
        if command == "pause":
            self.pause("hidden" if why == "hidden" else "camera" if why == "camera" else "button")
        elif command == "leave":
            self.over = True
        elif command in commands:
            commands[command]()

    def answer(self, answers: Answers, why: str = "") -> None:
        """What was answered to `ask`; `why` is the choice that was pressed."""
        asked = self.ask.id if self.ask else ""
        if asked == "fall":
            self._after_fall(why)
        elif asked == "check":
            self.ask = None
            self._orders.append(KeepAnswers("before", answers))
            self._decide(self._day.begin(answers))
            self._enter("ready" if self.decision.go else "halted")
        elif asked == "pain":
            self._day.tell_pain(self.now_s, answers)
        elif asked == "how":
            self.ask = None
            self._finish(answers, why)
        elif self.plan.asks and self.phase in IN_SET:
            # Told as the rest ran out.
            self._day.tell_pain(self.now_s, answers)
            self._pain_lets_go_on(last=True)

    def abandon(self) -> None:
        """Nobody will answer any more: what was told and what is still asked have their consequences."""
        if self.paused == "fall":
            self._after_fall(None)
        elif self.phase == "rest":
            self._pain_lets_go_on(last=True)

    # What each phase does with a frame.

    def _setup(self, glimpse: Glimpse) -> None:
        todo, fits = self._settling.step(glimpse.t_s, glimpse.checks)
        self.speech.hint(glimpse.t_s, todo)
        if fits:
            self.speech.clear()
            self._start()

    # What is asked for.

    def _start(self) -> None:
        """On to what comes next, from wherever she is."""
        if self.paused:
            self._resume()
        elif self.phase == "ready":
            self._enter("setup")
            self.speech.say(OfExercise(self.plan.exercise, lambda words: words.place), "guide")
        elif self.phase == "setup":
            if self.plan.show_s > 0 and self.set_number == 1:
                self._enter("show")
                self.speech.say(Sentence("Good. Watch how it is done."), "guide")
            else:
                self._enter_neutral()
        elif self.phase == "show":
            self._enter_neutral()
        elif self.phase == "rest":
            self._next_set()

    def _again(self) -> None:
        """The figure once more."""
        if self.plan.show_s > 0 and not self.paused and self.phase in ("setup", "show", "neutral"):
            self._enter("show")

    def _stop(self) -> None:
        if self.phase not in WITH_CAMERA:
            return
        if self.paused == "fall":
            self._after_fall(None)
            return
        self.speech.clear()
        self.paused = ""
        if not self._began:
            self._enter("ready")
        elif self.phase == "rest" and not self._pain_lets_go_on(last=True):
            return
        elif self.plan.asks:
            self.stopped = "stopped"
            self.ask = how_ask(stopped=True)
            self._enter("how")
        else:
            self.stopped = "stopped"
            self._finish(Answers(), "stopped")

    def _skip(self) -> None:
        """Go on without an answer."""
        if self.ask is None or self.ask.skip is None:
            return
        asked, self.ask = self.ask.id, None
        if asked == "how":
            self._finish(Answers(), "")
        else:
            self._pain_lets_go_on(last=True)

    # From phase to phase.

    def _set_over(self) -> None:
        """The dose of this set is done."""
        self._done_s = math.nan
        self._end_set("done")
        if self.set_number < self.plan.sets:
            self._enter("rest")
            self._warned = False
            self.ask = pain_ask() if self.plan.asks else None
            self.speech.tell(self.now_s, Sentence("Rest now. Sit down if you like."), "guide")
        elif self.plan.asks:
            self.ask = how_ask(stopped=False)
            self._enter("how")
        else:
            self._finish(Answers(), "done")

    def _rest(self) -> None:
        if self._day.settled(self.now_s) and not self._pain_lets_go_on():
            return
        if (left_s := self.rest_s) <= 0:
            self._next_set()
        elif left_s <= WARN_S and not self._warned:
            self._warned = True
            self.speech.say(Sentence("{n} seconds.", n=math.ceil(left_s)), "guide")

    def _pain_lets_go_on(self, *, last: bool = False) -> bool:
        """Judge the pain told since the set; False where it ended the exercise. `last`: no more will be told."""
        pain = self._day.pain
        if pain is None:
            return True
        self._decide(self._day.after(pain))
        if self.decision.go and not last and None in (pain.back, pain.limb):
            return True
        self._day.pain, self.ask = None, None
        self._orders.append(KeepAnswers("after_set", pain, set_number=self.set_number))
        if not self.decision.go:
            self.stopped = "pain"
            self._end_set("pain")
            self._enter("summary")
        return self.decision.go

    def _next_set(self) -> None:
        if not self._pain_lets_go_on(last=True):
            return
        self.ask = None
        self.set_number += 1
        self._enter_neutral()

    def _finish(self, answers: Answers, why: str) -> None:
        """The last question was answered, or passed over."""
        self._end_set(why or self.stopped or "done")
        self.stopped = why if self.stopped and why else self.stopped
        if self.plan.asks:
            self._orders.append(KeepAnswers("after", answers, why))
            self._decide(self._day.after(answers, why))
        self._enter("summary")

    def _fell(self) -> None:
        """Hips dropped and stayed low: nothing goes on before she has answered."""
        if not self.paused:
            self._paused_s = self.now_s
        self.paused, self._fell_s = "fall", self.now_s
        self._asked_before, self.ask = self.ask, fall_ask()
        self.speech.clear()
        self.speech.say(self.ask.title, "safety")

    def _after_fall(self, choice: str | None) -> None:
        decision = after_fall(choice, self.plan.settings)
        self.ask = self._asked_before
        if decision.go:
            self.paused = "button"
            self._resume()
            return
        self.paused, self.ask = "", None
        self._end_set("fall")
        self._orders.append(KeepAnswers("after_set", Answers(flags=frozenset({_FELL})), "fall", self.set_number))
        self._decide(decision)
        self._enter("halted")

    def _decide(self, decision: Decision) -> None:
        self.decision = decision
        if decision.sentences:
            self.speech.say(Joined(decision.sentences), "safety")
