"""A set is played in a real browser: one cursor for figure and curves, moved by slider, drag, press and keys."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from browser import NO_BROWSER, Browser, chromium, settled
from playwright.sync_api import Page
from program import Program, running
from therapist_app import enter_as_therapist

from coach.pose.figure import Angles, Camera, Figure, there_and_back
from coach.pose.poses import Recording, Source
from coach.records.store import Store

pytestmark = [
    pytest.mark.skipif(bool(NO_BROWSER), reason=NO_BROWSER),
    pytest.mark.xdist_group("browser"),
]
#: What opening a ten-minute set may take on a machine that runs other tests beside it; alone it is a tenth of this.
PATIENCE_S = 5.0


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def program(store: Store, tmp_path: Path) -> Iterator[Program]:
    with running(tmp_path) as started:
        yield started


@pytest.fixture
def page(program: Program, browser: Browser, store: Store) -> Iterator[Page]:
    tab = browser.tab(calm=True)
    enter_as_therapist(tab, program.address, store)
    yield tab
    tab.close()


def open_set(page: Page, program: Program, number: int) -> None:
    page.goto(f"{program.address}/review?set={number}")
    settled(page)
    page.locator(".strip button").first.wait_for()


def second(page: Page) -> float:
    """Where the cursor is, in seconds."""
    return float(page.locator(".clock").inner_text().split()[0])


def test_slider_drag_press_and_keys_move_one_cursor(
    program: Program, page: Page, squats: Callable[..., Recording], keep: Callable[..., int]
) -> None:
    open_set(page, program, keep(squats()))
    page.locator(".strip button").nth(2).click()
    assert "Repetition 3" in page.locator(".now").inner_text()
    at_third = second(page)
    assert page.locator("output").nth(1).inner_text().endswith("± 10°")
    canvas = page.locator(".panel canvas").nth(1)
    box = canvas.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 4, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.42, box["y"] + 30)
    page.mouse.up()
    dragged = second(page)
    assert dragged < at_third + 2
    page.locator(".scrub").focus()
    page.keyboard.press("ArrowRight")
    assert second(page) > dragged
    heard = page.locator(".scrub").get_attribute("aria-valuetext") or ""
    assert "Depth" in heard
    assert "± 10°" in heard


def test_space_plays_and_pauses_and_stays_a_space_where_one_types(
    program: Program, page: Page, squats: Callable[..., Recording], keep: Callable[..., int]
) -> None:
    open_set(page, program, keep(squats()))
    page.keyboard.press("Space")
    page.locator(".play", has_text="Pause").wait_for()
    page.wait_for_timeout(700)
    page.keyboard.press("Space")
    page.locator(".play", has_text="Play").wait_for()
    stopped = second(page)
    assert stopped > 0.2
    words = page.get_by_label("Comment to the patient on this set")
    words.click()
    page.keyboard.type("well done")
    assert words.input_value() == "well done"
    assert second(page) == stopped


def test_a_closer_view_follows_the_cursor_and_the_whole_set_comes_back(
    program: Program, page: Page, squats: Callable[..., Recording], keep: Callable[..., int]
) -> None:
    open_set(page, program, keep(squats()))
    assert page.locator(".whole").is_disabled()
    page.locator(".closer").click()
    page.locator(".closer").click()
    page.locator(".strip button").last.click()
    assert "Repetition 5" in page.locator(".now").inner_text()
    page.locator(".whole").click()
    assert page.locator(".whole").is_disabled()


def test_ten_minutes_are_opened_without_waiting(
    program: Program, page: Page, keep: Callable[..., int], squats: Callable[..., Recording]
) -> None:
    t_s = np.arange(0, 600, 1 / 30)
    knee = there_and_back(t_s, 3 + 5.9 * np.arange(100), 1.2, 2.0) * 52
    angles = Angles(trunk_deg=knee * 0.4, thigh_deg=(knee * 0.6, knee * 0.6), knee_deg=(knee, knee))
    poses = Figure(camera=Camera(yaw_deg=90)).poses(t_s, angles)
    short = keep(squats((50.0,)))
    long = keep(Recording(poses, Source("long.mp4", "6" * 64), "full", "e" * 64))
    open_set(page, program, short)
    page.get_by_role("button", name="All sets").click()
    row = page.locator(f".st-key-open_{long} button")
    row.wait_for()
    began_s = time.monotonic()
    row.click()
    page.locator(".strip button").nth(99).wait_for()
    assert time.monotonic() - began_s < PATIENCE_S
