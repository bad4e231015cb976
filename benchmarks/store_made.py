"""A clinic's store made up for the benchmark: 5,000 patients with 200 sets each, in SQLite or PostgreSQL.

Every set has a report as long as a real one, eight repetitions and its session; the newest `FULL_SETS` of each patient
have all their events too (they are read by their set's number, so that the others' would only take up disk). Answers,
diary, comments, plans and profiles are as a diligent patient leaves them. Rows lie as they would have come, day by day
and all patients mixed. No wall clock and no chance: the same rows every time.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import URL

from benchmarks.speed import squats
from coach.coaching import judge_poses
from coach.pose.poses import Recording
from coach.records.shelf import keep
from coach.records.tables import Base
from coach.rules import load_exercise

PATIENTS, SETS_EACH, SETS_A_SESSION, REPETITIONS, FULL_SETS = 5000, 200, 2, 8, 10
EXERCISES = ("sit_to_stand", "mini_squat", "bridge", "heel_raise")
#: The moment from which the benchmark looks back.
NOW = datetime(2026, 11, 24, 18, tzinfo=UTC)
_CHUNK = 50_000
_Row = tuple[Any, ...]
_Maker = Callable[[int], Iterator[_Row]]


class Clinic:
    """The rows of every table, `patients` patients; all sets share one recording, put on the shelf in `folder`."""

    def __init__(self, folder: Path, patients: int = PATIENTS) -> None:
        self.patients = patients
        self.rule, poses = load_exercise("mini_squat"), squats(60)
        kept = keep(folder, Recording(poses), self.rule.sha256)
        self.recording = (kept.sha256, kept.path, kept.frames, kept.seconds, kept.bytes)
        report = judge_poses(poses, self.rule).to_dict()
        self.events = [json.dumps(event) for event in report["events"]]
        self.event_kinds = [(event["t_s"], event["kind"]) for event in report["events"]]
        self.report = json.dumps({key: value for key, value in report.items() if key != "events"})
        self.draw = np.random.default_rng(7).random((997, 4))

    def tables(self) -> dict[str, tuple[Sequence[str], _Maker]]:
        """Columns and maker of rows by table, in an order that keys allow."""
        return {
            "people": (("id", "name", "role", "pseudonym", "created_at"), self._people),
            "profiles": (("id", "person_id", "at", "told_by", "data"), self._profiles),
            "plans": (("id", "person_id", "version", "at", "note", "data"), self._plans),
            "sessions": (_SESSION, self._sessions),
            "sets": (_SET, self._sets),
            "repetitions": (_REPETITION, self._repetitions),
            "set_events": (("set_id", "index", "t_s", "kind", "data"), self._set_events),
            "answers": (_ANSWER, self._answers),
            "diary": (("id", "person_id", "local_day", "at", "kind", "number", "words"), self._diary),
            "comments": (("id", "person_id", "at", "kind", "words"), self._comments),
        }

    def rows(self, make: _Maker) -> Iterator[_Row]:
        """Of all patients, taking turns."""
        for turn in zip(*(make(patient) for patient in range(1, self.patients + 1)), strict=True):
            yield from turn

    def newest_set(self, patient: int) -> int:
        """The number of the set that she did last."""
        return self._set_number(patient, SETS_EACH // SETS_A_SESSION - 1, SETS_A_SESSION - 1)

    def days(self, patient: int) -> list[date]:
        """Her days of training, oldest first; some patients stopped weeks ago."""
        last = NOW.date() - timedelta(days=patient % 7 if patient % 9 else 20 + patient % 40)
        sessions = SETS_EACH // SETS_A_SESSION
        return [last - timedelta(days=sessions - 1 - k) for k in range(sessions)]

    def _chance(self, *numbers: int) -> float:
        k = sum((3 + 7 * place) * number for place, number in enumerate(numbers))
        return float(self.draw[k % len(self.draw), k % 4])

    def _people(self, patient: int) -> Iterator[_Row]:
        yield patient, f"Patient {patient:05d}", "patient", f"{patient:016x}", _moment(NOW - timedelta(days=150))

    def _profiles(self, patient: int) -> Iterator[_Row]:
        level = ("lumbar", "cervical", "thoracic")[patient % 3]
        operated = NOW.date() - timedelta(days=100 + patient % 300)
        said = {"level": level, "operation": "posterior", "segments": 1 + patient % 4, "operated_on": str(operated)}
        yield patient, patient, _moment(NOW - timedelta(days=150)), "therapist", json.dumps(said | {"orders": []})

    def _plans(self, patient: int) -> Iterator[_Row]:
        for version in (1, 2, 3):
            at = NOW - timedelta(days=150 - 40 * version)
            yield 3 * (patient - 1) + version, patient, version, _moment(at), "A note", json.dumps(_plan(version))

    def _sessions(self, patient: int) -> Iterator[_Row]:
        for k, day in enumerate(self.days(patient)):
            began = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
            number = self._session_number(patient, k)
            ended = _moment(began + timedelta(minutes=8))
            yield (
                number,
                patient,
                EXERCISES[k % 4],
                "live",
                _moment(began),
                str(day),
                "Europe/Berlin",
                ended,
                "done",
                "done",
            )

    def _sets(self, patient: int) -> Iterator[_Row]:
        for k, day in enumerate(self.days(patient)):
            for n in range(SETS_A_SESSION):
                at = datetime(day.year, day.month, day.day, 10, 4 * n, tzinfo=UTC)
                breaches = int(self._chance(patient, k, n) * 3) if patient % 5 == 0 else 0
                yield (
                    self._set_number(patient, k, n),
                    patient,
                    self._session_number(patient, k),
                    n + 1,
                    "kept",
                    _moment(at),
                    str(day),
                    "live",
                    EXERCISES[k % 4],
                    1,
                    "d" * 64,
                    REPETITIONS,
                    REPETITIONS - breaches,
                    breaches,
                    0,
                    "breach" if breaches else "ok",
                    0.5 + 0.5 * self._chance(k, patient),
                    "side",
                    self.recording[0],
                    "f" * 64,
                    self.report,
                )

    def _repetitions(self, patient: int) -> Iterator[_Row]:
        for k in range(SETS_EACH // SETS_A_SESSION):
            for n in range(SETS_A_SESSION):
                number = self._set_number(patient, k, n)
                for index in range(1, REPETITIONS + 1):
                    extreme = 45 + 20 * self._chance(patient, k, index)
                    yield number, index, 5.0 * index, 5.0 * index + 3, extreme, "deg", "ok", None

    def _set_events(self, patient: int) -> Iterator[_Row]:
        sessions = SETS_EACH // SETS_A_SESSION
        for k in range(sessions - FULL_SETS // SETS_A_SESSION, sessions):
            for n in range(SETS_A_SESSION):
                number = self._set_number(patient, k, n)
                for index, ((t_s, kind), data) in enumerate(zip(self.event_kinds, self.events, strict=True)):
                    yield number, index, t_s, kind, data

    def _answers(self, patient: int) -> Iterator[_Row]:
        for k, day in enumerate(self.days(patient)):
            at = datetime(day.year, day.month, day.day, 9, 59, tzinfo=UTC)
            pain = int(6 * self._chance(patient, k // 10))
            number = 2 * self._session_number(patient, k)
            flags = '["fever"]' if patient % 97 == 0 and k == SETS_EACH // SETS_A_SESSION - 1 else "[]"
            yield number - 1, patient, _moment(at), str(day), "before", None, None, pain, pain // 2, flags, None, ""
            told = (
                EXERCISES[k % 4],
                SETS_A_SESSION,
                pain,
                pain // 2,
                "[]",
                self._set_number(patient, k, SETS_A_SESSION - 1),
                "",
            )
            yield number, patient, _moment(at + timedelta(minutes=9)), str(day), "after", *told

    def _diary(self, patient: int) -> Iterator[_Row]:
        kinds = ("pain_back", "walking_min", "sleep_h", "protein_meals")
        for k, day in enumerate(self.days(patient)):
            at = _moment(datetime(day.year, day.month, day.day, 20, tzinfo=UTC))
            for n, kind in enumerate(kinds):
                number = len(kinds) * self._session_number(patient, k) + n
                yield number, patient, str(day), at, kind, float(1 + int(8 * self._chance(patient, k, n))), ""

    def _comments(self, patient: int) -> Iterator[_Row]:
        for k in range(6):
            at = _moment(NOW - timedelta(days=10 * k + 1))
            kind = "question" if k == 0 and patient % 11 == 0 else ("comment", "note")[k % 2]
            yield 6 * patient + k, patient, at, kind, "Well done this week. Keep the hinge at the hips."

    def _session_number(self, patient: int, k: int) -> int:
        return k * self.patients + patient

    def _set_number(self, patient: int, k: int, n: int) -> int:
        return (k * SETS_A_SESSION + n) * self.patients + patient


_SESSION = ("id", "person_id", "exercise_id", "kind", "began_at", "local_day", "zone", "ended_at", "state", "why")
_SET = (
    "id", "person_id", "session_id", "number", "state", "performed_at", "local_day", "kind", "exercise_id",
    "exercise_version", "exercise_sha256", "count", "clear", "breaches", "attempts", "verdict", "coverage", "view",
    "recording_sha256", "rule_sha256", "report",
)  # fmt: skip
_REPETITION = ("set_id", "index", "start_s", "end_s", "extreme", "unit", "verdict", "goal_met")
_ANSWER = (
    "id", "person_id", "asked_at", "local_day", "kind", "exercise_id", "set_number", "back", "limb", "flags", "set_id",
    "why",
)  # fmt: skip


def fill_sqlite(file: Path, clinic: Clinic) -> None:
    """Put all rows into a store whose tables are there; a made-up clinic need not survive a power cut."""
    with sqlite3.connect(file, isolation_level=None) as database:
        database.execute("PRAGMA synchronous = OFF")
        database.execute("PRAGMA foreign_keys = OFF")
        for table, columns, rows in _all(clinic):
            named, marks = ", ".join(f'"{one}"' for one in columns), ", ".join("?" * len(columns))
            for chunk in _chunks(rows):
                database.execute("BEGIN")
                database.executemany(f"INSERT INTO {table} ({named}) VALUES ({marks})", chunk)
                database.execute("COMMIT")
        database.execute("ANALYZE")
    database.close()


def fill_postgresql(url: URL, clinic: Clinic) -> None:
    """The same on a server, by COPY."""
    import psycopg

    with psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False)) as connection:
        for table, columns, rows in _all(clinic):
            named = ", ".join(f'"{one}"' for one in columns)
            with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({named}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            if "id" in Base.metadata.tables[table].columns:
                connection.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
                )
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")


def _all(clinic: Clinic) -> Iterator[tuple[str, Sequence[str], Iterable[_Row]]]:
    yield "rules", ("sha256", "text"), [("f" * 64, clinic.rule.text)]
    yield "recordings", ("sha256", "path", "frames", "seconds", "bytes"), [clinic.recording]
    for table, (columns, make) in clinic.tables().items():
        yield table, columns, clinic.rows(make)


def _chunks(rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    left = iter(rows)
    while chunk := list(islice(left, _CHUNK)):
        yield chunk


def _moment(at: datetime) -> str:
    """As SQLAlchemy writes it in SQLite; PostgreSQL, whose sessions here are in UTC, reads it too."""
    return f"{at:%Y-%m-%d %H:%M:%S.%f}"


def _plan(version: int) -> dict[str, Any]:
    item = {"sets": 2, "repetitions": 6 + version, "hold_s": None, "days_per_week": 5, "goal": None, "limits": {}}
    items = [{"exercise_id": name, "note": ""} | item for name in EXERCISES]
    targets = {"walking_min": 20, "protein_meals": 3, "fluid_glasses": 8, "set_by": "a dietitian"}
    return {"items": items, "targets": targets, "note": ""}
