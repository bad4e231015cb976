"""Measures by hand and by camera, over time, beside what is known to matter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from patient_app import ALARMING, PatientApp, patient_pages
from patient_record import Record

from coach.care.measures import MEASURES
from coach.records.outcomes import outcomes_of, save_outcome
from coach.records.store import Store

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def record(store: Store) -> Record:
    return Record(store, NOON)


@pytest.fixture
def measures(record: Record, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], PatientApp]]:
    with patient_pages(record, monkeypatch) as opened:

        def page(measure: str) -> PatientApp:
            drawn = opened("measures_page")
            drawn.app.button_group(key="measure").set_value(measure)
            return drawn.run()

        yield page


def kept(record: Record) -> list[tuple[str, float, str]]:
    return [(one.kind, one.value, one.how) for one in outcomes_of(record.own, record.number)]


@pytest.mark.parametrize("measure", [one.id for one in MEASURES])
def test_each_says_how_what_matters_and_who_found_it(measures: Callable[[str], PatientApp], measure: str) -> None:
    wanted = next(one for one in MEASURES if one.id == measure)
    page = measures(measure)
    for words in (*wanted.how, wanted.matters):
        assert str(words) in page.text
    assert wanted.source in page.text
    assert not ALARMING.search(page.text)
    assert ("Do it only if your therapist has said" in page.text) == wanted.needs_help


def test_pain_is_one_touch_and_only_what_was_told_is_kept(
    record: Record, measures: Callable[[str], PatientApp]
) -> None:
    page = measures("nrs")
    page.app.button_group(key="value_nrs_back").set_value(3)
    page.press("Keep this measure")
    assert kept(record) == [("nrs_back", 3, "hand")]
    assert "Kept." in page.text
    page.press("Keep this measure")
    assert len(kept(record)) == 1


def test_a_time_is_typed_on_its_day(record: Record, measures: Callable[[str], PatientApp]) -> None:
    page = measures("tug")
    page.app.number_input(key="value_tug_s").set_value(11.4)
    page.app.date_input(key="on_tug").set_value(record.day(3))
    page.press("Keep this measure")
    (found,) = outcomes_of(record.own, record.number)
    assert (found.kind, found.value, found.day) == ("tug_s", 11.4, record.day(3))
    assert "11.4 s" in page.text
    assert "by hand" in page.text


def test_totals_of_questionnaires_have_their_own_scales(record: Record, measures: Callable[[str], PatientApp]) -> None:
    page = measures("questionnaires")
    page.app.number_input(key="value_odi").set_value(32)
    page.app.number_input(key="value_ndi").set_value(14)
    page.press("Keep this measure")
    assert sorted(kept(record)) == [("ndi", 14, "hand"), ("odi", 32, "hand")]
    assert "32 %" in page.text
    assert page.app.number_input(key="value_ndi").max == 50


def test_five_stands_of_a_judged_set_are_offered_and_kept_once(
    record: Record, measures: Callable[[str], PatientApp]
) -> None:
    number = record.did("sit_to_stand", 2)
    page = measures("sts5")
    (offer,) = [label for label in page.labels if label.startswith("Keep ") and "23 November" in label]
    # The figure stands up every 5 s; the fifth is back on its seat a little more than 20 s after the first has left it.
    assert 20 < float(offer.split()[1]) < 25
    page.press(offer)
    (found,) = outcomes_of(record.own, record.number)
    assert (found.kind, found.how, found.set_id, found.day) == ("sts5_s", "camera", number, record.day(2))
    assert offer not in page.labels
    assert "by camera" in page.text


def test_thirty_seconds_of_a_judged_set_count_its_stands(record: Record, measures: Callable[[str], PatientApp]) -> None:
    record.did("sit_to_stand", 2)
    page = measures("sts30")
    assert any(label.startswith("Keep 6 stands of") for label in page.labels)


def test_a_set_too_short_is_no_test(record: Record, measures: Callable[[str], PatientApp]) -> None:
    record.did("sit_to_stand", 2, repetitions=4)
    page = measures("sts5")
    assert not any("by_camera" in label or "23 November" in label for label in page.labels)
    assert "Sets of sit to stand are timed here" in page.text


def test_the_course_is_drawn_from_the_second_value_on_and_listed_newest_first(
    record: Record, measures: Callable[[str], PatientApp]
) -> None:
    def value(seconds: float, ago: int) -> None:
        save_outcome(
            record.own, record.number, "sts5_s", seconds, record.today - timedelta(days=ago), "hand", record.now
        )

    assert "Nothing kept yet." in measures("sts5").text
    value(18.2, 40)
    assert not measures("sts5").app.get("vega_lite_chart")
    value(14.0, 2)
    page = measures("sts5")
    assert len(page.app.get("vega_lite_chart")) == 1
    assert page.text.index("14.0 s") < page.text.index("18.2 s")
