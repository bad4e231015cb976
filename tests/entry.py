"""Somebody signed in, for tests of pages: in Streamlit's test browser, and in a real one."""

from __future__ import annotations

from playwright.sync_api import Page
from sqlalchemy import select
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from coach.records.desk import Role, Viewer
from coach.records.store import Store
from coach.records.tables import Person
from coach.ui.signed_in import VISIT
from coach.ui.visits import VISITS


def person_of(store: Store, name: str, role: Role = "patient") -> int:
    """The number of the person, who is made known in that role if she is not."""
    store.ensure_person(name)
    with store.transaction(write=True) as session:
        person = session.scalars(select(Person).where(Person.name == name)).one()
        person.role = role
        return person.id


def signed_in(app: AppTest, store: Store, name: str = "Ada", role: Role = "patient") -> int:
    """From its next run on the tab is this person's; her number."""
    number = person_of(store, name, role)
    app.session_state[VISIT] = VISITS.begin(Viewer(number, role))
    return number


def at(app: AppTest, address: str) -> AppTest:
    """The tab goes to that page of the program, as by typing its address."""
    app._page_hash = calc_hash(address)
    app.run()
    # From now on it stays where it is, or goes where a press leads.
    app._page_hash = ""
    return app


def enter(page: Page, address: str, name: str = "Ada") -> None:
    """A browser comes to the program's first page and presses the patient's name; later pages find her signed in."""
    page.goto(address)
    page.get_by_role("button", name=name, exact=True).click()
    remembered(page)


def enter_staff(page: Page, address: str, name: str, secret: str) -> None:
    """The same for a therapist or an administrator, who shows her passphrase."""
    page.goto(address)
    page.get_by_role("button", name="Therapist or clinic").click()
    page.get_by_role("button", name=name, exact=True).click()
    field = page.locator("input[type=password]")
    field.fill(secret)
    field.press("Enter")
    remembered(page)


def remembered(page: Page) -> None:
    """Wait until the browser has the visit's token, so that a page loaded next finds it."""
    page.wait_for_function("/coach_visit=.{20}/.test(document.cookie)")
