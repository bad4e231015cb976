"""The same store on a PostgreSQL server of its own, where the machine has one and psycopg is installed."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from by_name import answers_of, save_answers, save_set
from store_places import POSTGRESQL

from coach.care import Answers, ClinicSettings, PainRule
from coach.errors import RecordError
from coach.pose.poses import Recording
from coach.records.database import open_engine
from coach.records.desk import PROGRAM, Desk
from coach.records.settings import read_settings, save_settings
from coach.records.store import Store
from coach.records.tables import Base

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
REPORT = {
    "exercise": {"id": "bridge", "version": 1, "sha256": "d" * 64},
    "view": {"seen": "side"},
    "count": None,
    "attempts": 0,
    "repetitions": [],
    "limits": [{"id": "sag", "verdict": "breach"}],
    "coverage": 0.1,
    "events": [{"kind": "armed", "t_s": 0.1, "at": "start"}, {"kind": "ended", "t_s": 3.0000001, "why": "end"}],
}


pytestmark = POSTGRESQL


@pytest.fixture
def url(postgresql, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with postgresql.database(empty=False) as address:
        yield address


def save(store, person, seed=0, performed_at=NOON):
    recording = Recording.from_arrays(np.arange(9) / 30, np.full((9, 33, 2), 10.0 + seed), (640, 480))
    said = {"exercise_text": "id: bridge\n", "report": REPORT, "kind": "film"}
    return save_set(store, person, recording=recording, performed_at=performed_at, **said)


def test_the_thread_runs_on_a_server_as_on_a_file(url, tmp_path):
    with Store(url, tmp_path) as store:
        first, second = save(store, "Anna"), save(store, "Żółć", performed_at=NOON + timedelta(days=1))
        assert store.people() == ["Anna", "Żółć"]
        assert [row.id for row in store.sets()] == [second, first]
        assert [row.id for row in store.sets(until=NOON + timedelta(days=1), verdict="breach")] == [first]
        kept = store.open_set(first)
        assert kept.report == REPORT
        assert list(kept.report) == list(REPORT), "the order of keys is part of the bytes"
        assert (kept.row.performed_at, kept.row.count, kept.row.coverage) == (NOON, None, 0.1)
        assert len(kept.recording.poses) == 9


def test_the_history_ends_where_the_models_are(url, tmp_path):
    Store(url, tmp_path).close()
    Store(url, tmp_path).close()
    engine = open_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_rivals_open_and_write_at_the_same_time(url, tmp_path):
    def write(seed):
        with Store(url, tmp_path) as store:
            return [save(store, f"Person {k}", seed=k) for k in range(6)]

    with ThreadPoolExecutor(4) as pool:
        numbers = [number for some in pool.map(write, range(4)) for number in some]
    with Store(url, tmp_path) as store:
        assert len(set(numbers)) == len(store.sets()) == 24
        assert len(store.people()) == 6


def test_a_server_that_does_not_answer_is_said_without_its_password(tmp_path):
    with pytest.raises(RecordError, match="does not answer") as refusal:
        Store("postgresql://anna:s3cret@127.0.0.1:1/coach?connect_timeout=2", tmp_path)
    assert "s3cret" not in str(refusal.value)


def test_answers_and_settings_are_kept_on_a_server_too(url, tmp_path):
    given, own = Answers(3, None, frozenset({"fever"})), ClinicSettings(PainRule(4, 1), rest_s=90)
    with Store(url, tmp_path) as store:
        set_id = save(store, "Anna")
        number = save_answers(
            store, "Anna", given, kind="after_set", asked_at=NOON, exercise_id="bridge", set_id=set_id
        )
        (row,) = answers_of(store, "Anna", NOON)
        assert (row.id, row.asked_at, row.answers, row.set_id) == (number, NOON, given, set_id)
        with ThreadPoolExecutor(4) as pool:
            list(
                pool.map(
                    lambda rest_s: save_settings(Desk(store, PROGRAM), replace(own, rest_s=rest_s), NOON),
                    (30, 40, 50, 60),
                )
            )
        save_settings(Desk(store, PROGRAM), own, NOON)
        assert read_settings(store) == own
