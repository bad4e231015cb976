"""From a picture of the browser to what a session needs to know of it: the pose, the light, the placing, the person."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from coach.kinematics.signals import signals_of
from coach.live.light import Light, LightMeter
from coach.live.pictures import decode_jpeg
from coach.live.placing import Check, Placing
from coach.live.watch import Noticed, Watch, hand_can_pause, telling_drop_rel
from coach.pose.estimator import EstimatorMaker, PoseEstimator
from coach.pose.poses import Poses, Source
from coach.records.recording_format import RecordingMetadata
from coach.rules.model import Exercise


@dataclass(frozen=True, slots=True)
class Look:
    """What one picture told: `poses` a block of one, `checks` only while setting up."""

    poses: Poses
    light: Light
    noticed: Noticed
    checks: tuple[Check, ...]


@dataclass(slots=True)
class Eyes:
    """Of one session. The pose model loads in the background from the first moment on."""

    exercise: Exercise
    make_model: EstimatorMaker
    _loading: Future[PoseEstimator] = field(init=False)
    _meter: LightMeter = field(default_factory=LightMeter)
    _watch: Watch = field(init=False)
    _placing: Placing = field(init=False)

    def __post_init__(self) -> None:
        self._watch = Watch(hand_can_pause(self.exercise), telling_drop_rel(self.exercise))
        self._placing = Placing(self.exercise)
        loader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="load-model")
        self._loading = loader.submit(self.make_model)
        loader.shutdown(wait=False)

    @property
    def metadata(self) -> RecordingMetadata:
        """Which model the poses are of."""
        model = self._loading.result()
        return RecordingMetadata(model.name, model.sha256, self.exercise.sha256, Source("camera"))

    def look(self, jpeg: bytes, t_s: float, *, placing: bool) -> Look:
        """Take the next picture, at `t_s` of a clock that only goes on; with `placing` what must fit is looked at, too.

        Raises
        ------
        CaptureError: the bytes are no picture of a camera.
        ModelError: the pose model cannot be had.
        """
        picture = decode_jpeg(jpeg)
        poses = self._loading.result().estimate(picture, t_s)
        signals = signals_of(poses)
        light = self._meter.step(picture, jpeg, t_s, signals)
        checks = self._placing.checks(poses, signals, light) if placing else ()
        return Look(poses, light, self._watch.step(signals), checks)

    def close(self) -> None:
        """Let the model go; a model that could not be loaded has been told of already."""
        if self._loading.exception() is None:
            self._loading.result().close()
