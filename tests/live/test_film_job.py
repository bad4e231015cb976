"""A film judged in the background: kept with its poses, stopped without a trace, and never left on the disk."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from films import film_of, write_film
from numpy.typing import NDArray
from patients import patient

from coach.errors import RecordError
from coach.live.film_job import FilmJob, sweep_uploads
from coach.pose.estimator import FakeEstimator
from coach.pose.poses import Poses
from coach.records.desk import PROGRAM, Desk
from coach.records.erase import erase_person
from coach.records.people import people, rename_person
from coach.records.store import Store
from coach.rules import load_exercise

pytestmark = pytest.mark.usefixtures("data_dir")


def job_of(film: Path, estimator: FakeEstimator, desk: Desk | None = None) -> FilmJob:
    who = desk.viewer.person_id if desk else None
    job = FilmJob(load_exercise("sit_to_stand"), "at home.mp4", estimator, who, desk)
    job.start(lambda path: path.write_bytes(film.read_bytes()))
    return job


def left_over(data_dir: Path) -> list[Path]:
    return list((data_dir / "working").iterdir())


def test_a_film_is_counted_kept_and_gone(
    sitting_and_standing: Poses, tmp_path: Path, store: Store, data_dir: Path
) -> None:
    film = film_of(sitting_and_standing, tmp_path / "film.mp4")
    job = job_of(film, FakeEstimator(sitting_and_standing), patient(store))
    job.wait()
    assert (job.failure, job.finished, job.share) == ("", True, 1.0)
    assert job.analysis is not None
    assert job.analysis["count"] == 3
    assert job.overlay[4:8] == b"ftyp"
    kept = store.open_set(job.set_id or 0)
    assert (kept.row.kind, kept.row.count, kept.report["source"]["file"]) == ("film", 3, "at home.mp4")
    assert left_over(data_dir) == []


@pytest.mark.parametrize("gone", [False, True])
def test_a_film_stays_with_its_person_whatever_becomes_of_her_name(
    gone: bool, sitting_and_standing: Poses, tmp_path: Path, store: Store, data_dir: Path
) -> None:
    desk, program, looked = patient(store), Desk(store, PROGRAM), threading.Event()
    ada = desk.viewer.person_id or 0

    class Waiting(FakeEstimator):
        def estimate(self, picture: NDArray, t_s: float) -> Poses:
            assert looked.wait(60)
            return super().estimate(picture, t_s)

    job = job_of(film_of(sitting_and_standing, tmp_path / "film.mp4"), Waiting(sitting_and_standing), desk)
    if gone:
        erase_person(program, ada)
    else:
        rename_person(program, ada, "Ada B")
        store.ensure_person("Ada")
    looked.set()
    job.wait()
    if gone:
        assert job.failure == f"There is nobody with the number {ada} in the store."
        assert (people(program), store.sets(), list(data_dir.rglob("*.parquet"))) == ([], [], [])
    else:
        assert [one.person for one in store.sets()] == ["Ada B"]


def test_a_stopped_film_leaves_nothing(tmp_path: Path, store: Store, data_dir: Path) -> None:
    busy, go = threading.Event(), threading.Event()

    class Slow(FakeEstimator):
        def estimate(self, picture: NDArray, t_s: float) -> Poses:
            busy.set()
            assert go.wait(60)
            return super().estimate(picture, t_s)

    job = job_of(write_film(tmp_path / "film.mp4", 30), Slow(), patient(store))
    assert busy.wait(60)
    job.cancel()
    go.set()
    job.wait()
    assert (job.stopped, job.failure, job.analysis, job.overlay) == (True, "", None, b"")
    assert store.sets() == []
    assert left_over(data_dir) == []


def test_a_film_that_is_none_is_named_as_the_person_named_it(tmp_path: Path, store: Store, data_dir: Path) -> None:
    bad = tmp_path / "film.mp4"
    bad.write_bytes(b"no film at all")
    job = job_of(bad, FakeEstimator(), patient(store))
    job.wait()
    assert "at home.mp4" in job.failure
    assert str(data_dir) not in job.failure
    assert left_over(data_dir) == []


def test_a_disk_that_refuses_the_upload_is_told_at_once(data_dir: Path) -> None:
    def full(path: Path) -> None:
        raise OSError(28, "No space left on device")

    job = FilmJob(load_exercise("sit_to_stand"), "at home.mp4", FakeEstimator())
    with pytest.raises(RecordError, match="disk is full"):
        job.start(full)
    assert left_over(data_dir) == []


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_defect_is_told_without_its_traceback(tmp_path: Path, data_dir: Path) -> None:
    class Broken(FakeEstimator):
        def estimate(self, picture: NDArray, t_s: float) -> Poses:
            raise ZeroDivisionError

    job = job_of(write_film(tmp_path / "film.mp4", 5), Broken())
    job.wait()
    assert job.failure.startswith("Something inside the coach did not work")
    assert left_over(data_dir) == []


def test_what_a_killed_program_left_is_swept_at_the_start(data_dir: Path) -> None:
    folder = data_dir / "working" / "old"
    folder.mkdir(parents=True)
    (folder / "film.mp4").write_bytes(b"somebody's film")
    sweep_uploads()
    assert left_over(data_dir) == []
