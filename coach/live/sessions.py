"""The running sessions of this program by their secret tokens: how a page hands its session to the socket."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from coach.errors import CoachError
from coach.language import say
from coach.live.session import LiveSession

#: Sessions at a time; each holds a pose model of its own.
MAX_SESSIONS = 4
#: A session whose browser never came is forgotten after this.
UNCLAIMED_S = 300.0
#: A session whose line was cut waits so long for its browser, then what was done is kept.
LOST_S = 120.0
#: An ended session is remembered this long for the page that shows what was kept.
REMEMBERED_S = 3600.0


@dataclass(slots=True)
class _Entry:
    session: LiveSession
    opened_s: float
    claimed: bool = False
    held: int = 0
    """By how many sockets: a browser whose line died unnoticed opens another."""
    let_go_s: float = 0.0
    given_up: bool = False


@dataclass(slots=True)
class Sessions:
    """Thread-safe; `clock` gives monotonic seconds."""

    clock: Callable[[], float] = time.monotonic
    _entries: dict[str, _Entry] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, session: LiveSession) -> str:
        """Make a session known and return its token.

        Raises
        ------
        CoachError: too many sessions are running.
        """
        for left in self._left_for(session):
            left.finish("left")
        with self._lock:
            self._forget()
            if self._running() >= MAX_SESSIONS:
                raise CoachError(
                    say("{n} sessions are running on this computer. End one of them first.", n=MAX_SESSIONS)
                )
            self._entries[session.token] = _Entry(session, self.clock())
            return session.token

    def find(self, token: str) -> LiveSession | None:
        """The session of `token`, running or ended, or None."""
        with self._lock:
            entry = self._entries.get(token)
            return entry.session if entry else None

    def claim(self, token: str) -> LiveSession | None:
        """The session of `token` for a socket that feeds it from now on, in the place of any before; else None."""
        with self._lock:
            entry = self._entries.get(token)
            if entry is None or entry.given_up or entry.session.ended:
                return None
            entry.claimed = True
            entry.held += 1
            return entry.session

    def release(self, token: str) -> None:
        """The socket that held the session is gone; another one may claim it for `LOST_S`."""
        with self._lock:
            entry = self._entries.get(token)
            if entry is not None:
                entry.held -= 1
                entry.let_go_s = self.clock()

    def lost(self, token: str) -> LiveSession | None:
        """The session of `token` if its browser has stayed away for `LOST_S`; nobody can claim it any more."""
        with self._lock:
            entry = self._entries.get(token)
            if entry is None or entry.held or entry.session.ended or self.clock() - entry.let_go_s < LOST_S:
                return None
            entry.given_up = True
            return entry.session

    def drop(self, token: str) -> None:
        """Forget a session that its page no longer needs; one that a socket feeds stays until it has ended."""
        with self._lock:
            entry = self._entries.get(token)
            if entry and (entry.session.ended or not entry.claimed):
                del self._entries[token]

    def _running(self) -> int:
        return sum(not entry.session.ended for entry in self._entries.values())

    def _left_for(self, new: LiveSession) -> list[LiveSession]:
        """Sessions that must end to make room for a `new` one: whose browser is longest away, then demonstrations.

        A demonstration is open to anybody and must keep nobody from training; it gives way to no other one.
        """
        with self._lock:
            most = max(self._running() + 1 - MAX_SESSIONS, 0)
            open_ = [entry for entry in self._entries.values() if not (entry.given_up or entry.session.ended)]
            away = sorted((one for one in open_ if one.claimed and not one.held), key=lambda one: one.let_go_s)
            demos = [one for one in open_ if one not in away and one.session.demo] if most and not new.demo else []
            leaving = [*away, *sorted(demos, key=lambda one: one.held)][:most]
            for entry in leaving:
                entry.given_up = True
            return [entry.session for entry in leaving]

    def _forget(self) -> None:
        now_s = self.clock()
        for token, entry in list(self._entries.items()):
            age_s = now_s - entry.opened_s
            if (not entry.claimed and age_s > UNCLAIMED_S) or (entry.session.ended and age_s > REMEMBERED_S):
                del self._entries[token]


#: Those of this process: pages and socket run in it side by side.
SESSIONS = Sessions()
