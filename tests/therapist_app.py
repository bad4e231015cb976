"""The therapist's pages, drawn by Streamlit's own test browser over one record; where buttons lead is written down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC
from typing import Any

import pytest
import streamlit as st
from entry import person_of, remembered
from patient_app import Addresses, PatientApp
from patient_record import Record, acted
from playwright.sync_api import Page
from streamlit.testing.v1 import AppTest

from coach.records.credentials import set_secret
from coach.records.desk import PROGRAM, Desk, Role, Viewer
from coach.records.sessions import begin_session, begin_set, end_session, finish_set
from coach.records.store import Store
from coach.ui import ways
from coach.ui.signed_in import VISIT
from coach.ui.visits import VISITS

#: Names and notes that would be a script, a table's end, or Markdown, where they were not made harmless.
HOSTILE = "<script>alert(1)</script> **x** `y` [z](javascript:alert(1)) :red[r] |"

PASSPHRASE = "steady as she goes"


def _page() -> None:
    from importlib import import_module

    import streamlit as st

    from coach.ui.page_language import speak_as_chosen

    speak_as_chosen()
    import_module(f"coach.ui.{st.session_state['shown_page']}").show()


class TherapistApp(PatientApp):
    """One page with somebody signed in; `tables` are what stands in its tables."""

    def __init__(self, page: str, viewer: Viewer, led: list[tuple[str, dict[str, str]]], query: dict[str, str]) -> None:
        self.led = led
        self._app = AppTest.from_function(_page, default_timeout=60)
        self._app.session_state["shown_page"] = page
        self._app.session_state["pages"] = Addresses()
        self._app.session_state[VISIT] = VISITS.begin(viewer)
        for name, value in query.items():
            self._app.query_params[name] = value
        self.run()

    @property
    def tables(self) -> list[dict[str, list[str]]]:
        return [{name: list(table.value[name]) for name in table.value} for table in self._app.table]

    @property
    def markdown(self) -> str:
        """As it was written, marks and all."""
        return "\n".join(str(one.value) for one in (*self._app.markdown, *self._app.caption, *self._app.warning))


@contextmanager
def therapist_pages(record: Record, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., TherapistApp]]:
    """Opens pages about the record at its clock; `role` says who is signed in."""
    st.cache_resource.clear()
    monkeypatch.setattr(VISITS, "clock", lambda: record.now)
    led: list[tuple[str, dict[str, str]]] = []

    def switch(page: str, *, query_params: dict[str, Any] | None = None) -> None:
        led.append((page, {key: str(value) for key, value in (query_params or {}).items()}))

    def opened(page: str, role: Role = "therapist", **query: str) -> TherapistApp:
        number = record.number if role == "patient" else record.therapist_number
        return TherapistApp(page, Viewer(number, role), led, query)

    monkeypatch.setattr(ways.st, "switch_page", switch)
    yield opened
    st.cache_resource.clear()


def enter_as_therapist(page: Page, address: str, store: Store, name: str = "Thea") -> None:
    """A browser comes in as a therapist, who is made known with a passphrase if she is not."""
    set_secret(Desk(store, PROGRAM), person_of(store, name, "therapist"), PASSPHRASE)
    page.goto(address)
    page.get_by_role("button", name="Therapist or clinic").click()
    page.get_by_role("button", name=name, exact=True).click()
    page.get_by_label("Your passphrase").fill(PASSPHRASE)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Patients").wait_for()
    remembered(page)


def sat(record: Record, exercise: str, ago: int, *, sets: int = 2, repetitions: int = 8, reach: float = 1.0) -> int:
    """A session of that exercise, done as planned; returns the number of its first set."""
    own = Desk(record.store, Viewer(record.number, "patient"), lambda: record.now)
    recording, report, text = acted(exercise, repetitions, reach)
    moment = record.moment(ago, 10)
    held = begin_session(own, record.number, exercise, "live", moment, UTC)
    numbers = []
    for k in range(sets):
        numbers.append(begin_set(own, held, text, k + 1, moment))
        finish_set(own, numbers[-1], report, recording)
    end_session(own, held, "done", "", moment)
    return numbers[0]
