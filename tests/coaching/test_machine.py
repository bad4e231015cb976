"""Hand-solved courses of a driver and what the two-threshold machine must make of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.coaching.machine import Cycle, Dwell, RepetitionMachine, Zone

#: Sit to stand as DESIGN.md gives it: leave 75, reach 20, return 70 degrees of knee flexion.
SIT_TO_STAND = (75.0, 20.0, 70.0)


def course(*points: tuple[float, float], fps: float = 30.0) -> tuple[np.ndarray, np.ndarray]:
    """Straight lines through (seconds, value) points."""
    seconds, values = zip(*points, strict=True)
    t_s = np.arange(seconds[0], seconds[-1] + 0.5 / fps, 1 / fps)
    return t_s, np.interp(t_s, seconds, values)


def follow(t_s, values, thresholds=SIT_TO_STAND, home=Zone.START):
    machine = RepetitionMachine(*thresholds)
    machine.arm(home, float(t_s[0]), float(values[0]))
    found = [machine.step(float(t), float(x)) for t, x in zip(t_s, values, strict=True)]
    return (
        machine,
        [item for item in found if isinstance(item, Cycle)],
        [item for item in found if isinstance(item, Dwell)],
    )


def test_one_rise_and_return_is_one_repetition_with_its_times_and_depth():
    t_s, knee = course((0, 90), (1, 90), (2, 10), (3, 10), (4, 90), (5, 90))
    _, cycles, dwells = follow(t_s, knee)
    assert len(cycles) == 1
    assert cycles[0].complete
    # 90 - 80 (t - 1) = 75 at t = 1.19; 10 + 80 (t - 3) = 70 at t = 3.75
    assert cycles[0].start_s == pytest.approx(1.19, abs=0.04)
    assert cycles[0].end_s == pytest.approx(3.75, abs=0.04)
    assert cycles[0].extreme == pytest.approx(10.0)
    # the end is entered at 20 and left a fifth of the way (10 of 50 degrees) later, at 30
    assert dwells[0].start_s == pytest.approx(1.875, abs=0.04)
    assert dwells[0].end_s == pytest.approx(3.25, abs=0.04)


def test_turning_back_early_is_an_attempt_with_the_share_of_the_way():
    t_s, knee = course((0, 90), (1, 90), (2, 40), (3, 90), (4, 90))
    _, cycles, _ = follow(t_s, knee)
    assert [cycle.complete for cycle in cycles] == [False]
    assert cycles[0].extreme == pytest.approx(40, abs=1.7)
    assert cycles[0].share == pytest.approx((75 - 40) / (75 - 20), abs=0.03)


def test_a_set_that_begins_at_the_end_counts_on_coming_back_there():
    t_s, knee = course((0, 5), (1, 5), (2, 90), (3, 5), (4, 90), (5, 5))
    _, cycles, _ = follow(t_s, knee, home=Zone.END)
    assert [cycle.complete for cycle in cycles] == [True, True]
    assert cycles[0].extreme == pytest.approx(5)


def test_begun_at_the_end_half_way_down_and_up_is_an_attempt():
    t_s, knee = course((0, 5), (1, 5), (2, 50), (3, 5), (4, 5))
    _, cycles, _ = follow(t_s, knee, home=Zone.END)
    assert [cycle.complete for cycle in cycles] == [False]
    assert cycles[0].share == pytest.approx((50 - 20) / (75 - 20), abs=0.04)


def test_noise_about_one_threshold_moves_nothing():
    t_s = np.arange(0, 20, 1 / 30)
    for level in SIT_TO_STAND:
        noisy = level + 4 * np.sin(2 * np.pi * 5 * t_s)
        noisy[0] = 90
        _, cycles, _ = follow(t_s, noisy)
        assert cycles == []


def test_a_return_that_stops_short_of_the_leave_threshold_still_starts_the_next():
    # She never sits back beyond 72 degrees, between return (70) and leave (75).
    t_s, knee = course((0, 90), (1, 10), (2, 72), (3, 10), (4, 72), (5, 10), (6, 90))
    _, cycles, _ = follow(t_s, knee)
    assert [cycle.complete for cycle in cycles] == [True, True, True]


def test_bouncing_at_the_end_is_one_repetition():
    t_s, knee = course((0, 90), (1, 10), (2, 45), (3, 10), (4, 45), (5, 10), (6, 90))
    _, cycles, dwells = follow(t_s, knee)
    assert [cycle.complete for cycle in cycles] == [True]
    assert len(dwells) == 3


def test_a_cycle_that_was_not_seen_for_long_is_not_counted():
    t_s, knee = course((0, 90), (1, 90), (2, 10), (4, 10), (5, 90), (6, 90), (7, 10), (8, 90))
    knee[(t_s > 1.6) & (t_s < 3.9)] = np.nan
    _, cycles, _ = follow(t_s, knee)
    assert [cycle.complete for cycle in cycles] == [True]
    assert cycles[0].start_s > 6


def test_a_short_gap_does_not_lose_a_repetition():
    t_s, knee = course((0, 90), (1, 90), (2, 10), (4, 10), (5, 90))
    knee[(t_s > 2.2) & (t_s < 3.2)] = np.nan
    _, cycles, _ = follow(t_s, knee)
    assert [cycle.complete for cycle in cycles] == [True]


@pytest.mark.parametrize("after", ["at the start", "between", "at the end"])
@pytest.mark.parametrize("home", [Zone.START, Zone.END])
def test_after_a_long_gap_the_movement_goes_on_from_where_it_is(after, home):
    value = {"at the start": 90.0, "between": 45.0, "at the end": 5.0}[after]
    machine = RepetitionMachine(*SIT_TO_STAND)
    machine.arm(home, 0.0, 90.0 if home is Zone.START else 5.0)
    for t, x in ((0.1, 45.0), (0.2, 46.0), (5.0, value)):
        assert not isinstance(machine.step(t, x), Cycle)
    expected = {
        "at the start": Zone.START,
        "at the end": Zone.END,
        "between": Zone.BACK if home is Zone.START else Zone.OUT,
    }[after]
    assert machine.zone is expected
    assert not isinstance(machine.step(5.1, 90.0), Cycle)
    assert not isinstance(machine.step(5.2, 5.0), Cycle) or home is Zone.END


@given(
    reps=st.integers(1, 6),
    fps=st.sampled_from([10.0, 15.0, 30.0, 60.0]),
    period_s=st.floats(1.5, 6.0),
    rising=st.booleans(),
    depth=st.floats(5.0, 19.0),
)
def test_every_cosine_cycle_is_counted_once_at_any_frame_rate_and_direction(reps, fps, period_s, rising, depth):
    t_s = np.arange(0, 1 + reps * period_s + 1, 1 / fps)
    phase = np.clip(t_s - 1, 0, reps * period_s) / period_s
    knee = 90 - (90 - depth) * (0.5 - 0.5 * np.cos(2 * np.pi * phase))
    sign = -1 if rising else 1
    _, cycles, _ = follow(t_s, sign * knee, tuple(sign * x for x in SIT_TO_STAND))
    assert sum(cycle.complete for cycle in cycles) == reps == len(cycles)


def test_progress_runs_from_start_to_end():
    machine = RepetitionMachine(*SIT_TO_STAND)
    assert machine.progress(75) == 0
    assert machine.progress(20) == 1
    assert machine.reach == 20
    assert np.isnan(machine.progress(float("nan")))
