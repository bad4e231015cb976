"""A film becomes a judged set, in memory that does not grow with its length.

Pictures are decoded in a thread of their own; the caller's thread finds the poses and judges them in blocks. Nothing
of a picture is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from coach.coaching import Coach
from coach.coaching.movement import Arm
from coach.coaching.report import Report, report_of
from coach.errors import CaptureError, CoachError
from coach.language import say
from coach.live.folding import Folding
from coach.live.outputs import PoseKeeper, check_outputs
from coach.live.overlay_film import OverlayFilm
from coach.live.result import Analysis, Input, Timing
from coach.pose.estimator import PoseEstimator, open_estimator
from coach.pose.poses import Source
from coach.pose.prefetch import prefetch
from coach.pose.sources import FilmSource, Picture
from coach.records.recording_format import RecordingMetadata
from coach.rules import Exercise, load_exercise

#: Frames judged at a time: more cost memory and save no time (arrays of 64 take as long as arrays of one).
BLOCK_FRAMES = 64
#: Progress is told no more often than this.
PROGRESS_EVERY_S = 0.1

#: Called with the frames done and the frames expected (None where the film does not say).
OnProgress = Callable[[int, int | None], None]


class AnalysisStoppedError(CoachError):
    """The analysis was cancelled; nothing of it is left."""


def analyse(
    path: str | Path,
    exercise: Exercise | str | Path,
    *,
    arm: Arm = "start",
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
    estimator: PoseEstimator | None = None,
    save: str | Path | None = None,
    overlay: str | Path | None = None,
    model: str = "full",
) -> Analysis:
    """Judge the film at `path` by an exercise (or the id or file of one).

    `save` keeps the poses as a recording, `overlay` writes the film with what the coach saw; each appears only when
    the whole film is judged. `cancelled` is asked before each frame. An `estimator` of the caller's serves one film
    and is not closed; without one the `model` is loaded.

    Raises
    ------
    CaptureError, ModelError, RecordError, RuleFileError, UnknownExerciseError: as their sentences say.
    AnalysisStoppedError: `cancelled` said so; as after every error, no output is left and what was there before stays.
    """
    began_s = perf_counter()
    rule = exercise if isinstance(exercise, Exercise) else load_exercise(exercise)
    film = FilmSource(path)
    save, overlay = (None if place is None else Path(place) for place in (save, overlay))
    check_outputs([place for place in (save, overlay) if place], film.path)
    source = Source(film.path.name, film.sha256)
    timing = Timing()
    with ExitStack() as held:
        used = estimator or held.enter_context(open_estimator(model))
        keeper = None
        if save is not None:
            metadata = RecordingMetadata(used.name, used.sha256, rule.sha256, source)
            keeper = held.enter_context(PoseKeeper(save, metadata))
        coach = Coach(rule, arm=arm)
        drawn = None
        if overlay is not None:
            drawn = held.enter_context(OverlayFilm(overlay, film.size_px, film.frames_per_s, coach))
        folding = Folding(coach, 1 if drawn else BLOCK_FRAMES, keeper)
        _run(film, used, folding, drawn, timing, _Watcher(film.frames_expected, on_progress, cancelled))
        report = _report(film, folding, timing)
    timing.wall_s = perf_counter() - began_s
    first_s, last_s, size_px = folding.extent
    source = replace(source, truncated=film.truncated)
    judged = Input(source, used.name, used.sha256, folding.frames, last_s - first_s, size_px)
    return Analysis(report, judged, timing, save)


def _run(
    film: FilmSource,
    estimator: PoseEstimator,
    folding: Folding,
    drawn: OverlayFilm | None,
    timing: Timing,
    watcher: _Watcher,
) -> None:
    with closing(prefetch(_clocked(film, timing))) as pictures:
        for picture in pictures:
            watcher.ask()
            begun_s = perf_counter()
            pose = estimator.estimate(picture.rgb, picture.t_s)
            found_s = perf_counter()
            events = folding.add(pose)
            if drawn is not None:
                drawn.write(picture.rgb, picture.t_s, pose, events)
            timing.pose_s += found_s - begun_s
            timing.rest_s += perf_counter() - found_s
            watcher.tell()
    watcher.finish()


def _report(film: FilmSource, folding: Folding, timing: Timing) -> Report:
    begun_s = perf_counter()
    folding.flush()
    if not folding.frames:
        raise CaptureError(
            say("No picture could be read from {film}. Check that it plays in a video player.", film=film.path)
        )
    report = report_of(folding.coach, folding.finish(film.truncated))
    timing.rest_s += perf_counter() - begun_s
    return report


def _clocked(film: FilmSource, timing: Timing) -> Iterator[Picture]:
    """The film's pictures, timed in the thread that decodes them."""
    pictures = iter(film)
    while True:
        begun_s = perf_counter()
        picture = next(pictures, None)
        timing.decode_s += perf_counter() - begun_s
        if picture is None:
            return
        yield picture


class _Watcher:
    """Asks whether to go on, and tells how far it is."""

    def __init__(
        self, expected: int | None, on_progress: OnProgress | None, cancelled: Callable[[], bool] | None
    ) -> None:
        self._expected, self._on_progress, self._cancelled = expected, on_progress, cancelled
        self._frames = 0
        self._told_s = float("-inf")

    def ask(self) -> None:
        """Before a frame; raises AnalysisStoppedError."""
        if self._cancelled is not None and self._cancelled():
            raise AnalysisStoppedError("The analysis was stopped and nothing was kept. Start it again when you like.")

    def tell(self) -> None:
        """After a frame."""
        self._frames += 1
        if self._on_progress is None:
            return
        now_s = perf_counter()
        if now_s - self._told_s >= PROGRESS_EVERY_S:
            self._told_s = now_s
            self._on_progress(self._frames, self._expected)

    def finish(self) -> None:
        """After the last frame."""
        if self._on_progress is not None:
            self._on_progress(self._frames, self._frames)
