"""The patient's pages in a real browser: reachable for everybody, no wider than a phone, three touches for a day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import LAPTOP, NO_BROWSER, PHONE, Browser, chromium, settled
from patient_record import Record
from playwright.sync_api import Page
from program import Program, running

from coach.care import Order
from coach.records.diary import diary_of
from coach.records.store import Store
from coach.ui.signed_in import COOKIE

SERIOUS = ("serious", "critical")
PAGES = ("today", "progress", "diary", "learn", "learn?open=ask", "measures", "setup")

pytestmark = [
    pytest.mark.skipif(bool(NO_BROWSER), reason=NO_BROWSER),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def record(store: Store) -> Record:
    return Record(store)


@pytest.fixture
def coach(record: Record, tmp_path: Path) -> Iterator[Program]:
    """The program over Ada's weeks of training; Berta has told of her operation herself."""
    record.weeks_of_training()
    berta = Record(record.store, name="Berta")
    order = Order("not_before_week", "lifting", 12, "Dr. Berg", berta.today, "2 kg at most")
    berta.operated(4, order, told_by="patient")
    with running(tmp_path) as started:
        yield started


def signed_in(browser: Browser, coach: Program, name: str = "Ada", **look: object) -> Page:
    page = browser.tab(calm=True, **look)  # type: ignore[arg-type]
    page.goto(coach.address)
    settled(page)
    page.get_by_role("button", name=name, exact=True).click()
    page.get_by_text(f"Hello, {name}.").wait_for()
    # The next page is loaded anew, and knows her by her cookie.
    page.wait_for_function("(name) => document.cookie.includes(name)", arg=COOKIE)
    return page


def go_to(page: Page, coach: Program, path: str) -> None:
    page.goto(f"{coach.address}/{path}")
    settled(page)
    page.locator("[data-testid=stMain] .heading").wait_for()
    page.wait_for_timeout(1200)


def findings(page: Page) -> list[str]:
    said = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}) {node['target']}: {node['html'][:200]}"
        for rule in said
        if rule["impact"] in SERIOUS
        for node in rule["nodes"]
    ]


@pytest.mark.timeout(400)
@pytest.mark.parametrize(("dark", "size"), [(False, LAPTOP), (True, PHONE)], ids=["light-laptop", "dark-phone"])
def test_no_page_has_a_serious_finding_or_is_wider_than_its_window(
    coach: Program, browser: Browser, dark: bool, size: tuple[int, int]
) -> None:
    page = signed_in(browser, coach, dark=dark, size=size)
    found: dict[str, list[str]] = {}
    for path in PAGES:
        go_to(page, coach, path)
        found[path] = findings(page)
        wide = page.locator("[data-testid=stMain]").evaluate("(part) => part.scrollWidth - part.clientWidth")
        found[path] += [f"{wide} px too wide"] if wide > 0 else []
    page.close()
    page = signed_in(browser, coach, "Berta", dark=dark, size=size)
    go_to(page, coach, "setup")
    found["setup of her own"] = findings(page)
    page.close()
    assert {path: some for path, some in found.items() if some} == {}


def test_pain_and_walking_are_three_touches(coach: Program, browser: Browser, record: Record) -> None:
    page = signed_in(browser, coach, size=PHONE)
    go_to(page, coach, "diary")
    pills = page.locator("[data-testid=stButtonGroup]")
    pills.nth(0).get_by_role("radio", name="2", exact=True).or_(
        pills.nth(0).get_by_role("button", name="2", exact=True)
    ).first.click()
    pills.nth(2).get_by_role("radio", name="20", exact=True).or_(
        pills.nth(2).get_by_role("button", name="20", exact=True)
    ).first.click()
    page.get_by_role("button", name="Keep this day").click()
    page.get_by_text("Kept.", exact=True).wait_for()
    page.close()
    (day,) = diary_of(record.own, record.number, record.today, record.today)
    assert day.numbers == {"pain_back": 2, "walking_min": 20}


def test_the_stopwatch_fills_the_field(coach: Program, browser: Browser) -> None:
    page = signed_in(browser, coach)
    go_to(page, coach, "measures")
    page.get_by_text("Up and go", exact=True).first.click()
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_timeout(3400)
    page.get_by_role("button", name="Stop", exact=True).click()
    field = page.get_by_label("Seconds for up and go")
    page.wait_for_function("(box) => box.value !== ''", arg=field.element_handle())
    assert re.fullmatch(r"3\.[2-9]|4\.\d", field.input_value())
    page.get_by_role("button", name="Once more").click()
    page.get_by_role("button", name="Start", exact=True).wait_for()
    page.close()


def test_every_picture_and_word_comes_from_this_computer(coach: Program, browser: Browser) -> None:
    page = signed_in(browser, coach)
    for path in PAGES:
        go_to(page, coach, path)
    page.close()
    own = re.compile(r"(http|ws)://localhost:|data:|blob:")
    assert [address for address in browser.requested if not own.match(address)] == []
