"""Read ahead in a thread of its own, so that decoding and pose estimation do not wait for each other."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterable
from typing import TypeVar

T = TypeVar("T")

#: How often a full queue looks whether its reader has gone, in seconds.
LOOK_S = 0.05


class _End:
    """What the reading thread leaves behind: the error that ended it, if any."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


def prefetch(iterable: Iterable[T], depth: int = 4) -> Generator[T, None, None]:
    """The items of `iterable` in order, read by another thread at most `depth` items ahead.

    An error of the iterable is raised here, after the items before it. When the reader stops early (`close()`, or
    the generator is dropped) the thread ends and the iterable's own generator is closed in it.
    """
    waiting: queue.Queue[T | _End] = queue.Queue(maxsize=depth)
    stop = threading.Event()
    thread = threading.Thread(target=_read, args=(iterable, waiting, stop), name="coach-prefetch", daemon=True)
    thread.start()
    try:
        while not isinstance(item := waiting.get(), _End):
            yield item
        if item.error is not None:
            raise item.error
    finally:
        stop.set()
        thread.join()


def _read(iterable: Iterable[T], waiting: queue.Queue[T | _End], stop: threading.Event) -> None:
    error: BaseException | None = None
    iterator = iter(iterable)
    try:
        for item in iterator:
            if not _put(waiting, item, stop):
                break
    except BaseException as caught:  # noqa: BLE001 - whatever it is belongs to the reader, who raises it
        error = caught
    finally:
        if isinstance(iterator, Generator):
            iterator.close()
    _put(waiting, _End(error), stop)


def _put(waiting: queue.Queue[T | _End], item: T | _End, stop: threading.Event) -> bool:
    while not stop.is_set():
        try:
            waiting.put(item, timeout=LOOK_S)
        except queue.Full:
            continue
        return True
    return False
