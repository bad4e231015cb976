"""What is taken along of one patient's record: a report on paper, tables, and a bundle for the clinic's system."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import streamlit as st

from coach.language import marked, say, speaking, spoken_language
from coach.records.desk import Desk
from coach.records.people import person
from coach.records.tables_out import write_tables
from coach.records.whole_file import PART
from coach.review.fhir import bundle_of
from coach.review.report_pdf import report_of_patient
from coach.ui.patient_head import Head, today
from coach.ui.signed_in import now

_SPANS = {4: marked("the last 4 weeks"), 12: marked("the last 12 weeks"), 0: marked("all of it")}
#: Label, what is in it, ending and kind of each file.
_FILES = (
    (
        marked("Report as PDF"),
        marked("One page to read, then the sets behind it. It names the patient."),
        "pdf",
        "application/pdf",
    ),
    (
        marked("Tables as CSV"),
        marked("Every table of this record in one archive, under the pseudonym; for a spreadsheet."),
        "zip",
        "application/zip",
    ),
    (
        marked("FHIR bundle"),
        marked("R4 as JSON, under the pseudonym; for the clinic's system."),
        "json",
        "application/fhir+json",
    ),
)


def show(desk: Desk, head: Head) -> None:
    """Draw the section; each file is made when it is asked for."""
    with st.container(border=True, key="card_take"):
        st.header(say("Report and files"), anchor=False)
        spans = {weeks: say(text) for weeks, text in _SPANS.items()}
        weeks = st.selectbox(say("Of"), list(spans), format_func=spans.__getitem__, key="take_weeks", width=280)
        since = today() - timedelta(weeks=weeks) if weeks else None
        name = person(desk, head.person_id).pseudonym
        for (label, below, ending, mime), made in zip(
            _FILES, files_of(desk, head.person_id, since, now()), strict=True
        ):
            st.download_button(
                say(label),
                made,
                file_name=f"{name}.{ending}",
                mime=mime,
                on_click="ignore",
                key=f"take_{ending}",
                width=280,
            )
            st.caption(say(below))


def files_of(desk: Desk, person_id: int, since: date | None, now: datetime) -> tuple[Callable[[], bytes], ...]:
    """What makes the report, the tables and the bundle, each in the language that is spoken now."""
    language, until = spoken_language(), now.astimezone().date()

    def spoken(made: Callable[[], bytes]) -> Callable[[], bytes]:
        # A download runs in a thread of its own, in which no language is spoken yet.
        def bytes_of() -> bytes:
            with speaking(language):
                return made()

        return bytes_of

    return (
        spoken(lambda: report_of_patient(desk, person_id, since, until, now)),
        spoken(lambda: _tables(desk, person_id)),
        spoken(lambda: json.dumps(bundle_of(desk, person_id, since, until, now), ensure_ascii=False).encode()),
    )


def _tables(desk: Desk, person_id: int) -> bytes:
    # They are not encrypted: not in a place of all programs, and what a killed program leaves the store sweeps.
    with tempfile.TemporaryDirectory(PART, ".tables.", desk.store.folder) as folder:
        place = Path(folder) / "tables.zip"
        write_tables(desk, person_id, place, "csv")
        return place.read_bytes()
