"""A headless Chromium driven through its own debugging socket: nothing else is needed to look at a page."""

from __future__ import annotations

import contextlib
import itertools
import json
import shutil
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--remote-debugging-port=0",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
]
#: Finds an element also inside the shadow of a component.
_DEEP = """
const deep = (selector, root = document) => {
  const found = root.querySelector(selector);
  if (found) return found;
  for (const part of root.querySelectorAll('*')) if (part.shadowRoot) {
    const inner = deep(selector, part.shadowRoot);
    if (inner) return inner;
  }
  return null;
};
"""


class Page:
    """One tab."""

    def __init__(self, line: ClientConnection) -> None:
        self._line, self._number = line, itertools.count(1)
        self.requested: list[str] = []
        self.call("Page.enable")
        self.call("Network.enable")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        number = next(self._number)
        self._line.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            said = json.loads(self._line.recv(timeout=60))
            if said.get("method") == "Network.requestWillBeSent":
                self.requested.append(said["params"]["request"]["url"])
            if said.get("id") == number:
                assert "error" not in said, said
                return said["result"]

    def run(self, script: str) -> Any:
        """The value of a JavaScript expression; `deep(selector)` looks into components, too."""
        said = self.call("Runtime.evaluate", expression=f"(() => {{ {_DEEP} return {script}; }})()", returnByValue=True)
        assert "exceptionDetails" not in said, said
        return said["result"].get("value")

    def wait(self, script: str, seconds: float = 60.0) -> Any:
        """Until the expression is true."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            value = self.run(script)
            if value:
                return value
            time.sleep(0.1)
        raise AssertionError(f"{script} never came true; the page says: {self.run('document.body.innerText')[:2000]}")

    def press(self, label: str) -> None:
        """Press the button of that label."""
        button = f"[...document.querySelectorAll('button')].find((b) => b.innerText.includes({label!r}) && !b.disabled)"
        self.wait(f"Boolean({button})")
        self.run(f"{button}.click()")

    def open(self, url: str) -> None:
        self.call("Page.navigate", url=url)


@contextlib.contextmanager
def chromium(camera: Path | None = None) -> Iterator[Callable[[], Page]]:
    """A browser; what it gives opens its tab. `camera` is an `.mjpeg` that plays as the camera."""
    assert CHROMIUM
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, contextlib.ExitStack() as lines:
        flags = [*_FLAGS, f"--user-data-dir={folder}", "--window-size=1280,800"]
        if camera:
            flags.append(f"--use-file-for-fake-video-capture={camera}")
        with subprocess.Popen(
            [CHROMIUM, *flags, "about:blank"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as it:
            try:
                yield lambda: Page(lines.enter_context(connect(_tab(Path(folder)), max_size=None)))
            finally:
                lines.close()
                it.terminate()


def _tab(folder: Path) -> str:
    place = folder / "DevToolsActivePort"
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with contextlib.suppress(OSError, ValueError, StopIteration):
            port = int(place.read_text().splitlines()[0])
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/json", timeout=5) as answer:
                return str(next(tab for tab in json.load(answer) if tab["type"] == "page")["webSocketDebuggerUrl"])
        time.sleep(0.1)
    raise AssertionError("Chromium did not start.")
