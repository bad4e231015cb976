"""Tables that leave the program: whole, typed, without names unless asked for, and with nothing a spreadsheet runs."""

import csv
import io
import tracemalloc
import zipfile
from datetime import UTC, date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from accounts import CANARY_DIARY, CANARY_GOAL, CANARY_NAME, CANARY_NOTE, NOON, make_account, person
from sqlalchemy import insert, select

from coach.errors import RecordError
from coach.records.desk import PROGRAM, AccessError, Desk, Viewer
from coach.records.table_columns import TABLES
from coach.records.tables import DiaryEntry, JudgedSet, Person
from coach.records.tables_out import csv_cell, write_tables

NAMES = {out.name for out in TABLES}


@pytest.fixture
def account(store, squats):
    return make_account(store, [squats((52.0, 85.0)), squats((55.0,))])


def desk(store, person_id=None, role="program"):
    return Desk(store, PROGRAM if role == "program" else Viewer(person_id, role))


def read_csv(place):
    tables = {}
    with zipfile.ZipFile(place) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode("utf-8-sig")
            tables[name.removesuffix(".csv")] = list(csv.DictReader(io.StringIO(text, newline="")))
    return tables


def test_one_account_as_csv_holds_every_table_and_no_name(store, account, tmp_path):
    write_tables(desk(store), account.person, tmp_path / "out.zip", "csv")
    tables = read_csv(tmp_path / "out.zip")
    assert set(tables) == NAMES
    with store.transaction() as session:
        pseudonym = session.get_one(Person, account.person).pseudonym
        judged = session.scalars(select(JudgedSet).order_by(JudgedSet.id)).all()
        assert {row["person"] for rows in tables.values() for row in rows} == {pseudonym}
        assert [row["repetitions"] for row in tables["sets"]] == [str(one.count) for one in judged] == ["2", "1"]
        assert [row["breaches"] for row in tables["sets"]] == ["1", "0"]
    assert "name" not in tables["sets"][0]
    assert CANARY_NAME not in str(tables)
    assert [row["words"] for row in tables["diary"] if row["words"]] == [CANARY_DIARY]
    assert tables["repetitions"][1]["verdict"] == "breach"
    breach = next(row for row in tables["events"] if row["kind"] == "breach")
    assert float(breach["value"]) - float(breach["u"]) > float(breach["limit"]) == 70
    assert tables["plans"][0]["limits"] == "depth max 65"
    assert tables["plans"][0]["walking_min"] == "30"
    assert tables["profiles"][0]["operated_on"] == "2026-08-01"
    assert tables["sessions"][0]["plan_version"] == "2"
    assert datetime.fromisoformat(tables["comments"][0]["written_at"]) == NOON


def test_every_kind_of_store_gives_the_same_tables(any_store, squats, tmp_path):
    account = make_account(any_store, [squats((52.0, 85.0))])
    write_tables(desk(any_store), account.person, tmp_path / "one.zip", "csv")
    write_tables(desk(any_store), None, tmp_path / "all.zip", "csv", words=True)
    one, everybody = read_csv(tmp_path / "one.zip"), read_csv(tmp_path / "all.zip")
    assert one == everybody
    assert one["sets"][0]["breaches"] == "1"


def test_a_name_goes_along_where_it_is_asked_for(store, account, tmp_path):
    write_tables(desk(store), account.person, tmp_path / "out.zip", "csv", names=True)
    assert {row["name"] for row in read_csv(tmp_path / "out.zip")["sets"]} == {CANARY_NAME}


def test_no_cell_is_a_formula_and_numbers_stay_numbers(store, account, tmp_path):
    write_tables(desk(store), account.person, tmp_path / "out.zip", "csv")
    tables = read_csv(tmp_path / "out.zip")
    assert tables["plans"][0]["item_note"] == ""
    assert [row["words"] for row in tables["comments"]] == [
        '\'-1+1|cmd "Gut so", weiter so.',
        CANARY_NOTE,
        "'@darf ich radeln?",
    ]
    kinds = {out.name: out.kinds for out in TABLES}
    for name, rows in tables.items():
        for row in rows:
            for column, cell in row.items():
                if kinds[name][column] == pa.string():
                    assert not cell.startswith(tuple("=+-@\t\r")), (name, column)
                elif kinds[name][column] == pa.float64() and cell:
                    float(cell)


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30", "'+49 30"),
        ("-", "'-"),
        ("@SUM", "'@SUM"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("＝1", "'＝1"),
        ("a=1", "a=1"),
        ("", ""),
        (-3.5, -3.5),
        (-3, -3),
        (None, None),
        (True, "true"),
        (date(2026, 1, 2), date(2026, 1, 2)),
        (datetime(2026, 1, 2, tzinfo=UTC), "2026-01-02T00:00:00+00:00"),
    ],
)
def test_a_cell(value, cell):
    assert csv_cell(value) == cell


def test_parquet_is_typed_and_says_the_same(store, account, tmp_path):
    write_tables(desk(store), account.person, tmp_path / "out", "parquet")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {f"{name}.parquet" for name in NAMES}
    for out in TABLES:
        table = pq.read_table(tmp_path / "out" / f"{out.name}.parquet")
        assert [(field.name, field.type) for field in table.schema] == [
            (name, kind) for name, kind in out.kinds.items() if name != "name"
        ]
    sets = pq.read_table(tmp_path / "out" / "sets.parquet").to_pylist()
    assert [row["set"] for row in sets] == list(account.sets)
    assert sets[0]["performed_at"].tzinfo is not None
    answers = pq.read_table(tmp_path / "out" / "answers.parquet").to_pylist()
    assert [row["pain_limb_0_10"] for row in answers] == [1, None, 1, None]


def test_of_all_patients_no_sentence_goes_along_unless_asked_for(store, account, tmp_path):
    store.ensure_person("Berta")
    write_tables(desk(store), None, tmp_path / "a.zip", "csv")
    tables = read_csv(tmp_path / "a.zip")
    assert tables["sets"]
    for canary in (CANARY_NAME, CANARY_NOTE, CANARY_DIARY, CANARY_GOAL, "Tomasz"):
        assert canary not in str(tables)
    write_tables(desk(store), None, tmp_path / "b.zip", "csv", words=True)
    assert CANARY_DIARY in str(read_csv(tmp_path / "b.zip"))


def test_a_patient_takes_her_own_without_notes_and_nobody_elses(store, account, tmp_path):
    write_tables(desk(store, account.person, "patient"), account.person, tmp_path / "a.zip", "csv")
    tables = read_csv(tmp_path / "a.zip")
    assert CANARY_NOTE not in str(tables)
    assert CANARY_DIARY in str(tables)
    other = person(store, "Berta")
    for viewer, whose in ((other, account.person), (account.person, None)):
        with pytest.raises(AccessError):
            write_tables(desk(store, viewer, "patient"), whose, tmp_path / "b.zip", "csv")
    assert sorted(path.name for path in tmp_path.glob("*.zip")) == ["a.zip"]
    assert not list(tmp_path.glob(".*.part"))


def test_a_folder_that_is_there_is_left_alone(store, account, tmp_path):
    (tmp_path / "out").mkdir()
    with pytest.raises(RecordError, match="there already"):
        write_tables(desk(store), account.person, tmp_path / "out", "csv")
    with pytest.raises(RecordError, match="does not exist"):
        write_tables(desk(store), account.person, tmp_path / "gone" / "out", "csv")
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_memory_does_not_grow_with_the_rows(store, form, tmp_path):
    number = person(store, "Anna")

    def peak(rows, name):
        row = {"person_id": number, "local_day": NOON.date(), "at": NOON, "kind": "note", "number": None}
        with store.transaction(write=True) as session:
            session.execute(insert(DiaryEntry), [row | {"words": f"{k} " + "w" * 100} for k in range(rows)])
        tracemalloc.start()
        write_tables(desk(store), number, tmp_path / name, form)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    first = peak(10_000, "a.zip")
    assert peak(40_000, "b.zip") < first * 1.3
