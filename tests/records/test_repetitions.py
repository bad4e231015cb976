"""How far repetitions went, from kept sets alone and only for who may see them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from coach.pose.poses import Recording
from coach.records.desk import AccessError, Desk, Viewer
from coach.records.repetitions import events_of, extremes_of
from coach.records.store import Store

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
LONG_AGO = date(2026, 1, 1)


def desk(store: Store, name: str = "Anna") -> tuple[Desk, int]:
    person_id = store.person_number(name)
    return Desk(store, Viewer(person_id, "patient")), person_id


def test_each_set_has_its_repetitions_in_their_order(
    store: Store, keep: Callable[..., int], squats: Callable[..., Recording], squat_rule: str
) -> None:
    late, early = keep(squats(), performed_at=NOON), keep(squats((60.0,)), performed_at=NOON.replace(day=20))
    keep(squats((50.0,)), squat_rule.replace("id: small_squat", "id: other"), performed_at=NOON)
    keep(squats(), person="Berta")
    own, person_id = desk(store)
    found = extremes_of(own, person_id, LONG_AGO, "small_squat")
    assert [one.set_id for one in found] == [early, late]
    assert [round(value / 5) * 5 for value in found[1].extremes] == [50, 55, 85, 55, 50]
    assert (found[0].unit, found[0].view, found[0].exercise_id) == ("deg", "side", "small_squat")
    assert found[0].day == date(2026, 11, 20)
    assert len(extremes_of(own, person_id, LONG_AGO)) == 3
    assert [one.set_id for one in extremes_of(own, person_id, date(2026, 11, 21), "small_squat")] == [late]


def test_a_set_without_a_repetition_is_left_out(
    store: Store, keep: Callable[..., int], squats: Callable[..., Recording]
) -> None:
    keep(squats((10.0,)))
    own, person_id = desk(store)
    assert extremes_of(own, person_id, LONG_AGO) == []


def test_the_events_of_a_set_are_hers_alone(
    store: Store, keep: Callable[..., int], squats: Callable[..., Recording]
) -> None:
    number = keep(squats())
    own, person_id = desk(store)
    assert sum(event["kind"] == "repetition" for event in events_of(own, person_id, number)) == 5
    other, other_id = desk(store, "Berta")
    assert events_of(other, other_id, number) == []
    for refused in (lambda: events_of(other, person_id, number), lambda: extremes_of(other, person_id, LONG_AGO)):
        with pytest.raises(AccessError):
            refused()
