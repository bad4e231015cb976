"""Outcome measures within their bounds, each with how and when it was measured, none written over."""

from datetime import timedelta

import pytest
from rooms import DAY, NOON, days

from coach.care.measures import KIND_WORDS
from coach.errors import RecordError
from coach.records.desk import AccessError
from coach.records.outcomes import OUTCOMES, outcomes_of, save_outcome


def save(rooms, kind, value, day=DAY, how="hand", desk=None, **more):
    return save_outcome(desk or rooms.own, rooms.ada, kind, value, day, how, NOON, **more)


def test_every_measure_has_words_bounds_and_a_source():
    assert set(OUTCOMES) == set(KIND_WORDS)
    for measure in OUTCOMES.values():
        assert measure.bounds[0] < measure.bounds[1]
        assert measure.source
        assert measure.better in ("up", "down")


@pytest.mark.parametrize("kind", ["odi", "tug_s"])
def test_a_value_comes_back_as_it_was(rooms, kind):
    least, most = OUTCOMES[kind].bounds
    number = save(rooms, kind, most)
    save(rooms, kind, least, DAY - timedelta(days=1), desk=rooms.therapist)
    newest, older = outcomes_of(rooms.own, rooms.ada, kind)
    assert (newest.id, newest.value, newest.unit, newest.how, newest.day, newest.at, newest.by_id, newest.set_id) == (
        number,
        most,
        OUTCOMES[kind].unit,
        "hand",
        DAY,
        NOON,
        rooms.ada,
        None,
    )
    assert (older.value, older.by_id) == (least, rooms.thea)


def test_the_list_is_newest_day_first_and_of_one_person(rooms):
    for ago in (3, 0, 9):
        save(rooms, "odi", ago, days(ago)[0])
    save(rooms, "odi", 50)
    save(rooms, "ndi", 7)
    assert [one.value for one in outcomes_of(rooms.own, rooms.ada, "odi")] == [50, 0, 3, 9]
    assert len(outcomes_of(rooms.own, rooms.ada)) == 5
    assert outcomes_of(rooms.own, rooms.ada, "tug_s") == []
    assert outcomes_of(rooms.other, rooms.berta) == []


def test_what_the_camera_measured_points_at_its_set(rooms):
    rooms.known()
    rooms.train()
    assert save(rooms, "sts30_n", 12, how="camera", set_id=1)
    (one,) = outcomes_of(rooms.own, rooms.ada)
    assert (one.how, one.set_id) == ("camera", 1)


def test_out_of_bounds_is_refused(rooms):
    for kind, measure in OUTCOMES.items():
        least, most = measure.bounds
        for value in (least - 0.5, most + 0.5, float("nan"), float("inf"), float("-inf")):
            with pytest.raises(RecordError, match="between"):
                save(rooms, kind, value)
    assert outcomes_of(rooms.own, rooms.ada) == []


def test_a_day_to_come_an_unknown_measure_and_an_unknown_way_are_refused(rooms):
    with pytest.raises(RecordError, match="still to come"):
        save(rooms, "odi", 20, DAY + timedelta(days=2))
    with pytest.raises(ValueError, match="outcome"):
        save(rooms, "sf36", 20)
    with pytest.raises(Exception, match="how"):
        save(rooms, "odi", 20, how="guess")
    assert outcomes_of(rooms.own, rooms.ada) == []


def test_others_neither_read_nor_write(rooms):
    for desk in (rooms.other, rooms.office):
        with pytest.raises(AccessError):
            save(rooms, "odi", 20, desk=desk)
        with pytest.raises(AccessError):
            outcomes_of(desk, rooms.ada)
