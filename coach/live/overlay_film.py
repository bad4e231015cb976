"""A film is written again with what the coach saw in it, while it is judged."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from coach.coaching import Coach
from coach.coaching.coach import Trace
from coach.coaching.events import Cue, Event, Praise, Suggestion
from coach.language import say, spoken_language
from coach.live.overlay import Overlay, scene_of
from coach.pose.film_writer import FilmWriter
from coach.pose.poses import Poses

#: A sentence stands in the picture for so long, as it would be spoken and read.
SHOWN_FOR_S = 4.0
#: The trace of blocks of one is joined when it has so many.
JOIN_AFTER = 512


class OverlayFilm:
    """Writes the overlay of a film; it appears under `path` only when the block ends without an error.

    Raises
    ------
    RecordError: it cannot be written.
    """

    def __init__(self, path: Path, size_px: tuple[int, int], frames_per_s: float, coach: Coach) -> None:
        self._overlay = Overlay(size_px)
        self._film = FilmWriter(path, size_px, frames_per_s)
        self._coach = coach
        self._cue = ""
        self._said_s = float("-inf")

    def write(self, rgb: NDArray[np.uint8], t_s: float, pose: Poses, events: Sequence[Event]) -> None:
        """Add a picture at `t_s` seconds whose `pose` (a block of one) the coach has judged, giving `events`."""
        for event in events:
            if isinstance(event, Cue):
                words = self._coach.exercise.words(spoken_language())
                self._cue, self._said_s = words.cue(event.limit_id), event.t_s
            elif isinstance(event, Suggestion | Praise):
                self._cue, self._said_s = say(event.text), event.t_s
        if float(pose.t_s[0]) - self._said_s >= SHOWN_FOR_S:
            self._cue = ""
        self._film.write(self._overlay.draw(rgb, scene_of(self._coach, pose, self._cue)), t_s)
        join_trace(self._coach.trace)

    def __enter__(self) -> Self:
        self._film.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._film.__exit__(kind, error, trace)


def join_trace(trace: Trace) -> None:
    """Join a long list of small blocks: an array of one number takes as much memory as one of a dozen."""
    if len(trace.t_s) < JOIN_AFTER:
        return
    for blocks in (trace.t_s, trace.driver, *trace.limits.values(), *trace.limits_u.values()):
        blocks[:] = [np.concatenate(blocks)]
