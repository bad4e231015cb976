"""The one-euro filter and its spike rejector: steady at rest, little late in movement, never poisoned."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.kinematics.smoothing import SCALES, Smoother

DEG = SCALES["deg"]


def smooth(t_s: np.ndarray, raw: np.ndarray) -> tuple[np.ndarray, list[int]]:
    values, spikes = Smoother(DEG).step(t_s.tolist(), raw.tolist())
    return np.array(values), spikes


def test_a_value_at_rest_stays_what_it_is() -> None:
    values, spikes = smooth(np.arange(90) / 30, np.full(90, 12.5))
    np.testing.assert_array_equal(values, 12.5)
    assert spikes == []


def test_noise_at_rest_is_halved_at_least() -> None:
    noise = np.random.default_rng(1).normal(0, 1.0, 900)
    values, _ = smooth(np.arange(900) / 30, noise)
    assert values[60:].std() < 0.5 * noise[60:].std()


@pytest.mark.parametrize("fps", [10, 15, 30, 60])
def test_a_squat_of_two_seconds_keeps_its_depth(fps: int) -> None:
    t = np.arange(0, 2, 1 / fps)
    squat = 45 - 45 * np.cos(np.pi * t)
    values, spikes = smooth(t, squat)
    assert spikes == []
    assert values.max() > 85


def test_a_spike_is_told_and_not_believed_and_a_jump_that_stays_is() -> None:
    raw = np.full(30, 10.0)
    raw[10] = 80.0
    raw[20:] = 70.0
    values, spikes = smooth(np.arange(30) / 30, raw)
    assert spikes == [10, 11, 20]
    assert np.isnan(values[spikes]).all()
    assert np.nanmax(values[:20]) == 10.0
    assert values[-1] > 60


def test_a_drop_is_a_spike_too() -> None:
    raw = np.full(10, 80.0)
    raw[5] = 10.0
    assert smooth(np.arange(10) / 30, raw)[1] == [5, 6]


def test_missing_values_stay_missing_and_poison_nothing() -> None:
    raw = np.full(60, 20.0)
    raw[10:15] = np.nan
    values, spikes = smooth(np.arange(60) / 30, raw)
    assert np.isnan(values[10:15]).all()
    np.testing.assert_array_equal(np.delete(values, range(10, 15)), 20.0)
    assert spikes == []


def test_after_a_long_gap_the_filter_begins_anew() -> None:
    values, spikes = smooth(np.array([0.0, 0.03, 3.0, 3.03]), np.array([0.0, 0.0, 90.0, 90.0]))
    assert values.tolist() == [0.0, 0.0, 90.0, 90.0]
    assert spikes == []


numbers = st.one_of(st.floats(-180, 180), st.just(float("nan")))


@given(st.lists(numbers, min_size=1, max_size=80), st.integers(0, 80))
@settings(deadline=None)
def test_any_split_gives_the_same_bits(raw: list[float], cut: int) -> None:
    t = [k / 30 for k in range(len(raw))]
    whole, spikes = Smoother(DEG).step(t, raw)
    parts = Smoother(DEG)
    first, some = parts.step(t[:cut], raw[:cut])
    second, more = parts.step(t[cut:], raw[cut:])
    np.testing.assert_array_equal(whole, first + second)
    assert spikes == some + [cut + k for k in more]
    assert [v != v or k in spikes for k, v in enumerate(raw)] == [v != v for v in whole]


def test_a_clock_that_stands_still_or_goes_back_begins_anew() -> None:
    values, _ = smooth(np.array([1.0, 1.0, 0.5]), np.array([10.0, 12.0, 14.0]))
    assert values.tolist() == [10.0, 12.0, 14.0]


def test_a_short_gap_is_bridged_by_what_was_known_before() -> None:
    values, _ = smooth(np.array([0.0, 0.1, 0.5]), np.array([10.0, 10.0, 20.0]))
    assert 10.0 < values[-1] < 20.0
