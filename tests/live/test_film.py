"""A film through the public door: judged, kept and drawn over; whole or not at all."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import av
import numpy as np
import pytest
from films import cut_off, film_of, write_film
from motions import MOTIONS
from numpy.typing import NDArray

from coach import Recording, analyse, judge, load_exercise, load_recording
from coach.coaching import Coach
from coach.errors import CaptureError, RecordError
from coach.live.film import AnalysisStoppedError
from coach.live.folding import Folding
from coach.live.outputs import PoseKeeper
from coach.live.overlay_film import OverlayFilm
from coach.live.result import Analysis, to_json
from coach.pose.estimator import FakeEstimator, ReplayEstimator
from coach.pose.poses import Poses
from coach.pose.sources import FilmSource
from coach.records.recording_file import save_recording
from coach.records.recording_format import RecordingMetadata

SQUAT = MOTIONS["mini_squat"]
CONTRACT = (
    "schema source model exercise view count attempts repetitions attempts_made holds limits coverage events timing"
)


def without_timing(result: Analysis) -> str:
    said = json.loads(to_json(result))
    del said["timing"]
    return json.dumps(said)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture(scope="module")
def squats() -> Poses:
    return SQUAT.poses(2, fps=15, faulty=True)


@pytest.fixture(scope="module")
def film(squats: Poses, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return film_of(squats, tmp_path_factory.mktemp("film") / "squats.mp4")


class Breaking(FakeEstimator):
    """Finds her for some frames, then breaks."""

    def __init__(self, poses: Poses, error: BaseException, after: int = 40) -> None:
        super().__init__(poses)
        self._error, self._left = error, after

    def estimate(self, picture: NDArray[np.uint8], t_s: float) -> Poses:
        self._left -= 1
        if self._left < 0:
            raise self._error
        return super().estimate(picture, t_s)


def test_a_film_and_its_stored_recording_give_the_same_json_but_for_the_timing(
    film: Path, squats: Poses, tmp_path: Path
) -> None:
    kept = tmp_path / "squats.parquet"
    made = Recording(squats, model_name="full", model_sha256="e" * 64)
    live = analyse(film, "mini_squat", estimator=ReplayEstimator(made), save=kept)
    stored = judge(kept, "mini_squat")
    assert without_timing(live) == without_timing(stored)
    assert live["count"] == 2
    assert live.recording_path == kept
    assert len(load_recording(kept).poses) == live["source"]["frames"]
    assert names_in(tmp_path) == ["squats.parquet"]


def test_the_result_is_the_contract(film: Path, squats: Poses) -> None:
    result = analyse(film, load_exercise("mini_squat"), estimator=FakeEstimator(squats))
    assert list(result) == CONTRACT.split()
    assert json.loads(to_json(result)) == result
    assert list(result["source"]) == ["file", "sha256", "frames", "seconds", "width", "height"]
    assert result["source"]["file"] == "squats.mp4"
    assert result["source"]["sha256"] == FilmSource(film).sha256
    assert list(result["timing"]) == ["wall_s", "decode_s", "pose_s", "rest_s"]
    assert result["timing"]["wall_s"] >= result["timing"]["pose_s"] + result["timing"]["rest_s"] - 0.001
    breached = [limit["id"] for limit in result["limits"] if limit["verdict"] == "breach"]
    assert breached == [SQUAT.limit]
    assert result.recording_path is None


def test_the_overlay_has_every_picture_at_its_time_and_changes_no_verdict(
    film: Path, squats: Poses, tmp_path: Path
) -> None:
    plain = analyse(film, "mini_squat", estimator=FakeEstimator(squats))
    drawn = analyse(film, "mini_squat", estimator=FakeEstimator(squats), overlay=tmp_path / "seen.mp4")
    assert without_timing(plain) == without_timing(drawn)
    before, after = FilmSource(film), FilmSource(tmp_path / "seen.mp4")
    assert after.size_px == before.size_px
    pairs = list(zip(before, after, strict=True))
    assert all(abs(one.t_s - other.t_s) < 0.002 for one, other in pairs)
    assert all(np.ptp(one.rgb) < 40 < np.ptp(other.rgb) for one, other in pairs)
    assert names_in(tmp_path) == ["seen.mp4"]


def test_progress_runs_to_the_end(film: Path, squats: Poses) -> None:
    told: list[tuple[int, int | None]] = []
    result = analyse(film, "mini_squat", estimator=FakeEstimator(squats), on_progress=lambda *now: told.append(now))
    frames = result["source"]["frames"]
    assert told[0] == (1, frames)
    assert told[-1] == (frames, frames)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


@pytest.mark.parametrize("error", [ValueError("a defect"), KeyboardInterrupt(), MemoryError()])
def test_what_goes_wrong_on_the_way_leaves_no_file_and_spares_the_old_ones(
    film: Path, squats: Poses, tmp_path: Path, error: BaseException
) -> None:
    save, overlay = tmp_path / "a.parquet", tmp_path / "a.mp4"
    save.write_bytes(b"old poses")
    overlay.write_bytes(b"old film")
    # More than a batch of the stream is on the disk by then.
    with pytest.raises(type(error)):
        analyse(film, "mini_squat", estimator=Breaking(squats, error, after=150), save=save, overlay=overlay)
    assert names_in(tmp_path) == ["a.mp4", "a.parquet"]
    assert (save.read_bytes(), overlay.read_bytes()) == (b"old poses", b"old film")


def test_cancelling_stops_between_frames_and_leaves_nothing(film: Path, squats: Poses, tmp_path: Path) -> None:
    seen = FakeEstimator(squats)
    with pytest.raises(AnalysisStoppedError, match="stopped"):
        analyse(
            film,
            "mini_squat",
            estimator=seen,
            save=tmp_path / "a.parquet",
            overlay=tmp_path / "a.mp4",
            cancelled=lambda: len(seen.times_s) >= 20,
        )
    assert len(seen.times_s) == 20
    assert names_in(tmp_path) == []


@pytest.mark.parametrize("fps", [10.0, 120.0])
def test_slow_and_fast_films_give_the_same_count(fps: float, tmp_path: Path) -> None:
    poses = SQUAT.poses(2, fps=60)
    path = film_of(poses, tmp_path / "film.mp4", fps=fps)
    result = analyse(path, "mini_squat", estimator=FakeEstimator(poses))
    assert result["count"] == 2
    assert "breach" not in [one["verdict"] for one in result["repetitions"]]


def test_a_phones_upright_film_is_judged_upright(tmp_path: Path) -> None:
    poses = SQUAT.poses(2, fps=15, size_px=(360, 640))
    path = write_film(tmp_path / "phone.mp4", len(poses), size_px=(640, 360), turn_deg=90)
    result = analyse(path, "mini_squat", estimator=FakeEstimator(poses), overlay=tmp_path / "seen.mp4")
    assert (result["source"]["width"], result["source"]["height"]) == (360, 640)
    assert result["count"] == 2
    assert FilmSource(tmp_path / "seen.mp4").size_px == (360, 640)


def test_an_8k_film_is_judged_on_smaller_pictures(tmp_path: Path) -> None:
    path = write_film(tmp_path / "large.mp4", 2, size_px=(7680, 4320))
    result = analyse(path, "mini_squat", estimator=FakeEstimator(SQUAT.poses(1)), overlay=tmp_path / "seen.mp4")
    assert (result["source"]["width"], result["source"]["height"]) == (1920, 1080)
    assert FilmSource(tmp_path / "seen.mp4").size_px == (1920, 1080)


def test_nobody_in_the_film_is_no_error_and_is_said(tmp_path: Path) -> None:
    path = write_film(tmp_path / "empty.mp4", 30)
    result = analyse(path, "mini_squat", estimator=FakeEstimator(), save=tmp_path / "empty.parquet")
    assert result["count"] == 0
    assert result["view"] == {"seen": "none", "near_side": None, "share": 0.0}
    assert {limit["verdict"] for limit in result["limits"]} == {"cannot_judge"}
    assert to_json(judge(tmp_path / "empty.parquet", "mini_squat"))


def test_a_cut_off_film_is_judged_as_far_as_it_goes(squats: Poses, tmp_path: Path) -> None:
    cut = cut_off(film_of(squats, tmp_path / "squats.avi"))
    result = analyse(cut, "mini_squat", estimator=FakeEstimator(squats))
    assert result.truncated
    assert result["source"]["truncated"] is True
    assert 0 < result["source"]["frames"] < len(squats)
    assert result["count"] == 1


def test_the_recording_of_a_cut_off_film_knows_it_too(squats: Poses, tmp_path: Path) -> None:
    cut, kept, again = cut_off(film_of(squats, tmp_path / "squats.avi")), tmp_path / "a.parquet", tmp_path / "b.parquet"
    seen = analyse(cut, "mini_squat", estimator=FakeEstimator(squats), save=kept)
    save_recording(load_recording(kept), again)
    for path in (kept, again):
        stored = judge(path, "mini_squat")
        assert stored.truncated
        assert without_timing(stored) == without_timing(seen)


def test_a_film_whose_pictures_vanish_while_it_is_read_is_refused(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FilmSource, "__iter__", lambda self: iter(()))
    with pytest.raises(CaptureError, match="No picture"):
        analyse(film, "mini_squat", estimator=FakeEstimator())


def test_outputs_that_cannot_be_are_refused_before_anything_is_read(film: Path, tmp_path: Path) -> None:
    seen = FakeEstimator()
    (tmp_path / "folder").mkdir()
    same = tmp_path / "same"
    cases = [
        ({"save": film}, "already what is to be judged"),
        ({"save": same, "overlay": same}, "already written"),
        ({"save": tmp_path / "folder"}, "not a file"),
        ({"overlay": tmp_path / "nowhere" / "a.mp4"}, r"does not exist"),
        ({"save": film / "a.parquet"}, "not a folder"),
    ]
    for outputs, sentence in cases:
        with pytest.raises(RecordError, match=sentence):
            analyse(film, "mini_squat", estimator=seen, **outputs)
    assert seen.times_s == []
    assert names_in(tmp_path) == ["folder"]


def test_a_protected_file_is_not_replaced(film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tmp_path / "kept.parquet"
    kept.write_bytes(b"old")
    monkeypatch.setattr("coach.live.outputs.os.access", lambda *_: False)  # to root nothing is protected
    with pytest.raises(RecordError, match="protected"):
        analyse(film, "mini_squat", estimator=FakeEstimator(), save=kept)
    assert kept.read_bytes() == b"old"


@pytest.mark.parametrize("drawn", [False, True])
def test_memory_does_not_grow_with_the_film(drawn: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pose = SQUAT.poses(1, size_px=(64, 48))[:1]
    picture = np.zeros((48, 64, 3), np.uint8)
    monkeypatch.setattr("coach.live.overlay_film.FilmWriter.write", lambda *_: None)
    coach = Coach(load_exercise("mini_squat"), arm="start")
    metadata = RecordingMetadata()
    held: list[int] = []
    with (
        PoseKeeper(tmp_path / "a.parquet", metadata) as keeper,
        OverlayFilm(tmp_path / "a.mp4", (64, 48), 30.0, coach) as film,
    ):
        folding = Folding(coach, 1 if drawn else 64, keeper)
        film.write(picture, 0.0, pose, [])
        tracemalloc.start()
        for k in range(2049):
            if k in (1024, 2048):
                held.append(tracemalloc.get_traced_memory()[0])
            one = Poses.from_arrays([k / 30], pose.image_px, (64, 48), pose.world_m, pose.visibility)
            events = folding.add(one)
            if drawn and k % 64 == 0:
                film.write(picture, k / 30, one, events)
        tracemalloc.stop()
        folding.finish(truncated=False)
    an_hour = 108_000
    assert (held[1] - held[0]) / 1024 * an_hour < 50e6


def test_an_overlay_can_be_opened_by_a_player(film: Path, squats: Poses, tmp_path: Path) -> None:
    analyse(film, "mini_squat", estimator=FakeEstimator(squats), overlay=tmp_path / "seen.mp4")
    with av.open(str(tmp_path / "seen.mp4")) as container:
        assert container.streams.video[0].codec_context.pix_fmt == "yuv420p"
