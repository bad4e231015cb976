"""Reading ahead: order, errors, and an end of the thread."""

import threading
from collections.abc import Iterator

import pytest

from coach.pose.prefetch import prefetch


def readers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "coach-prefetch"]


def test_everything_comes_in_order() -> None:
    assert list(prefetch(range(100), depth=3)) == list(range(100))


def test_an_error_comes_after_the_items_before_it() -> None:
    def broken() -> Iterator[int]:
        yield 1
        yield 2
        raise OSError("the disk is gone")

    got: list[int] = []
    with pytest.raises(OSError, match="gone"):
        got.extend(prefetch(broken()))
    assert list(_taken(broken())) == [1, 2]


def _taken(items: Iterator[int]) -> Iterator[int]:
    try:
        yield from prefetch(items)
    except OSError:
        return


def test_stopping_early_ends_the_thread_and_closes_the_film() -> None:
    closed = threading.Event()

    def endless() -> Iterator[int]:
        try:
            number = 0
            while True:
                number += 1
                yield number
        finally:
            closed.set()

    reading = prefetch(endless(), depth=2)
    assert next(reading) == 1
    reading.close()
    assert closed.is_set()
    assert readers() == []


def test_it_reads_no_further_ahead_than_asked() -> None:
    taken = []

    def counting() -> Iterator[int]:
        for number in range(50):
            taken.append(number)
            yield number

    reading = prefetch(counting(), depth=4)
    for number in reading:
        # One is in the reader's hand, one waits to be put, `depth` lie in between.
        assert len(taken) <= number + 1 + 4 + 1
