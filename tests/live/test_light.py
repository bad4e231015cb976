"""What pictures are worth: dim, before a window, black, standing still."""

from __future__ import annotations

import io

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from coach.kinematics.signals import signals_of
from coach.live.light import STILL_AFTER_S, Light, LightMeter
from coach.pose.figure import Angles, Camera, Figure
from coach.pose.poses import Poses

SIZE_PX = (640, 480)
PERSON = Figure(camera=Camera(size_px=SIZE_PX, distance_m=2.8)).poses([0.0], Angles())
NOBODY = Poses.from_arrays([0.0], np.full((1, 33, 2), np.nan), SIZE_PX, people=[0])


def picture(background: int, person: int | None = None) -> NDArray[np.uint8]:
    made = np.full((480, 640, 3), background, np.uint8)
    if person is not None:
        x, y = np.nanmean(PERSON.image_px[0], axis=0).astype(int)
        made[y - 160 : y + 160, x - 60 : x + 60] = person
    return made


def jpeg(of: NDArray[np.uint8]) -> bytes:
    out = io.BytesIO()
    Image.fromarray(of).save(out, "JPEG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("shown", "light"),
    [
        (picture(120, 100), Light.OK),
        (picture(30, 25), Light.DIM),
        (picture(3), Light.BLACK),
        (picture(220, 40), Light.BACK),
        (picture(220, 150), Light.OK),
        (picture(90, 20), Light.OK),
    ],
    ids=["a room", "evening", "lens cap", "window", "bright room", "dark clothes"],
)
def test_each_picture_is_told_for_what_it_is(shown: NDArray[np.uint8], light: Light) -> None:
    assert LightMeter().step(shown, jpeg(shown), 0.0, signals_of(PERSON)) is light


def test_without_a_person_nothing_stands_before_a_window() -> None:
    assert LightMeter().step(picture(220, 40), b"", 0.0, signals_of(NOBODY)) is Light.OK


def test_the_same_bytes_for_long_stand_still_and_the_next_picture_moves() -> None:
    meter, seen = LightMeter(), signals_of(PERSON)
    shown = picture(120, 100)
    light = [meter.step(shown, jpeg(shown), k / 10, seen) for k in range(int(STILL_AFTER_S * 10) + 2)]
    assert light[-3:] == [Light.OK, Light.STILL, Light.STILL]
    other = picture(121, 100)
    assert meter.step(other, jpeg(other), 10.0, seen) is Light.OK


def test_a_black_picture_is_black_however_long_it_stands() -> None:
    meter = LightMeter()
    shown = picture(0)
    assert {meter.step(shown, jpeg(shown), k / 2, signals_of(NOBODY)) for k in range(20)} == {Light.BLACK}


def test_a_person_at_the_pictures_edge_is_no_fault() -> None:
    image = PERSON.image_px - [330, 250]
    cut = Poses.from_arrays([0.0], image, SIZE_PX, PERSON.world_m, PERSON.visibility)
    assert LightMeter().step(picture(220, 40), b"", 0.0, signals_of(cut)) is Light.OK
