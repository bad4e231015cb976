"""The therapist's settings, one row for each of their fields; what was never set has its default."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import select

from coach.care import ClinicSettings
from coach.errors import RecordError, SettingsError
from coach.language import say
from coach.records.desk import Desk
from coach.records.store import Store, insert_unless_there
from coach.records.tables import Setting

_SETTINGS = TypeAdapter(ClinicSettings)


def read_settings(store: Store) -> ClinicSettings:
    """The settings in force.

    Raises
    ------
    RecordError: the database fails, or a row lies outside what is allowed. Nothing is guessed then: a default in its
        place could undo what the therapist had tightened.
    """
    with store.transaction() as session:
        kept = {row.key: row.value for row in session.scalars(select(Setting))}
    try:
        return _SETTINGS.validate_python(kept)
    except (ValidationError, SettingsError) as error:
        raise RecordError(
            say("The settings in the store cannot be read. Keep them anew on the page “Settings”.")
        ) from error


def save_settings(desk: Desk, settings: ClinicSettings, now: datetime) -> None:
    """Keep all of `settings`; `changed_at` of a field moves only where it changed.

    Raises
    ------
    AccessError: only a therapist sets them.
    RecordError: the database fails.
    """
    with desk.writing(None, "settings") as session:
        for key, value in asdict(settings).items():
            if session.get(Setting, key) is None:
                insert_unless_there(session, Setting(key=key, value=value, changed_at=now))
            row = session.get_one(Setting, key)
            if row.value != value:
                row.value, row.changed_at = value, now
