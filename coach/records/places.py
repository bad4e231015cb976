"""Where data lies on this machine."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

from coach.records.faults import writing

#: Environment variable that names another folder.
DATA_VARIABLE = "COACH_DATA"


def default_data_dir() -> Path:
    """The folder of the store and its recordings, made when it is not there: `COACH_DATA`, or the system's own place.

    Raises
    ------
    RecordError: it cannot be made.
    """
    chosen = os.environ.get(DATA_VARIABLE)
    return made_folder(
        Path(chosen).expanduser() if chosen else Path(platformdirs.user_data_dir("coach", appauthor=False))
    )


def made_folder(folder: Path) -> Path:
    """`folder`, made when it is not there, for this user only: what lies in it is about somebody's health.

    Raises
    ------
    RecordError: it cannot be made.
    """
    with writing(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder
