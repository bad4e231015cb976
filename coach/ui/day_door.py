"""What her answers of today let her begin, asked beforehand as a session would ask it."""

from __future__ import annotations

from coach.care import ClinicSettings
from coach.live.day import Day, Today
from coach.records.answers import answered_today, earlier_today, hurt_today
from coach.ui.patient_look import zone
from coach.ui.signed_in import desk, me, now


def day_of(settings: ClinicSettings, exercise_id: str | None = None) -> Day:
    """Her day as far as it was answered, with what was told after sets of one exercise where it is named."""
    person, store, moment, place = me(), desk().store, now(), zone()
    name = person.name if person else ""
    before = answered_today(store, name, moment, place)
    if exercise_id is None:
        return Day(settings, Today(before))
    earlier = earlier_today(store, name, exercise_id, moment, place)
    return Day(settings, Today(before, earlier, hurt_today(store, name, exercise_id, moment, place)))
