"""The report on paper: one page and what stands behind it, readable in every alphabet, the same bytes each time."""

import hashlib
import io
import logging
import subprocess
import sys
from datetime import date, timedelta

import pypdf
import pytest
from accounts import CANARY_DIARY, CANARY_GOAL, CANARY_NAME, CANARY_NOTE, NOON, make_account, person

from coach.errors import RecordError
from coach.language import speaking
from coach.records.desk import PROGRAM, AccessError, Desk, Viewer
from coach.records.tables import Comment, GivenAnswer, HeldSession, JudgedSet, OwnGoal, Person
from coach.review import report_sheet
from coach.review.report_pdf import report_of_patient, write_report
from coach.review.report_sheet import Sheet


@pytest.fixture
def account(store, squats):
    return make_account(store, [squats((52.0, 85.0)), squats((55.0,))])


def desk(store):
    return Desk(store, PROGRAM)


def printed(store, p, named=True, since=None, until=None):
    return report_of_patient(desk(store), p, since, until, NOON, named=named)


def pages(made):
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages]


def flat(text):
    return " ".join(text.split())


def test_the_first_page_says_how_much_how_well_and_what_was_passed(store, account):
    first, *appendix = pages(printed(store, account.person))
    text = flat(first)
    for words in (
        CANARY_NAME,
        "18 November 2026 – 24 November 2026",
        "Lower back, from the back, 2 segments. Week 16 after the operation on 1 August 2026.",
        "2 sets",
        "3 repetitions",
        "1 time past a limit",
        "in 1 set of 2",
        "What was passed",
        "Small squat",
        "Depth",
        "1, in 1 set",
        "70°",
        "Pain, 0–10",
        "Repetitions a day",
        "Small squat, farthest within limits (°)",
        CANARY_GOAL,
        "Tomasz Terapeuta",
        '-1+1|cmd "Gut so", weiter so.',
        "no diagnosis",
    ):
        assert words in text, words
    assert "± 10°" in text
    assert "page 1 of 2" in text
    assert CANARY_NOTE not in text
    assert CANARY_DIARY not in "".join(appendix)


def test_the_appendix_has_what_stands_behind_it(store, account):
    text = flat("".join(pages(printed(store, account.person))[1:]))
    for words in (
        "Sessions and sets",
        "18. 11. 2026",
        "2, 1 clear",
        "4 / –",
        "Rules and verdicts",
        "version 3, rule",
        "2 sets judged by it",
        "knee flexion at most 70°",
        "a test",
        "Oswestry Disability Index",
        "11.5",
        "by camera",
        "Plan, version 2, from 24 November 2026",
        "2 × 8 repetitions, 5 days a week",
        "Mini squat: not before week 4, 1 August 2026 (Dr. Ó)",
        "Let through by a therapist",
        "Bird dog",
        "Steht sicher, wünscht es sich.",
        "What “cannot judge” means",
        "A joint that the angle needs was out of the picture or covered.",
    ):
        assert words in text, words


def test_under_a_pseudonym_nobody_is_named_but_in_her_own_words(store, account):
    text = "".join(pages(printed(store, account.person, named=False)))
    with store.transaction() as session:
        pseudonym = session.get_one(Person, account.person).pseudonym
    assert f"Patient {pseudonym}" in text
    for name in (CANARY_NAME, "Zofia", "Tomasz", "Dr. Ó", "wünscht"):
        assert name not in text
    assert CANARY_GOAL in text


def test_what_the_file_says_of_itself_names_nobody(store, account):
    made = printed(store, account.person)
    reader = pypdf.PdfReader(io.BytesIO(made))
    assert reader.metadata == {
        "/Title": "Exercise report",
        "/Creator": "Coach",
        "/Producer": "Coach",
        "/CreationDate": "D:20261124120000Z",
    }
    assert reader.xmp_metadata is None
    for canary in ("Zofia", "Kanarienvogel", "KANARIEN", "Tomasz"):
        assert canary.encode() not in made
        assert canary.encode("utf-16-be") not in made


def streams(made):
    """The pages' drawing orders, unpacked: these do not hang on the library that packs them."""
    return b"".join(page.get_contents().get_data() for page in pypdf.PdfReader(io.BytesIO(made)).pages)


def test_the_same_record_is_the_same_bytes(store, account):
    made = printed(store, account.person)
    assert made == printed(store, account.person)
    code = (
        "import sys, datetime\nfrom pathlib import Path\nfrom coach.records.store import Store\n"
        "from coach.records.desk import Desk, PROGRAM\nfrom coach.review.report_pdf import report_of_patient\n"
        "now = datetime.datetime.fromisoformat(sys.argv[2])\n"
        "sys.stdout.buffer.write(report_of_patient(Desk(Store(), PROGRAM), int(sys.argv[1]), None, None, now))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(account.person), NOON.isoformat()], capture_output=True, check=True
    )
    assert run.stdout == made
    assert run.stderr == b""


#: Of the drawing orders of an empty record's report; new words or another layout change it.
EMPTY_SHA256 = "d91a4944eced90df1b08d9dc8a7f5284c050b66bb7358185d53b2e490d78c036"


def test_an_empty_record_is_a_report_and_drawn_as_it_was(store):
    number = person(store, "Berta")
    made = printed(store, number)
    text = flat("".join(pages(made)))
    for words in (
        "0 sets",
        "no plan in this time",
        "Nothing could be judged",
        "nothing told in this time",
        "No set was",
    ):
        assert words in text
    assert hashlib.sha256(streams(made)).hexdigest() == EMPTY_SHA256


@pytest.mark.parametrize(
    "name", ["Zażółć Gęślą", "Анна Кузнецова", "Müller-Öztürk ß", "Ελένη", "O'Neil & <b>Söhne</b>"]
)
def test_every_alphabet_of_the_typeface_prints(store, name):
    assert name in flat(pages(printed(store, person(store, name)))[0])


def test_a_character_it_has_not_is_a_box_and_no_log_tells_it(store, caplog, capfd):
    number = person(store, "張偉 Chang 𓀀")
    with caplog.at_level(logging.DEBUG):
        text = pages(printed(store, number))[0]
    assert "□□ Chang □" in text
    assert "張" not in caplog.text + "".join(capfd.readouterr())
    assert "Chang" not in caplog.text


def test_it_speaks_german(store, account):
    with speaking("de"):
        made = printed(store, account.person)
    assert pypdf.PdfReader(io.BytesIO(made)).root_object["/Lang"] == "de"
    text = flat("".join(pages(made)))
    assert "innerhalb der Grenze" in text
    assert "11,5" in text


def test_the_longest_first_page_is_one_page(store, keep, squats):
    exercises = [f"exercise_with_a_very_long_name_{k}" for k in range(9)]
    account = make_account(store, [squats((52.0, 85.0)), squats((55.0,))], name="W" * 80)
    long = "Sehr lange Worte, die nicht enden wollen und immer weiter gehen. " * 30
    with store.transaction(write=True) as session:
        for place, name in enumerate(exercises):
            old = session.get_one(JudgedSet, account.sets[0])
            copied = {
                column.name: getattr(old, column.name) for column in JudgedSet.__table__.columns if column.name != "id"
            }
            at = NOON - timedelta(days=place)
            session.add(JudgedSet(**copied | {"exercise_id": name, "performed_at": at, "local_day": at.date()}))
        session.add(OwnGoal(person_id=account.person, at=NOON, words=long))
        session.add(Comment(person_id=account.person, by_id=account.therapist, at=NOON, kind="comment", words=long))
    first, second, *_ = pages(printed(store, account.person))
    assert "Appendix" in second
    assert "…" in first
    assert "more in the appendix" in first
    assert second.count("± 10°") == 10


def test_a_long_record_goes_over_many_pages_each_with_its_number(store, account):
    with store.transaction(write=True) as session:
        old = session.get_one(JudgedSet, account.sets[0])
        copied = {
            column.name: getattr(old, column.name) for column in JudgedSet.__table__.columns if column.name != "id"
        }
        for k in range(120):
            at = NOON - timedelta(days=k)
            session.add(JudgedSet(**copied | {"performed_at": at, "local_day": at.date()}))
    found = pages(printed(store, account.person))
    assert len(found) > 4
    for place, text in enumerate(found, start=1):
        assert f"page {place} of {len(found)}" in text


def test_what_was_not_seen_not_counted_and_not_answered_is_said(store, keep, squats):
    number = person(store, "Berta")
    set_id = keep(squats((52.0,), yaw_deg=0.0), person="Berta")
    with store.transaction(write=True) as session:
        held = HeldSession(
            person_id=number,
            exercise_id="small_squat",
            kind="live",
            began_at=NOON,
            local_day=NOON.date(),
            zone="UTC",
            state="stopped",
            why="pain",
        )
        session.add(held)
        session.flush()
        session.get_one(JudgedSet, set_id).session_id = held.id
        answer = {"person_id": number, "asked_at": NOON, "local_day": NOON.date(), "kind": "after_set", "why": ""}
        session.add(GivenAnswer(**answer, flags=[], set_id=set_id))
    text = flat("".join(pages(printed(store, number))))
    assert "1 set without a count" in text
    assert "no count" in text
    assert "Small squat (stopped by the patient)" in text


def test_only_whom_it_concerns_gets_it_and_a_file_is_whole_or_not_there(store, account, tmp_path):
    write_report(desk(store), account.person, tmp_path / "r.pdf", None, None, NOON)
    assert (tmp_path / "r.pdf").read_bytes() == printed(store, account.person)
    stranger = Desk(store, Viewer(person(store, "Berta"), "patient"))
    with pytest.raises(AccessError):
        write_report(stranger, account.person, tmp_path / "s.pdf", None, None, NOON)
    with pytest.raises(RecordError, match="does not exist"):
        write_report(desk(store), account.person, tmp_path / "gone" / "r.pdf", None, None, NOON)
    assert [path.name for path in tmp_path.glob("*.pdf")] == ["r.pdf"]


def test_a_period_outside_of_everything(store, account):
    text = flat("".join(pages(printed(store, account.person, since=date(2027, 1, 1), until=date(2027, 2, 1)))))
    assert "0 sets" in text


def test_a_missing_typeface_is_said(monkeypatch):
    monkeypatch.setattr(report_sheet, "find_spec", lambda name: None)
    with pytest.raises(RecordError, match=r"typeface DejaVuSans\.ttf"):
        Sheet(NOON, "")
