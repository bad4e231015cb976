"""Five stands and thirty seconds, solved by hand on a set's events."""

from __future__ import annotations

from typing import Any

import pytest

from coach.care.chair_stand import ChairStands, chair_stands


def stands(count: int, first_s: float = 2.0, every_s: float = 3.0, lasts_s: float = 2.5) -> list[dict[str, Any]]:
    """Stands that begin at `first_s` and each `every_s` after it."""
    starts = [first_s + k * every_s for k in range(count)]
    return [{"kind": "repetition", "t_s": s + lasts_s, "start_s": s, "end_s": s + lasts_s} for s in starts]


def test_five_stands_last_from_the_first_begin_to_the_fifth_end() -> None:
    # 2.0 to 2 + 4 x 3 + 2.5 = 16.5
    assert chair_stands(stands(5), 20.0) == ChairStands(14.5, None)
    assert chair_stands(stands(8), 27.0).five_s == 14.5


def test_four_are_too_few_and_nothing_is_nothing() -> None:
    assert chair_stands(stands(4), 20.0).five_s is None
    assert chair_stands([], 60.0) == ChairStands(None, None)
    assert chair_stands([{"kind": "armed", "t_s": 1.0}], 60.0) == ChairStands(None, None)


def test_thirty_seconds_count_whole_stands_alone() -> None:
    # The window ends at 32.0; the tenth stand ends at 2 + 27 + 2.5 = 31.5, the eleventh at 34.5.
    assert chair_stands(stands(12), 40.0).in_window == 10
    assert chair_stands(stands(12, lasts_s=3.0), 40.0).in_window == 10


@pytest.mark.parametrize(("until_s", "counted"), [(31.9, None), (32.0, 3)])
def test_a_set_that_ended_before_thirty_seconds_is_no_such_test(until_s: float, counted: int | None) -> None:
    assert chair_stands(stands(3), until_s).in_window == counted


def test_what_was_lost_from_sight_ends_both() -> None:
    lost = {"kind": "disarmed", "t_s": 12.0, "reason": "not_seen"}
    later = stands(6, first_s=20.0)
    assert chair_stands([*stands(3), lost, *later], 60.0) == ChairStands(None, None)
    # Five were done before it: their time holds, the thirty seconds do not.
    assert chair_stands([*stands(5), lost | {"t_s": 34.0}], 60.0) == ChairStands(14.5, None)
    # And after both it changes nothing.
    assert chair_stands([*stands(11), lost | {"t_s": 37.0}], 60.0) == ChairStands(14.5, 10)


def test_a_loss_before_the_first_stand_is_none() -> None:
    assert chair_stands([{"kind": "disarmed", "t_s": 1.0}, *stands(5)], 20.0).five_s == 14.5


def test_a_loss_within_the_first_stand_leaves_nothing() -> None:
    assert chair_stands([*stands(5), {"kind": "disarmed", "t_s": 3.0}], 60.0) == ChairStands(None, None)
