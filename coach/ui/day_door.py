"""What her answers of today let her begin, asked beforehand as a session would ask it."""

from __future__ import annotations

from coach.care import ClinicSettings
from coach.live.day import Day, Today
from coach.records.answers import answered_today, earlier_today, hurt_today
from coach.ui.patient_look import zone
from coach.ui.signed_in import desk, now, patient_id


def day_of(settings: ClinicSettings, exercise_id: str | None = None) -> Day:
    """Her day as far as it was answered, with what was told after sets of one exercise where it is named."""
    hers, who, moment, place = desk(), patient_id(), now(), zone()
    before = answered_today(hers, who, moment, place)
    if exercise_id is None:
        return Day(settings, Today(before))
    earlier = earlier_today(hers, who, exercise_id, moment, place)
    return Day(settings, Today(before, earlier, hurt_today(hers, who, exercise_id, moment, place)))
