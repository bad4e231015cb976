"""The session's own clock: the camera's, from its first word on, and for frames one that only goes on."""

from __future__ import annotations

import math
from dataclasses import dataclass

from coach.errors import CaptureError
from coach.language import Sentence

#: The least time between two frames: MediaPipe counts milliseconds.
LEAST_STEP_S = 0.001
#: Longer than any session; what comes later is refused.
MAX_SESSION_S = 2 * 3600.0
TOO_LONG = Sentence("This session has run for two hours. Leave it and begin another; what was counted is kept.")


@dataclass(slots=True)
class SessionClock:
    """Of one session; NaN where nothing came yet."""

    _zero_s: float = math.nan
    _first_s: float = math.nan
    _last_s: float = math.nan

    def at(self, t_s: float) -> float:
        """The session's time of a moment of the camera's clock."""
        if self._zero_s != self._zero_s:
            self._zero_s = t_s
        return t_s - self._zero_s

    def of_frame(self, t_s: float) -> float:
        """The time of a frame, later than the last one's, whatever the camera says.

        Raises
        ------
        CaptureError: the session has run for too long.
        """
        at_s = self.at(t_s)
        if self._last_s == self._last_s:
            at_s = max(at_s, self._last_s + LEAST_STEP_S)
        if self._first_s != self._first_s:
            self._first_s = at_s
        if at_s - self._first_s > MAX_SESSION_S:
            raise CaptureError(str(TOO_LONG))
        return at_s

    def judged(self, at_s: float) -> None:
        """A frame of that time was taken."""
        self._last_s = at_s
