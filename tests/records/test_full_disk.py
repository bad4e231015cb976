"""The disk fills up at any page of any write: what was being kept is whole or not there at all, and that is said."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pytest
from rooms import DAY, NOON, RECORDING, SIT, Rooms, contents, made_report, repetition
from sqlalchemy import text
from store_places import Place

from coach.care import Answers, Plan, PlanItem
from coach.errors import RecordError
from coach.records.answers import save_answers
from coach.records.comments import say_to
from coach.records.diary import write_diary
from coach.records.plans import save_plan
from coach.records.profiles import give_override
from coach.records.sessions import append_events, begin_session, begin_set, end_session, finish_set
from coach.rules import load_exercise

PAGE = 4096
#: More than any of these writes needs, the journal of it and the list's row with it.
MOST_PAGES = 120


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A disk of three megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    try:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "coach-test", place], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("mounting a small disk needs root on Linux")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("COACH_DATA", str(place))
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def leave(disk: Path, pages: int) -> None:
    """Fill the disk but for so many pages."""
    with (disk / "ballast").open("wb") as file:
        file.write(b"x" * max(shutil.disk_usage(disk).free - pages * PAGE, 0))


WRITES: dict[str, Callable[[Rooms, int, int], Any]] = {
    "session": lambda at, held, number: begin_session(at.own, at.ada, SIT, "live", NOON, UTC),
    "set": lambda at, held, number: begin_set(at.own, held, load_exercise(SIT).text, 2, NOON),
    "events": lambda at, held, number: append_events(
        at.own, number, 0, [repetition(k) | {"words": "x" * 300} for k in range(1, 200)]
    ),
    "end of a set": lambda at, held, number: finish_set(at.own, number, made_report(count=30, breaches=9), RECORDING),
    "end": lambda at, held, number: end_session(at.own, held, "done", "done", NOON),
    "answer": lambda at, held, number: save_answers(at.own, at.ada, Answers(9, 1), kind="before", asked_at=NOON),
    "plan": lambda at, held, number: save_plan(
        at.therapist, at.ada, Plan((PlanItem(SIT, 1, 5, note="x" * 2000),), note="y" * 2000), NOON, "z" * 2000
    ),
    "override": lambda at, held, number: give_override(
        at.therapist, at.ada, "bird_dog", "r" * 2000, DAY + timedelta(days=9), "Thea", NOON
    ),
    "diary": lambda at, held, number: write_diary(at.own, at.ada, DAY, {"pain_back": 9, "note": "x" * 2000}, NOON),
    "comment": lambda at, held, number: say_to(at.therapist, at.ada, "x" * 2000, "comment", NOON),
}


def refused(write: Callable[[], Any]) -> str:
    """What is said of it, "" where it went well."""
    try:
        write()
    except RecordError as refusal:
        return str(refusal)
    return ""


@pytest.mark.parametrize("what", WRITES)
def test_a_write_is_whole_or_rolled_back_and_said(what: str, disk: Path, empty_files: dict[str, Path]) -> None:
    shutil.copytree(empty_files["sqlite"], disk, dirs_exist_ok=True)
    with Place("sqlite", disk).open() as store:
        rooms = Rooms(store)
        rooms.known()
        held = begin_session(rooms.own, rooms.ada, SIT, "live", NOON, UTC)
        number = begin_set(rooms.own, held, load_exercise(SIT).text, 1, NOON)
        before, refusals = contents(store), 0
        for pages in range(MOST_PAGES):
            leave(disk, pages)
            said = refused(lambda: WRITES[what](rooms, held, number))
            if not said:
                break
            refusals += 1
            assert said.endswith(".")
            (disk / "ballast").unlink()
            assert contents(store) == before
            # A recording is on the shelf, whole, before any row points at it.
            assert not list(disk.glob("recordings/*.part"))
        assert refusals > 0
        assert contents(store) != before, "there was room for it in the end"
        (disk / "ballast").unlink()
        with store.transaction() as session:
            assert session.scalar(text("PRAGMA integrity_check")) == "ok"
        WRITES["diary"](rooms, held, number)
