"""Two whole days before the running program: a patient's from an empty computer on, and a therapist's review of one.

Each goes from page to page as its person does, by what she reads there, and ends with what stands in the store.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from browser import NO_BROWSER, Browser, chromium
from entry import enter, person_of, remembered
from guided import Guided
from patient_record import Record
from playwright.sync_api import Locator, Page
from program import Program, running

from coach.care import Plan, PlanItem, Targets
from coach.records.answers import told_between
from coach.records.comments import say_to
from coach.records.desk import Desk, Viewer
from coach.records.diary import diary_of
from coach.records.kept_sets import sets_of
from coach.records.plans import plan_of, save_plan
from coach.records.profiles import overrides_of, profile_of
from coach.records.store import Store

pytestmark = [
    pytest.mark.skipif(bool(NO_BROWSER), reason=NO_BROWSER),
    pytest.mark.xdist_group("browser"),
]
#: The browser's own camera shows no person, so the model's place is taken by the figure that does what the coach asks.
ACTED = """
from functools import partial
from coach.live.demo import DemoPatient
from coach.live.session import LiveSession
attach = LiveSession.attach
def acted(self, answer):
    self.estimator = partial(DemoPatient, self.exercise, lambda: self.phase)
    attach(self, answer)
LiveSession.attach = acted
"""
PASSPHRASE, GOAL, WORDS = (
    "one calm step after another",
    "To the lake and back.",
    "Well done. Please bend a little less.",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def to(page: Page, name: str) -> None:
    """By the menu at the top."""
    page.get_by_role("link", name=name, exact=True).first.click()


def reads(page: Page | Locator, words: str | re.Pattern[str]) -> None:
    page.get_by_text(words).locator("visible=true").first.wait_for()


def tap(group: Locator, number: int) -> None:
    """One of the numbers that a touch answers."""
    group.get_by_role("radio", name=str(number), exact=True).or_(
        group.get_by_role("button", name=str(number), exact=True)
    ).first.click()


def answer(session: Guided, back: int) -> None:
    """The first scale of the question that is asked, and on."""
    session.page.locator(f".ask fieldset.scale input[value='{back}']").first.check(force=True)


@pytest.mark.timeout(240)
def test_a_patients_first_day(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with running(tmp_path, ACTED) as program:
        page = browser.tab()
        she_tells_who_she_is(page, program)
        with Store(folder=tmp_path) as store:
            desk = Desk(store, Viewer(person_of(store, "Ada"), "patient"))
            a_plan_is_written(store, desk.viewer.person_id or 0)
            she_does_what_is_due(page)
            she_writes_the_diary(page)
            she_looks_back_and_leaves(page, program)
            page.close()
            assert_her_day_is_kept(desk)
        assert "Ada" not in program.log()


def she_tells_who_she_is(page: Page, program: Program) -> None:
    page.goto(program.address)
    press(page, "I am new here")
    page.get_by_label("Your name").fill("Ada")
    press(page, "Go on")
    reads(page, "Where on the spine?")
    remembered(page)
    page.get_by_text("Lower back", exact=True).click()
    page.get_by_text("It is done, on this day").click()
    operated = datetime.now() - timedelta(weeks=9)
    page.get_by_role("spinbutton", name="day, Day of the operation").click()
    page.keyboard.type(operated.strftime("%d%m%Y"), delay=60)
    page.keyboard.press("Escape")
    reads(page, "Week 9 after your operation")
    reads(page.locator(".st-key-card_follows"), "from week 12")
    press(page, "Keep this")
    press(page, "To today's exercises")
    reads(page, "Hello, Ada.")
    reads(page, "These exercises suit you now.")
    reads(page, "1 exercise waits")


def a_plan_is_written(store: Store, patient: int) -> None:
    therapist = Desk(store, Viewer(person_of(store, "Dr. Lind", "therapist"), "therapist"))
    plan = Plan((PlanItem("sit_to_stand", 1, 6),), Targets(15, None, None, "Dr. Lind"))
    save_plan(therapist, patient, plan, datetime.now(UTC))


def she_does_what_is_due(page: Page) -> None:
    page.reload()
    reads(page, re.compile(r"1 exercise today, about \d+ minutes?"))
    reads(page, re.compile("1 set of 6"))
    press(page, "Start: Sit to stand")
    session = Guided(page)
    session.until("she is asked how she is", lambda: session.phase == "check")
    answer(session, 2)
    session.reach("work")
    session.until("two are counted", lambda: session.count >= 2)
    session.part("stop").click()
    session.until("she is asked how it was", lambda: session.phase == "how")
    answer(session, 3)
    session.page.locator("[data-choice=done]").click()
    session.until("she is thanked", lambda: session.phase == "summary")
    page.locator("[data-part=leave]:visible, [data-testid=start]:visible").first.click()
    press(page, "What is on for today")
    reads(page, "All exercises of today are done.")
    reads(page.locator(".st-key-card_line_sit_to_stand"), "done")


def she_writes_the_diary(page: Page) -> None:
    to(page, "Diary")
    groups = page.locator("[data-testid=stButtonGroup]")
    tap(groups.nth(0), 2)
    tap(groups.nth(2), 20)
    press(page, "Keep this day")
    page.get_by_text("Kept.", exact=True).wait_for()


def she_looks_back_and_leaves(page: Page, program: Program) -> None:
    to(page, "Progress")
    reads(page, "1 day of exercise so far.")
    reads(page, "Minutes of walking")
    to(page, "Sign out")
    is_asked(page)
    for address in ("today", "progress", "diary", "live?exercise=sit_to_stand"):
        page.goto(f"{program.address}/{address}")
        is_asked(page)
        assert page.get_by_text(re.compile("Signed in|pain|week 9|20", re.IGNORECASE)).count() == 0


def is_asked(page: Page) -> None:
    page.get_by_role("heading", name="Who is here?").wait_for()


def assert_her_day_is_kept(desk: Desk) -> None:
    ada, day = desk.viewer.person_id or 0, datetime.now().date()
    (kept,) = sets_of(desk, ada).rows
    assert (kept.exercise_id, kept.kind, (kept.count or 0) >= 2) == ("sit_to_stand", "live", True)
    assert [(told.kind, told.answers.back) for _, told in told_between(desk, ada, day, day)] == [
        ("after", 3),
        ("before", 2),
    ]
    (written,) = diary_of(desk, ada, day, day)
    assert written.numbers == {"pain_back": 2, "walking_min": 20}


@pytest.mark.timeout(240)
def test_a_therapists_review_and_what_the_patient_sees_of_it(store: Store, browser: Browser, tmp_path: Path) -> None:
    record = Record(store)
    five_days(record)
    with running(tmp_path) as program:
        page = browser.tab()
        she_makes_herself_known(page, program)
        she_is_told_who_needs_her(page)
        she_confirms_the_operation(page)
        she_looks_at_the_newest_set(page)
        she_changes_the_plan(page)
        she_gives_an_override(page)
        she_takes_the_record_along(page)
        to(page, "Sign out")
        is_asked(page)
        enter(page, program.address)
        reads(page, "Mara Lind wrote to you, today")
        reads(page, WORDS)
        reads(page, re.compile("2 sets of 9"))
        reads(page, re.compile("Mara Lind lets you begin early"))
        page.close()
        assert "Ada" not in program.log()
    assert_the_review_is_kept(record)


def five_days(record: Record) -> None:
    """What she told herself, a plan, sets of five days, and a question."""
    record.operated(9, told_by="patient")
    record.planned(PlanItem("sit_to_stand", 2, 8), PlanItem("heel_raise", 1, 10))
    record.goal(GOAL)
    for ago in range(5, 0, -1):
        record.answered(ago, 3)
        record.did("sit_to_stand", ago, reach=0.9 + 0.02 * ago)
    say_to(record.own, record.number, "May I drive again?", "question", record.moment(1, 12))


def she_makes_herself_known(page: Page, program: Program) -> None:
    page.goto(program.address)
    press(page, "Therapist or clinic")
    page.get_by_label("Your name").fill("Mara Lind")
    page.get_by_label("A passphrase of your choice").fill(PASSPHRASE)
    press(page, "I am the therapist")
    page.get_by_role("heading", name="Patients").wait_for()
    remembered(page)


def she_is_told_who_needs_her(page: Page) -> None:
    reads(page, re.compile("week 9 after the operation"))
    reads(page, "Asked a question, not answered yet")
    page.locator("[class*=st-key-open_] button").first.click()
    page.get_by_role("heading", name="Ada", exact=True).wait_for()
    reads(page, GOAL)
    reads(page, "The operation was told by the patient and is not confirmed yet.")


def she_confirms_the_operation(page: Page) -> None:
    section(page, "Operation and orders")
    press(page, "Confirm as told")
    reads(page, re.compile("Confirmed by Mara Lind"))


def section(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name).or_(page.get_by_role("button", name=name, exact=True)).first.click()


def she_looks_at_the_newest_set(page: Page) -> None:
    press(page, "Review sets")
    reads(page, "5 sets, newest first")
    page.locator(".st-key-review_list button").first.click()
    cursor = page.locator(".replay input.scrub")
    cursor.wait_for()
    assert cursor.input_value() == "0"
    page.locator(".replay button.play").click()
    page.wait_for_function("(cursor) => Number(cursor.value) > 10", arg=cursor.element_handle())
    page.locator(".replay button.play").click()
    page.get_by_label("Comment to the patient on this set").fill(WORDS)
    press(page, "Send the comment")
    reads(page.locator(".st-key-card_words"), WORDS)


def she_changes_the_plan(page: Page) -> None:
    press(page, "Change plan")
    page.get_by_role("heading", name="Plan", exact=True).wait_for()
    line = page.locator("[class*=st-key-card_plan_][class*=_sit_to_stand]")
    bend, save = line.get_by_label("Forward bend, at most (°)"), page.get_by_role("button", name="Save as version 2")
    type_in(bend, "75")
    reads(line, re.compile("60"))
    line.locator("[data-testid=stAlert]").wait_for()
    assert save.is_disabled()
    type_in(bend, "55")
    line.locator("[data-testid=stAlert]").wait_for(state="detached")
    type_in(line.get_by_label("Repetitions", exact=True), "9")
    changes = page.locator(".st-key-card_save")
    reads(changes, re.compile("9 repetitions"))
    reads(changes, re.compile("55"))
    choose(page, "Add an exercise", "Bird dog · ◌ waits until week 12")
    press(page, "Add to the plan")
    reads(page.locator("[class*=st-key-card_plan_][class*=_bird_dog]"), "waits until week 12")
    save.click()
    reads(page, "Kept as version 2. The patient sees it from now on.")


def choose(page: Page, label: str, option: str) -> None:
    box = page.get_by_role("combobox", name=label, exact=True)
    box.click()
    box.press("ArrowDown")
    page.get_by_role("option", name=option).click()


def type_in(field: Locator, text: str) -> None:
    field.fill(text)
    field.press("Enter")


def she_gives_an_override(page: Page) -> None:
    to(page, "Patient")
    section(page, "Operation and orders")
    page.get_by_text("Give an override").click()
    choose(page, "Exercise", "Bird dog · ◌ waits until week 12")
    page.get_by_label("Reason, at least 10 letters").fill("She trained it before the operation.")
    press(page, "Give this override")
    reads(page, re.compile("Override until .*Bird dog.* by Mara Lind"))


def she_takes_the_record_along(page: Page) -> None:
    section(page, "Report and files")
    assert taken(page, "Report as PDF").startswith(b"%PDF")
    with zipfile.ZipFile(io.BytesIO(taken(page, "Tables as CSV"))) as tables:
        headers = {name: tables.read(name).decode("utf-8-sig").splitlines()[0] for name in tables.namelist()}
    assert any(name.endswith("sets.csv") and "exercise" in header for name, header in headers.items()), headers


def taken(page: Page, label: str) -> bytes:
    with page.expect_download() as coming:
        press(page, label)
    return Path(coming.value.path()).read_bytes()


def assert_the_review_is_kept(record: Record) -> None:
    confirmed, plan = profile_of(record.own, record.number), plan_of(record.own, record.number)
    assert confirmed
    assert confirmed.told_by == "therapist"
    assert plan
    assert plan.version == 2
    stands = plan.plan.items[0]
    assert (stands.exercise_id, stands.repetitions, stands.limits["forward_bend"].max) == ("sit_to_stand", 9, 55)
    (override,) = overrides_of(record.own, record.number, record.today)
    assert (override.exercise_id, override.by_name) == ("bird_dog", "Mara Lind")
