"""A film that is judged in the background: its progress, a way to stop it, and at the end the kept set.

The film itself stays on this computer's disk only while it is judged; the film with the overlay is held in memory for
the page that shows it.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from coach.errors import CoachError
from coach.language import marked, say
from coach.live.film import AnalysisStoppedError, analyse
from coach.live.result import Analysis
from coach.pose.estimator import PoseEstimator
from coach.records.desk import Desk
from coach.records.faults import writing
from coach.records.kept_sets import save_set
from coach.records.places import default_data_dir, made_folder
from coach.records.recording_file import load_recording
from coach.rules.model import Exercise

_FOLDER = "working"
BROKEN = marked("Something inside the coach did not work, and this film was not kept. The terminal says more.")


@dataclass(slots=True)
class FilmJob:
    """One film being judged by `exercise`, kept in the record of `person_id` on the `desk`, where both are given.

    Its fields can be read from any thread.

    Attributes
    ----------
    name: the film's, as the person knows it.
    share: how much is done, 0..1; None while the film does not say how long it is.
    finished: True when there is an `analysis`, a `failure`, or it was `stopped`.
    overlay: the mp4 with what the coach saw.
    """

    exercise: Exercise
    name: str
    estimator: PoseEstimator | None = None
    person_id: int | None = None
    desk: Desk | None = None
    share: float | None = None
    finished: bool = False
    stopped: bool = False
    failure: str = ""
    analysis: Analysis | None = None
    overlay: bytes = b""
    set_id: int | None = None
    _cancel: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self, write: Callable[[Path], object]) -> None:
        """Begin; `write` puts the film's bytes at the path it is given.

        Raises
        ------
        RecordError: the film cannot be written to disk.
        """
        folder = Path(tempfile.mkdtemp(dir=made_folder(default_data_dir() / _FOLDER)))
        film = folder / f"film{Path(self.name).suffix}"
        try:
            with writing(film):
                write(film)
        except CoachError:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        # The thread speaks the language of whoever began it.
        work = copy_context().run
        self._thread = threading.Thread(target=work, args=(self._work, folder, film), name="film", daemon=True)
        self._thread.start()

    def cancel(self) -> None:
        """Stop as soon as may be; nothing is kept."""
        self._cancel.set()

    def wait(self) -> None:
        """Until it is finished."""
        if self._thread is not None:
            self._thread.join()

    def _work(self, folder: Path, film: Path) -> None:
        self.failure = say(BROKEN)
        try:
            self._judge(folder, film)
            self.failure = ""
        except AnalysisStoppedError:
            self.stopped, self.failure = True, ""
        except CoachError as error:
            self.failure = str(error).replace(str(film), self.name)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            self.finished = True

    def _judge(self, folder: Path, film: Path) -> None:
        poses, overlay = folder / "poses.parquet", folder / "overlay.mp4"
        analysis = analyse(
            film,
            self.exercise,
            on_progress=self._progress,
            cancelled=self._cancel.is_set,
            estimator=self.estimator,
            save=poses,
            overlay=overlay,
        )
        analysis["source"]["file"] = self.name
        self.overlay = overlay.read_bytes()
        if self.desk is not None and self.person_id is not None:
            self.set_id = self._keep(self.desk, self.person_id, analysis, poses)
        self.analysis = analysis

    def _keep(self, desk: Desk, person_id: int, analysis: Analysis, poses: Path) -> int:
        return save_set(
            desk,
            person_id,
            exercise_text=self.exercise.text,
            report=analysis,
            recording=load_recording(poses),
            kind="film",
            performed_at=datetime.now(UTC),
        )

    def _progress(self, done: int, expected: int | None) -> None:
        self.share = min(done / expected, 1.0) if expected else None


def sweep_uploads() -> None:
    """Remove films that a killed program left on the disk; to be called when the program starts."""
    for folder in made_folder(default_data_dir() / _FOLDER).iterdir():
        with suppress(OSError):
            shutil.rmtree(folder)
