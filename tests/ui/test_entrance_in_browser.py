"""In a real browser: a reload keeps the visit, leaving ends it in every tab, a screen nobody is at clears itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import NO_BROWSER, Browser, chromium, settled
from entry import enter
from playwright.sync_api import Page
from program import Program, running

from coach.records.store import Store

pytestmark = [
    pytest.mark.skipif(bool(NO_BROWSER), reason=NO_BROWSER),
    pytest.mark.xdist_group("browser"),
]
HASTY = """
from datetime import timedelta
from coach.ui import visits
visits.IDLE["patient"] = timedelta(seconds=8)
"""
#: Each tab has a session open, which runs until a file says that it waits.
BUSY = """
from pathlib import Path
from coach.ui import entrance
class Session:
    token, ended = "t", ""
    @property
    def phase(self):
        return "ready" if Path("waits").exists() else "work"
entrance._session = Session
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


def is_asked(page: Page) -> None:
    page.get_by_role("heading", name=re.compile("Who is here|Wer ist da")).wait_for()


def cookie(page: Page) -> str:
    return str(page.evaluate("document.cookie.split('; ').find((one) => one.startsWith('coach_visit=')) ?? ''"))


def test_a_reload_and_a_second_tab_keep_the_visit_and_leaving_ends_it_in_both(
    program: Program, browser: Browser
) -> None:
    page = browser.tab()
    enter(page, program.address)
    token = cookie(page)
    assert len(token) > 50
    page.reload()
    page.get_by_text("Signed in as Ada.").wait_for()
    other = page.context.new_page()
    other.goto(f"{program.address}/exercise")
    other.get_by_text("Signed in as Ada.").wait_for()
    page.get_by_role("link", name="Sign out").click()
    is_asked(page)
    page.wait_for_function("!document.cookie.includes('coach_visit=')")
    other.get_by_role("button", name="Deutsch").click()
    other.get_by_role("heading", name="Wer ist da?").or_(other.get_by_role("heading", name="Who is here?")).wait_for()
    # The old token opens nothing any more.
    page.evaluate(f"document.cookie = '{token}; path=/'")
    page.goto(f"{program.address}/exercise")
    is_asked(page)
    page.close()
    other.close()


def test_every_address_leads_in_first_and_then_on(program: Program, browser: Browser) -> None:
    page = browser.tab()
    page.goto(f"{program.address}/film")
    is_asked(page)
    page.get_by_role("button", name="Ada", exact=True).click()
    page.get_by_text("Signed in as Ada.").wait_for()
    assert page.url == f"{program.address}/film"
    page.close()


def test_a_patient_at_the_therapists_address_is_told_calmly(program: Program, browser: Browser) -> None:
    page = browser.tab()
    enter(page, program.address)
    for address in ("patients", "people", "therapist"):
        page.goto(f"{program.address}/{address}")
        settled_words = page.get_by_text("Sign in as such to go on.")
        settled_words.wait_for()
        assert page.get_by_role("textbox").count() == 0
    page.close()


@pytest.mark.timeout(120)
def test_a_screen_nobody_is_at_clears_itself_and_its_address(store: Store, tmp_path: Path, browser: Browser) -> None:
    store.ensure_person("Ada")
    with running(tmp_path, HASTY) as hasty:
        page = browser.tab()
        enter(page, hasty.address)
        page.goto(f"{hasty.address}/exercise?exercise=bridge")
        settled(page)
        page.get_by_text("Signed in as Ada.").wait_for()
        is_asked(page)
        page.wait_for_url(f"{hasty.address}/")
        assert page.get_by_text("Signed in as").count() == 0
        page.wait_for_function("!document.cookie.includes('coach_visit=')")
        page.close()


@pytest.mark.timeout(200)
def test_a_running_session_keeps_the_visit_and_one_that_waits_does_not(
    store: Store, tmp_path: Path, browser: Browser
) -> None:
    store.ensure_person("Ada")
    with running(tmp_path, HASTY + BUSY) as hasty:
        page = browser.tab()
        enter(page, hasty.address)
        page.goto(f"{hasty.address}/secret")
        page.get_by_text("Signed in as Ada.").wait_for()
        page.wait_for_timeout(25_000)
        assert page.get_by_text("Signed in as Ada.").count() == 1
        assert page.url == f"{hasty.address}/secret"
        (tmp_path / "waits").touch()
        is_asked(page)
        page.close()
