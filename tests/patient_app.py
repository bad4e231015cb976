"""One page of the patient's in Streamlit's own test browser, Ada signed in; where its buttons lead is written down."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import streamlit as st
from patient_record import Record
from streamlit.testing.v1 import AppTest

from coach.records.desk import Viewer
from coach.ui import ways
from coach.ui.signed_in import VISIT
from coach.ui.visits import VISITS

ALARMING = re.compile(r"danger|damage|wrong|\bbad\b|fail|warning|!", re.IGNORECASE)


def _page() -> None:
    from importlib import import_module

    import streamlit as st

    import_module(f"coach.ui.{st.session_state['shown_page']}").show()


class Addresses(dict[str, str]):
    """Every page's address, in the place of the page."""

    def __missing__(self, address: str) -> str:
        return address


class PatientApp:
    """`led` are the ways that were taken: the page's address and what it is about."""

    def __init__(self, page: str, number: int, led: list[tuple[str, dict[str, str]]], query: dict[str, str]) -> None:
        self.led = led
        self._app = AppTest.from_function(_page, default_timeout=60)
        self._app.session_state["shown_page"] = page
        self._app.session_state["pages"] = Addresses()
        self._app.session_state[VISIT] = VISITS.begin(Viewer(number, "patient"))
        for name, value in query.items():
            self._app.query_params[name] = value
        self.run()

    def run(self) -> PatientApp:
        self._app.run()
        assert not self._app.exception, self._app.exception
        return self

    @property
    def app(self) -> AppTest:
        return self._app

    @property
    def markup(self) -> str:
        """What was drawn as HTML, without the style."""
        parts = [str(element.proto.body) for element in self._app.get("html")]
        return "\n".join(part for part in parts if not part.startswith("<style>"))

    @property
    def text(self) -> str:
        """Everything that can be read, without marks."""
        app = self._app
        said = [
            *(str(one.value) for one in (*app.title, *app.header, *app.markdown, *app.caption, *app.info)),
            *(str(one.value) for one in (*app.warning, *app.success)),
            *(str(one.label) for one in (*app.button, *app.expander)),
        ]
        bare = html.unescape(re.sub(r"<[^>]+>", " ", self.markup))
        return re.sub(r"\s+", " ", "\n".join(said).replace("\\", "") + "\n" + bare)

    @property
    def labels(self) -> list[str]:
        return [button.label.replace("\\", "") for button in self._app.button]

    def press(self, label: str) -> PatientApp:
        next(one for one in self._app.button if one.label.replace("\\", "") == label).click()
        return self.run()

    def press_key(self, key: str) -> PatientApp:
        self._app.button(key=key).click()
        return self.run()


@contextmanager
def patient_pages(record: Record, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., PatientApp]]:
    """Opens pages at the record's clock."""
    st.cache_resource.clear()
    monkeypatch.setattr(VISITS, "clock", lambda: record.now)
    led: list[tuple[str, dict[str, str]]] = []

    def switch(page: str, *, query_params: dict[str, Any] | None = None) -> None:
        led.append((page, {key: str(value) for key, value in (query_params or {}).items()}))

    def opened(page: str, **query: str) -> PatientApp:
        return PatientApp(page, record.number, led, query)

    monkeypatch.setattr(ways.st, "switch_page", switch)
    yield opened
    st.cache_resource.clear()
