"""Who is signed in at which browser, by a token of chance that the browser keeps in a cookie; here, in memory only.

A visit ends by signing out, or where nobody touched the pages for a while: other people use the same computer. What
the program forgets by ending, everybody has to say again.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from coach.records.desk import Role, Viewer, utc_now

#: Without anybody touching the pages a visit ends after this; proposals. A therapist's shows other people's records.
IDLE: dict[Role, timedelta] = {
    "patient": timedelta(minutes=30),
    "therapist": timedelta(minutes=10),
    "administrator": timedelta(minutes=10),
}
#: A clock that goes back by more than this tells nothing about how long nobody was there.
BACKWARDS = timedelta(minutes=1)
#: Ended visits of a clinic's sign-in are remembered, so that a browser's old sign-in does not begin another.
MOST_ENDED = 10_000


@dataclass(slots=True)
class _Visit:
    viewer: Viewer
    touched: datetime


@dataclass(slots=True)
class Visits:
    """Thread-safe; `clock` gives aware moments."""

    clock: Callable[[], datetime] = utc_now
    _visits: dict[str, _Visit] = field(default_factory=dict)
    _ended: dict[str, None] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def begin(self, viewer: Viewer, token: str = "") -> str:
        """Let somebody in and return the visit's token, which nobody can guess; `token` where `token_of` made it."""
        token = token or secrets.token_urlsafe(32)
        with self._lock:
            self._visits[token] = _Visit(viewer, self.clock())
        return token

    def token_of(self, sign_in: str) -> str:
        """The token of a sign-in that was made elsewhere: always the same, and nobody can guess it."""
        return hmac.digest(self._key, sign_in.encode(), "sha256").hex()

    def find(self, token: str) -> Viewer | None:
        """Who is signed in by that token, None where nobody is any more; an idle visit ends here."""
        with self._lock:
            visit = self._alive(token)
            return visit.viewer if visit else None

    def touch(self, token: str) -> None:
        """Somebody is there, or a session runs; a visit that is over stays so."""
        with self._lock:
            if visit := self._alive(token):
                visit.touched = self.clock()

    def end(self, token: str) -> None:
        """Signed out."""
        with self._lock:
            self._end(token)

    def end_of(self, person_id: int, but: str = "") -> None:
        """Whoever is signed in as that person is so no more, in every browser; the visit of the token `but` stays."""
        with self._lock:
            hers = [token for token, one in self._visits.items() if one.viewer.person_id == person_id]
            for token in hers:
                if token != but:
                    self._end(token)

    def has_ended(self, token: str) -> bool:
        """Whether a visit of that token was there and is over."""
        with self._lock:
            return token in self._ended

    def _alive(self, token: str) -> _Visit | None:
        visit = self._visits.get(token)
        if visit is None or -BACKWARDS <= self.clock() - visit.touched < IDLE[visit.viewer.role]:
            return visit
        self._end(token)
        return None

    def _end(self, token: str) -> None:
        if self._visits.pop(token, None) is not None:
            self._ended[token] = None
            while len(self._ended) > MOST_ENDED:
                self._ended.pop(next(iter(self._ended)))


#: Those of this program.
VISITS = Visits()
