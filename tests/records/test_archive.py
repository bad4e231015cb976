"""An account taken along and brought in again is the same account, and a file that is none changes nothing."""

import contextlib
import hashlib
import io
import json
import os
import struct
import time
import tracemalloc
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from accounts import CANARY_NAME, CANARY_NOTE, NOON, make_account, person
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from coach.care import RED_FLAGS, Order, Profile
from coach.errors import CoachError, RecordError
from coach.records import archive_zip
from coach.records.archive import export_account
from coach.records.archive_in import import_account
from coach.records.archive_parts import PARTS
from coach.records.archive_zip import ArchiveError
from coach.records.comments import comments_of
from coach.records.desk import PROGRAM, AccessError, Desk, Viewer
from coach.records.profiles import allowance_for, end_override, overrides_of, profile_of, save_profile
from coach.records.store import Store
from coach.records.tables import (
    Audited,
    Comment,
    DiaryEntry,
    GivenAnswer,
    GivenOverride,
    HeldSession,
    JudgedSet,
    Outcome,
    OwnGoal,
    Person,
    PlanVersion,
    Seen,
    SetEvent,
)
from coach.rules import load_exercise


@pytest.fixture
def desk(store):
    return Desk(store, PROGRAM)


@pytest.fixture
def account(store, squats):
    return make_account(store, [squats((52.0, 85.0)), squats((55.0,))])


@pytest.fixture
def other(tmp_path):
    with Store(f"sqlite:///{tmp_path}/other.db", tmp_path / "other") as opened:
        yield Desk(opened, PROGRAM)


def content(file):
    """All that is in an account's file except when it was made and what the store itself chose: name and pseudonym."""
    with zipfile.ZipFile(file) as archive:
        found = {name: archive.read(name) for name in archive.namelist() if name != "manifest.json"}
        manifest = json.loads(archive.read("manifest.json"))
    del manifest["made_at"]
    for name in ("name", "pseudonym"):
        del manifest["person"][name]
    return found, manifest


#: What a file does not say for others: who wrote, who told the operation, that an override runs.
LEFT_HERE = {"by_id": 0, "told_by": "", "ended_at": ""}


def rows(store, model):
    with store.transaction() as session:
        return session.scalar(select(func.count()).select_from(model))


def test_an_account_comes_back_in_another_store(desk, account, other, tmp_path):
    taken = export_account(desk, account.person, tmp_path / "a.zip")
    assert (taken.recordings, taken.missing) == (2, ())
    number = import_account(other, tmp_path / "a.zip")
    export_account(other, number, tmp_path / "b.zip")
    (first, said), (second, said_again) = content(tmp_path / "a.zip"), content(tmp_path / "b.zip")
    assert said.pop("staff")[0]["name"] == "Tomasz Terapeuta"
    assert said_again.pop("staff") == [], "the therapist is not of that store"
    for name, table in first.items():
        mine, back = table, second[name]
        if name.endswith(".jsonl"):
            mine = [json.loads(line) | LEFT_HERE for line in table.splitlines()]
            back = [json.loads(line) | LEFT_HERE for line in second[name].splitlines()]
        assert mine == back, name
    with other.store.transaction() as session:
        assert session.get_one(Person, number).name == CANARY_NAME
        question = session.scalars(select(Comment).where(Comment.kind == "question")).one()
        comment = session.get_one(Comment, question.reply_to)
        assert (question.by_id, comment.by_id, comment.words[:4]) == (number, None, "-1+1")
        assert session.scalars(select(JudgedSet.session_id)).all() == session.scalars(select(HeldSession.id)).all()
        acts = session.execute(select(Audited.act, Audited.subject, Audited.person_id)).all()
    assert acts == [("import", "account", number)]
    for old, new in zip(desk.store.sets(), other.store.sets(), strict=True):
        kept, back = desk.store.open_set(old.id), other.store.open_set(new.id)
        assert kept.report == back.report
        assert kept.exercise_text == back.exercise_text
        assert kept.recording.poses.world_m.tobytes() == back.recording.poses.world_m.tobytes()


def test_it_goes_from_any_kind_of_store_to_a_file_and_back(any_store, other, squats, tmp_path):
    account = make_account(any_store, [squats((52.0, 85.0))])
    export_account(Desk(any_store, PROGRAM), account.person, tmp_path / "a.zip")
    number = import_account(other, tmp_path / "a.zip")
    export_account(other, number, tmp_path / "b.zip")
    back = import_account(Desk(any_store, PROGRAM), tmp_path / "b.zip")
    export_account(Desk(any_store, PROGRAM), back, tmp_path / "c.zip")
    assert content(tmp_path / "b.zip") == content(tmp_path / "c.zip")
    for old, new in zip(any_store.sets(CANARY_NAME), any_store.sets(f"{CANARY_NAME} (2)"), strict=True):
        assert any_store.open_set(old.id).report == any_store.open_set(new.id).report
        assert len(any_store.open_set(new.id).recording.poses)


def test_in_the_same_store_it_is_a_second_person(desk, account, tmp_path):
    export_account(desk, account.person, tmp_path / "a.zip")
    number = import_account(desk, tmp_path / "a.zip")
    with desk.store.transaction() as session:
        new, old = session.get_one(Person, number), session.get_one(Person, account.person)
        assert (new.name, new.role) == (f"{CANARY_NAME} (2)", "patient")
        assert new.pseudonym != old.pseudonym
    third = import_account(desk, tmp_path / "a.zip")
    assert desk.store.person_of(third) == f"{CANARY_NAME} (3)"


def test_no_file_speaks_for_a_patient_of_this_store(desk, exported, tmp_path):
    berta = person(desk.store, "Berta")
    with desk.store.transaction() as session:
        known = session.get_one(Person, berta).pseudonym
    claim = _manifest_with(staff=[{"name": "Berta", "role": "therapist", "pseudonym": known}])
    number = import_account(desk, rewritten(exported, tmp_path / "b.zip", claim))
    with desk.store.transaction() as session:
        wrote = select(Comment.by_id).where(Comment.person_id == number, Comment.kind == "comment")
        assert session.scalars(wrote).all() == [None]


def test_a_file_opens_nothing_and_speaks_for_no_therapist(desk, account, tmp_path):
    """Whoever has an export can write another, with the therapist's pseudonym in it."""
    released = Order("released", "bird_dog", None, "Dr. Ó", NOON.date())
    waits = Order("never", "mini_squat", None, "Dr. Ó", NOON.date())
    profile = Profile("lumbar", operated_on=NOON.date() - timedelta(weeks=2), orders=(released, waits))
    save_profile(desk, account.person, profile, NOON, "therapist")
    export_account(desk, account.person, tmp_path / "a.zip")
    number = import_account(Desk(desk.store, PROGRAM, lambda: NOON + timedelta(hours=1)), tmp_path / "a.zip")
    kept = profile_of(desk, number)
    assert (kept.told_by, kept.by, kept.profile) == ("patient", "", replace(profile, orders=(waits,)))
    assert len(overrides_of(desk, account.person, NOON.date())) == 1
    assert overrides_of(desk, number, NOON.date()) == []
    assert allowance_for(desk, account.person, load_exercise("bird_dog"), NOON.date()).allowed
    assert not allowance_for(desk, number, load_exercise("bird_dog"), NOON.date()).allowed
    with desk.store.transaction() as session:
        (override,) = session.scalars(select(GivenOverride).where(GivenOverride.person_id == number))
        assert (override.by_id, override.by_name, override.ended_at) == (
            None,
            "Tomasz Terapeuta",
            NOON + timedelta(hours=1),
        )
        for model in (PlanVersion, Outcome, Comment):
            assert set(session.scalars(select(model.by_id).where(model.person_id == number))) <= {None, number}
    said = {row.kind: (row.by, row.words) for row in comments_of(desk, number)}
    assert said["comment"] == ("A file brought in", '-1+1|cmd "Gut so", weiter so.')
    assert said["question"] == (f"{CANARY_NAME} (2)", "@darf ich radeln?")


def test_what_had_ended_before_keeps_its_end(desk, account, tmp_path):
    (running,) = overrides_of(desk, account.person, NOON.date())
    end_override(desk, running.id, NOON)
    export_account(desk, account.person, tmp_path / "a.zip")
    import_account(desk, tmp_path / "a.zip")
    with desk.store.transaction() as session:
        assert session.scalars(select(GivenOverride.ended_at)).all() == [NOON, NOON]


def test_no_role_and_no_secret_comes_in_with_a_file(desk, tmp_path):
    boss = person(desk.store, "Chef", "administrator")
    export_account(desk, boss, tmp_path / "a.zip")
    number = import_account(desk, tmp_path / "a.zip")
    with desk.store.transaction() as session:
        assert session.get_one(Person, number).role == "patient"


def test_a_patient_takes_her_own_without_notes(store, account, tmp_path):
    own = Desk(store, Viewer(account.person, "patient"))
    export_account(own, account.person, tmp_path / "a.zip")
    found, _ = content(tmp_path / "a.zip")
    assert CANARY_NOTE.encode() not in b"".join(found.values())
    stranger = Desk(store, Viewer(person(store, "Berta"), "patient"))
    for refused in (
        lambda: export_account(stranger, account.person, tmp_path / "b.zip"),
        lambda: import_account(own, tmp_path / "a.zip"),
    ):
        with pytest.raises(AccessError):
            refused()
    assert not (tmp_path / "b.zip").exists()


def test_what_was_read_of_a_note_is_left_out_with_it(store, account, tmp_path):
    with store.transaction(write=True) as session:
        note = session.scalars(select(Comment).where(Comment.kind == "note")).one()
        session.add(Seen(person_id=account.person, comment_id=note.id, at=NOON))
    export_account(Desk(store, Viewer(account.person, "patient")), account.person, tmp_path / "a.zip")
    assert len(content(tmp_path / "a.zip")[0]["tables/seen.jsonl"].splitlines()) == 1


def test_a_lost_recording_is_told_and_the_rest_goes_along(desk, account, other, tmp_path):
    lost, whole = sorted((tmp_path / "recordings").iterdir())
    lost.write_bytes(b"other")
    taken = export_account(desk, account.person, tmp_path / "a.zip")
    assert (taken.recordings, taken.missing) == (1, (lost.stem,))
    import_account(other, tmp_path / "a.zip")
    assert [path.name for path in (tmp_path / "other" / "recordings").iterdir()] == [whole.name]
    assert len(other.store.sets()) == 2


def test_what_runs_is_told_as_cut_off(desk, account, other, tmp_path):
    with desk.store.transaction(write=True) as session:
        session.get_one(JudgedSet, account.sets[0]).state = "running"
        session.scalars(select(HeldSession)).first().state = "running"
    export_account(desk, account.person, tmp_path / "a.zip")
    import_account(other, tmp_path / "a.zip")
    with other.store.transaction() as session:
        assert sorted(session.scalars(select(JudgedSet.state))) == ["interrupted", "kept"]
        assert sorted(session.scalars(select(HeldSession.state))) == ["done", "interrupted"]


def test_nobody_there_and_nowhere_to_write(desk, account, tmp_path):
    with pytest.raises(RecordError, match="no person number 99"):
        export_account(desk, 99, tmp_path / "a.zip")
    with pytest.raises(RecordError, match="does not exist"):
        export_account(desk, account.person, tmp_path / "gone" / "a.zip")
    with pytest.raises(RecordError, match="no file"):
        import_account(desk, tmp_path / "gone.zip")


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))
DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))
PAIN = st.none() | st.integers(0, 10)
FLAGS = st.lists(st.sampled_from([flag.id for flag in RED_FLAGS]), unique=True, max_size=3)
DIARY = st.tuples(DAYS, MOMENTS, st.none() | st.floats(allow_nan=False, allow_infinity=False, width=32), WORDS)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    diary=st.lists(DIARY, max_size=5),
    answers=st.lists(st.tuples(MOMENTS, PAIN, PAIN, FLAGS), max_size=5),
    goals=st.lists(st.tuples(MOMENTS, WORDS), max_size=3),
    comments=st.lists(st.tuples(st.sampled_from(["comment", "note", "question", "handled"]), WORDS), max_size=5),
)
def test_whatever_was_written_makes_the_round_trip(tmp_path_factory, diary, answers, goals, comments):
    folder = tmp_path_factory.mktemp("trip")
    with Store(f"sqlite:///{folder}/a.db", folder / "a") as a, Store(f"sqlite:///{folder}/b.db", folder / "b") as b:
        number = a.person_number("Anna")
        own = {"person_id": number}
        with a.transaction(write=True) as session:
            session.add_all(DiaryEntry(**own, local_day=d, at=m, kind="x", number=n, words=w) for d, m, n, w in diary)
            session.add_all(
                GivenAnswer(**own, asked_at=m, local_day=m.date(), kind="before", back=x, limb=y, flags=f, why="")
                for m, x, y, f in answers
            )
            session.add_all(OwnGoal(**own, at=m, words=w) for m, w in goals)
            earlier = None
            for kind, words in comments:
                said = Comment(**own, by_id=number, at=NOON, kind=kind, words=words, reply_to=earlier)
                session.add(said)
                session.flush()
                earlier = said.id
        export_account(Desk(a, PROGRAM), number, folder / "a.zip")
        person(b, "Somebody before")
        back = import_account(Desk(b, PROGRAM), folder / "a.zip")
        export_account(Desk(b, PROGRAM), back, folder / "b.zip")
        assert content(folder / "a.zip") == content(folder / "b.zip")


def rewritten(file, target, change):
    """The same zip with its entries as `change(name, bytes)` gives them back (None leaves one out), hashes right."""
    with zipfile.ZipFile(file) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(entries.pop("manifest.json"))
    changed = {name: new for name, old in entries.items() if (new := change(name, old)) is not None}
    manifest["files"] = {name: {"sha256": hashlib.sha256(new).hexdigest()} for name, new in changed.items()}
    manifest = json.loads(change("manifest.json", json.dumps(manifest).encode()) or b"{}")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, new in changed.items():
            archive.writestr(name, new)
        archive.writestr("manifest.json", json.dumps(manifest))
    return target


def refused(desk, file, match):
    """A sentence, quickly, in little memory; the store and the shelf are as before."""
    store = desk.store
    models = (Person, JudgedSet, SetEvent, DiaryEntry, Audited)
    before = [rows(store, model) for model in models], sorted(store.folder.rglob("*.parquet"))
    began = time.monotonic()
    with pytest.raises(ArchiveError, match=match):
        import_account(desk, file)
    assert time.monotonic() - began < 20, "a busy machine is slow, a bomb is slower"
    assert before == ([rows(store, model) for model in models], sorted(store.folder.rglob("*.parquet")))


@pytest.fixture
def exported(desk, account, tmp_path):
    export_account(desk, account.person, tmp_path / "a.zip")
    return tmp_path / "a.zip"


@pytest.mark.parametrize(
    "name",
    [
        "../../evil.jsonl",
        "/etc/passwd",
        "tables/../../x",
        "recordings/../x.parquet",
        "tables/people.jsonl",
        "C:\\x",
        "recordings/" + "g" * 64 + ".parquet",
    ],
)
def test_a_name_that_no_account_has_is_refused(name, exported, other, tmp_path):
    with zipfile.ZipFile(exported, "a") as archive:
        archive.writestr(name, b"x")
    refused(other, exported, "damaged or was changed")
    assert not (tmp_path.parent / "evil.jsonl").exists()


def test_a_file_cut_anywhere_is_refused(exported, other, tmp_path):
    whole = exported.read_bytes()
    cut = tmp_path / "cut.zip"
    for size in [1, 3, 30, len(whole) // 3, len(whole) // 2, len(whole) - 30, len(whole) - 1]:
        cut.write_bytes(whole[:size])
        refused(other, cut, "damaged or was changed|not an account")


def test_flipped_bits_are_refused_or_harmless(exported, other, tmp_path):
    whole = bytearray(exported.read_bytes())
    flipped = tmp_path / "flipped.zip"
    for at in range(7, len(whole), len(whole) // 60):
        changed = whole.copy()
        changed[at] ^= 0x20
        flipped.write_bytes(changed)
        try:
            import_account(other, flipped)
        except CoachError:
            continue
        assert zipfile.ZipFile(flipped).testzip() is None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=12),
    cut=st.floats(0, 1),
    more=st.binary(max_size=40),
)
def test_whatever_became_of_a_file_is_a_sentence_or_an_account(exported, other, tmp_path, changes, cut, more):
    content = bytearray(exported.read_bytes())
    for share, byte in changes:
        content[int(share * len(content))] = byte
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(content[: int(cut * len(content)) if cut < 0.5 else None] + more)
    began = time.monotonic()
    with contextlib.suppress(CoachError):
        import_account(other, damaged)
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (lambda file: file.write_bytes(b""), "not an account"),
        (lambda file: file.write_bytes(b"PK\3\4" + os.urandom(4000)), "damaged"),
        (lambda file: file.write_text("name,pain\n"), "not an account"),
        (lambda file: zipfile.ZipFile(file, "w").close(), "not an account"),
        (lambda file: zipfile.ZipFile(file, "w").writestr("a.txt", "x"), "damaged|not an account"),
    ],
)
def test_what_is_no_account_is_refused(make, match, other, tmp_path):
    make(tmp_path / "x.zip")
    refused(other, tmp_path / "x.zip", match)


def test_a_newer_program_s_account_is_refused(exported, other, tmp_path):
    def newer(name, old):
        return json.dumps(json.loads(old) | {"schema": 2}).encode() if name == "manifest.json" else old

    refused(other, rewritten(exported, tmp_path / "n.zip", newer), "newer Coach")


def _manifest_with(**said):
    return lambda name, old: json.dumps(json.loads(old) | said).encode() if name == "manifest.json" else old


def _lines(table, change):
    def changed(name, old):
        if name != f"tables/{table}.jsonl":
            return old
        return b"".join(json.dumps(change(json.loads(line))).encode() + b"\n" for line in old.splitlines())

    return changed


def _raw(table, new):
    return lambda name, old: new if name == f"tables/{table}.jsonl" else old


BAD = {
    "schema 0": _manifest_with(schema=0),
    "no person": _manifest_with(person={}),
    "person is a word": _manifest_with(person="Anna"),
    "staff is a number": _manifest_with(staff=[3]),
    "no name": _manifest_with(person={"name": " ", "pseudonym": "a" * 16, "created_at": None}),
    "a table is missing": lambda name, old: None if name == "tables/diary.jsonl" else old,
    "another rule": _lines("rules", lambda row: row | {"text": "id: other"}),
    "no number": _lines("diary", lambda row: row | {"number": "many"}),
    "a yes for a number": _lines("diary", lambda row: row | {"number": True}),
    "a number for words": _lines("diary", lambda row: row | {"words": 3}),
    "no day": _lines("diary", lambda row: row | {"local_day": "2026-02-31"}),
    "a moment without zone": _lines("diary", lambda row: row | {"at": "2026-02-03T10:00:00"}),
    "nothing where something must be": _lines("diary", lambda row: row | {"words": None}),
    "a column too many": _lines("diary", lambda row: row | {"evil": 1}),
    "a zero byte": _lines("diary", lambda row: row | {"words": "a\0b"}),
    "half a letter": _raw("diary", b'{"words":"\\ud800"}\n'),
    "pain of 11": _lines("answers", lambda row: row | {"back": 11}),
    "a sign nobody knows": _lines("answers", lambda row: row | {"flags": ["x"]}),
    "flags are a number": _lines("answers", lambda row: row | {"flags": {"a": 1}}),
    "a kind nobody knows": _lines("comments", lambda row: row | {"kind": "spam"}),
    "a reply to what comes later": _lines("comments", lambda row: row | {"reply_to": 3}),
    "a set of nobody": _lines("repetitions", lambda row: row | {"set_id": 99}),
    "the set before the first": _lines("repetitions", lambda row: row | {"set_id": 0}),
    "the same repetition twice": _lines("repetitions", lambda row: row | {"index": 1}),
    "by somebody unknown": _lines("comments", lambda row: row | {"by_id": 77}),
    "an override without a reason": _lines("overrides", lambda row: row | {"reason": "x"}),
    "an override without a name": _lines("overrides", lambda row: row | {"by_name": " "}),
    "an override for years": _lines("overrides", lambda row: row | {"until": "2036-01-01"}),
    "an override before all days": _lines("overrides", lambda row: row | {"until": "0001-01-01"}),
    "a moment before all days": _lines("comments", lambda row: row | {"at": "0001-01-01T00:00:00+14:00"}),
    "by minus one": _lines("comments", lambda row: row | {"by_id": -1}),
    "a number too large": _lines("sets", lambda row: row | {"attempts": 2**40}),
    "a report without limits": _lines("sets", lambda row: row | {"report": {"exercise": {}}}),
    "a state nobody knows": _lines("sets", lambda row: row | {"state": "dreamt"}),
    "a plan that asks too much": _lines("plans", lambda row: row | {"data": {"items": [{"sets": 99}]}}),
    "a profile of a fish": _lines("profiles", lambda row: row | {"data": {"level": "fin"}}),
    "another event": _lines("set_events", lambda row: row | {"kind": "armed!"}),
    "not a number": _raw("diary", b'{"number":NaN}\n'),
    "no JSON": _raw("diary", b"hello\n"),
    "a list": _raw("diary", b"[1]\n"),
    "deep": _raw("diary", b"[" * 100_000 + b"\n"),
    "not UTF-8": _raw("diary", b"\xff\xfe\n"),
}


@pytest.mark.parametrize("change", BAD.values(), ids=BAD)
def test_a_changed_account_is_refused_whole(change, exported, other, tmp_path):
    refused(other, rewritten(exported, tmp_path / "bad.zip", change), "damaged or was changed")


def test_an_empty_table_of_rules_does_not_hide_a_set(exported, other, tmp_path):
    refused(other, rewritten(exported, tmp_path / "bad.zip", _raw("rules", b"")), "damaged or was changed")


def test_a_wrong_hash_is_refused(exported, other, tmp_path):
    def other_hash(name, old):
        said = json.loads(old) if name == "manifest.json" else None
        if said:
            said["files"]["tables/diary.jsonl"]["sha256"] = "0" * 64
        return json.dumps(said).encode() if said else old

    refused(other, rewritten(exported, tmp_path / "bad.zip", other_hash), "damaged or was changed")


def test_a_recording_of_another_name_is_refused(exported, other, tmp_path):
    refused(
        other,
        rewritten(exported, tmp_path / "b.zip", lambda name, old: old + b"x" if name.startswith("rec") else old),
        "damaged",
    )


def test_bombs_are_refused_before_they_are_unpacked(exported, other, tmp_path, monkeypatch):
    bomb = rewritten(exported, tmp_path / "bomb.zip", _raw("diary", b"0" * 300_000_000))
    tracemalloc.start()
    refused(other, bomb, "more than any account")
    assert tracemalloc.get_traced_memory()[1] < 50e6
    tracemalloc.stop()
    monkeypatch.setattr(archive_zip, "MOST_BYTES", 1000)
    refused(other, exported, "more than any account")


def test_a_long_line_and_a_large_manifest_are_refused(exported, other, tmp_path, monkeypatch):
    monkeypatch.setattr(archive_zip, "MOST_LINE_BYTES", 100)
    refused(other, exported, "damaged")
    monkeypatch.setattr(archive_zip, "MOST_MANIFEST_BYTES", 100)
    refused(other, exported, "more than any account")


def test_a_directory_of_a_million_entries_takes_no_memory(exported, other, tmp_path):
    small = exported.read_bytes()
    at = small.rfind(b"PK\5\6")
    large = bytearray(small)
    large[at + 8 : at + 16] = struct.pack("<HHI", 65_535, 65_535, 2**31)
    (tmp_path / "many.zip").write_bytes(large)
    refused(other, tmp_path / "many.zip", "more than any account")
    end_64 = b"PK\6\6" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, 10**9, 10**9, 10**11, 0)
    locator = b"PK\6\7" + struct.pack("<IQI", 0, at, 1)
    (tmp_path / "many.zip").write_bytes(small[:at] + end_64 + locator + small[at:])
    refused(other, tmp_path / "many.zip", "more than any account")
    (tmp_path / "many.zip").write_bytes(small[:at] + b"x" * 56 + locator + small[at:])
    refused(other, tmp_path / "many.zip", "damaged")


def test_an_entry_twice_or_packed_another_way_is_refused(exported, other, tmp_path):
    with zipfile.ZipFile(exported) as archive:
        diary = archive.read("tables/diary.jsonl")
    twice = tmp_path / "twice.zip"
    twice.write_bytes(exported.read_bytes())
    with zipfile.ZipFile(twice, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("tables/diary.jsonl", diary)
    refused(other, twice, "damaged")
    packed = tmp_path / "packed.zip"
    with zipfile.ZipFile(exported) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_BZIP2) as archive:
        for name in source.namelist():
            archive.writestr(name, source.read(name))
    refused(other, packed, "damaged")


def test_an_account_without_anything_is_an_account(desk, other, tmp_path):
    number = person(desk.store, "Anna")
    export_account(desk, number, tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert set(archive.namelist()) == {"manifest.json", *(part.file for part in PARTS)}
        assert all(entry.date_time == (1980, 1, 1, 0, 0, 0) for entry in archive.infolist())
    assert other.store.person_of(import_account(other, tmp_path / "a.zip")) == "Anna"


def test_the_same_account_is_the_same_file(desk, account, tmp_path):
    steady = Desk(desk.store, PROGRAM, clock=lambda: NOON + timedelta(hours=1))
    for name in ("a.zip", "b.zip"):
        export_account(steady, account.person, tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert io.BytesIO((tmp_path / "a.zip").read_bytes()).read(2) == b"PK"
