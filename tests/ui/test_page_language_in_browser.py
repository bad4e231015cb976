"""In a real browser: the page's language is told to it, a choice outlives a reload, wide tables are reached by keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from browser import NO_BROWSER, PHONE, Browser, chromium, settled
from program import Program

from coach.pose.poses import Recording

pytestmark = [
    pytest.mark.skipif(bool(NO_BROWSER), reason=NO_BROWSER),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture(scope="module")
def german() -> Iterator[Browser]:
    with chromium(language="de-AT") as opened:
        yield opened


def test_the_browsers_language_is_spoken_until_another_is_chosen(program: Program, german: Browser) -> None:
    page = german.tab()
    page.goto(program.address)
    settled(page)
    page.wait_for_function("document.documentElement.lang === 'de'")
    assert page.title() == "Übung · Coach"
    page.get_by_role("button", name="English").click()
    page.wait_for_function("document.documentElement.lang === 'en'")
    page.goto(f"{program.address}/film")
    settled(page)
    page.get_by_role("heading", name="Judge a film").wait_for()
    page.wait_for_function("document.documentElement.lang === 'en'")
    page.close()


def test_a_table_wider_than_its_place_is_moved_by_keys(
    program: Program, german: Browser, squats: Callable[..., Recording], keep: Callable[..., int]
) -> None:
    page = german.tab(size=PHONE)
    page.goto(f"{program.address}/review?set={keep(squats())}&lang=de")
    settled(page)
    table = page.locator("[data-testid=stTable] > div").first
    table.wait_for()
    page.wait_for_function("document.querySelector('[data-testid=stTable] > div').tabIndex === 0")
    table.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('[data-testid=stTable] > div').scrollLeft > 0")
    page.close()
