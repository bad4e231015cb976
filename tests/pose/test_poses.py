"""Poses on the storage grid: what goes in comes out the same, and what does not fit is refused."""

import numpy as np
import pytest

from coach.pose.poses import LANDMARKS, METRE_GRID, PIXEL_GRID, Poses, Recording, concatenate


def block(n: int, start_s: float = 0.0, size_px: tuple[int, int] = (640, 480)) -> Poses:
    rng = np.random.default_rng(7)
    times = start_s + np.arange(n) / 30
    return Poses.from_arrays(times, rng.uniform(0, 640, (n, 33, 2)), size_px, rng.normal(size=(n, 33, 3)))


def test_putting_poses_on_the_grid_twice_changes_nothing() -> None:
    once = block(20)
    twice = Poses.from_arrays(
        once.t_s, once.image_px, once.size_px, once.world_m, once.visibility, once.spread_px, once.people
    )
    for name in ("t_s", "image_px", "world_m", "visibility", "spread_px", "people"):
        np.testing.assert_array_equal(getattr(once, name), getattr(twice, name))


def test_the_grid_moves_a_value_by_at_most_half_a_step() -> None:
    rng = np.random.default_rng(3)
    xy, world = rng.uniform(0, 7680, (5, 33, 2)), rng.normal(size=(5, 33, 3))
    poses = Poses.from_arrays(np.arange(5), xy, (7680, 4320), world)
    assert np.abs(poses.image_px - xy).max() <= PIXEL_GRID / 2
    assert np.abs(poses.world_m - world).max() <= METRE_GRID / 2


def test_infinite_and_missing_become_nan_never_zero() -> None:
    xy = np.full((1, LANDMARKS, 2), 100.0)
    xy[0, 3, 0], xy[0, 4, 1] = np.inf, np.nan
    poses = Poses.from_arrays([0.0], xy, (640, 480))
    assert np.isnan(poses.image_px[0, 3, 0])
    assert np.isnan(poses.image_px[0, 4, 1])
    assert np.isnan(poses.visibility[0, 3])
    assert poses.visibility[0, 5] == 1
    assert np.isnan(poses.world_m).all()


def test_a_frame_without_any_landmark_has_nobody_in_it() -> None:
    xy = np.stack([np.full((LANDMARKS, 2), np.nan), np.ones((LANDMARKS, 2))])
    poses = Poses.from_arrays([0.0, 0.1], xy, (640, 480))
    assert poses.people.tolist() == [0, 1]
    assert poses.present.tolist() == [False, True]


@pytest.mark.parametrize(
    ("what", "arguments"),
    [
        ("32 landmarks", {"image_px": np.zeros((2, 32, 2))}),
        ("three image coordinates", {"image_px": np.zeros((2, 33, 3))}),
        ("one frame too few", {"image_px": np.zeros((1, 33, 2))}),
        ("flat world", {"world_m": np.zeros((2, 33, 2))}),
        ("visibility of one frame", {"visibility": np.zeros((1, 33))}),
    ],
)
def test_shapes_that_do_not_fit_are_refused(what: str, arguments: dict[str, np.ndarray]) -> None:
    with pytest.raises(ValueError, match="shape"):
        Poses.from_arrays(**{"t_s": [0.0, 0.1], "image_px": np.zeros((2, 33, 2)), "size_px": (4, 3), **arguments})


@pytest.mark.parametrize("times", [[0.0, 0.0], [1.0, 0.5], [0.0, np.nan], [0.0, 1e-8]])
def test_times_that_do_not_increase_are_refused(times: list[float]) -> None:
    with pytest.raises(ValueError, match="increase"):
        Poses.from_arrays(times, np.zeros((2, 33, 2)), (4, 3))


def test_blocks_joined_again_are_the_whole() -> None:
    whole = block(10)
    joined = concatenate([whole[:3], whole[3:4], whole[4:]])
    np.testing.assert_array_equal(joined.image_px, whole.image_px)
    np.testing.assert_array_equal(joined.t_s, whole.t_s)
    assert joined.size_px == whole.size_px


def test_nothing_and_unequal_sizes_cannot_be_joined() -> None:
    with pytest.raises(ValueError, match="Nothing"):
        concatenate([])
    with pytest.raises(ValueError, match="sizes"):
        concatenate([block(2), block(2, 1.0, (480, 640))])


def test_a_recording_knows_its_length() -> None:
    poses = block(31)
    assert Recording.from_arrays(poses.t_s, poses.image_px, poses.size_px).seconds == pytest.approx(1.0, abs=1e-6)
    assert Recording(poses[:0]).seconds == 0
