"""Stillness, neutral and rest, by hand."""

import numpy as np
import pytest

from coach.coaching.posture import NeutralTaker, Rest, Stillness

NAN = float("nan")


def test_stillness_grows_while_the_value_stays_within_its_range_and_begins_anew_when_it_moves() -> None:
    still = Stillness(2.0)
    assert [still.step(t, x, True) for t, x in [(0, 10), (1, 11), (2, 12), (3, 13), (4, 13)]] == [0, 1, 2, 0, 1]


def test_out_of_the_posture_or_out_of_sight_nothing_is_still() -> None:
    still = Stillness(2.0)
    still.step(0, 10, True)
    assert still.step(1, 10, False) == 0.0
    assert still.step(2, 10, True) == 0.0
    assert still.step(3, NAN, True) == 0.0
    assert still.step(4, 10, True) == 0.0


def taken(times: list[float], values: list[float]) -> NeutralTaker:
    taker = NeutralTaker("trunk_inclination")
    for t, x in zip(times, values, strict=True):
        if taker.collect(t, x, may_take=True):
            break
    return taker


def test_neutral_is_the_median_of_one_second_with_its_spread() -> None:
    times = np.arange(0, 2, 0.1).tolist()
    taker = taken(times, [5.0] * 5 + [6.0] * 5 + [90.0] + [0.0] * 9)
    assert taker.value == 6.0
    assert taker.spread == 85.0


def test_missing_values_are_not_part_of_neutral() -> None:
    taker = NeutralTaker("q")
    assert not taker.collect(0.0, NAN, may_take=True)
    assert not taker.leave()
    assert not taker.taken


@pytest.mark.parametrize(("last_s", "enough"), [(0.1, False), (0.3, True)])
def test_a_stay_that_was_too_short_gives_no_neutral(last_s: float, enough: bool) -> None:
    taker = NeutralTaker("q")
    taker.collect(0.0, 4.0, may_take=True)
    taker.collect(last_s, 6.0, may_take=True)
    assert taker.leave() is enough
    assert taker.taken is enough
    assert (taker.value == 5.0) is enough


def test_before_the_set_is_armed_only_the_last_second_is_kept() -> None:
    taker = NeutralTaker("q")
    for k in range(40):
        assert not taker.collect(k * 0.1, 0.0 if k < 20 else 8.0, may_take=False)
    assert taker.leave()
    assert (taker.value, taker.spread) == (8.0, 0.0)


def test_forgotten_frames_count_no_more() -> None:
    taker = NeutralTaker("q")
    taker.collect(0.0, 4.0, may_take=True)
    taker.collect(0.5, 4.0, may_take=True)
    taker.drop()
    assert not taker.leave()


def test_rest_follows_down_at_once_and_up_slowly() -> None:
    rest = Rest(1.0)
    rest.begin(0.0, 0.10)
    rest.follow(0.1, 0.05)
    assert rest.level == 0.05
    rest.follow(0.2, NAN)
    assert rest.level == 0.05
    rest.follow(0.4, 0.08)
    # 0.3 s since the last value, against 3 s of following: 0.3 / 3.3 of the 0.03 between
    assert rest.level == pytest.approx(0.05 + 0.03 * 0.3 / 3.3)


def test_rest_of_a_falling_driver_follows_up_at_once() -> None:
    rest = Rest(-1.0)
    rest.begin(0.0, 50.0)
    rest.follow(1.0, 60.0)
    assert rest.level == 60.0
    rest.follow(2.0, 56.0)
    assert rest.level == pytest.approx(59.0)
