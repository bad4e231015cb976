"""The running sets of this program by their secret tokens: how a page hands its set to the socket."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from coach.errors import CoachError
from coach.live.session import LiveSession

#: Sets at a time; each holds a pose model of its own.
MAX_SESSIONS = 4
#: A set whose camera never came is forgotten after this.
UNCLAIMED_S = 300.0
#: An ended set is remembered this long for the page that shows its summary.
REMEMBERED_S = 3600.0


@dataclass(slots=True)
class _Entry:
    session: LiveSession
    opened_s: float
    claimed: bool = False


@dataclass(slots=True)
class Sessions:
    """Thread-safe; `clock` gives monotonic seconds."""

    clock: Callable[[], float] = time.monotonic
    _entries: dict[str, _Entry] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, session: LiveSession) -> str:
        """Make a set known and return its token.

        Raises
        ------
        CoachError: too many sets are running.
        """
        with self._lock:
            self._forget()
            if sum(entry.session.outcome is None for entry in self._entries.values()) >= MAX_SESSIONS:
                raise CoachError(f"{MAX_SESSIONS} sets are running on this computer. End one of them first.")
            self._entries[session.token] = _Entry(session, self.clock())
            return session.token

    def find(self, token: str) -> LiveSession | None:
        """The set of `token`, running or ended, or None."""
        with self._lock:
            entry = self._entries.get(token)
            return entry.session if entry else None

    def claim(self, token: str) -> LiveSession | None:
        """The set of `token` for the one socket that may feed it; None for everyone who comes later."""
        with self._lock:
            entry = self._entries.get(token)
            if entry is None or entry.claimed or entry.session.outcome is not None:
                return None
            entry.claimed = True
            return entry.session

    def drop(self, token: str) -> None:
        """Forget a set that its page no longer needs; a set that a socket feeds stays until it has ended."""
        with self._lock:
            entry = self._entries.get(token)
            if entry and (entry.session.outcome is not None or not entry.claimed):
                del self._entries[token]

    def _forget(self) -> None:
        now_s = self.clock()
        for token, entry in list(self._entries.items()):
            age_s = now_s - entry.opened_s
            ended = entry.session.outcome is not None
            if (not entry.claimed and age_s > UNCLAIMED_S) or (ended and age_s > REMEMBERED_S):
                del self._entries[token]


#: Those of this process: pages and socket run in it side by side.
SESSIONS = Sessions()
