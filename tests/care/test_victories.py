"""Small victories are measured: each on its day, and none where the figures do not carry it."""

from __future__ import annotations

from datetime import date, timedelta

from coach.care.victories import DayFact, RangeFact, longest_row, victories

DAY = date(2026, 11, 2)


def day(after: int, *, whole: bool = False, pain: int | None = None) -> DayFact:
    return DayFact(DAY + timedelta(days=after), whole, pain)


def reached(after: int, best: float, exercise: str = "mini_squat", grows: bool = True) -> RangeFact:
    return RangeFact(exercise, DAY + timedelta(days=after), best, 10.0, "deg", grows)


def kinds(days: list[DayFact], ranges: list[RangeFact] | None = None) -> dict[str, date]:
    return {one.kind: one.day for one in victories(days, ranges or [])}


def test_nothing_measured_is_nothing_praised() -> None:
    assert victories([], []) == ()
    assert kinds([day(0), day(1)], [reached(0, 40.0)]) == {}


def test_the_first_whole_set_has_its_day_once() -> None:
    assert kinds([day(3, whole=True), day(1, whole=True), day(0)]) == {"whole_set": DAY + timedelta(days=1)}


def test_five_days_in_a_row_count_and_four_do_not() -> None:
    assert kinds([day(k) for k in range(4)]) == {}
    assert kinds([day(k) for k in range(5)]) == {"in_a_row": DAY + timedelta(days=4)}
    assert kinds([day(k) for k in (0, 1, 2, 4, 5, 6)]) == {}
    (found,) = victories([day(k) for k in range(7)], [])
    assert str(found.words) == "7 days in a row."


def test_the_longest_row_is_counted_by_days_not_by_entries() -> None:
    assert longest_row([]) == (0, None)
    assert longest_row([DAY, DAY, DAY + timedelta(days=1)]) == (2, DAY + timedelta(days=1))
    assert longest_row([DAY, DAY + timedelta(days=3)]) == (1, DAY)


def test_pain_that_went_down_by_two_from_the_start_is_told_with_both_figures() -> None:
    (found,) = victories([day(0, pain=6), day(1), day(2, pain=4)], [])
    assert (found.kind, str(found.words)) == ("less_pain", "Pain before exercise: 4. At the start it was 6.")
    assert kinds([day(0, pain=6), day(2, pain=5)]) == {}
    assert kinds([day(0, pain=6), day(1, pain=2), day(2, pain=6)]) == {}
    assert kinds([day(0, pain=6)]) == {}


def test_range_counts_only_past_both_uncertainties_from_the_first_day() -> None:
    assert kinds([], [reached(0, 40.0), reached(5, 60.0)]) == {}
    assert kinds([], [reached(0, 40.0), reached(5, 60.5)]) == {"farther": DAY + timedelta(days=5)}
    assert kinds([], [reached(5, 40.0), reached(0, 60.5)]) == {}


def test_where_less_is_farther_the_sign_turns() -> None:
    fewer = [reached(0, 40.0, grows=False), reached(3, 19.0, grows=False)]
    (found,) = victories([], fewer)
    assert (found.exercise_id, found.day) == ("mini_squat", DAY + timedelta(days=3))
    assert kinds([], [reached(0, 19.0, grows=False), reached(3, 40.0, grows=False)]) == {}


def test_the_newest_comes_first_and_each_exercise_has_its_own() -> None:
    ranges = [reached(0, 10.0), reached(1, 40.0), reached(0, 10.0, "bridge"), reached(4, 40.0, "bridge")]
    found = victories([day(0, whole=True)], ranges)
    assert [(one.kind, one.exercise_id) for one in found] == [
        ("farther", "bridge"),
        ("farther", "mini_squat"),
        ("whole_set", ""),
    ]
