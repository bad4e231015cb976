"""The store with 1,000,000 sets of 5,000 patients, in SQLite and in PostgreSQL: what a page asks of the database.

Each figure is the 95th percentile over many pages: the therapist's list in several orders and searches, a patient's
page with four weeks of her time line, a set opened for review. It needs some 8 GB of disk for each, and minutes.
Besides: an event recorded on a SQLite file with `synchronous=FULL`, and a ten-minute recording opened for replay.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
from rich.console import Console
from sqlalchemy import make_url

from benchmarks.speed import squats
from benchmarks.store_made import NOW, PATIENTS, Clinic, fill_postgresql, fill_sqlite
from coach.care import Profile
from coach.coaching import judge_poses
from coach.pose.poses import Recording
from coach.records.answers import told_between
from coach.records.caseload import caseload, needs_of
from coach.records.comments import comments_of
from coach.records.desk import PROGRAM, Desk, Viewer
from coach.records.diary import diary_of
from coach.records.goals import goal_of
from coach.records.kept_sets import open_set, save_set
from coach.records.outcomes import outcomes_of
from coach.records.people import add_person, person
from coach.records.plans import plan_of, plan_versions
from coach.records.profiles import overrides_of, profile_of, save_profile
from coach.records.progress import days_of, session_facts
from coach.records.sessions import append_events, begin_session, begin_set, sessions_of
from coach.records.store import Store
from coach.review.replay import replay_of
from coach.review.series import series_of
from coach.rules import load_exercise
from coach.ui.replay import replay_data
from tools.postgres import NoServerError, server

PAGES, EVENTS, REPLAY_S = 200, 500, 600
#: Weeks of a time line as the page reads them at first.
TIME_LINE = timedelta(weeks=4)


def measure(console: Console, patients: int = PATIENTS) -> dict[str, float]:
    """The figures `store.*`; those of PostgreSQL are left out where the machine has no server."""
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="coach-store-") as folder:
        console.print(f"A clinic of {patients} patients is made up in SQLite …")
        with Store(folder=Path(folder)) as store:
            clinic = Clinic(Path(folder), patients)
            fill_sqlite(Path(folder) / "coach.db", clinic)
            found |= _pages(store, clinic, "sqlite")
    found |= _on_a_server(console, patients)
    found["store.event_p95_ms"] = _events_ms()
    found["store.replay_s"] = _replay_s()
    return found


def _on_a_server(console: Console, patients: int) -> dict[str, float]:
    # Its user must reach the folder, which Python makes for one user alone.
    with tempfile.TemporaryDirectory(prefix="coach-store-") as outer:
        Path(outer).chmod(0o755)
        try:
            with server(Path(outer) / "cluster") as url, Store(url, Path(outer) / "data") as store:
                console.print("… and in PostgreSQL.")
                clinic = Clinic(store.folder, patients)
                fill_postgresql(make_url(url), clinic)
                return _pages(store, clinic, "postgresql")
        except NoServerError as error:
            console.print(f"Without PostgreSQL: {error}")
            return {}


def _pages(store: Store, clinic: Clinic, name: str) -> dict[str, float]:
    draw = np.random.default_rng(1)
    desk = Desk(store, Viewer(None, "therapist"), lambda: NOW)
    # The first list after rows came in by another way says how everybody stands.
    caseload(desk, NOW)
    patients = draw.integers(1, clinic.patients + 1, PAGES).tolist()
    newest = [clinic.newest_set(patient) for patient in patients]
    asked = {
        "list": [(lambda k=k: _list(desk, k)) for k in range(PAGES)],
        "patient": [(lambda p=p: _patient(desk, p)) for p in patients],
        "session": [(lambda number=number: open_set(desk, number)) for number in newest],
    }
    return {f"store.{name}_{page}_p95_ms": _p95_ms(calls) for page, calls in asked.items()}


def _list(desk: Desk, k: int) -> None:
    orders = ("need", "name", "last_day", "week")
    search = f"{k:03d}" if k % 3 == 0 else ""
    caseload(desk, NOW, search=search, order=orders[k % 4], offset=25 * (k % 5) if not search else 0)  # type: ignore[arg-type]


def _patient(desk: Desk, number: int) -> None:
    """What the patient's page reads (`coach/ui/patient_page.py` and its time line), and what progress is drawn from."""
    today: date = NOW.date()
    since = today - TIME_LINE
    person(desk, number)
    profile_of(desk, number)
    plan_of(desk, number)
    overrides_of(desk, number, today)
    needs_of(desk, number, NOW)
    goal_of(desk, number)
    comments_of(desk, number)
    session_facts(desk, number)
    sessions_of(desk, number, since=since, until=today, limit=500)
    told_between(desk, number, since, today)
    diary_of(desk, number, since, today)
    outcomes_of(desk, number)
    plan_versions(desk, number)
    days_of(desk, number, since, today)


def _p95_ms(calls: Sequence[Callable[[], object]]) -> float:
    for call in calls[:5]:
        call()
    taken = []
    for call in calls:
        began = time.perf_counter()
        call()
        taken.append(1e3 * (time.perf_counter() - began))
    return float(np.percentile(taken, 95))


def _events_ms() -> float:
    """One event at a time, each on disk before the next, as a live set writes them."""
    rule, now = load_exercise("mini_squat"), datetime.now(UTC)
    with (
        tempfile.TemporaryDirectory(prefix="coach-events-", dir=Path.cwd()) as folder,
        Store(folder=Path(folder)) as store,
    ):
        desk = Desk(store, PROGRAM)
        number = add_person(desk, "Ada")
        profile = Profile("lumbar", "posterior", 1, now.date() - timedelta(weeks=30))
        save_profile(desk, number, profile, now, "therapist")
        session = begin_session(desk, number, rule.id, "live", now, UTC)
        set_id = begin_set(desk, session, rule.text, 1, now)
        event = {"kind": "judged_again", "t_s": 1.0, "limit_id": "depth"}
        calls = [(lambda k=k: append_events(desk, set_id, k, [event])) for k in range(EVENTS)]
        taken = []
        for call in calls:
            began = time.perf_counter()
            call()
            taken.append(1e3 * (time.perf_counter() - began))
    return float(np.percentile(taken, 95))


def _replay_s() -> float:
    """From the store to what the browser gets: read, judged anew for the curves, packed; the median of five."""
    rule, poses = load_exercise("mini_squat"), squats(REPLAY_S)
    with tempfile.TemporaryDirectory(prefix="coach-replay-") as folder, Store(folder=Path(folder)) as store:
        said = {"exercise_text": rule.text, "report": judge_poses(poses, rule).to_dict()}
        now = datetime.now(UTC)
        desk, taken = Desk(store, PROGRAM), []
        ada = add_person(desk, "Ada")
        number = save_set(desk, ada, recording=Recording(poses), kind="live", performed_at=now, **said)
        for _ in range(5):
            began = time.perf_counter()
            stored = open_set(desk, number)
            replay = replay_of(stored.recording.poses, stored.report["view"]["near_side"])
            series = series_of(judge_poses(stored.recording.poses, rule))
            replay_data(replay, stored.report, series, rule, "1")
            taken.append(time.perf_counter() - began)
    return float(np.median(taken))
