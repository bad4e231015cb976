"""A store made before roles and sessions is brought up to date: every old value stays, and the new ones are right."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from by_name import answered_today, save_answers, save_set
from conftest import NOON, SQUAT_RULE
from sqlalchemy import JSON, Date, DateTime, Engine, MetaData, Table, select, text
from sqlalchemy.exc import DBAPIError
from store_places import POSTGRESQL, Place

from coach.care import Answers, Plan, PlanItem, Profile
from coach.coaching import judge_poses
from coach.pose.poses import Recording
from coach.records.caseload import needs_of
from coach.records.comments import say_to
from coach.records.database import open_engine, upgrade
from coach.records.desk import Desk, Viewer
from coach.records.diary import write_diary
from coach.records.goals import set_goal
from coach.records.outcomes import save_outcome
from coach.records.people import people
from coach.records.plans import save_plan
from coach.records.profiles import save_profile
from coach.records.settings import read_settings
from coach.records.shelf import keep
from coach.records.store import Store
from coach.records.tables import Base
from coach.rules import load_exercise, parse_exercise

#: Half an hour after midnight in Berlin, and still the day before in UTC.
LATE = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
#: On the day on which the clocks were put back, an hour that there was twice.
TWICE = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
OLD = ("people", "recordings", "sets", "set_events", "answers", "settings")
OTHER_RULE = SQUAT_RULE.replace("version: 3", "version: 4").replace("A smaller bend", "Ein „kleineres“ Beugen – 👍; '")


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The machine's calendar is Berlin's."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=POSTGRESQL)])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """Where nothing is yet."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("COACH_DATA", str(tmp_path))
    if request.param == "sqlite":
        yield Place("sqlite", tmp_path)
        return
    with request.getfixturevalue("postgresql").database(empty=False) as url:
        yield Place("postgresql", tmp_path, url)


@pytest.fixture
def engine(place: Place) -> Iterator[Engine]:
    opened = open_engine(place.url or f"sqlite:///{place.folder}/coach.db")
    yield opened
    opened.dispose()


def judged(recording: Recording, rule: str) -> dict[str, Any]:
    return judge_poses(recording.poses, parse_exercise(rule)).to_dict()


@pytest.fixture
def old(
    place: Place, engine: Engine, squats: Callable[..., Recording], monkeypatch: pytest.MonkeyPatch
) -> dict[str, list[dict[str, Any]]]:
    """Fill a store as the program of schema 0002 did; all its rows by table."""
    to_head = command.upgrade
    monkeypatch.setattr(command, "upgrade", lambda config, _: to_head(config, "0002"))
    upgrade(engine)
    monkeypatch.setattr(command, "upgrade", to_head)
    tables = tables_of(engine)
    recordings = [squats(), squats((52.0,)), squats(yaw_deg=20.0)]
    with engine.begin() as connection:

        def put(table: str, *rows: dict[str, Any]) -> None:
            connection.execute(tables[table].insert(), list(rows))

        put("people", {"id": 3, "name": "Żółć O'Neill"}, {"id": 5, "name": "Berta"})
        for number, (recording, rule, at) in enumerate(
            zip(recordings, (SQUAT_RULE, OTHER_RULE, SQUAT_RULE), (LATE, TWICE, NOON), strict=True), start=7
        ):
            kept, report = keep(place.folder, recording, "d" * 64), judged(recording, rule)
            names = ("sha256", "path", "frames", "seconds", "bytes")
            put("recordings", {name: getattr(kept, name) for name in names})
            put("sets", set_row(number, 3 if number < 9 else 5, report, rule, at, kept.sha256))
            events = [
                {"set_id": number, "index": k, "t_s": event["t_s"], "kind": event["kind"], "data": event}
                for k, event in enumerate(report["events"])
            ]
            put("set_events", *events)
        put("answers", answer(1, 3, LATE, "before", back=0), answer(2, 3, NOON, "after_set", set_id=7, why="pain"))
        put("answers", answer(9, 5, TWICE, "after", flags=["calf", "fever"], limb=10))
        put("settings", {"key": "rest_s", "value": 75, "changed_at": NOON})
        put("settings", {"key": "pain", "value": {"end_at": 4, "end_rise": 1}, "changed_at": LATE})
    return rows_of(engine, OLD)


def set_row(number: int, person: int, report: dict[str, Any], rule: str, at: datetime, sha256: str) -> dict[str, Any]:
    exercise = report["exercise"]
    return {
        "id": number,
        "person_id": person,
        "performed_at": at,
        "kind": "film" if number == 7 else "live",
        "exercise_id": exercise["id"],
        "exercise_version": exercise["version"],
        "exercise_sha256": exercise["sha256"],
        "exercise_text": rule,
        "count": report["count"],
        "attempts": report["attempts"],
        "verdict": "breach",
        "coverage": report["coverage"],
        "view": report["view"]["seen"],
        "report": report,
        "recording_sha256": sha256,
    }


def answer(number: int, person: int, at: datetime, kind: str, **said: Any) -> dict[str, Any]:
    row = {"id": number, "person_id": person, "asked_at": at, "kind": kind, "exercise_id": "small_squat"}
    return row | {"set_number": 1, "back": None, "limb": None, "flags": [], "set_id": None, "why": ""} | said


def tables_of(engine: Engine) -> dict[str, Table]:
    """As they are in the database, with the kinds that STRICT tables do not tell."""
    found = MetaData()
    found.reflect(engine)
    json_columns = {"report", "data", "flags", "value"}
    days = {"local_day"}
    moments = {"performed_at", "asked_at", "changed_at", "at", "created_at"}
    for table in found.tables.values():
        for column in table.columns:
            if column.name in json_columns:
                column.type = JSON()
            if column.name in days:
                column.type = Date()
            if column.name in moments:
                column.type = DateTime(timezone=True)
    return dict(found.tables)


def rows_of(engine: Engine, names: tuple[str, ...]) -> dict[str, list[dict[str, Any]]]:
    tables = tables_of(engine)
    with engine.connect() as connection:
        return {name: [plain(row._asdict()) for row in connection.execute(select(tables[name]))] for name in names}


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """Moments in UTC, and JSON as its text: the order of keys is part of the bytes."""
    said = {key: json.dumps(value) if isinstance(value, (dict, list)) else value for key, value in row.items()}
    return {key: value.replace(tzinfo=None) if isinstance(value, datetime) else value for key, value in said.items()}


def sorted_rows(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(row, default=str, sort_keys=True) for row in rows)


def test_every_old_value_is_there(engine: Engine, old: dict[str, list[dict[str, Any]]]) -> None:
    upgrade(engine)
    new = rows_of(engine, OLD)
    for name in OLD:
        moved = {"exercise_text", "report"} if name == "sets" else set()
        columns = old[name][0].keys() - moved
        assert sorted_rows([{key: row[key] for key in columns} for row in new[name]]) == sorted_rows(
            [{key: row[key] for key in columns} for row in old[name]]
        ), name
    before = {row["id"]: json.loads(row["report"]) for row in old["sets"]}
    for row in new["sets"]:
        report = json.loads(row["report"])
        assert "events" not in report
        assert json.dumps(report) == json.dumps({k: v for k, v in before[row["id"]].items() if k != "events"})


@pytest.mark.usefixtures("berlin")
def test_the_new_columns_say_what_the_old_ones_meant(engine: Engine, old: dict[str, list[dict[str, Any]]]) -> None:
    upgrade(engine)
    new = rows_of(engine, ("people", "sets", "answers", "rules", "repetitions"))
    days = {7: date(2026, 11, 24), 8: date(2026, 10, 25), 9: date(2026, 11, 24)}
    sums = {
        row["id"]: (row["local_day"], row["clear"], row["breaches"], row["state"], row["session_id"], row["number"])
        for row in new["sets"]
    }
    # Five squats that count, the third of them past the limit; one; and none where the view forbids it.
    assert {k: v[:3] for k, v in sums.items()} == {7: (days[7], 4, 1), 8: (days[8], 1, 0), 9: (days[9], 0, 0)}
    assert {value[3:] for value in sums.values()} == {("kept", None, None)}
    assert [(row["id"], row["local_day"]) for row in sorted(new["answers"], key=lambda row: row["id"])] == [
        (1, date(2026, 11, 24)),
        (2, date(2026, 11, 24)),
        (9, date(2026, 10, 25)),
    ]
    hashes = {hashlib.sha256(rule.encode()).hexdigest(): rule for rule in (SQUAT_RULE, OTHER_RULE)}
    assert {row["sha256"]: row["text"] for row in new["rules"]} == hashes
    assert {row["id"]: hashes[row["rule_sha256"]] for row in new["sets"]} == {
        7: SQUAT_RULE,
        8: OTHER_RULE,
        9: SQUAT_RULE,
    }
    assert {row["role"] for row in new["people"]} == {"patient"}
    assert len({row["pseudonym"] for row in new["people"]}) == 2
    told = [
        (row["id"], event) for row in old["sets"] for event in json.loads(row["report"])["events"]
        if event["kind"] == "repetition"
    ]  # fmt: skip
    names = ("index", "start_s", "end_s", "extreme", "unit", "verdict", "goal_met")
    expected = [{"set_id": number} | {name: event[name] for name in names} for number, event in told]
    assert len(expected) == 6
    found = [
        row | {"goal_met": None if row["goal_met"] is None else bool(row["goal_met"])} for row in new["repetitions"]
    ]
    assert sorted_rows(found) == sorted_rows(expected)


def test_the_store_opens_and_reads_all_of_it(
    place: Place, engine: Engine, old: dict[str, list[dict[str, Any]]]
) -> None:
    engine.dispose()
    with place.open() as store:
        assert store.people() == ["Berta", "Żółć O'Neill"]
        for row in old["sets"]:
            kept = store.open_set(row["id"])
            # The events come last, as they are rows now; all else is in its old order.
            assert kept.report == json.loads(row["report"])
            assert kept.exercise_text == row["exercise_text"]
            assert len(kept.recording.poses) == kept.row.frames
        assert read_settings(store).rest_s == 75
        assert answered_today(store, "Berta", TWICE) == Answers(limb=None, flags=frozenset({"calf", "fever"}))
        therapist = Desk(store, Viewer(store.person_number("Thea"), "therapist"))
        assert [one.name for one in people(therapist)] == ["Berta", "Thea", "Żółć O'Neill"]
        signs = [need.kind for need in needs_of(therapist, 5, TWICE + timedelta(days=1))]
        assert signs[0] == "red_flag", "what was marked before the update is in the therapist's list after it"


def test_no_key_points_at_nothing(engine: Engine, old: dict[str, list[dict[str, Any]]]) -> None:
    upgrade(engine)
    with engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
            assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
        left = [name for name in tables_of(engine) if name.startswith("old_")]
        connection.execute(text("DELETE FROM people WHERE id = 3"))
        for name in ("sets", "set_events", "repetitions", "answers"):
            assert connection.execute(text(f"SELECT count(*) FROM {name}")).scalar() == {"sets": 1, "answers": 1}.get(
                name, len(json.loads(old["sets"][-1]["report"])["events"]) if name == "set_events" else 0
            )
    assert left == []


def test_an_update_that_fails_midway_leaves_every_row(
    place: Place, engine: Engine, old: dict[str, list[dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from alembic import op

    execute = op.execute

    def cut(words: Any) -> None:
        if "goals_only_grow" in str(words):
            raise RuntimeError("the power went")
        execute(words)

    monkeypatch.setattr(op, "execute", cut)
    with pytest.raises(RuntimeError, match="power"):
        upgrade(engine)
    monkeypatch.setattr(op, "execute", execute)
    assert rows_of(engine, OLD) == old
    upgrade(engine)


GROWING = (
    "profiles",
    "plans",
    "set_events",
    "repetitions",
    "answers",
    "diary",
    "goals",
    "outcomes",
    "comments",
    "audit",
)


def filled(store: Store, recording: Recording) -> None:
    """A row in every table that only grows."""
    report = judged(recording, SQUAT_RULE)
    said = {"exercise_text": SQUAT_RULE, "report": report, "recording": recording, "kind": "film"}
    number = save_set(store, "Ada", **said, performed_at=NOON)
    ada, thea = store.person_number("Ada"), store.person_number("Thea")
    own, therapist = Desk(store, Viewer(ada, "patient")), Desk(store, Viewer(thea, "therapist"))
    save_answers(store, "Ada", Answers(1, 2), kind="after", asked_at=NOON, set_id=number)
    save_profile(therapist, ada, Profile("lumbar", "posterior", 1, date(2026, 3, 1)), NOON, "therapist")
    exercise = load_exercise("sit_to_stand")
    save_plan(therapist, ada, Plan((PlanItem(exercise.id, 2, 8),)), NOON)
    write_diary(own, ada, NOON.date(), {"pain_back": 3, "note": "fine"}, NOON)
    set_goal(own, ada, "Dance.", NOON)
    save_outcome(therapist, ada, "tug_s", 12.0, NOON.date(), "hand", NOON, set_id=number)
    say_to(therapist, ada, "Well done.", "comment", NOON, set_id=number)


def test_rows_that_only_grow_refuse_to_be_changed(place: Place, squats: Callable[..., Recording]) -> None:
    with place.open() as store:
        filled(store, squats((52.0,)))
        columns = {table.name: [column.name for column in table.columns] for table in Base.metadata.sorted_tables}
        free = {"outcomes": {"set_id"}, "comments": {"set_id", "reply_to"}, "answers": {"set_id"}}
        for table in GROWING:
            for column in columns[table]:
                if column == "id" or column in free.get(table, ()):
                    continue
                with pytest.raises(DBAPIError, match=f"{table} only grows"), store.engine.begin() as connection:
                    connection.execute(text(f'UPDATE {table} SET "{column}" = "{column}"'))


def test_a_set_that_goes_leaves_what_was_said_of_it(place: Place, squats: Callable[..., Recording]) -> None:
    with place.open() as store:
        filled(store, squats((52.0,)))
        with store.engine.begin() as connection:
            connection.execute(text("DELETE FROM sets"))
            for table in ("answers", "outcomes", "comments"):
                assert connection.execute(text(f"SELECT set_id FROM {table} WHERE set_id IS NOT NULL")).all() == []
                assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 1
            for table in ("set_events", "repetitions"):
                assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0
