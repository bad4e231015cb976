"""A backup made by the administrator at the press of a button: one file, beside the store, to be carried elsewhere."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import streamlit as st

from coach.errors import CoachError
from coach.language import decimal, say, say_many
from coach.records.backup import back_up
from coach.records.backup_file import BACKUPS, ENDING, BackupFacts
from coach.records.places import made_folder
from coach.review.dates import moment_words
from coach.ui import library
from coach.ui.review_look import escaped
from coach.ui.signed_in import desk, now, require

#: So many of the newest are listed.
MOST_SHOWN = 10
_DONE = "backup_done"


def show() -> None:
    """Draw the page."""
    require("administrator")
    st.title(say("Backup"), anchor=False)
    st.caption(say("All records of this computer in one file. Carry it to another disk, and try there to put it back."))
    folder = made_folder(library.store().folder / BACKUPS)
    if st.button(say("Back up now"), type="primary", icon=":material/save:"):
        _back_up(folder)
    if done := st.session_state.pop(_DONE, None):
        _tell(*done)
    _list(folder)


def _back_up(folder: Path) -> None:
    file = folder / f"coach-{now():%Y-%m-%d-%H%M%S}{ENDING}"
    try:
        # The audit has it though the copy below is the program's own work.
        with desk().writing(None, "backup"):
            pass
        with st.spinner(say("Everything is copied …")):
            facts = back_up(library.store(), file, now=now())
    except CoachError as error:
        st.warning(escaped(str(error)), icon=":material/info:")
        return
    st.session_state[_DONE] = (file.name, facts)
    st.rerun()


def _tell(name: str, facts: BackupFacts) -> None:
    kept = say_many("{n} recording", "{n} recordings", facts.recordings)
    st.success(
        escaped(say("{name} is written, with {recordings}.", name=name, recordings=kept)), icon=":material/check:"
    )
    if facts.missing:
        lost = say_many(
            "{n} recording is named in the records and was not found on the disk.",
            "{n} recordings are named in the records and were not found on the disk.",
            len(facts.missing),
        )
        st.warning(lost, icon=":material/info:")
    if not facts.encrypted:
        st.info(say("It is not encrypted: whoever has the file can read it. Keep it as you keep paper records."))


def _list(folder: Path) -> None:
    files = sorted(folder.glob(f"*{ENDING}"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    st.header(say("On this computer"), anchor=False)
    st.caption(escaped(str(folder)))
    if not files:
        st.markdown(say("No backup yet."))
        return
    rows = files[:MOST_SHOWN]
    columns = {
        say("File"): [escaped(file.name) for file in rows],
        say("When"): [escaped(moment_words(_made(file))) for file in rows],
        say("Size"): [escaped(say("{mb} MB", mb=decimal(file.stat().st_size / 1e6))) for file in rows],
    }
    with st.container(border=True, key="card_backups"):
        st.table(columns, border="horizontal", hide_index=True)


def _made(file: Path) -> datetime:
    return datetime.fromtimestamp(file.stat().st_mtime).astimezone()
