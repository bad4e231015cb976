"""A picture from the browser: bytes that nobody vouches for become an RGB array, or are refused."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from coach.errors import CaptureError
from coach.language import say

#: A camera's JPEG at 1280x720 is about 150 kB; more than this is no frame of ours.
MAX_JPEG_BYTES = 2 * 1024 * 1024
#: Largest picture that is taken apart: a full HD frame. Small bytes can claim to be a huge picture.
MAX_PIXELS = 1920 * 1080
LEAST_SIDE_PX = 64


def decode_jpeg(data: bytes) -> NDArray[np.uint8]:
    """The (h, w, 3) RGB picture in `data`.

    Raises
    ------
    CaptureError: it is no JPEG, is damaged, or is too large or too small to be a camera's frame.
    """
    if len(data) > MAX_JPEG_BYTES:
        raise CaptureError(say("The camera sent a picture of {n} bytes. Choose a smaller camera picture.", n=len(data)))
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG"]) as picture:
            width, height = picture.size
            if width * height > MAX_PIXELS or min(width, height) < LEAST_SIDE_PX:
                raise CaptureError(
                    say(
                        "The camera's picture is {width} x {height}. Choose one of up to 1920 x 1080.",
                        width=width,
                        height=height,
                    )
                )
            return np.asarray(picture.convert("RGB"))
    # What Pillow raises on damaged bytes; a claim beyond its own bound is a DecompressionBombError.
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise CaptureError(say("The camera sent a picture that cannot be read. Start the camera again.")) from error
