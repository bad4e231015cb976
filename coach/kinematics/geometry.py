"""Plane geometry on pixels as complex numbers: x right, y down, so a positive turn is clockwise on the screen."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

ComplexArray = NDArray[np.complex128]
FloatArray = NDArray[np.float64]

UP, DOWN = -1j, 1j


def as_complex(points_px: ArrayLike) -> ComplexArray:
    """(..., k, 2) pixels as (..., k) complex numbers; NaN stays NaN."""
    pairs = np.ascontiguousarray(points_px, dtype=np.float64)
    plane: ComplexArray = pairs.view(np.complex128)[..., 0]
    return plane


def turn_deg(origin: ComplexArray | complex, to: ComplexArray) -> FloatArray:
    """Clockwise turn on the screen from direction `origin` to direction `to`, -180..180."""
    product = to * np.conj(origin)
    return np.degrees(np.arctan2(product.imag, product.real))


def wrapped_deg(angle: FloatArray, low: float) -> FloatArray:
    """The same angle in `low` <= angle < low + 360."""
    turned: FloatArray = np.mod(angle - low, 360.0) + low
    return turned


def offset_share(begin: ComplexArray, end: ComplexArray, point: ComplexArray) -> FloatArray:
    """Distance of `point` from the line begin-end as a share of its length; positive clockwise of it on the screen.

    A line of no length gives NaN.
    """
    line = end - begin
    length2 = line.real**2 + line.imag**2
    cross = (np.conj(line) * (point - begin)).imag
    share: FloatArray = cross / np.where(length2 > 0, length2, np.nan)
    return share
