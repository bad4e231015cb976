"""In a real browser: the page's language is told to it, a choice outlives a reload, wide tables are reached by keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from browser import NO_BROWSER, PHONE, Browser, chromium, settled
from entry import enter, enter_staff, person_of
from program import Program

from coach.pose.poses import Recording
from coach.records.credentials import set_secret
from coach.records.desk import PROGRAM, Desk
from coach.records.store import Store

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
    enter(page, program.address)
    page.goto(f"{program.address}/exercise")
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
    store: Store, program: Program, german: Browser, squats: Callable[..., Recording], keep: Callable[..., int]
) -> None:
    set_secret(Desk(store, PROGRAM), person_of(store, "Grete", "therapist"), "walk to the lake")
    number, anna = keep(squats()), store.person_number("Anna")
    page = german.tab(size=PHONE)
    page.goto(f"{program.address}/?lang=en")
    enter_staff(page, f"{program.address}/?lang=en", "Grete", "walk to the lake")
    page.goto(f"{program.address}/review?set={number}&who={anna}&lang=de")
    settled(page)
    table = page.locator("[data-testid=stTable] > div").first
    table.wait_for()
    page.wait_for_function("document.querySelector('[data-testid=stTable] > div').tabIndex === 0")
    table.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('[data-testid=stTable] > div').scrollLeft > 0")
    page.close()
