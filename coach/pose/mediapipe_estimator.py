"""The pose of one steadily followed person, by MediaPipe's Pose Landmarker.

One landmarker tracks one person; that is what MediaPipe does at full speed. Asked for two people it looks for the
second anew in each frame, which costs half as much again. So a second landmarker looks at a single picture now and
then, in a thread of its own, tells how many people there are, and decides who is followed when that is in doubt.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from coach.errors import ModelError
from coach.pose.allocator import give_back_memory
from coach.pose.follow import PATIENCE_S, Body, Follower, body_of, distinct
from coach.pose.model_file import model_path
from coach.pose.poses import LANDMARKS, Poses
from coach.pose.silence import be_silent

#: Other people are looked for after so many seconds and so many frames, whichever is later: a look costs two frames.
#: The first looks follow one another sooner, each after twice the time of the one before, for one look misses some.
LOOK_EVERY_S = 5.0
LOOK_EVERY_FRAMES = 150
FIRST_LOOK_SHARE = 0.1
#: A look's answer is used this many frames later, done or waited for, so that a film gives the same poses each time.
ANSWER_AFTER_FRAMES = 6
#: Around the followed person's box, in shares of her size, when the rest of the picture is covered.
MARGIN_REL = 0.15
COVER = 114
MS_PER_S = 1000


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """One person in one picture: (33, 2) pixels, (33, 3) metres, (33,) visibility."""

    image_px: NDArray[np.float64]
    world_m: NDArray[np.float64]
    visibility: NDArray[np.float64]
    body: Body


class MediaPipeEstimator:
    """Poses of the followed person, frame by frame, in time order; `people` is the latest known number in view.

    With `max_people=1` nobody else is looked for.

    Raises
    ------
    ModelError: the model is missing or damaged, or MediaPipe lacks a library of the system.
    """

    def __init__(self, model: str = "full", max_people: int = 2) -> None:
        path, self.sha256 = model_path(model)
        self.name = model
        be_silent()
        # Both models load side by side.
        self._watch = _Watch(path, max_people) if max_people > 1 else None
        self._tracker = _Landmarker(path, people=None)
        if self._watch:
            self._watch.wait()
        self._follower = Follower()
        self._lock = threading.Lock()
        self._closed = False
        self._first = True
        self._was_gap = True
        self._next_look_s = -np.inf

    def estimate(self, picture: NDArray[np.uint8], t_s: float) -> Poses:
        """The pose in an (h, w, 3) uint8 RGB picture as a block of one; NaN and people 0 where nobody is followed."""
        # MediaPipe takes the rows for gapless and silently finds nobody if they are not.
        whole = np.ascontiguousarray(picture)
        size_px = (whole.shape[1], whole.shape[0])
        with self._lock:
            if self._closed:
                raise RuntimeError("The estimator is closed.")
            found = self._followed(whole, t_s)
            if found is None:
                self._was_gap = True
                return gap(t_s, size_px)
            self._was_gap = False
            self._follower.keep(found.body, t_s)
            people = self._watch.people(whole, t_s) if self._watch else 1
        return Poses.from_arrays(
            [t_s], found.image_px[None], size_px, found.world_m[None], found.visibility[None], people=[people]
        )

    def close(self) -> None:
        """Let the models go; closing twice is allowed."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            if self._watch:
                self._watch.close()
            self._tracker.close()
        give_back_memory()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _followed(self, picture: NDArray[np.uint8], t_s: float) -> _Found | None:
        if self._watch and self._first:
            # The tracker searches the first picture, too, so a look at the same time is nearly free.
            self._watch.begin(picture, t_s)
            self._first = False
        found = next(iter(self._tracker.track(picture, t_s)), None)
        if found is None or self._watch is None:
            return found
        same = self._follower.is_same(found.body, t_s)
        doubtful = self._was_gap and self._watch.known > 1
        if same and not doubtful:
            return found
        if t_s < self._next_look_s:
            return None
        return self._chosen(picture, found, t_s)

    def _chosen(self, picture: NDArray[np.uint8], found: _Found, t_s: float) -> _Found | None:
        """Look at everybody, decide, and turn the tracker to that person if it holds another one."""
        assert self._watch is not None
        bodies = distinct([found.body, *self._watch.look(picture, t_s)])
        chosen = self._follower.choose(bodies, t_s)
        if chosen is found.body:
            return found
        turned = None if chosen is None else self._tracker.turn_to(chosen, picture, t_s)
        if chosen is None or turned is None or len(distinct([chosen, turned.body])) > 1:
            self._next_look_s = t_s + PATIENCE_S
            return None
        return turned


class _Watch:
    """Looks at single pictures for everybody in them, in a thread of its own."""

    def __init__(self, path: Path, max_people: int) -> None:
        self.known = 1
        self._before = 1
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="coach-watch")
        self._landmarker = self._thread.submit(_Landmarker, path, max_people)
        self._answer: Future[list[Body]] | None = None
        self._frames = 0
        self._looked_t_s = 0.0
        self._patience = FIRST_LOOK_SHARE

    def people(self, picture: NDArray[np.uint8], t_s: float) -> int:
        """The number of people last known; begins a look when it is time. Called once for each frame with a person."""
        self._frames += 1
        if self._answer is not None and self._frames >= ANSWER_AFTER_FRAMES:
            self._note(self._answer.result())
            self._answer = None
        after = self._patience
        if self._frames >= after * LOOK_EVERY_FRAMES and t_s - self._looked_t_s >= after * LOOK_EVERY_S:
            self._patience = min(1.0, 2 * after)
            self.begin(picture, t_s)
        return self.known

    def look(self, picture: NDArray[np.uint8], t_s: float) -> list[Body]:
        """Everybody in this picture, now."""
        if self._answer is None or t_s != self._looked_t_s:
            self.begin(picture, t_s)
        assert self._answer is not None
        bodies = self._answer.result()
        self._answer = None
        self._note(bodies)
        return bodies

    def wait(self) -> None:
        """Until the model is loaded; raises ModelError."""
        self._landmarker.result()

    def close(self) -> None:
        landmarker = self._landmarker
        self._thread.submit(lambda: landmarker.result().close())
        self._thread.shutdown(wait=True)

    def begin(self, picture: NDArray[np.uint8], t_s: float) -> None:
        """Begin a look at this picture, whose answer comes later."""
        self._frames, self._looked_t_s = 0, t_s
        self._answer = self._thread.submit(self._bodies, picture)

    def _bodies(self, picture: NDArray[np.uint8]) -> list[Body]:
        return distinct([found.body for found in self._landmarker.result().detect(picture)])

    def _note(self, bodies: Sequence[Body]) -> None:
        # A half hidden person is missed in every other look; one look without her does not make her leave.
        seen = max(len(bodies), 1)
        self.known, self._before = max(seen, self._before), seen


class _Landmarker:
    """MediaPipe's Pose Landmarker: a tracker of one person (`people` None), or a finder of several in one picture."""

    def __init__(self, path: Path, people: int | None) -> None:
        self._last_ms = -1
        try:
            # Loading takes seconds and must come after `be_silent`.
            import mediapipe
            from mediapipe.tasks.python import BaseOptions, vision

            self._mediapipe: Any = mediapipe
            mode = vision.RunningMode.VIDEO if people is None else vision.RunningMode.IMAGE
            base = BaseOptions(model_asset_path=str(path))
            options = vision.PoseLandmarkerOptions(base_options=base, running_mode=mode, num_poses=people or 1)
            self._landmarker: Any = vision.PoseLandmarker.create_from_options(options)
        except (ImportError, OSError) as error:
            raise ModelError(
                f"MediaPipe cannot be loaded ({error}). On Debian install libgles2 libegl1 libgl1 libglib2.0-0."
            ) from error
        except (RuntimeError, ValueError) as error:
            raise ModelError(
                f"The pose model {path} cannot be used. Supply a Pose Landmarker bundle (.task)."
            ) from error

    def track(self, picture: NDArray[np.uint8], t_s: float) -> list[_Found]:
        self._last_ms = max(self._last_ms + 1, round(t_s * MS_PER_S))
        return self._read(self._landmarker.detect_for_video(self._image(picture), self._last_ms), picture)

    def detect(self, picture: NDArray[np.uint8]) -> list[_Found]:
        return self._read(self._landmarker.detect(self._image(picture)), picture)

    def turn_to(self, body: Body, picture: NDArray[np.uint8], t_s: float) -> _Found | None:
        """Let go of whom is tracked and take `body` instead: MediaPipe cannot be told whom to track, only be shown."""
        covered = np.full_like(picture, COVER)
        self.track(covered, t_s)
        margin = MARGIN_REL * body.size_px
        left, top, right, bottom = body.box_px
        rows = slice(max(round(top - margin), 0), max(round(bottom + margin), 0))
        columns = slice(max(round(left - margin), 0), max(round(right + margin), 0))
        covered[rows, columns] = picture[rows, columns]
        return next(iter(self.track(covered, t_s)), None)

    def close(self) -> None:
        self._landmarker.close()

    def _image(self, picture: NDArray[np.uint8]) -> Any:
        return self._mediapipe.Image(image_format=self._mediapipe.ImageFormat.SRGB, data=picture)

    def _read(self, result: Any, picture: NDArray[np.uint8]) -> list[_Found]:
        height, width = picture.shape[:2]
        both = zip(result.pose_landmarks, result.pose_world_landmarks, strict=True)
        return [_found(image, world, width, height) for image, world in both]


def _found(image: Any, world: Any, width: int, height: int) -> _Found:
    points = np.array([(point.x, point.y, point.visibility) for point in image], dtype=np.float64)
    image_px = points[:, :2] * (width, height)
    world_m = np.array([(point.x, point.y, point.z) for point in world], dtype=np.float64)
    return _Found(image_px, world_m, points[:, 2], body_of(image_px))


def gap(t_s: float, size_px: tuple[int, int]) -> Poses:
    """The block of one frame in which nobody was found."""
    return Poses.from_arrays([t_s], np.full((1, LANDMARKS, 2), np.nan), size_px, people=[0])
