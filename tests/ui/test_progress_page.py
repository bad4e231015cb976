"""Progress against her own beginning: what went well, her days, and charts of what was measured or told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from patient_app import ALARMING, PatientApp, patient_pages
from patient_record import Record, acted

from coach.care import Targets
from coach.records.repetitions import SetExtremes
from coach.records.store import Store
from coach.ui.progress_view import range_facts, range_points

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def record(store: Store) -> Record:
    return Record(store, NOON)


@pytest.fixture
def progress(record: Record, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], PatientApp]]:
    with patient_pages(record, monkeypatch) as opened:
        yield lambda: opened("progress_page")


def charts(page: PatientApp) -> list[dict[str, Any]]:
    return [json.loads(one.proto.spec) for one in page.app.get("vega_lite_chart")]


def headers(page: PatientApp) -> list[str]:
    return [one.value for one in page.app.header]


def test_before_the_first_set_it_says_what_will_stand_here(progress: Callable[[], PatientApp]) -> None:
    page = progress()
    assert "from your first set on" in page.text
    assert charts(page) == []
    assert page.press("To today's exercises").led == [("today", {})]


def test_weeks_of_training_show_all_of_it(record: Record, progress: Callable[[], PatientApp]) -> None:
    record.weeks_of_training()
    page = progress()
    assert "25 days of exercise so far." in page.text
    assert "8 days in a row." in page.text
    assert "Pain before exercise: 2. At the start it was 6." in page.text
    assert "Your first whole set." in page.text
    assert "“" not in page.text
    assert "Walk to the lake and back." in page.text
    assert headers(page) == [
        "What went well",
        "Your days",
        "My goal",
        "How far you move",
        "Pain before and after exercise",
        "Repetitions a day",
        "Minutes of walking",
        "How much the camera could judge",
    ]
    assert len(charts(page)) == 5
    assert not ALARMING.search(page.text)


def test_the_range_has_its_band_and_its_words(record: Record, progress: Callable[[], PatientApp]) -> None:
    record.weeks_of_training()
    page = progress()
    assert "Knee flexion: ● farthest, ○ middle repetition of each visit." in page.text
    assert "± 10°" in page.text
    first = json.dumps(charts(page)[0])
    assert '"low"' in first
    assert '"words": "goal"' in first
    page.app.selectbox(key="range_exercise").set_value("sit_to_stand")
    assert "Knee flexion" in page.run().text


def test_only_what_was_told_or_measured_is_drawn(record: Record, progress: Callable[[], PatientApp]) -> None:
    record.wrote(2, {"walking_min": 12})
    page = progress()
    assert headers(page) == ["Your days", "My goal", "Minutes of walking"]
    record.did("sit_to_stand", 1, coverage=None)
    assert headers(progress()) == [
        "What went well",
        "Your days",
        "My goal",
        "How far you move",
        "Repetitions a day",
        "Minutes of walking",
    ]


def test_the_walking_target_stands_across_with_who_set_it(record: Record, progress: Callable[[], PatientApp]) -> None:
    record.operated(9)
    record.wrote(2, {"walking_min": 12})
    assert "set by" not in json.dumps(charts(progress()))
    record.planned(targets=Targets(15, set_by="Dr. Lind"))
    assert "set by Dr. Lind" in json.dumps(charts(progress()))


def test_the_charts_reach_as_far_back_as_asked(record: Record, progress: Callable[[], PatientApp]) -> None:
    record.did("sit_to_stand", 60)
    page = progress()
    assert "Repetitions a day" not in headers(page)
    page.app.button_group(key="span").set_value("quarter")
    assert "Repetitions a day" in headers(page.run())
    page.app.button_group(key="span").set_value("all")
    assert '"2026-09-26T12:00"' in json.dumps(charts(page.run())[0])


def test_the_calendar_tells_exercise_from_a_walk(record: Record, progress: Callable[[], PatientApp]) -> None:
    record.wrote(2, {"walking_min": 12})
    record.did("sit_to_stand", 1)
    text = progress().text
    assert "23 November 2026: walked" in text
    assert "24 November 2026: exercised" in text
    assert "22 November 2026: nothing kept" in text


def extremes(
    *values: float, view: str = "side", exercise: str = "mini_squat", session: int | None = None, k: int = 1
) -> SetExtremes:
    return SetExtremes(k, session, NOON.date(), exercise, view, "deg", values)


def test_a_visit_is_one_point_with_its_farthest_and_middle() -> None:
    one, two, alone = extremes(40, 50, session=7), extremes(48, 60, session=7, k=2), extremes(44.0, k=3)
    found = range_points([one, two, alone])
    assert [(point.best, point.median, point.u, point.repetitions) for point in found.points] == [
        (60, 49, 10, 4),
        (44, 44, 10, 1),
    ]
    assert found.goal is not None
    assert found.goal.value == 45


def test_where_less_is_farther_the_least_is_the_farthest() -> None:
    found = range_points([extremes(12, 8, exercise="sit_to_stand")])
    assert found.points[0].best == 8


def test_a_view_that_cannot_show_it_and_a_rule_that_is_gone_give_no_point() -> None:
    assert range_points([extremes(40, view="front")]).points == ()
    assert range_points([extremes(40, exercise="gone")]).points == ()
    assert range_points([]).points == ()
    assert range_facts([extremes(40, view="front"), extremes(40, exercise="gone")]) == []
    assert [(fact.best, fact.u, fact.grows) for fact in range_facts([extremes(40, 50)])] == [(50, 10, True)]


def test_a_set_seen_from_where_nothing_is_measured_is_told(record: Record, progress: Callable[[], PatientApp]) -> None:
    _, report, _ = acted("sit_to_stand", 8, 1.0)
    record.did("sit_to_stand", 1, view=report["view"] | {"seen": "front"})
    assert "From where the camera stood this could not be measured." in progress().text
