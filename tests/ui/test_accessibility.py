"""axe-core looks at every page and every phase of the guided session, light and dark: nothing serious may be left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import NO_BROWSER, Browser, chromium, settled
from entry import enter, enter_staff, person_of
from guided import Guided
from playwright.sync_api import Page
from program import Program

from coach.pose.poses import Recording
from coach.records.credentials import set_secret
from coach.records.desk import PROGRAM, Desk, Role
from coach.records.store import Store
from coach.ui.app import PLACES

PHRASE = "walk to the lake"
SERIOUS = ("serious", "critical")
#: Findings in Streamlit's own markup that nothing of ours can mend: rule, and the elements it is about.
STREAMLITS: dict[str, tuple[str, ...]] = {}
#: Set number 1 is Ada's.
SET = "review?set=1"

pytestmark = [
    pytest.mark.skipif(bool(NO_BROWSER), reason=NO_BROWSER),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


def findings(page: Page) -> list[str]:
    """What axe-core finds serious, without what is Streamlit's own: rule, element and what is amiss."""
    said = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    found = []
    for rule in said:
        for node in rule["nodes"] if rule["impact"] in SERIOUS else []:
            # Within a component the way leads through its host: [host, element].
            place = " >> ".join(str(step) for step in node["target"])
            if not any(own in place or own in node["html"] for own in STREAMLITS.get(rule["id"], ())):
                found.append(f"{rule['id']} ({rule['impact']}) {place}: {node['html'][:200]} {node['failureSummary']}")
    return found


@pytest.mark.timeout(400)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("role", ["nobody", "patient", "therapist", "administrator"])
def test_no_page_has_a_serious_finding(
    store: Store,
    program: Program,
    browser: Browser,
    squats: Callable[..., Recording],
    keep: Callable[..., int],
    dark: bool,
    role: Role | Literal["nobody"],
) -> None:
    keep(squats(), person="Ada")
    page = browser.tab(dark=dark, calm=True)
    page.goto(program.address)
    addresses = [""]
    if role == "patient":
        enter(page, program.address)
    elif role != "nobody":
        set_secret(Desk(store, PROGRAM), person_of(store, "Olga", role), PHRASE)
        enter_staff(page, program.address, "Olga", PHRASE)
    if role != "nobody":
        addresses = [place.address for place in PLACES if role in place.roles] + ([SET] if role == "therapist" else [])
    found = {}
    for address in addresses:
        page.goto(f"{program.address}/{address}{'&' if '?' in address else '?'}who=1")
        settled(page)
        page.wait_for_timeout(1500)
        found[address] = findings(page)
    page.close()
    assert {address: some for address, some in found.items() if some} == {}


@pytest.mark.timeout(400)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_phase_of_a_session_has_a_serious_finding(program: Program, browser: Browser, dark: bool) -> None:
    session = Guided(browser.tab(dark=dark, calm=True))
    session.open(program.address, "heel_raise", demo=1)
    found = {}
    for phase in session.walk():
        session.wait_ms(300)
        found.setdefault(phase, []).extend(findings(session.page))
    session.page.close()
    assert {"ready", "setup", "show", "neutral", "work", "summary"} <= set(found)
    assert {phase: some for phase, some in found.items() if some} == {}
