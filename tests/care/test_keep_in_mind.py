"""What a person keeps in mind: defaults until their week, and before them what the surgeon said."""

from __future__ import annotations

from datetime import date, timedelta

from coach.care.keep_in_mind import InMind, in_mind
from coach.care.profile import Order, Profile

TODAY = date(2026, 11, 25)


def lumbar(weeks: int, *orders: Order) -> Profile:
    return Profile("lumbar", operated_on=TODAY - timedelta(weeks=weeks), orders=orders)


def order(kind: str, subject: str, week: int | None = None, words: str = "", on: date = TODAY) -> Order:
    return Order(kind, subject, week, "Dr. Ada Lind", on, words)  # type: ignore[arg-type]


def told(profile: Profile) -> dict[str, InMind]:
    return {one.subject: one for one in in_mind(profile, TODAY)}


def test_a_default_is_told_until_its_week_with_its_source() -> None:
    found = told(lumbar(9))
    assert str(found["bending"].until) == "until week 12"
    assert found["bending"].source == "OrthoIndy, Poulter: 12 weeks"
    assert str(found["bending"].set_by) == "default"
    assert "prone" not in found
    assert "squat" not in found
    assert "bending" not in told(lumbar(12))


def test_the_last_day_before_the_week_still_waits() -> None:
    day = TODAY - timedelta(weeks=12)
    assert "bending" in {one.subject for one in in_mind(Profile("lumbar", operated_on=day + timedelta(1)), TODAY)}
    assert "bending" not in {one.subject for one in in_mind(Profile("lumbar", operated_on=day), TODAY)}


def test_what_only_the_surgeon_ends_has_no_week() -> None:
    found = told(Profile("cervical", operated_on=TODAY - timedelta(weeks=200)))
    assert list(found) == ["overhead"]
    assert found["overhead"].until_week is None
    assert "surgeon" in str(found["overhead"].until)


def test_an_order_stands_first_and_in_the_place_of_its_default() -> None:
    found = in_mind(lumbar(9, order("not_before_week", "bending", 16, "Not even socks.")), TODAY)
    assert [one.subject for one in found].count("bending") == 1
    assert (found[0].subject, found[0].until_week, found[0].note) == ("bending", 16, "Not even socks.")
    assert str(found[0].set_by) == "surgeon Dr. Ada Lind"
    assert found[0].source == "2026-11-25"


def test_an_order_past_its_week_is_no_longer_told_but_a_never_is() -> None:
    found = told(lumbar(20, order("not_before_week", "lifting", 12), order("never", "impact")))
    assert "lifting" not in found
    assert found["impact"].until_week is None
    assert str(found["impact"].until) == "not, says your surgeon"


def test_what_is_about_an_exercise_has_no_words_of_its_own() -> None:
    assert told(lumbar(9, order("never", "bird_dog")))["bird_dog"].what is None


def test_a_release_counts_from_its_day_and_week() -> None:
    assert "bending" not in told(lumbar(9, order("released", "bending")))
    assert "bending" not in told(lumbar(9, order("released", "bending", 9)))
    assert "bending" in told(lumbar(9, order("released", "bending", 10)))
    assert "bending" in told(lumbar(9, order("released", "bending", on=TODAY + timedelta(days=1))))
    assert "bending" in told(lumbar(9, order("released", "overhead")))


def test_before_the_operation_all_that_will_come_is_told() -> None:
    found = told(Profile("lumbar", planned=True, orders=(order("not_before_week", "driving", 6),)))
    assert {"driving", "squat", "bending", "impact"} <= set(found)
    assert "passive_stretch" not in found
