"""The program's log names nobody: people with names nobody else has go through all their pages, and it is searched."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser import NO_BROWSER, Browser, chromium
from entry import remembered
from playwright.sync_api import Page
from program import Program

from coach.records.credentials import set_secret
from coach.records.desk import PROGRAM, Desk
from coach.records.people import add_person
from coach.records.staff import STAFF
from coach.records.store import Store
from coach.ui.app import PLACES

pytestmark = [
    pytest.mark.skipif(bool(NO_BROWSER), reason=NO_BROWSER),
    pytest.mark.xdist_group("browser"),
]
CANARY = "Xylokarp"
PIN, PHRASE = "2580", "Xylokarp to the lake"
HOSTILE = f"<img src=x onerror=document.title='{CANARY}'> {CANARY}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


def sign_in(page: Page, address: str, name: str, secret: str, *, staff: bool) -> None:
    page.goto(address)
    if staff:
        page.get_by_role("button", name="Therapist or clinic").click()
    page.get_by_role("button", name=name).click()
    field = page.locator("input[type=password]")
    field.fill("4711" if not staff else "not this one")
    field.press("Enter")
    page.get_by_text("That does not match").wait_for()
    field.fill(secret)
    field.press("Enter")
    remembered(page)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("role", ["patient", "therapist", "administrator"])
def test_whoever_goes_through_her_pages_is_named_in_no_line_and_no_name_is_markup(
    store: Store, program: Program, browser: Browser, role: str
) -> None:
    desk = Desk(store, PROGRAM)
    name = f"{CANARY} {role}"
    set_secret(desk, add_person(desk, name, role), PIN if role == "patient" else PHRASE)
    hostile = add_person(desk, HOSTILE)
    page = browser.tab()
    sign_in(page, program.address, name, PIN if role == "patient" else PHRASE, staff=role in STAFF)
    for place in PLACES:
        page.goto(f"{program.address}/{place.address}?who={hostile}")
        page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(state="attached")
        page.wait_for_timeout(700)
        assert page.locator("img[src=x]").count() == 0, place.address
        assert not page.title().startswith(CANARY), place.address
    page.close()
    said = program.log()
    assert CANARY not in said
    assert CANARY.lower() not in said.lower()
