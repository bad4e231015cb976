"""What the pages take from the rooms below: exercises, people, the store; read once, and again when a file changes."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

import streamlit as st

from coach.errors import CoachError
from coach.language import spoken_language
from coach.records.places import default_data_dir
from coach.records.store import Store
from coach.rules import Exercise, exercise_ids, load_exercise, rule_file
from coach.rules.words import title_of


def store() -> Store:
    """The store of this program's data folder.

    Raises
    ------
    RecordError: it cannot be opened.
    """
    return _store(str(default_data_dir()), os.environ.get("DATABASE_URL"))


@st.cache_resource(show_spinner=False)
def _store(folder: str, url: str | None) -> Store:
    return Store(url, Path(folder))


def exercises() -> tuple[list[Exercise], list[str]]:
    """The exercises that can be read, by their names in the spoken language, and a sentence for each that cannot."""
    found, refused = [], []
    for name in exercise_ids():
        try:
            found.append(exercise(name))
        except CoachError as error:
            refused.append(str(error).splitlines()[0])
    return sorted(found, key=lambda one: one.words(spoken_language()).name.casefold()), refused


def exercise(name: str) -> Exercise:
    """The exercise of that id, which may come from an address; raises CoachError where it cannot be read."""
    file = rule_file(name)
    return _exercise(file, file.stat().st_mtime_ns)


def name_of_exercise(exercise_id: str) -> str:
    """What an exercise is called in the spoken language; made of its id where it cannot be read any more."""
    try:
        return exercise(exercise_id).words(spoken_language()).name
    except CoachError:
        return title_of(exercise_id)


@lru_cache(maxsize=64)
def _exercise(file: Path, _changed_ns: int) -> Exercise:
    return load_exercise(file)
