"""Plane geometry, by hand."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from coach.kinematics.geometry import DOWN, UP, as_complex, offset_share, turn_deg, wrapped_deg


def test_points_become_complex_numbers_and_missing_stays_missing() -> None:
    plane = as_complex([[[3.0, 4.0], [np.nan, np.nan]]])
    assert plane.shape == (1, 2)
    assert plane[0, 0] == 3 + 4j
    assert np.isnan(plane[0, 1])


def test_clockwise_on_the_screen_is_positive() -> None:
    right = np.array([1 + 0j])
    assert turn_deg(UP, right) == 90
    assert turn_deg(DOWN, right) == -90
    assert abs(turn_deg(right, np.array([-1 + 0j]))[0]) == 180


def test_an_angle_is_wrapped_to_begin_where_it_is_told() -> None:
    assert wrapped_deg(np.array([-100.0, -90.0, 269.0, 270.0]), -90.0).tolist() == [260.0, -90.0, 269.0, -90.0]


def test_offset_from_a_line_is_signed_and_a_share_of_its_length() -> None:
    begin, end = np.array([0j]), np.array([10 + 0j])
    assert offset_share(begin, end, np.array([5 + 2j])) == 0.2
    assert offset_share(begin, end, np.array([5 - 2j])) == -0.2
    assert np.isnan(offset_share(begin, begin, np.array([1 + 1j]))[0])


@given(st.floats(0.1, 1e3), st.floats(-179, 179), st.floats(-180, 180))
def test_a_turn_does_not_depend_on_size_or_on_the_direction_it_starts_from(
    size: float, turn: float, start: float
) -> None:
    origin = np.exp(1j * np.radians(start))
    to = np.array([size * origin * np.exp(1j * np.radians(turn))])
    np.testing.assert_allclose(turn_deg(origin, to), turn, atol=1e-6)
