"""Pictures of every page and of every phase of the guided session: light and dark, laptop and phone.

`make screenshots` writes them into `build/screenshots`, `make screenshots SHOTS=folder IN=de` elsewhere and in
German. Names say what is seen: `live-work-dark-phone.png`. Nobody's films are needed: the session is the demo's.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from playwright.sync_api import Error, Page

from coach.coaching import judge_poses
from coach.pose.figure import Angles, Figure, there_and_back
from coach.pose.poses import Recording
from coach.records.store import Store
from coach.rules import parse_exercise
from tests.browser import LAPTOP, NO_BROWSER, PHONE, chromium, settled
from tests.guided import Guided
from tests.program import Program, running

PAGES = {"exercise": "", "film": "film", "review": "review", "review-set": "review?set=1", "therapist": "therapist"}
SIZES = {"laptop": LAPTOP, "phone": PHONE}
#: Of two sets, so that there is a rest.
EXERCISE = "sit_to_stand"
#: A session shows what belongs to a phase only after a moment; `work` is worth a look once something was counted.
DRAWN_MS, WORKED_S = 700, 60.0
RULE = Path(__file__).resolve().parents[1] / "exercises" / "mini_squat.yaml"


class Shots:
    """Takes the pictures of one look: `dark` or not, at one size."""

    def __init__(self, page: Page, folder: Path, look: str) -> None:
        self._page, self._folder, self._look = page, folder, look

    def take(self, name: str) -> None:
        """One picture of what the window shows."""
        self._page.screenshot(path=self._folder / f"{name}-{self._look}.png")

    def take_whole(self, name: str) -> None:
        """One picture of the whole page, as far down as one could scroll."""
        size = self._page.viewport_size or {"width": LAPTOP[0], "height": LAPTOP[1]}
        # Streamlit scrolls within the page, so that a window as high as its content shows all of it.
        high = self._page.locator("[data-testid=stMain]").evaluate("(part) => part.scrollHeight")
        self._page.set_viewport_size({"width": size["width"], "height": max(size["height"], min(int(high), 6000))})
        self._page.wait_for_timeout(DRAWN_MS)
        self.take(name)
        self._page.set_viewport_size(size)


def pages(page: Page, shots: Shots, program: Program) -> None:
    """Every page that is not the session."""
    for name, path in PAGES.items():
        page.goto(f"{program.address}/{path}")
        try:
            settled(page)
        except Error:
            print(f"{name}: was not drawn; left out.")
            continue
        page.wait_for_timeout(2 * DRAWN_MS)
        if path and not page.url.startswith(f"{program.address}/{path.partition('?')[0]}"):
            print(f"{name}: there is no such page; left out.")
            continue
        shots.take_whole(name)


def demo(page: Page, shots: Shots, program: Program) -> None:
    """Every phase of the demo, a pause, and the reasons of a cue."""
    guided = Guided(page)
    guided.open(program.address, EXERCISE, demo=1)
    seen: set[str] = set()
    for phase in guided.walk():
        page.wait_for_timeout(DRAWN_MS)
        if phase in seen:
            continue
        seen.add(phase)
        if phase == "work":
            _work(guided, shots)
        else:
            shots.take(f"live-{phase}")


def questions(page: Page, shots: Shots, program: Program) -> None:
    """What the demo does not ask: how it was, when a set was stopped, and before it the signs that end the day."""
    guided = Guided(page)
    guided.open(program.address, EXERCISE)
    guided.reach("neutral")
    guided.part("stop").click()
    guided.until("it is asked how it was", lambda: guided.phase == "how")
    guided.wait_ms(DRAWN_MS)
    shots.take("live-how")
    guided.reach("summary")
    guided.wait_ms(DRAWN_MS)
    shots.take("live-summary-asked")


def _work(guided: Guided, shots: Shots) -> None:
    guided.until("something is counted", lambda: guided.count >= 2, WORKED_S)
    shots.take("live-work")
    why = guided.part("why")
    try:
        guided.until("a cue has reasons", lambda: why.is_visible(), WORKED_S)
    except AssertionError:
        print("live-why: no cue came; left out.")
    else:
        shots.take("live-cue")
        guided.page.keyboard.press("w")
        guided.wait_ms(DRAWN_MS)
        shots.take("live-why")
        guided.page.keyboard.press("Escape")
    guided.part("pause").click()
    guided.wait_ms(DRAWN_MS)
    shots.take("live-paused")
    guided.part("start").click()


def stopped_day(page: Page, shots: Shots, program: Program) -> None:
    """The first session of a day asks for signs; one ends the day."""
    guided = Guided(page)
    guided.open(program.address, EXERCISE)
    guided.until("it is asked", lambda: guided.phase == "check")
    guided.wait_ms(DRAWN_MS)
    shots.take("live-check")
    guided.page.locator(".coach input[type=checkbox]").first.evaluate("(box) => box.click()")
    guided.part("start").click()
    guided.wait_ms(DRAWN_MS)
    shots.take("live-check-sure")
    guided.part("start").click()
    guided.until("the day ends", lambda: guided.phase == "halted", 10)
    guided.wait_ms(DRAWN_MS)
    shots.take("live-halted")


def prepare(folder: Path) -> None:
    """A person with one judged set, so that the pages have something to show."""
    text = RULE.read_text(encoding="utf-8")
    t_s = np.arange(0.0, 45.0, 1 / 30)
    knee = sum(there_and_back(t_s, [3 + 6.0 * k], 1.2, 2.0) * deg for k, deg in enumerate((52, 54, 85, 55, 35, 50)))
    angles = Angles(trunk_deg=knee * 0.4, thigh_deg=(knee * 0.6,) * 2, knee_deg=(knee, knee))
    recording = Recording(Figure().poses(t_s, angles))
    report = judge_poses(recording.poses, parse_exercise(text)).to_dict()
    with Store(folder=folder) as store:
        store.save_set(
            "Ada",
            exercise_text=text,
            report=report,
            recording=recording,
            kind="film",
            performed_at=datetime(2026, 11, 24, 12, tzinfo=UTC),
        )


def main(arguments: list[str]) -> int:
    """Take all pictures; the folder and a language may be named."""
    if NO_BROWSER:
        print(NO_BROWSER, file=sys.stderr)
        return 1
    folder = Path(arguments[0] if arguments else "build/screenshots")
    language = arguments[1] if len(arguments) > 1 else "en"
    folder.mkdir(parents=True, exist_ok=True)
    for scheme in ("light", "dark"):
        for name, size in SIZES.items():
            # A day that a sign stopped stays stopped, and questions are asked once a day.
            for parts in ((pages, demo, questions), (stopped_day,)):
                with tempfile.TemporaryDirectory() as data:
                    prepare(Path(data))
                    with running(Path(data)) as program, chromium(language=language) as browser:
                        page = browser.tab(dark=scheme == "dark", size=size)
                        for part in parts:
                            part(page, Shots(page, folder, f"{scheme}-{name}"), program)
            print(f"{scheme}, {name}: done.", flush=True)
    print(f"The pictures are in {folder}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
