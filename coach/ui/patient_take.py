"""What is taken along of one patient's record: a report on paper, tables, and a bundle for the clinic's system."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import streamlit as st

from coach.language import marked, say, speaking, spoken_language
from coach.records.desk import Desk
from coach.records.people import person
from coach.records.tables_out import write_tables
from coach.review.fhir import bundle_of
from coach.review.report_pdf import report_of_patient
from coach.ui.patient_head import Head, today
from coach.ui.signed_in import now

_SPANS = {4: marked("the last 4 weeks"), 12: marked("the last 12 weeks"), 0: marked("all of it")}
#: Before this day there was no program.
_FIRST = date(2020, 1, 1)


def show(desk: Desk, head: Head) -> None:
    """Draw the section; each file is made when it is asked for."""
    with st.container(border=True, key="card_take"):
        st.header(say("Report and files"), anchor=False)
        spans = {weeks: say(text) for weeks, text in _SPANS.items()}
        weeks = st.selectbox(say("Of"), list(spans), format_func=spans.__getitem__, key="take_weeks", width=280)
        since = today() - timedelta(weeks=weeks) if weeks else _FIRST
        name = person(desk, head.person_id).pseudonym
        _file(
            say("Report as PDF"),
            say("One page to read, then the sets behind it. It names the patient."),
            f"{name}.pdf",
            "application/pdf",
            lambda: report_of_patient(desk, head.person_id, since, today(), now()),
        )
        _file(
            say("Tables as CSV"),
            say("Every table of this record in one archive, under the pseudonym; for a spreadsheet."),
            f"{name}.zip",
            "application/zip",
            lambda: _tables(desk, head.person_id),
        )
        _file(
            say("FHIR bundle"),
            say("R4 as JSON, under the pseudonym; for the clinic's system."),
            f"{name}.json",
            "application/fhir+json",
            lambda: json.dumps(bundle_of(desk, head.person_id, since, today(), now()), ensure_ascii=False).encode(),
        )


def _file(label: str, below: str, name: str, mime: str, made: Callable[[], bytes]) -> None:
    language = spoken_language()

    def in_her_language() -> bytes:
        # It runs in a thread of its own, in which no language is spoken yet.
        with speaking(language):
            return made()

    st.download_button(
        label, in_her_language, file_name=name, mime=mime, on_click="ignore", key=f"take_{mime}", width=280
    )
    st.caption(below)


def _tables(desk: Desk, person_id: int) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "tables.zip"
        write_tables(desk, person_id, place, "csv")
        return place.read_bytes()
