"""The running program over the store of the test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from patients import patient
from program import Program, running

from coach.records.store import Store


@pytest.fixture
def program(store: Store, tmp_path: Path) -> Iterator[Program]:
    """The program, in which Ada may train."""
    patient(store)
    with running(tmp_path) as started:
        yield started
