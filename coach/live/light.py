"""What the picture is worth: dim, lit from behind, black, or standing still."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from zlib import adler32

import numpy as np
from numpy.typing import NDArray

from coach.kinematics.signals import Signals


class Light(StrEnum):
    """What the picture of a moment is worth."""

    OK = "ok"
    DIM = "dim"
    BACK = "back"
    BLACK = "black"
    STILL = "still"


#: Brightness 0-255 (mean of the colours). Below these a picture is black or dim (proposal; a lens cap reads 0-12).
BLACK_MEAN, DIM_MEAN = 14.0, 45.0
#: A person this much darker than a bright rest of the picture stands before a window (proposal).
BACK_SHARE, BRIGHT_MEAN = 0.4, 140.0
#: Brightness is looked at so often, on every `STRIDE`-th pixel.
LOOK_EVERY_S, STRIDE = 0.5, 8
#: A camera's pictures always differ; the same bytes for so long stand still (proposal).
STILL_AFTER_S = 2.0


@dataclass(slots=True)
class LightMeter:
    """Follows one camera."""

    _light: Light = Light.OK
    _looked_s: float = -math.inf
    _print: int = 0
    _changed_s: float = math.nan

    def step(self, picture: NDArray[np.uint8], jpeg: bytes, t_s: float, signals: Signals) -> Light:
        """Take an (h, w, 3) picture, the bytes that it came as, and the person found in it."""
        print_ = adler32(jpeg)
        if print_ != self._print or self._changed_s != self._changed_s:
            self._print, self._changed_s = print_, t_s
        if t_s - self._looked_s >= LOOK_EVERY_S:
            self._looked_s = t_s
            self._light = _light_of(picture[::STRIDE, ::STRIDE].mean(axis=2), signals)
        if self._light is not Light.BLACK and t_s - self._changed_s >= STILL_AFTER_S:
            return Light.STILL
        return self._light


def _light_of(brightness: NDArray[np.float64], signals: Signals) -> Light:
    mean = float(brightness.mean())
    if mean < BLACK_MEAN:
        return Light.BLACK
    if mean < DIM_MEAN:
        return Light.DIM
    person = _person(brightness, signals)
    if person.size and brightness.max() > 0:
        rest = (brightness.sum() - person.sum()) / max(brightness.size - person.size, 1)
        if rest > BRIGHT_MEAN and person.mean() < BACK_SHARE * rest:
            return Light.BACK
    return Light.OK


def _person(brightness: NDArray[np.float64], signals: Signals) -> NDArray[np.float64]:
    """The middle of the person's box, where she and little else is."""
    middle = complex(signals.middle_rel[-1])
    if middle != middle:
        return brightness[:0]
    height, width = brightness.shape
    half = 0.1 * float(signals.extent_rel[-1])
    rows = slice(max(round((middle.imag - half) * height), 0), max(round((middle.imag + half) * height), 0))
    columns = slice(max(round((middle.real - half) * width), 0), max(round((middle.real + half) * width), 0))
    return brightness[rows, columns]
