"""What stands in for a camera: a film as a file, or a picture that a test changes as it likes."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from coach.pose.sources import FilmSource

CLIPS = Path(__file__).resolve().parents[2] / "shared" / "clips"
NO_CLIPS = "" if CLIPS.is_dir() else "The folder of clips (../shared/clips) is not on this machine."
SIZE_PX = (640, 480)
#: Chromium plays an `.mjpeg` at this rate, whatever it was filmed at.
FPS = 30
#: Different pictures of the same moment: a real camera never sends the same bytes twice.
_NOISY = 8

#: `getUserMedia` is refused while `window.cameraRefused` names an error.
REFUSABLE = """
window.cameraRefused = "NotAllowedError";
const opened = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = (wishes) => window.cameraRefused
  ? Promise.reject(new DOMException("", window.cameraRefused)) : opened(wishes);
"""
_PAINTED = """
window.cameraShows = "live";  // or "black", "still"
window.cameraTracks = [];
navigator.mediaDevices.getUserMedia = async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: WIDTH, height: HEIGHT });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const picture = await createImageBitmap(await (await fetch("PICTURE")).blob());
  const paint = () => {
    if (window.cameraShows === "black") { pen.fillStyle = "#000"; pen.fillRect(0, 0, WIDTH, HEIGHT); }
    else pen.drawImage(picture, 0, 0);
    // The smallest sign of life, as a sensor's noise is: another grey at a few points.
    if (window.cameraShows === "live") for (let i = 0; i < 40; i += 1) {
      pen.fillStyle = `rgb(${Math.random() * 255} 90 90)`;
      pen.fillRect(Math.random() * WIDTH, Math.random() * HEIGHT, 2, 2);
    }
  };
  paint();
  setInterval(paint, 1000 / 30);
  const stream = canvas.captureStream(30);
  window.cameraTracks.push(...stream.getVideoTracks());
  return stream;
};
window.unplugCamera = () => window.cameraTracks.forEach((track) => {
  track.stop();
  track.dispatchEvent(new Event("ended"));
});
"""


def camera_of(clip: Path, folder: Path, *, lead_s: float = 0.0, tail_s: float = 0.0) -> Path:
    """The clip as a camera would show it: an `.mjpeg` of 640x480, 30 pictures a second by the clip's own clock.

    The first picture stands for `lead_s` before it, the last for `tail_s` after it, each with a sensor's faint noise.
    """
    path, pictures = folder / f"{clip.stem}.mjpeg", _pictures(clip)
    with path.open("wb") as file:
        file.writelines(_held(pictures[0], lead_s))
        file.writelines(pictures)
        file.writelines(_held(pictures[-1], tail_s))
    return path


def camera_to_and_fro(clip: Path, folder: Path, *, part_s: tuple[float, float], turns: int, lead_s: float) -> Path:
    """That part of the clip forwards and backwards, `turns` times: a set without a jump, as long as is needed."""
    path = folder / f"{clip.stem}_to_and_fro.mjpeg"
    part = _pictures(clip)[round(part_s[0] * FPS) : round(part_s[1] * FPS)]
    with path.open("wb") as file:
        file.writelines(_held(part[0], lead_s))
        for _ in range(turns):
            file.writelines([*part, *reversed(part)])
    return path


def camera_showing(clip: Path, at_s: float = 0.0) -> str:
    """A script for `Browser.tab`: the camera shows one picture of the clip, alive, until `window.cameraShows` is set to
    "black" or "still" (the same picture unchanged), or `unplugCamera()` is called.
    """
    picture = next(_fitted(one.rgb) for one in FilmSource(clip) if one.t_s >= at_s)
    address = "data:image/jpeg;base64," + base64.b64encode(_jpeg(picture)).decode()
    return _PAINTED.replace("WIDTH", str(SIZE_PX[0])).replace("HEIGHT", str(SIZE_PX[1])).replace("PICTURE", address)


def _fitted(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Whole, between bars of black."""
    height, width = rgb.shape[:2]
    scale = min(SIZE_PX[0] / width, SIZE_PX[1] / height)
    small = cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)[: SIZE_PX[1], : SIZE_PX[0]]
    picture = np.zeros((SIZE_PX[1], SIZE_PX[0], 3), np.uint8)
    top, left = ((have - got) // 2 for have, got in zip(picture.shape, small.shape[:2], strict=False))
    picture[top : top + small.shape[0], left : left + small.shape[1]] = small
    return picture


def _jpeg(picture: NDArray[np.uint8]) -> bytes:
    done, data = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 85])
    assert done
    return data.tobytes()


def _pictures(clip: Path) -> list[bytes]:
    """JPEGs, as many as are due, so that neither 60 pictures a second nor uneven ones change the speed."""
    found: list[bytes] = []
    begun_s = float("nan")
    for picture in FilmSource(clip):
        begun_s = begun_s if found else picture.t_s
        due = int((picture.t_s - begun_s) * FPS) + 1 - len(found)
        if due > 0:
            found += [_jpeg(_fitted(picture.rgb))] * due
    return found


def _held(jpeg: bytes, seconds: float) -> Iterator[bytes]:
    random = np.random.default_rng(4)
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)[..., ::-1]
    noise = random.integers(-2, 3, (_NOISY, *picture.shape))
    noisy = [_jpeg(np.clip(picture + one, 0, 255).astype(np.uint8)) for one in noise]
    return (noisy[k % _NOISY] for k in range(round(seconds * FPS)))
