"""Pictures of every page as each role sees it and of every phase of the guided session: light, dark, laptop, phone.

`make screenshots` writes them into `build/screenshots`, `make screenshots SHOTS=folder IN=de` elsewhere and in
German. Names say what is seen: `patient-today-dark-phone.png`. Nobody's films are needed: the people are those of
`tools/sample_clinic.py`, and the session is the demo's.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Error, Page

from coach.records.credentials import set_secret
from coach.records.desk import PROGRAM, Desk
from coach.records.kept_sets import sets_of
from coach.records.people import add_person
from coach.records.store import Store
from tests.browser import LAPTOP, NO_BROWSER, PHONE, Browser, chromium, settled
from tests.entry import remembered
from tests.guided import Guided
from tests.program import Program, running
from tools.sample_clinic import PASSPHRASE, STORIES, THERAPIST, fill

#: Whose pages are shown, and whom the therapist looks at: half of his sets pass a limit.
PATIENT, REVIEWED, ADMINISTRATOR = STORIES[0].name, STORIES[1].name, "Office"
OWN_PAGES = ("today", "exercise", "progress", "diary", "learn", "measures", "setup", "film", "secret")
PATIENTS_PAGES = {name: name for name in OWN_PAGES} | {
    "learn-ask": "learn?open=ask",
    "learn-precautions": "learn?open=precautions",
}
#: Of somebody whose operation lets her do less.
WAITING_PAGES = {
    "today": "today",
    "live-refused": "live?exercise=bird_dog",
    "exercise": "exercise",
    "learn-precautions": "learn?open=precautions",
}
THERAPISTS_PAGES = {
    "patients": "patients",
    "patient-line": "patient?who={who}",
    "patient-operation": "patient?who={who}&part=operation",
    "patient-words": "patient?who={who}&part=words",
    "patient-take": "patient?who={who}&part=take",
    "plan": "plan?who={who}",
    "review": "review?who={who}",
    "review-set": "review?set={set}",
    "review-beside": "review?set={set}&beside={beside}",
    "compare": "compare?who={who}",
    "film": "film",
    "settings": "therapist",
    "people": "people",
}
ADMINISTRATORS_PAGES = {"people": "people", "audit": "audit", "backup": "backup"}
SIZES = {"laptop": LAPTOP, "phone": PHONE}
#: Of two sets, so that there is a rest.
EXERCISE = "sit_to_stand"
#: A session shows what belongs to a phase only after a moment; `work` is worth a look once something was counted.
DRAWN_MS, WORKED_S = 700, 60.0
#: No page is drawn higher than this.
MOST_HIGH_PX = 6000


@dataclass(frozen=True, slots=True)
class Clinic:
    """The running program over the sample clinic, and what of it is looked at."""

    program: Program
    who: int
    set: int
    beside: int

    def address(self, path: str) -> str:
        """Of a page, with the numbers that its path asks for."""
        return f"{self.program.address}/{path.format(who=self.who, set=self.set, beside=self.beside)}"


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
        high_px = max(size["height"], min(int(high), MOST_HIGH_PX))
        self._page.set_viewport_size({"width": size["width"], "height": high_px})
        self._page.wait_for_timeout(DRAWN_MS)
        self.take(name)
        self._page.set_viewport_size({"width": size["width"], "height": size["height"]})

    def take_pages(self, role: str, pages: dict[str, str], clinic: Clinic) -> None:
        """One whole picture of each page."""
        for name, path in pages.items():
            self._page.goto(clinic.address(path))
            try:
                settled(self._page)
            except Error:
                print(f"{role}-{name}: was not drawn; left out.")
                continue
            self._page.wait_for_timeout(2 * DRAWN_MS)
            self.take_whole(f"{role}-{name}")


Part = Callable[[Page, Shots, Clinic], None]


def come_in(page: Page, clinic: Clinic, name: str, passphrase: str = "") -> None:
    """Sign in on the first page, staff by the other door."""
    page.goto(clinic.program.address)
    if passphrase:
        page.locator(".st-key-door_staff button").click()
    page.get_by_role("button", name=name).click()
    if passphrase:
        page.locator("input[type=password]").fill(passphrase)
        page.keyboard.press("Enter")
    remembered(page)


def visitor(page: Page, shots: Shots, clinic: Clinic) -> None:
    """The first page, and its doors."""
    page.goto(clinic.program.address)
    settled(page)
    page.wait_for_timeout(2 * DRAWN_MS)
    shots.take_whole("who")
    for door in ("new", "staff"):
        page.goto(clinic.program.address)
        page.locator(f".st-key-door_{door} button").click()
        page.wait_for_timeout(2 * DRAWN_MS)
        shots.take_whole(f"who-{door}")
    page.get_by_role("button", name=THERAPIST).click()
    page.locator("input[type=password]").wait_for()
    page.wait_for_timeout(DRAWN_MS)
    shots.take_whole("who-passphrase")


def newcomer(page: Page, shots: Shots, clinic: Clinic) -> None:
    """Somebody who was never here, at the questions about her operation."""
    page.goto(clinic.program.address)
    page.locator(".st-key-door_new button").click()
    page.get_by_role("textbox").fill("Nora Neu")
    page.keyboard.press("Enter")
    page.locator(".st-key-card_operation").wait_for()
    remembered(page)
    shots.take_pages("newcomer", {"setup": "setup", "today": "today", "progress": "progress"}, clinic)


def patient(page: Page, shots: Shots, clinic: Clinic) -> None:
    """All that a patient can open."""
    come_in(page, clinic, PATIENT)
    shots.take_pages("patient", PATIENTS_PAGES, clinic)


def waiting(page: Page, shots: Shots, clinic: Clinic) -> None:
    """What a patient reads of an exercise that waits."""
    come_in(page, clinic, REVIEWED)
    shots.take_pages("waiting", WAITING_PAGES, clinic)


def therapist(page: Page, shots: Shots, clinic: Clinic) -> None:
    """All that a therapist can open."""
    come_in(page, clinic, THERAPIST, PASSPHRASE)
    shots.take_pages("therapist", THERAPISTS_PAGES, clinic)


def administrator(page: Page, shots: Shots, clinic: Clinic) -> None:
    """What the office opens."""
    come_in(page, clinic, ADMINISTRATOR, PASSPHRASE)
    shots.take_pages("administrator", ADMINISTRATORS_PAGES, clinic)


def demo(page: Page, shots: Shots, clinic: Clinic) -> None:
    """Every phase of the demo, a pause, and the reasons of a cue."""
    guided = Guided(page)
    guided.open(clinic.program.address, EXERCISE, demo=1)
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


def questions(page: Page, shots: Shots, clinic: Clinic) -> None:
    """What the demo does not ask: how it was, when a set was stopped, and what stands there when she has left."""
    guided = Guided(page)
    guided.open(clinic.program.address, EXERCISE, name=PATIENT)
    guided.reach("neutral")
    guided.part("stop").click()
    guided.until("it is asked how it was", lambda: guided.phase == "how")
    guided.wait_ms(DRAWN_MS)
    shots.take("live-how")
    guided.reach("summary")
    guided.wait_ms(DRAWN_MS)
    shots.take("live-summary-asked")
    page.locator("[data-part=leave]:visible, [data-testid=start]:visible").first.click()
    page.locator(".st-key-card_word").wait_for()
    page.wait_for_timeout(DRAWN_MS)
    shots.take_whole("live-after")


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


def stopped_day(page: Page, shots: Shots, clinic: Clinic) -> None:
    """The first session of a day asks for signs; one ends the day, and the first page says so."""
    guided = Guided(page)
    guided.open(clinic.program.address, EXERCISE, name=PATIENT)
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
    remembered(page)
    shots.take_pages("patient", {"today-rest": "today"}, clinic)


#: A day that a sign stopped stays stopped, and questions are asked once a day: the last has a day of its own.
DAYS: tuple[tuple[Part, ...], ...] = (
    (visitor, patient, waiting, therapist, administrator, newcomer, demo, questions),
    (stopped_day,),
)


def prepare(folder: Path) -> tuple[int, int, int]:
    """The sample clinic with an office; whom the therapist looks at, a set that passed a limit and one beside it."""
    with Store(folder=folder) as store:
        numbers = fill(store, datetime.now(UTC))
        desk = Desk(store, PROGRAM)
        set_secret(desk, add_person(desk, ADMINISTRATOR, "administrator"), PASSPHRASE)
        who = numbers[[story.name for story in STORIES].index(REVIEWED)]
        looked_at = sets_of(desk, who, verdict="breach", limit=1).rows[0]
        rows = sets_of(desk, who, exercise_id=looked_at.exercise_id, limit=1000).rows
        return who, looked_at.id, min(row.id for row in rows)


def look(browser: Browser, clinic: Clinic, folder: Path, part: Part, *, scheme: str, size: str) -> None:
    """One part in a tab of its own, for each signs somebody else in."""
    page = browser.tab(dark=scheme == "dark", size=SIZES[size])
    part(page, Shots(page, folder, f"{scheme}-{size}"), clinic)
    page.context.close()


def main(arguments: list[str]) -> int:
    """Take all pictures; the folder, a language and single parts may be named."""
    if NO_BROWSER:
        print(NO_BROWSER, file=sys.stderr)
        return 1
    folder = Path(arguments[0] if arguments else "build/screenshots")
    language = arguments[1] if len(arguments) > 1 else "en"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        numbers = prepare(Path(made) / "clinic")
        for look_at in [(scheme, size) for scheme in ("light", "dark") for size in SIZES]:
            for number, parts in enumerate(DAYS):
                data = shutil.copytree(Path(made) / "clinic", Path(made) / f"{'-'.join(look_at)}-{number}")
                with running(data) as program, chromium(language=language) as browser:
                    for part in parts:
                        if len(arguments) < 3 or part.__name__ in arguments[2:]:
                            look(browser, Clinic(program, *numbers), folder, part, scheme=look_at[0], size=look_at[1])
            print(f"{look_at[0]}, {look_at[1]}: done.", flush=True)
    print(f"The pictures are in {folder}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
