"""A program is killed at any moment of a session: what it acknowledged is there, and the rest is whole or not there.

The suite kills 25 times; `COACH_KILLS=200 pytest tests/records/test_kills.py` kills two hundred times.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
from rooms import end_what_runs
from sqlalchemy import func, select, text
from store_places import POSTGRESQL, Place

from coach.care import Answers, Profile
from coach.pose.poses import Recording
from coach.records import standing
from coach.records.answers import save_answers
from coach.records.desk import PROGRAM, Desk
from coach.records.people import add_person
from coach.records.profiles import save_profile
from coach.records.sessions import (
    append_events,
    begin_session,
    begin_set,
    end_session,
    finish_set,
    sessions_of,
)
from coach.records.store import Store
from coach.records.tables import CountedRepetition, HeldSession, JudgedSet, KeptRecording, SetEvent, Standing
from coach.rules import load_exercise

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the quick restarts of this test need fork")
KILLS = int(os.environ.get("COACH_KILLS", "25"))
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)

#: Each line of its input begins a new program, a fork of this one, that trains without end; "dead" tells that it died.
FORKS = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from datetime import timedelta
from test_kills import NOON, train
from store_places import Place

place = Place(sys.argv[2], Path(sys.argv[3]), sys.argv[4] or None)
for line in sys.stdin:
    pid = os.fork()
    if not pid:
        train(place, int(line))
    os.write(1, b"pid %d\\n" % pid)
    os.waitpid(pid, 0)
    os.write(1, b"dead\\n")
"""


def repetition(index: int) -> dict[str, object]:
    said = {"start_s": index - 0.5, "end_s": float(index), "extreme": 60.0 + index, "unit": "deg", "verdict": "ok"}
    return {"kind": "repetition", "t_s": float(index), "index": index, "goal_met": None} | said


def train(place: Place, seed: int) -> None:
    """Sessions without end; a line "set index" on the standard output for each repetition that is acknowledged."""
    store = place.open()
    desk, ada, exercise = Desk(store, PROGRAM), store.person_number("Ada"), load_exercise("sit_to_stand")
    os.write(1, b"opened\n")
    while True:
        session = begin_session(desk, ada, exercise.id, "live", NOON, UTC)
        for number in (1, 2):
            set_id = begin_set(desk, session, exercise.text, number, NOON)
            events: list[dict[str, object]] = [{"kind": "armed", "t_s": 0.1, "at": "start"}]
            append_events(desk, set_id, 0, events)
            for index in range(1, 6):
                told = [
                    repetition(index),
                    {"kind": "cue", "t_s": index + 0.1, "text": "Ruhig – «so».", "limit_id": "x"},
                ]
                append_events(desk, set_id, len(events), told)
                os.write(1, b"%d %d\n" % (set_id, index))
                events += told
            poses = Recording.from_arrays(np.arange(9) / 30, np.full((9, 33, 2), 10.0 + seed + number), (640, 480))
            finish_set(desk, set_id, report(exercise, events), poses)
        save_answers(desk, ada, Answers(2, 1), kind="after", asked_at=NOON, exercise_id=exercise.id, set_id=set_id)
        end_session(desk, session, "done", "done", NOON)


def report(exercise, events):
    told = [event for event in events if event["kind"] == "repetition"]
    return {
        "exercise": {"id": exercise.id, "version": exercise.version, "sha256": exercise.sha256},
        "view": {"seen": "side"},
        "count": len(told),
        "attempts": 0,
        "repetitions": [{key: value for key, value in one.items() if key not in ("kind", "t_s")} for one in told],
        "limits": [{"id": "x", "verdict": "ok"}],
        "coverage": 0.5,
        "events": [*events, {"kind": "ended", "t_s": 9.0, "why": "done"}],
    }


@dataclass
class Killer:
    """Begins programs that train, kills them, and remembers what they acknowledged: (set, index of a repetition)."""

    forks: subprocess.Popen[bytes]
    acknowledged: set[tuple[int, int]] = field(default_factory=set)

    def kill_one(self, seed: int, after: int, after_s: float) -> None:
        """Begin a program, and kill it so long after its so many-th acknowledgement."""
        assert self.forks.stdin is not None
        self.forks.stdin.write(b"%d\n" % seed)
        self.forks.stdin.flush()
        first, second = self._word(), self._word()
        pid = first if first.startswith(b"pid") else second
        for _ in range(after):
            self._line()
        time.sleep(after_s)
        os.kill(int(pid.split()[1]), signal.SIGKILL)
        assert self._word() == b"dead"

    def _word(self) -> bytes:
        """The next line that is no acknowledgement."""
        while (line := self._line())[:1].isdigit():
            pass
        return line

    def _line(self) -> bytes:
        """The next line; acknowledgements are remembered."""
        assert self.forks.stdout is not None
        line = self.forks.stdout.readline().strip()
        assert line, "the programs are gone"
        if line[:1].isdigit():
            set_id, index = line.split()
            self.acknowledged.add((int(set_id), int(index)))
        return line


@contextmanager
def killer(place: Place) -> Iterator[Killer]:
    here = Path(__file__).parent
    argv = [sys.executable, "-c", FORKS, str(here), place.kind, str(place.folder), place.url or ""]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(here.parent), str(here)])}
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as forks:
        try:
            yield Killer(forks)
        finally:
            assert forks.stdin is not None
            forks.stdin.close()
            forks.wait()


def made_known(store: Store) -> int:
    program = Desk(store, PROGRAM)
    ada = add_person(program, "Ada")
    save_profile(program, ada, Profile("lumbar", "posterior", 1, date(2026, 2, 1)), NOON, "therapist")
    return ada


def is_whole(store: Store, acknowledged: set[tuple[int, int]]) -> None:
    """The database is sound, everything acknowledged is there, and every set that is kept is whole."""
    with store.transaction() as session:
        if store.engine.dialect.name == "sqlite":
            assert session.execute(text("PRAGMA integrity_check")).scalar() == "ok"
            assert session.execute(text("PRAGMA foreign_key_check")).all() == []
        told = session.execute(
            select(CountedRepetition.set_id, CountedRepetition.index, CountedRepetition.extreme)
        ).all()
        assert acknowledged <= {(one.set_id, one.index) for one in told}
        assert all(one.extreme == 60.0 + one.index for one in told)
        numbered = select(JudgedSet.id, JudgedSet.state, func.count(SetEvent.index), func.max(SetEvent.index))
        for set_id, state, events, last in session.execute(numbered.outerjoin(SetEvent).group_by(JudgedSet.id)):
            assert events == (last or -1) + 1, set_id
            assert state != "kept" or events == 12, set_id
        broken = select(JudgedSet.id).where(JudgedSet.state == "kept", JudgedSet.report.is_(None))
        assert session.scalars(broken).all() == []
        for path in session.scalars(select(KeptRecording.path)):
            assert (store.folder / path).exists()


def is_marked(store: Store, ada: int) -> None:
    """Nothing runs any more once the next start has looked, and the list's row says what the rows say."""
    end_what_runs(store, NOON)
    with store.transaction(write=True) as session:
        for model in (HeldSession, JudgedSet):
            assert session.scalar(select(func.count()).where(model.state == "running")) == 0
        kept = {
            column.name: getattr(session.get_one(Standing, ada), column.name) for column in Standing.__table__.columns
        }
        standing.refresh(session, ada)
        assert kept == {name: getattr(session.get_one(Standing, ada), name) for name in kept}
        counted = select(func.count()).where(CountedRepetition.set_id == JudgedSet.id).scalar_subquery()
        assert session.execute(select(JudgedSet.id).where(JudgedSet.count != counted)).all() == []


@pytest.mark.parametrize(
    ("any_place", "kills"),
    [("sqlite", KILLS), pytest.param("postgresql", max(KILLS // 8, 2), marks=POSTGRESQL), ("sqlcipher", KILLS // 8)],
    indirect=["any_place"],
)
@pytest.mark.timeout(60 + 4 * KILLS)
def test_every_acknowledged_repetition_outlives_a_kill(any_place: Place, kills: int) -> None:
    with any_place.open() as store:
        ada = made_known(store)
    chance = random.Random(kills)
    with killer(any_place) as at:
        for kill in range(kills):
            # From before the first row to the third session; the time after it meets every moment between two rows.
            at.kill_one(kill, chance.randrange(25), 0.03 * chance.random())
            with any_place.open() as store:
                is_whole(store, at.acknowledged)
                is_marked(store, ada)
    with any_place.open() as store:
        states = [one.state for one in sessions_of(Desk(store, PROGRAM), ada, limit=10_000)]
    assert len(at.acknowledged) > 5 * kills
    assert states.count("interrupted") > kills // 2
