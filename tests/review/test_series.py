"""Curves thinned for drawing: no peak and no gap is lost, and the figures beside them are the report's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from coach.coaching import judge_poses
from coach.review.series import kept_frames, series_of
from coach.rules import parse_exercise


@pytest.fixture
def series(squats, squat_rule):
    return lambda most=1500, **said: series_of(judge_poses(squats(**said).poses, parse_exercise(squat_rule)), most)


def test_a_short_set_keeps_every_frame():
    assert kept_frames(np.arange(40.0), 50).tolist() == list(range(40))


@given(arrays(np.float64, st.integers(31, 400), elements=st.floats(-100, 100) | st.just(float("nan"))))
def test_extremes_order_size_and_gaps_hold(value):
    kept = kept_frames(value, 30)
    assert len(kept) <= 30
    assert (np.diff(kept) > 0).all()
    thinned = value[kept]
    if np.isfinite(value).any():
        assert np.nanmax(thinned) == np.nanmax(value)
        assert np.nanmin(thinned) == np.nanmin(value)
    assert np.isnan(thinned).any() == np.isnan(value).any()


def test_a_long_set_keeps_one_odd_frame_and_a_short_gap():
    value = np.sin(np.arange(100_000) / 50)
    value[54_321], value[70_000:70_003] = 9.0, np.nan
    kept = kept_frames(value)
    assert len(kept) <= 1500
    assert 54_321 in kept
    assert np.isnan(value[kept]).sum() == 1


def test_the_curves_are_the_reports(series):
    whole, thin = series(), series(60)
    assert len(whole.driver.t_s) > 1000
    assert len(thin.driver.t_s) <= 60
    assert thin.driver.value.max() == whole.driver.value.max() == pytest.approx(85, abs=0.5)
    depth, lean = whole.limits
    assert (depth.limit.id, depth.curve.unit, depth.usual_u, lean.usual_u) == ("depth", "deg", 10, 6)
    assert depth.farthest == (pytest.approx(85, abs=0.5), 10)
    assert lean.farthest[0] == pytest.approx(34, abs=0.5)
    assert thin.limits[0].farthest == depth.farthest
    assert [one["index"] for one in whole.repetitions] == [1, 2, 3, 4, 5]
    assert [one["why"] for one in whole.attempts] == ["turned_back"]
    assert [one["limit_id"] for one in whole.breaches] == ["depth"]
    assert [one.quantity for one in whole.neutrals] == ["trunk_inclination"]
    assert whole.seconds == pytest.approx(40, abs=0.1)
    assert whole.measured


def test_where_nobody_was_seen_the_curve_has_a_gap(series):
    seen = series(90, unseen_s=(20.0, 24.0))
    for curve in (seen.driver, *(one.curve for one in seen.limits)):
        inside = (curve.t_s > 20.5) & (curve.t_s < 23.5)
        assert inside.any()
        assert np.isnan(curve.value[inside]).all()


def test_a_set_without_a_single_value_says_so(series):
    blind = series(unseen_s=(0.0, 99.0))
    assert not blind.measured
    assert blind.limits[0].farthest is None
    assert np.isnan(blind.limits[0].usual_u)
