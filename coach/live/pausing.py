"""When a session pauses and when it goes on by itself: an arm, an empty picture, a black one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from coach.live.light import Light
from coach.live.plan import Glimpse

Phase = Literal["check", "ready", "setup", "show", "neutral", "work", "rest", "how", "summary", "halted"]
Pause = Literal["", "button", "hand", "left", "hidden", "camera", "lost", "dark", "fall"]

#: Phases in which the camera is on, and those in which a set runs.
WITH_CAMERA = ("setup", "show", "neutral", "work", "rest")
IN_SET = ("neutral", "work")
#: Out of the picture for so long is a pause, and back in it for so long ends it (proposal).
GONE_S, BACK_S = 2.0, 1.0
#: A black picture for so long is a pause (proposal).
DARK_S = 1.5
#: A frame that comes sooner was on its way before the pause (proposal).
LATE_S = 0.5
#: These are over with the next frame that comes.
_OVER_WITH_A_FRAME = ("hidden", "camera", "lost")


@dataclass(slots=True)
class PauseWatch:
    """Follows the glimpses of one session."""

    _back_since_s: float = math.nan
    _dark_since_s: float = math.nan

    def due(self, glimpse: Glimpse, phase: Phase) -> Pause:
        """Why this frame pauses the session, or ""."""
        noticed = glimpse.noticed
        dark_s = self._dark_for(glimpse)
        if noticed.arm_up and phase in (*IN_SET, "rest"):
            return "hand"
        if dark_s >= DARK_S and phase in IN_SET:
            return "dark"
        return "left" if noticed.gone_s >= GONE_S and phase == "work" else ""

    def begin(self) -> None:
        """The session is paused from here on."""
        self._back_since_s = self._dark_since_s = math.nan

    def over(self, glimpse: Glimpse, paused: Pause, since_s: float) -> bool:
        """Whether this frame ends the pause that began at `since_s`."""
        if paused == "left":
            return self._back_for(glimpse) >= BACK_S
        if paused in ("hand", "button"):
            return glimpse.noticed.arm_up
        if paused in _OVER_WITH_A_FRAME:
            return glimpse.t_s - since_s >= LATE_S
        return paused == "dark" and glimpse.light is not Light.BLACK

    def _dark_for(self, glimpse: Glimpse) -> float:
        if glimpse.light is not Light.BLACK:
            self._dark_since_s = math.nan
            return 0.0
        if self._dark_since_s != self._dark_since_s:
            self._dark_since_s = glimpse.t_s
        return glimpse.t_s - self._dark_since_s

    def _back_for(self, glimpse: Glimpse) -> float:
        if not glimpse.present:
            self._back_since_s = math.nan
            return 0.0
        if self._back_since_s != self._back_since_s:
            self._back_since_s = glimpse.t_s
        return glimpse.t_s - self._back_since_s
