"""The guided session in a real browser before the running program: camera, line and program work, or do not."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import NO_BROWSER, Browser, chromium, painted, spoken
from cameras import CLIPS, NO_CLIPS, REFUSABLE, camera_of, camera_showing, camera_to_and_fro
from guided import Guided
from lines import line_to
from patients import patient
from program import Program

from coach.records.sessions import sessions_of
from coach.records.store import Store
from coach.rules import load_exercise

#: Six raises; the first picture stands long enough for everything that comes before the work.
CLIP, EXERCISE, LEAD_S, CLIP_S = CLIPS / "heel_raise_weights_01.mp4", "heel_raise", 20.0, 18.2
OWN = ("data:", "blob:", "about:")
SERIOUS = ("serious", "critical")

pytestmark = [
    pytest.mark.skipif(bool(NO_BROWSER), reason=NO_BROWSER),
    # One worker runs all that need a browser: two browsers at once would wait for each other.
    pytest.mark.xdist_group("browser"),
]
with_clips = pytest.mark.skipif(bool(NO_CLIPS), reason=NO_CLIPS)


@pytest.fixture(scope="module")
def camera(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The clip, and before it the same person standing still."""
    return camera_of(CLIP, tmp_path_factory.mktemp("camera"), lead_s=LEAD_S, tail_s=6.0)


@pytest.fixture(scope="module")
def long_camera(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same person, who rises a dozen times and more after standing still."""
    folder = tmp_path_factory.mktemp("long_camera")
    return camera_to_and_fro(CLIP, folder, part_s=(0.5, 7.8), turns=5, lead_s=LEAD_S)


@contextmanager
def before(program: Program, camera: Path | None, exercise: str = EXERCISE, **query: object) -> Iterator[Guided]:
    """A session that is open in a browser of its own."""
    with chromium(camera) as browser:
        session = Guided(browser.tab())
        session.open(program.address, exercise, **query)
        yield session


def counted_by_the_command_line(clip: Path, exercise: str) -> int:
    command = [sys.executable, "-m", "coach", "analyse", str(clip), "--exercise", exercise, "--json", "-"]
    return int(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["count"])


@with_clips
def test_the_page_counts_as_the_command_line_does(program: Program, store: Store, camera: Path) -> None:
    # Before, for beside it the two would wait for each other.
    expected = counted_by_the_command_line(CLIP, EXERCISE)
    with chromium(camera) as browser:
        session = Guided(browser.tab())
        session.open(program.address, EXERCISE)
        session.reach("work", LEAD_S)
        session.until("the overlay is painted", lambda: painted(session.page) > 500)
        session.until("all are counted", lambda: session.count >= expected - 1, LEAD_S + CLIP_S)
        session.wait_ms(4000)
        assert abs(session.count - expected) <= 1
        assert session.part("dose").inner_text()
        assert any(words in ("1", "One") for words in spoken(session.page))
        session.part("stop").click()
        session.reach("summary")
        assert_only_asked(browser, program)
    (row,) = store.sets()
    assert (row.exercise_id, row.kind) == (EXERCISE, "live")
    assert abs((row.count or 0) - expected) <= 1


def assert_only_asked(browser: Browser, program: Program) -> None:
    own = (program.address, program.address.replace("http", "ws"), *OWN)
    assert [url for url in browser.requested if not url.startswith(own)] == []


def test_a_refused_camera_is_a_calm_sentence_and_can_be_tried_again(program: Program) -> None:
    with chromium() as browser:
        session = Guided(browser.tab(script=REFUSABLE))
        session.open(program.address, EXERCISE)
        session.until("the session begins", lambda: session.phase in ("check", "ready"))
        session.reach("setup")
        session.says("Allow the camera").wait_for()
        session.page.evaluate("window.cameraRefused = ''")
        session.page.get_by_role("button", name="Try again").click()
        session.says("Allow the camera").wait_for(state="hidden")
        session.until("pictures are on their way", lambda: session.paused == "" and frames(session) > 0)


def frames(session: Guided) -> int:
    """How many pictures were answered so far."""
    return int(session.page.locator(".coach").get_attribute("data-frames") or 0)


@with_clips
def test_two_tabs_are_two_sessions(program: Program, store: Store, camera: Path) -> None:
    with chromium(camera) as browser:
        one, other = Guided(browser.tab()), Guided(browser.tab())
        one.open(program.address, EXERCISE)
        other.open(program.address, "mini_squat")
        one.reach("setup")
        other.reach("setup")
        one.reach("work")
        one.until("raises are counted", lambda: one.count >= 2)
        assert other.count == 0
        assert one.page.get_by_role("heading", level=1).inner_text() != (
            other.page.get_by_role("heading", level=1).inner_text()
        )
        one.part("stop").click()
        one.reach("summary")
    (row,) = (row for row in store.sets() if row.count)
    assert row.exercise_id == EXERCISE


@with_clips
def test_a_cut_line_loses_nothing_and_adds_nothing(program: Program, store: Store, long_camera: Path) -> None:
    with line_to(program.port) as line, chromium(long_camera) as browser:
        session = Guided(browser.tab())
        session.open(line.address, EXERCISE)
        session.reach("work")
        session.until("two are counted", lambda: session.count >= 2)
        line.cut()
        session.until("it pauses", lambda: session.paused == "lost", 5)
        session.says("The line was cut").wait_for()
        counted = session.count
        session.wait_ms(10_000)
        assert session.count == counted
        line.mend()
        session.until("it goes on", lambda: session.paused == "" and session.phase == "work")
        assert session.count == counted
        session.until("more are counted", lambda: session.count > counted, 30)
        session.part("stop").click()
        session.reach("summary")
    (row,) = store.sets()
    assert (row.count or 0) > counted


@with_clips
def test_a_killed_program_keeps_what_it_saw(program: Program, store: Store, long_camera: Path) -> None:
    with before(program, long_camera) as session:
        session.reach("work")
        session.until("four are counted", lambda: session.count >= 4)
        program.kill()
        counted = session.count
        session.says("The line was cut").wait_for()
        program.start()
        (row,) = store.sets()
        # What was told is kept; one more may have been found as the program died.
        assert counted <= (row.count or 0) <= counted + 1
        assert store.open_set(row.id).report["events"][-1]["why"] == "interrupted"
        session.says("What was counted is kept").wait_for()
        session.page.get_by_role("button", name="Load the page again").click()
        session.come_in()
        session.reach("setup")


@with_clips
def test_a_hidden_tab_pauses(program: Program) -> None:
    with before_a_picture(program) as session:
        session.reach("setup")
        session.hide()
        session.until("it pauses", lambda: session.paused == "hidden", 5)
        session.hide(False)
        session.part("start").click()
        session.until("it goes on", lambda: session.paused == "", 10)


@with_clips
def test_a_black_picture_pauses_and_a_frozen_one_is_told(program: Program) -> None:
    with before_a_picture(program) as session:
        session.reach("work")
        session.page.evaluate("window.cameraShows = 'black'")
        session.until("it pauses", lambda: session.paused == "dark", 20)
        assert session.page.locator("[data-part=over_words]").inner_text()
        session.page.evaluate("window.cameraShows = 'live'")
        session.until("it goes on", lambda: session.paused == "", 20)
        session.page.evaluate("window.cameraShows = 'still'")
        session.says("The picture stands still").wait_for()
        assert session.count == 0


@with_clips
def test_a_camera_that_is_unplugged_is_a_calm_sentence(program: Program) -> None:
    with before_a_picture(program) as session:
        session.reach("work")
        session.page.evaluate("window.unplugCamera()")
        session.says("The camera was unplugged").wait_for()
        session.until("it pauses", lambda: session.paused == "camera", 5)


@with_clips
def test_keys_pause_and_stop_and_the_voice_stays_muted(program: Program) -> None:
    with before_a_picture(program) as session:
        session.reach("work")
        session.page.keyboard.press("Space")
        session.until("it pauses", lambda: session.paused == "button", 5)
        session.page.keyboard.press("Space")
        session.until("it goes on", lambda: session.paused == "", 5)
        muted = session.part("mute").inner_text()
        session.part("mute").click()
        session.until("it is muted", lambda: session.part("mute").inner_text() != muted, 5)
        said = len(spoken(session.page))
        session.page.keyboard.press("Escape")
        session.until("it stops", lambda: session.phase in ("how", "summary"), 10)
        assert len(spoken(session.page)) == said
        session.open(program.address, EXERCISE)
        session.until("it is remembered", lambda: session.part("mute").inner_text() not in ("", muted))


@contextmanager
def before_a_picture(program: Program) -> Iterator[Guided]:
    """A session before a camera that shows one standing person, alive."""
    with chromium() as browser:
        session = Guided(browser.tab(script=camera_showing(CLIP)))
        session.open(program.address, EXERCISE)
        yield session


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_an_exercise_that_waits_says_so_calmly_and_leads_to_todays_plan(
    dark: bool, program: Program, store: Store
) -> None:
    patient(store, "Cora", weeks=7)
    with chromium() as browser:
        session = Guided(browser.tab(dark=dark, calm=True))
        session.page.goto(f"{program.address}/live?exercise=bird_dog")
        session.come_in("Cora")
        session.says("This exercise can wait.").wait_for()
        session.says("You can begin with it in week 12").wait_for()
        assert session.page.locator(".coach").count() == 0
        assert not [url for url in browser.requested if "/coach/live" in url]
        assert [one["id"] for one in Axe().run(session.page).response["violations"] if one["impact"] in SERIOUS] == []
        session.page.get_by_role("button", name="What is on for today").click()
        session.says("Hello, Cora.").wait_for()
    assert sessions_of(patient(store, "Cora"), store.person_number("Cora")) == []


@pytest.mark.timeout(400)
def test_the_demo_needs_no_camera(program: Program, store: Store) -> None:
    dose = load_exercise(EXERCISE).dose.repetitions
    with before(program, None, demo=1) as session:
        seen = []
        for phase in session.walk():
            seen.append(phase)
            if phase == "work" and "rest" not in seen:
                session.until("a cue is shown", lambda: session.part("cue").inner_text().strip(), 60)
                session.until("the count nears the dose", lambda: session.count >= dose - 1, 120)
        assert {"ready", "setup", "neutral", "work", "summary"} <= set(seen)
    assert store.sets() == []
