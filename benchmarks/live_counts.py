"""Whether a guided session counts what the film of the same set counts: frames as a browser sends them, no browser.

The films begin in motion, a live set wants stillness: before each film its first picture is held, after it its last.
What is compared is the count of `coach analyse` for the film as it is.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from rich.console import Console
from rich.table import Table

from benchmarks.clips import Clip, clips
from coach import analyse, load_exercise
from coach.live.answer import Answer
from coach.live.commands import Command
from coach.live.plan import SessionPlan
from coach.live.session import LiveSession
from coach.pose.sources import FilmSource

#: As the browser sends it.
WIDTH_PX, QUALITY = 640, 80
LEAD_S, TAIL_S, FPS = 3.0, 1.0, 30.0


def measure(console: Console) -> dict[str, float]:
    """Run all films in which `coach analyse` gives a number; {} where there are none."""
    films = clips()
    if not films:
        console.print("live_counts: ../shared/clips is absent, so no film was shown to a session.")
        return {}
    table = Table("film", "exercise", "film", "live", title="live counts")
    apart: list[int] = []
    for clip in films:
        count = analyse(clip.path, clip.exercise)["count"]
        if count is None:
            continue
        live = live_count(clip)
        apart.append(abs((live or 0) - count))
        table.add_row(clip.path.stem, clip.exercise, str(count), "cannot judge" if live is None else str(live))
    console.print(table)
    return {
        "live_counts.films": len(apart),
        "live_counts.equal": sum(error == 0 for error in apart) / len(apart),
        "live_counts.within_one": sum(error <= 1 for error in apart) / len(apart),
    }


def live_count(clip: Clip) -> int | None:
    """What a session counts that sees the film through the browser's own compression."""
    known = load_exercise(clip.exercise)
    endless = replace(known, dose=replace(known.dose, sets=1, repetitions=10_000))
    answered = threading.Semaphore(0)

    def hear(_: Answer) -> None:
        answered.release()

    session = LiveSession(SessionPlan(endless, asks=False))
    session.attach(hear)
    for _ in range(2):
        session.do(Command("start"))
    for _ in range(3):
        answered.acquire()
    for t_s, jpeg in _as_sent(clip):
        session.offer(jpeg, t_s)
        answered.acquire()
    return session.finish()[0].report.count


def _as_sent(clip: Clip) -> Iterator[tuple[float, bytes]]:
    """Times and pictures."""
    first, last, end_s = b"", b"", 0.0
    for picture in FilmSource(clip.path):
        last = _jpeg(picture.rgb)
        if not first:
            first = last
            for k in range(int(LEAD_S * FPS)):
                yield k / FPS - LEAD_S - 1 / FPS, first
        end_s = picture.t_s
        yield picture.t_s, last
    for k in range(int(TAIL_S * FPS)):
        yield end_s + (k + 1) / FPS, last


def _jpeg(rgb: NDArray[np.uint8]) -> bytes:
    picture = Image.fromarray(rgb)
    scale = min(1.0, WIDTH_PX / max(picture.size))
    small = picture.resize((round(picture.width * scale), round(picture.height * scale)))
    out = io.BytesIO()
    small.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
