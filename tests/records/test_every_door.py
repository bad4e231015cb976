"""Every function of the records that takes a desk, tried by everybody: who may is written here, by hand.

A function that is new fails the first test until it has its line in `DOORS`, or for one that takes a bare store in
`BELOW`. What is refused is refused with a sentence, and nothing of the record is another than before.
"""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import NOON
from sqlalchemy import select

import coach.records
from coach.care import Answers, ClinicSettings, Plan, PlanItem, Profile
from coach.errors import CoachError
from coach.pose.poses import Recording
from coach.records import (
    answers,
    archive,
    archive_in,
    audit,
    caseload,
    comments,
    credentials,
    diary,
    erase,
    goals,
    kept_sets,
    outcomes,
    people,
    plans,
    profiles,
    progress,
    repetitions,
    sessions,
    settings,
    staff,
    tables_out,
    trc,
)
from coach.records.desk import PROGRAM, AccessError, Desk, Viewer
from coach.records.store import Store
from coach.records.tables import Audited, Base
from coach.rules import load_exercise

DAY = NOON.date()
EXERCISE = load_exercise("sit_to_stand")
PLAN = Plan((PlanItem(EXERCISE.id, 2, 8),))
PROFILE = Profile("lumbar", "posterior", 1, date(2026, 2, 1))
REPORT = {
    "exercise": {"id": EXERCISE.id, "version": EXERCISE.version, "sha256": EXERCISE.sha256},
    "view": {"seen": "side"},
    "count": 0,
    "attempts": 0,
    "repetitions": [],
    "limits": [],
    "coverage": None,
    "events": [],
}
POSES = Recording.from_arrays([0.0, 0.1, 0.2], [[[10.0, 20.0]] * 33] * 3, (640, 480))
NOTE, HANDLED = "KANARIENNOTIZ", "KANARIENTAT"
SECRET = "four quiet words"


@dataclass(frozen=True)
class Them:
    """Numbers of people, and of rows that are all Ada's; `file` is a new name, `account` an archive of hers."""

    ada: int
    berta: int
    thea: int
    adam: int
    set_id: int
    session: int
    running_session: int
    running_set: int
    override: int
    question: int
    file: Path
    account: Path

    def viewers(self) -> dict[str, Viewer]:
        return {
            "own": Viewer(self.ada, "patient"),
            "stranger": Viewer(self.berta, "patient"),
            "therapist": Viewer(self.thea, "therapist"),
            "administrator": Viewer(self.adam, "administrator"),
            "program": PROGRAM,
        }


@dataclass(frozen=True)
class Door:
    """Who may, beside the program, and how it is done to Ada."""

    who: str
    go: Callable[[Desk, Them], Any]


EVERYBODY, STAFF, OFFICE, OWN = "own therapist", "therapist", "administrator", "own"
DOORS: dict[str, Door] = {
    "answers.save_answers": Door(
        OWN, lambda d, t: answers.save_answers(d, t.ada, Answers(2, 1), kind="before", asked_at=NOON)
    ),
    "answers.answers_of": Door(EVERYBODY, lambda d, t: answers.answers_of(d, t.ada)),
    "answers.answered_today": Door(EVERYBODY, lambda d, t: answers.answered_today(d, t.ada, NOON)),
    "answers.earlier_today": Door(EVERYBODY, lambda d, t: answers.earlier_today(d, t.ada, EXERCISE.id, NOON)),
    "answers.hurt_today": Door(EVERYBODY, lambda d, t: answers.hurt_today(d, t.ada, EXERCISE.id, NOON)),
    "answers.told_between": Door(EVERYBODY, lambda d, t: answers.told_between(d, t.ada, DAY, DAY)),
    "archive.export_account": Door(EVERYBODY, lambda d, t: archive.export_account(d, t.ada, t.file)),
    "archive_in.import_account": Door(OFFICE, lambda d, t: archive_in.import_account(d, t.account)),
    "audit.audit_rows": Door(OFFICE, lambda d, t: audit.audit_rows(d, t.ada)),
    "caseload.caseload": Door(STAFF, lambda d, t: caseload.caseload(d, NOON)),
    "caseload.needs_of": Door(STAFF, lambda d, t: caseload.needs_of(d, t.ada, NOON)),
    "comments.say_to": Door(STAFF, lambda d, t: comments.say_to(d, t.ada, "Good.", "comment", NOON)),
    "comments.say_to note": Door(STAFF, lambda d, t: comments.say_to(d, t.ada, "Hm.", "note", NOON)),
    "comments.say_to handled": Door(STAFF, lambda d, t: comments.say_to(d, t.ada, "Rang.", "handled", NOON)),
    "comments.say_to question": Door(OWN, lambda d, t: comments.say_to(d, t.ada, "May I?", "question", NOON)),
    "comments.comments_of": Door(EVERYBODY, lambda d, t: comments.comments_of(d, t.ada)),
    "comments.unread": Door(EVERYBODY, lambda d, t: comments.unread(d, t.ada)),
    "comments.mark_read": Door(OWN, lambda d, t: comments.mark_read(d, t.ada, NOON)),
    "credentials.set_secret": Door(
        "own administrator", lambda d, t: credentials.set_secret(d, t.ada, "four quiet words")
    ),
    "credentials.clear_secret": Door("own administrator", lambda d, t: credentials.clear_secret(d, t.ada)),
    "diary.write_diary": Door(OWN, lambda d, t: diary.write_diary(d, t.ada, DAY, {"pain_back": 2}, NOON)),
    "diary.diary_of": Door(EVERYBODY, lambda d, t: diary.diary_of(d, t.ada, DAY, DAY)),
    "erase.erase_person": Door("own administrator", lambda d, t: erase.erase_person(d, t.ada)),
    "goals.set_goal": Door(OWN, lambda d, t: goals.set_goal(d, t.ada, "Dance", NOON)),
    "goals.goal_of": Door(EVERYBODY, lambda d, t: goals.goal_of(d, t.ada)),
    "kept_sets.save_set": Door(
        OWN,
        lambda d, t: kept_sets.save_set(
            d, t.ada, exercise_text=EXERCISE.text, report=REPORT, recording=POSES, kind="film", performed_at=NOON
        ),
    ),
    "kept_sets.whose_set": Door(EVERYBODY, lambda d, t: kept_sets.whose_set(d, t.set_id)),
    "kept_sets.open_set": Door(EVERYBODY, lambda d, t: kept_sets.open_set(d, t.set_id)),
    "kept_sets.sets_of": Door(EVERYBODY, lambda d, t: kept_sets.sets_of(d, t.ada)),
    "kept_sets.around_set": Door(EVERYBODY, lambda d, t: kept_sets.around_set(d, t.set_id)),
    "kept_sets.exercises_done": Door(EVERYBODY, lambda d, t: kept_sets.exercises_done(d, t.ada)),
    "outcomes.save_outcome": Door(
        EVERYBODY, lambda d, t: outcomes.save_outcome(d, t.ada, "odi", 20, DAY, "hand", NOON)
    ),
    "outcomes.outcomes_of": Door(EVERYBODY, lambda d, t: outcomes.outcomes_of(d, t.ada)),
    "people.add_person": Door("therapist administrator", lambda d, t: people.add_person(d, "Zoe")),
    "people.person": Door("own therapist administrator", lambda d, t: people.person(d, t.ada)),
    "people.people": Door("therapist administrator", lambda d, t: people.people(d)),
    "people.rename_person": Door("therapist administrator", lambda d, t: people.rename_person(d, t.ada, "Ada L.")),
    "people.archive_person": Door("therapist administrator", lambda d, t: people.archive_person(d, t.ada)),
    "people.set_role": Door(OFFICE, lambda d, t: people.set_role(d, t.ada, "therapist")),
    "plans.save_plan": Door(STAFF, lambda d, t: plans.save_plan(d, t.ada, PLAN, NOON)),
    "plans.plan_of": Door(EVERYBODY, lambda d, t: plans.plan_of(d, t.ada)),
    "plans.plan_versions": Door(EVERYBODY, lambda d, t: plans.plan_versions(d, t.ada)),
    # A therapist has confirmed it: from then on it is no more the patient's own to change.
    "profiles.save_profile": Door(STAFF, lambda d, t: profiles.save_profile(d, t.ada, PROFILE, NOON, "patient")),
    "profiles.profile_of": Door(EVERYBODY, lambda d, t: profiles.profile_of(d, t.ada)),
    "profiles.give_override": Door(
        STAFF, lambda d, t: profiles.give_override(d, t.ada, "bird_dog", "Stands well by now", DAY, "Thea", NOON)
    ),
    "profiles.end_override": Door(STAFF, lambda d, t: profiles.end_override(d, t.override, NOON)),
    "profiles.overrides_of": Door(EVERYBODY, lambda d, t: profiles.overrides_of(d, t.ada, DAY)),
    "profiles.allowance_for": Door(EVERYBODY, lambda d, t: profiles.allowance_for(d, t.ada, EXERCISE, DAY)),
    "progress.days_of": Door(EVERYBODY, lambda d, t: progress.days_of(d, t.ada, DAY, DAY)),
    "progress.week_sums": Door(EVERYBODY, lambda d, t: progress.week_sums(d, t.ada, DAY, DAY)),
    "progress.done_since": Door(EVERYBODY, lambda d, t: progress.done_since(d, t.ada, DAY)),
    "progress.session_facts": Door(EVERYBODY, lambda d, t: progress.session_facts(d, t.ada)),
    "repetitions.extremes_of": Door(EVERYBODY, lambda d, t: repetitions.extremes_of(d, t.ada, DAY)),
    "repetitions.events_of": Door(EVERYBODY, lambda d, t: repetitions.events_of(d, t.ada, t.set_id)),
    "sessions.begin_session": Door(OWN, lambda d, t: sessions.begin_session(d, t.ada, EXERCISE.id, "live", NOON, UTC)),
    "sessions.begin_set": Door(OWN, lambda d, t: sessions.begin_set(d, t.running_session, EXERCISE.text, 2, NOON)),
    "sessions.append_events": Door(
        OWN, lambda d, t: sessions.append_events(d, t.running_set, 0, [{"kind": "armed", "t_s": 1.0}])
    ),
    "sessions.finish_set": Door(OWN, lambda d, t: sessions.finish_set(d, t.running_set, REPORT, None)),
    "sessions.drop_set": Door(OWN, lambda d, t: sessions.drop_set(d, t.running_set)),
    "sessions.end_session": Door(OWN, lambda d, t: sessions.end_session(d, t.running_session, "done", "done", NOON)),
    "sessions.sessions_of": Door(EVERYBODY, lambda d, t: sessions.sessions_of(d, t.ada)),
    "sessions.session": Door(EVERYBODY, lambda d, t: sessions.session(d, t.session)),
    "settings.save_settings": Door(STAFF, lambda d, t: settings.save_settings(d, ClinicSettings(), NOON)),
    "staff.add_with_secret": Door(
        "therapist administrator", lambda d, t: staff.add_with_secret(d, "Zara", "patient", SECRET)
    ),
    "tables_out.write_tables": Door(EVERYBODY, lambda d, t: tables_out.write_tables(d, t.ada, t.file, "csv")),
    "tables_out.write_tables all": Door(STAFF, lambda d, t: tables_out.write_tables(d, None, t.file, "csv")),
    "trc.write_trc": Door(EVERYBODY, lambda d, t: trc.write_trc(d, t.set_id, t.file)),
}
#: About all patients, or somebody who is new.
OF_NOBODY_IN_PARTICULAR = {
    "caseload.caseload",
    "people.add_person",
    "people.people",
    "settings.save_settings",
    "staff.add_with_secret",
    "tables_out.write_tables all",
}
#: They need what another one ends, or are told as such whoever does them.
NOT_AFTER_EACH_OTHER = {
    "archive.export_account",
    "erase.erase_person",
    "sessions.drop_set",
    "tables_out.write_tables",
    "trc.write_trc",
}
#: What takes a bare store, with no viewer: for the program alone, which has asked before, and for signing in.
BELOW = {
    "credentials.faces",
    "credentials.face",
    "credentials.let_in",
    "identities.viewer_of_identity",
    "settings.read_settings",
    "staff.has_staff",
    "staff.whose_consent",
    "staff.first_therapist",
    "backup.back_up",
    "shelf_bytes.put_bytes",
    "shelf_bytes.remove_bytes",
    "shelf_bytes.take_bytes",
    "unfinished.left_set",
    "unfinished.left_session",
    "unfinished.sessions_without_end",
}


def functions_that_take(kind: type) -> Iterator[str]:
    for module in pkgutil.iter_modules(coach.records.__path__):
        if module.ispkg:
            continue
        room = importlib.import_module(f"coach.records.{module.name}")
        for name, found in vars(room).items():
            if name.startswith("_") or not inspect.isfunction(found) or found.__module__ != room.__name__:
                continue
            first = next(iter(inspect.signature(found).parameters.values()), None)
            if first is not None and str(first.annotation).split(".")[-1].split(" | ")[0] == kind.__name__:
                yield f"{module.name}.{name}"


def test_every_function_of_the_records_stands_in_the_list() -> None:
    assert {name.split()[0] for name in DOORS} == set(functions_that_take(Desk))
    assert set(functions_that_take(Store)) == BELOW


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Them]:
    """A folder with a store in which Ada has one of everything."""
    folder = tmp_path_factory.mktemp("clinic")
    with pytest.MonkeyPatch.context() as patched:
        patched.delenv("DATABASE_URL", raising=False)
        patched.setenv("COACH_DATA", str(folder))
        with Store() as store:
            them = _filled(store, folder)
    return folder, them


def _filled(store: Store, folder: Path) -> Them:
    program = Desk(store, PROGRAM, lambda: NOON)
    ada, berta = (people.add_person(program, name) for name in ("Ada", "Berta"))
    thea = people.add_person(program, "Thea", "therapist")
    adam, _ = (people.add_person(program, name, "administrator") for name in ("Adam", "Eve"))
    own, therapist = Desk(store, Viewer(ada, "patient")), Desk(store, Viewer(thea, "therapist"))
    profiles.save_profile(therapist, ada, PROFILE, NOON, "therapist")
    override = profiles.give_override(therapist, ada, "bird_dog", "Stands well by now", DAY, "Thea", NOON)
    plans.save_plan(therapist, ada, PLAN, NOON)
    session = sessions.begin_session(own, ada, EXERCISE.id, "live", NOON, UTC)
    set_id = sessions.begin_set(own, session, EXERCISE.text, 1, NOON)
    sessions.finish_set(own, set_id, REPORT, POSES)
    sessions.end_session(own, session, "done", "done", NOON)
    running_session = sessions.begin_session(own, ada, EXERCISE.id, "live", NOON, UTC)
    running_set = sessions.begin_set(own, running_session, EXERCISE.text, 1, NOON)
    answers.save_answers(own, ada, Answers(3, 1), kind="before", asked_at=NOON)
    diary.write_diary(own, ada, DAY, {"pain_back": 3, "note": "Slept."}, NOON)
    goals.set_goal(own, ada, "Walk.", NOON)
    outcomes.save_outcome(therapist, ada, "odi", 30, DAY, "hand", NOON)
    question = comments.say_to(own, ada, "May I swim?", "question", NOON)
    comments.say_to(therapist, ada, "Not yet.", "comment", NOON, reply_to=question)
    comments.say_to(therapist, ada, NOTE, "note", NOON)
    comments.say_to(therapist, ada, HANDLED, "handled", NOON)
    account = folder / "ada.zip"
    archive.export_account(own, ada, account)
    file = folder / "out.zip"
    return Them(
        ada, berta, thea, adam, set_id, session, running_session, running_set, override, question, file, account
    )


@dataclass(frozen=True)
class Copy:
    """The clinic in a folder of its own, so that whatever happens in it happens there."""

    store: Store
    them: Them

    def desk(self, who: str) -> Desk:
        return Desk(self.store, self.them.viewers()[who], lambda: NOON)


@pytest.fixture
def copy(clinic: tuple[Path, Them], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Copy]:
    folder, them = clinic
    shutil.copytree(folder, tmp_path / "copy")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "copy"))
    with Store() as store:
        yield Copy(store, replace(them, file=tmp_path / "out.zip", account=tmp_path / "copy" / "ada.zip"))


def rows(store: Store) -> str:
    """All that is in the store, without the audit."""
    with store.transaction() as session:
        return json.dumps(
            {
                table.name: [[str(value) for value in row] for row in session.execute(select(table))]
                for table in Base.metadata.sorted_tables
                if table.name != "audit"
            }
        )


def may(door: Door, who: str) -> bool:
    return who == "program" or who in door.who.split()


def test_whoever_may_not_is_refused_with_a_sentence_and_changes_nothing(copy: Copy) -> None:
    before = rows(copy.store)
    for name, door in DOORS.items():
        for who in copy.them.viewers():
            if may(door, who):
                continue
            with pytest.raises(CoachError) as refused:
                pytest.fail(f"{name} lets in {who}: {door.go(copy.desk(who), copy.them)!r}")
            hidden = name in ("kept_sets.whose_set", "kept_sets.open_set", "kept_sets.around_set", "trc.write_trc")
            assert isinstance(refused.value, AccessError) or hidden, (name, who, refused.value)
            assert str(refused.value).endswith("."), (name, who)
    assert rows(copy.store) == before
    assert not copy.them.file.exists()


@pytest.mark.parametrize("name", DOORS)
def test_whoever_may_is_let_in(name: str, clinic: tuple[Path, Them], tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    for who in ("own", "therapist", "administrator", "program"):
        if not may(DOORS[name], who):
            continue
        place = tmp_path / who
        shutil.copytree(clinic[0], place)
        monkeypatch.setenv("COACH_DATA", str(place))
        with Store() as store:
            them = replace(clinic[1], file=place / "out.zip", account=place / "ada.zip")
            DOORS[name].go(Desk(store, them.viewers()[who], lambda: NOON), them)


@pytest.mark.parametrize("role", ["therapist", "administrator"])
def test_a_therapist_trains_at_her_own_desk_like_anybody(copy: Copy, role: str) -> None:
    """What is hers is hers in any role: one that is no patient keeps a diary of her own, too."""
    me = copy.desk(role)
    mine = me.viewer.person_id or 0
    diary.write_diary(me, mine, DAY, {"walking_min": 20}, NOON)
    assert diary.diary_of(me, mine, DAY, DAY)[0].numbers == {"walking_min": 20}


def test_what_therapists_note_leaves_by_no_door_that_a_patient_has(copy: Copy, tmp_path: Path) -> None:
    own = copy.desk("own")
    read = [one.kind for one in comments.comments_of(own, copy.them.ada)]
    assert sorted(read) == ["comment", "question"]
    assert comments.comments_of(own, copy.them.ada, kinds=("note", "handled")) == []
    archive.export_account(own, copy.them.ada, tmp_path / "own.zip")
    for form in ("csv", "parquet"):
        tables_out.write_tables(own, copy.them.ada, tmp_path / form, form)  # type: ignore[arg-type]
    shutil.unpack_archive(tmp_path / "own.zip", tmp_path / "own")
    said = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file() and "copy" not in file.parts)
    assert b"Not yet." in said
    assert NOTE.encode() not in said
    assert HANDLED.encode() not in said
    seen = [one.kind for one in comments.comments_of(copy.desk("therapist"), copy.them.ada)]
    assert sorted(seen) == ["comment", "handled", "note", "question"]


def test_words_about_a_set_or_a_question_are_about_hers(copy: Copy) -> None:
    """A number that is another patient's is no way to her."""
    therapist, berta = copy.desk("therapist"), copy.them.berta
    before = rows(copy.store)
    for more in ({"set_id": copy.them.set_id}, {"reply_to": copy.them.question}, {"set_id": 999}, {"reply_to": 999}):
        with pytest.raises(CoachError, match="record"):
            comments.say_to(therapist, berta, "Good.", "comment", NOON, **more)
    for set_id in (copy.them.set_id, 999):
        with pytest.raises(CoachError, match="record"):
            outcomes.save_outcome(therapist, berta, "odi", 20, DAY, "camera", NOON, set_id=set_id)
    assert repetitions.events_of(copy.desk("stranger"), berta, copy.them.set_id) == []
    assert rows(copy.store) == before


def written_down(store: Store, after: int = 0) -> list[Audited]:
    with store.transaction() as session:
        found = list(session.scalars(select(Audited).where(Audited.id > after).order_by(Audited.id)))
        session.expunge_all()
    return found


def test_each_read_and_write_of_a_patient_by_another_is_written_down(copy: Copy) -> None:
    """Whatever door the therapist takes, the audit has who, what and whom."""
    them = copy.them
    for name, door in DOORS.items():
        if not may(door, "therapist") or name == "kept_sets.whose_set":  # which tells a number and no more
            continue
        last = written_down(copy.store)[-1].id
        door.go(copy.desk("therapist"), replace(them, file=them.file.with_name(f"{name.replace(' ', '_')}.zip")))
        told = {(one.viewer_id, one.role, one.person_id) for one in written_down(copy.store, last)}
        whom = None if name in OF_NOBODY_IN_PARTICULAR else them.ada
        assert (them.thea, "therapist", whom) in told, name


def test_of_what_is_her_own_nothing_is_written_down(copy: Copy) -> None:
    last = written_down(copy.store)[-1].id
    for name, door in DOORS.items():
        if may(door, "own") and name not in NOT_AFTER_EACH_OTHER:
            door.go(copy.desk("own"), copy.them)
    assert written_down(copy.store, last) == []


def test_the_same_read_is_written_down_once_a_minute(copy: Copy) -> None:
    now = [NOON]
    desk = Desk(copy.store, copy.them.viewers()["therapist"], lambda: now[0])

    def told() -> int:
        return len(written_down(copy.store))

    before = told()
    for seconds, expected in ((0, 1), (30, 1), (59, 1), (60, 2), (61, 2), (-3600, 3)):
        now[0] = NOON + timedelta(seconds=seconds)
        goals.goal_of(desk, copy.them.ada)
        assert told() - before == expected, "a clock put back hides nothing"
    diary.diary_of(desk, copy.them.ada, DAY, DAY)
    goals.goal_of(desk, copy.them.berta)
    assert told() - before == 5, "another thing and another person are told by themselves"


def test_the_computers_owner_is_written_down_as_such(copy: Copy) -> None:
    owner = Desk(copy.store, Viewer(None, "program", "command line"), lambda: NOON)
    goals.goal_of(owner, copy.them.ada)
    found = audit.audit_rows(copy.desk("administrator"), copy.them.ada, offset=1, limit=1)
    assert [(one.role, one.label, one.act, one.subject) for one in found] == [
        ("program", "command line", "read", "goal")
    ]
    last = written_down(copy.store)[-1].id
    goals.goal_of(copy.desk("program"), copy.them.ada)
    assert written_down(copy.store, last) == [], "a running session writes nothing down"
