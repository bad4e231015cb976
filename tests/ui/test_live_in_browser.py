"""From a camera to a kept set, in a real browser before the running program."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import CHROMIUM, Page, chromium
from PIL import Image, ImageOps

from coach.pose.sources import FilmSource
from coach.records.store import Store

CLIP = Path(__file__).parents[3] / "shared" / "clips" / "heel_raise_weights_01.mp4"
START = "import sys; from coach.ui.server import main; main(int(sys.argv[1]), open_browser=False)"
PAINTED = """(() => {
  const canvas = deep('[data-part=canvas]');
  if (!canvas) return 0;
  const picture = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return picture.data.filter((value, i) => i % 4 === 3 && value).length;
})()"""

REFUSED = """navigator.mediaDevices.getUserMedia = async () => {
  throw new DOMException('', 'NotAllowedError');
};"""

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")


@pytest.fixture
def address(store: Store) -> Iterator[str]:
    """Where the program runs, over the store of this test, in which Ada is known."""
    store.ensure_person("Ada")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with subprocess.Popen([sys.executable, "-c", START, str(port)], env={**os.environ}) as process:
        while process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://localhost:{port}"
        process.terminate()


def camera_of(clip: Path, folder: Path) -> Path:
    """The clip as a camera would show it: JPEGs of 640x480, one after the other."""
    path = folder / "camera.mjpeg"
    with path.open("wb") as file:
        for picture in FilmSource(clip):
            frame = io.BytesIO()
            ImageOps.pad(Image.fromarray(picture.rgb), (640, 480)).save(frame, "JPEG", quality=85)
            file.write(frame.getvalue())
    return path


def to_the_camera(page: Page, address: str) -> None:
    page.open(f"{address}/camera")
    page.wait("document.body.innerText.includes('Start the camera')")


@pytest.mark.skipif(not CLIP.exists(), reason="the clips are not on this machine")
def test_a_set_before_the_camera_is_counted_painted_and_kept(address: str, store: Store, tmp_path: Path) -> None:
    with chromium(camera_of(CLIP, tmp_path)) as opened:
        page = opened()
        page.open(address)
        page.wait("document.querySelectorAll('[role=radiogroup] label').length > 3")
        page.run(
            "[...document.querySelectorAll('[role=radiogroup] label')].find((l) => /Heel/.test(l.innerText)).click()"
        )
        page.wait("document.body.innerText.includes('balls of both feet')")
        choose_ada(page)
        page.press("Use the camera")
        page.press("Start the camera")
        page.wait(f"{PAINTED} > 500")
        page.wait("deep('[data-part=count]').innerText !== '0'", seconds=180)
        page.run("deep('[data-part=stop]').click()")
        page.run("deep('[data-why=done]').click()")
        page.wait("document.body.innerText.includes('Another set')")
        assert all(url.startswith((address, "ws://localhost", "data:", "blob:")) for url in page.requested)
    (row,) = store.sets()
    assert (row.person, row.exercise_id, row.kind) == ("Ada", "heel_raise", "live")
    assert (row.count or 0) >= 1
    assert store.open_set(row.id).report["events"][-1]["why"] == "done"


def choose_ada(page: Page) -> None:
    page.run("document.querySelector('[role=combobox]').focus()")
    page.call("Input.insertText", text="Ada")
    page.wait("Boolean(document.querySelector('[role=option]'))")
    for kind in ("keyDown", "keyUp"):
        page.call("Input.dispatchKeyEvent", type=kind, key="Enter", code="Enter", windowsVirtualKeyCode=13)
    page.wait(
        "[...document.querySelectorAll('button')].some((b) => b.innerText.includes('Use the camera') && !b.disabled)"
    )


def test_a_refused_camera_is_a_calm_sentence(address: str) -> None:
    with chromium() as opened:
        page = opened()
        page.call(
            "Page.addScriptToEvaluateOnNewDocument",
            source=REFUSED,
        )
        page.open(address)
        page.wait("Boolean(document.querySelector('[role=combobox]'))")
        choose_ada(page)
        page.press("Use the camera")
        page.press("Start the camera")
        page.wait("(deep('[data-part=sentence]') || {}).innerText?.startsWith('The camera was not allowed.')")
        page.run("deep('[data-part=back]').click()")
        page.wait("document.body.innerText.includes('Start the camera')")
