"""The estimators through their common door: nobody is a gap, a recording comes back, a real person is found."""

import itertools
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from coach.errors import ModelError
from coach.pose.estimator import FakeEstimator, MediaPipeEstimator, PoseEstimator, ReplayEstimator, open_estimator
from coach.pose.figure import Angles, Figure
from coach.pose.model_file import MODELS_VARIABLE, model_path
from coach.pose.poses import Poses, Recording, concatenate
from coach.pose.sources import FilmSource, Picture

CLIPS = Path(__file__).parents[3] / "shared" / "clips"
BLANK = np.zeros((120, 160, 3), dtype=np.uint8)


def standing(n: int) -> Poses:
    return Figure().poses(np.arange(n) / 10, Angles())


def real() -> MediaPipeEstimator:
    try:
        model_path()
    except ModelError as error:
        pytest.skip(str(error))
    return MediaPipeEstimator()


def clip(name: str, frames: int) -> list[Picture]:
    if not (CLIPS / name).is_file():
        pytest.skip(f"{name} is not on this machine: the clips are other people's and stay outside")
    return list(itertools.islice(FilmSource(CLIPS / name), frames))


MAKERS: list[Callable[[], PoseEstimator]] = [
    real,
    lambda: FakeEstimator(standing(3)),
    lambda: ReplayEstimator(Recording(standing(3))),
]


@pytest.mark.parametrize("make", MAKERS, ids=["mediapipe", "fake", "replay"])
def test_each_gives_blocks_of_one_with_a_name_and_closes_twice(make: Callable[[], PoseEstimator]) -> None:
    with make() as estimator:
        assert isinstance(estimator.name, str)
        assert isinstance(estimator.sha256, str)
        assert [len(estimator.estimate(BLANK, k / 10)) for k in range(4)] == [1, 1, 1, 1]
    estimator.close()


def test_a_recording_comes_back_bit_for_bit_and_then_gaps() -> None:
    poses = standing(4)
    with ReplayEstimator(Recording(poses, model_name="full", model_sha256="ab")) as estimator:
        assert (estimator.name, estimator.sha256) == ("full", "ab")
        again = concatenate([estimator.estimate(BLANK, t_s) for t_s in poses.t_s])
        after = estimator.estimate(BLANK, 9.0)
    np.testing.assert_array_equal(again.image_px, poses.image_px)
    np.testing.assert_array_equal(again.t_s, poses.t_s)
    assert after.people.tolist() == [0]


def test_the_fake_scales_to_the_picture_and_remembers_when_it_was_asked() -> None:
    poses = standing(3)
    estimator = FakeEstimator(poses)
    pose = estimator.estimate(BLANK, 0.11)
    assert pose.size_px == (160, 120)
    np.testing.assert_allclose(pose.image_px[0], poses.image_px[1] * (160 / 1280, 120 / 720), atol=1 / 32)
    assert estimator.times_s == [0.11]
    assert FakeEstimator().estimate(BLANK, 0.0).people.tolist() == [0]


def test_a_picture_with_nobody_in_it_is_a_gap() -> None:
    with real() as estimator:
        pose = estimator.estimate(BLANK, 0.0)
    assert pose.people.tolist() == [0]
    for values in (pose.image_px, pose.world_m, pose.visibility):
        assert np.isnan(values).all()


def test_a_closed_estimator_refuses() -> None:
    estimator = real()
    estimator.close()
    with pytest.raises(RuntimeError, match="closed"):
        estimator.estimate(BLANK, 0.0)


def test_times_nearer_than_a_millisecond_are_allowed() -> None:
    with real() as estimator:
        times = [estimator.estimate(BLANK, k / 4000).t_s[0] for k in range(4)]
    np.testing.assert_allclose(times, [0, 0.00025, 0.0005, 0.00075])


def test_a_file_that_is_no_model_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pose_lite.task").write_bytes(b"no model")
    monkeypatch.setenv(MODELS_VARIABLE, str(tmp_path))
    with pytest.raises(ModelError, match="cannot be used"):
        open_estimator("lite")


def test_a_person_is_found_upright_in_pixels_and_metres() -> None:
    pictures = clip("none_field_walk_01.mp4", 20)
    with real() as estimator:
        poses = concatenate([estimator.estimate(p.rgb, p.t_s) for p in pictures])
    found = poses.present
    assert found.mean() > 0.8
    nose_px, ankle_px = poses.image_px[found, 0, 1], poses.image_px[found, 27, 1]
    assert (nose_px < ankle_px).all()
    assert poses.image_px[found, 11, 0].max() > 1.5
    assert np.abs(poses.world_m[found]).max() < 2.5
    assert poses.world_m[found, 0, 1].max() < 0


def test_rows_with_gaps_are_read_right() -> None:
    pictures = clip("squat_side_01.mp4", 5)
    wide = [np.concatenate([p.rgb, p.rgb[:, :7]], axis=1)[:, :-7] for p in pictures]
    assert not wide[0].flags.c_contiguous
    with real() as one, real() as other:
        plain = concatenate([one.estimate(p.rgb, p.t_s) for p in pictures])
        gapped = concatenate([other.estimate(rgb, p.t_s) for rgb, p in zip(wide, pictures, strict=True)])
    assert plain.present.all()
    np.testing.assert_array_equal(plain.image_px, gapped.image_px)


#: The columns of squat_room_oblique_01 in which she squats.
HER = slice(700, 1120)


def side_by_side(left: Picture, right: Picture) -> np.ndarray:
    """The second person half as large, at the right of the first."""
    large, small = left.rgb[:, HER], right.rgb[::2, HER][:, ::2]
    room = np.full((large.shape[0], small.shape[1], 3), 114, dtype=np.uint8)
    room[-small.shape[0] :] = small
    return np.concatenate([large, room], axis=1)


def test_a_second_person_is_reported_and_the_larger_one_followed_each_time_alike() -> None:
    pictures = clip("squat_room_oblique_01.mp4", 90)
    both = [side_by_side(p, q) for p, q in zip(pictures, reversed(pictures), strict=True)]
    width = HER.stop - HER.start
    runs = []
    for _ in range(2):
        with real() as estimator:
            runs.append(concatenate([estimator.estimate(rgb, k / 30) for k, rgb in enumerate(both)]))
    poses = runs[0]
    assert (poses.people == 2).mean() > 0.8
    assert (poses.image_px[poses.present, 23, 0] < width).all()
    np.testing.assert_array_equal(poses.image_px, runs[1].image_px)
    np.testing.assert_array_equal(poses.people, runs[1].people)


def test_after_a_moment_of_nobody_the_same_person_is_followed_though_a_larger_one_came() -> None:
    """The tracker takes whoever it finds best; it is turned back to the one who was followed."""
    pictures = clip("squat_room_oblique_01.mp4", 40)
    both = side_by_side(pictures[0], pictures[1])
    width = HER.stop - HER.start
    alone = both.copy()
    alone[:, :width] = 114
    with real() as estimator:
        before = concatenate([estimator.estimate(alone, k / 10) for k in range(5)])
        nobody = estimator.estimate(np.full_like(both, 114), 0.5)
        after = concatenate([estimator.estimate(both, k / 10) for k in range(6, 40)])
    assert (before.image_px[before.present, 23, 0] > width).all()
    assert nobody.people.tolist() == [0]
    assert (after.image_px[after.present, 23, 0] > width).all()
    assert after.present.mean() > 0.8
