"""Memory of closed models goes back: nothing raises, and on glibc freed pages are returned."""

from __future__ import annotations

import sys

import psutil
import pytest

from coach.pose.allocator import give_back_memory


def test_it_is_silent_wherever_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    give_back_memory()
    monkeypatch.setattr(sys, "platform", "darwin")
    give_back_memory()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only glibc keeps freed pages in this way")
def test_freed_memory_is_returned() -> None:
    kept = [bytes(64_000) for _ in range(3000)]
    last = bytes(64_000)
    held = psutil.Process().memory_info().rss
    del kept
    give_back_memory()
    assert psutil.Process().memory_info().rss < held - 100e6
    assert last
