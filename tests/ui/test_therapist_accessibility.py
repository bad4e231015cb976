"""axe-core looks at every page of the therapist's, light and dark, with all that a record can have."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe import findings
from browser import NO_BROWSER, Browser, chromium, settled
from patient_record import Record
from program import Program, running
from therapist_app import enter_as_therapist, sat

from coach.care import Order
from coach.records.comments import say_to
from coach.records.store import Store

PATHS = (
    "patients",
    "patient?who={who}",
    "patient?who={who}&part=operation",
    "patient?who={who}&part=words",
    "patient?who={who}&part=take",
    "plan?who={who}",
    "compare?who={who}",
    "review?who={who}",
    "review?set={one}",
    "review?set={one}&beside={other}",
    "therapist",
)

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
    """Somebody with a sign, a question, an order, an override, a plan and sets."""
    record = Record(store, datetime.now(UTC))
    record.operated(9, Order("never", "bird_dog", None, "Dr. Weiss", record.day(20), "no kneeling"))
    record.planned()
    record.goal("To the lake.")
    record.override("mini_squat", "Strong before the operation.", 20)
    record.answered(2, 3, flags=("fever",))
    record.wrote(2, {"walking_min": 12, "note": "Slept well."})
    say_to(record.own, record.number, "May I swim?", "question", record.now)
    return record


@pytest.fixture
def program(record: Record, tmp_path: Path) -> Iterator[Program]:
    with running(tmp_path) as started:
        yield started


@pytest.mark.timeout(300)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_page_of_the_therapists_has_a_serious_finding(
    program: Program, browser: Browser, record: Record, dark: bool
) -> None:
    one, other = sat(record, "sit_to_stand", 2), sat(record, "sit_to_stand", 9, reach=0.6)
    page = browser.tab(dark=dark, calm=True)
    enter_as_therapist(page, program.address, record.store)
    found = {}
    for path in PATHS:
        page.goto(f"{program.address}/{path.format(who=record.number, one=one, other=other)}")
        settled(page)
        page.wait_for_timeout(1500)
        assert page.get_by_role("heading", level=1).count() == 1, path
        found[path] = findings(page)
    page.close()
    assert {path: some for path, some in found.items() if some} == {}
