"""A headless Chromium of the system, driven by Playwright; its camera is a file, its voice writes down what it says.

`tools/screenshots.py` and `benchmarks/live.py` use it, too. Wait with `page.wait_for_timeout`, never with `time.sleep`,
for Playwright hears nothing while Python sleeps.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser as Engine
from playwright.sync_api import Page, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
#: Why tests in a browser are left out here, else "". In CI they never are: there a missing Chromium is a failure.
NO_BROWSER = (
    ""
    if CHROMIUM or os.environ.get("CI")
    else "Chromium is not installed: nothing was tried in a browser. `make test` as root on Debian installs it."
)
LAPTOP, PHONE = (1280, 800), (390, 844)
PATIENCE_MS = 60_000
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
]
#: Headless Chromium has no voices. This one has a local voice for each language, takes `SPEAKING_MS` for an utterance,
#: one after the other, and writes into `window.spoken` what was begun: {words, lang, at_ms, ended}.
SPEAKING_MS = 250
_VOICE = """
(() => {
  const voices = [["Anna", "de-DE"], ["Alice", "en-US"]].map(([name, lang]) => (
    { name, lang, voiceURI: name, localService: true, default: lang === "en-US" }));
  window.spoken = [];
  window.SpeechSynthesisUtterance = class extends EventTarget {
    lang = ""; voice = null; rate = 1; pitch = 1; volume = 1;
    constructor(text = "") { super(); this.text = text; }
  };
  class Voice extends EventTarget {
    queue = []; now = null; paused = false;
    get speaking() { return Boolean(this.now); }
    get pending() { return this.queue.length > 0; }
    getVoices() { return voices; }
    speak(utterance) { this.queue.push(utterance); if (!this.now) this.next(); }
    next() {
      const utterance = this.now = this.queue.shift() || null;
      if (!utterance) return;
      const note = { words: utterance.text, lang: utterance.lang || utterance.voice?.lang || "",
                     at_ms: performance.now(), ended: "" };
      window.spoken.push(note);
      this.tell(utterance, "start");
      this.timer = setTimeout(() => { note.ended = "end"; this.tell(utterance, "end"); this.next(); }, SPEAKING_MS);
    }
    cancel() {
      clearTimeout(this.timer);
      const [utterance] = [this.now, this.queue = [], this.now = null];
      if (!utterance) return;
      window.spoken.at(-1).ended = "cancel";
      setTimeout(() => this.tell(utterance, "error"), 0);
    }
    tell(utterance, what) {
      const event = new Event(what);
      event.error = "interrupted";
      utterance.dispatchEvent(event);
      utterance["on" + what]?.(event);
    }
    pause() { this.paused = true; }
    resume() { this.paused = false; }
  }
  Object.defineProperty(window, "speechSynthesis", { value: new Voice() });
})();
""".replace("SPEAKING_MS", str(SPEAKING_MS))
#: A hidden tab shows no pictures of a video, which `Guided.hide` alone does not bring about.
_HIDDEN = """
const shown = HTMLVideoElement.prototype.requestVideoFrameCallback;
HTMLVideoElement.prototype.requestVideoFrameCallback = function (told) {
  return shown.call(this, (...all) => document.hidden ? this.requestVideoFrameCallback(told) : told(...all));
};
"""


@dataclass(slots=True)
class Browser:
    """One browser in front of one camera."""

    engine: Engine
    language: str
    #: Every address that any tab asked for, WebSockets included.
    requested: list[str] = field(default_factory=list)

    def tab(self, *, dark: bool = False, size: tuple[int, int] = LAPTOP, calm: bool = False, script: str = "") -> Page:
        """A new tab; `calm` asks for reduced motion, `script` runs before any of the page's own.

        Each has a window and a memory of its own: a tab behind another one is soon drawn no more.
        """
        context = self.engine.new_context(
            locale=self.language,
            permissions=["camera"],
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce" if calm else "no-preference",
        )
        context.add_init_script(_VOICE + _HIDDEN + script)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("request", lambda request: self.requested.append(request.url))
        page.on("websocket", lambda line: self.requested.append(line.url))
        return page


@contextmanager
def chromium(camera: Path | None = None, language: str = "en-US") -> Iterator[Browser]:
    """A browser; `camera` is an `.mjpeg` that plays as its camera, over and over from each opening on."""
    assert CHROMIUM, "Chromium is not installed; on Debian: apt-get install chromium"
    flags = [*_FLAGS, f"--use-file-for-fake-video-capture={camera.resolve()}"] if camera else _FLAGS
    with sync_playwright() as playwright:
        engine = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        try:
            yield Browser(engine, language)
        finally:
            engine.close()


def settled(page: Page) -> None:
    """Wait until Streamlit has drawn the page."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(state="attached")
    page.locator("[data-testid=stMain] :is(h1, h2, [data-testid=stBidiComponentRegular])").first.wait_for(
        state="attached"
    )


def spoken(page: Page) -> list[str]:
    """What the page has said aloud so far."""
    return list(page.evaluate("window.spoken.map((one) => one.words)"))


def painted(page: Page) -> int:
    """How many points of the overlay are not empty."""
    return int(
        page.locator("canvas[data-part=overlay]").evaluate(
            """(canvas) => {
              const { width, height } = canvas;
              if (!width || !height) return 0;
              const picture = canvas.getContext("2d").getImageData(0, 0, width, height).data;
              let count = 0;
              for (let i = 3; i < picture.length; i += 4) if (picture[i]) count += 1;
              return count;
            }"""
        )
    )
