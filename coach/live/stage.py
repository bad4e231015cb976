"""Where a session is: its phase, whether it is paused and why, its clock, and what is said. Pure."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field

from coach.language import Sentence
from coach.live.pausing import IN_SET, WITH_CAMERA, Pause, PauseWatch, Phase
from coach.live.plan import SessionPlan
from coach.live.settling import Settling
from coach.live.speech import Speech


@dataclass(slots=True)
class Stage:
    """Of one session. Time that passes while it is paused does not count for its phase."""

    plan: SessionPlan
    _: KW_ONLY
    phase: Phase = "ready"
    paused: Pause = ""
    speech: Speech = field(default_factory=Speech)
    now_s: float = 0.0
    _since_s: float = 0.0
    _paused_s: float = 0.0
    _pauses: PauseWatch = field(default_factory=PauseWatch)
    _settling: Settling = field(default_factory=Settling)

    @property
    def watching(self) -> bool:
        """True while frames belong to the running set: then they are judged and recorded."""
        return self.phase in IN_SET and not self.paused

    def pause(self, why: Pause) -> None:
        """Stop counting until it goes on; what is paused already stays so."""
        if self.phase not in WITH_CAMERA or self.paused:
            return
        self.paused, self._paused_s = why, self.now_s
        self._pauses.begin()
        self.speech.clear()
        self.speech.say(Sentence("Paused."), "guide")

    def _go_on(self) -> float:
        """End the pause; for how many seconds it was one, 0 where there was none that ends so."""
        if not self.paused or self.paused == "fall":
            return 0.0
        for_s = self.now_s - self._paused_s
        self._since_s += for_s
        self.paused = ""
        self.speech.tell(self.now_s, Sentence("We go on."), "guide")
        return for_s

    def _enter(self, phase: Phase) -> None:
        self.phase, self._since_s = phase, self.now_s
        self._settling = Settling()

    @property
    def _in_phase_s(self) -> float:
        """For how long it has been in this phase."""
        return (self._paused_s if self.paused else self.now_s) - self._since_s
