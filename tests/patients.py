"""Somebody whom the precautions let train, as the store knows her, and her desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from coach.care import Profile
from coach.records.desk import PROGRAM, Desk, Viewer, utc_now
from coach.records.profiles import profile_of, save_profile
from coach.records.store import Store


def patient(
    store: Store, name: str = "Ada", weeks: int | None = 30, clock: Callable[[], datetime] = utc_now, **profile: Any
) -> Desk:
    """Her own desk, so many weeks after a fusion from the back of her lower spine; with `weeks` None nothing is known.

    Whoever has a profile keeps it unless `profile` says something else.
    """
    person_id, program = store.person_number(name), Desk(store, PROGRAM)
    if weeks is not None and (profile or profile_of(program, person_id) is None):
        now = datetime.now(UTC)
        given = {"level": "lumbar", "operation": "posterior", "operated_on": now.date() - timedelta(weeks=weeks)}
        save_profile(program, person_id, Profile(**given | profile), now, "therapist")
    return Desk(store, Viewer(person_id, "patient"), clock)
