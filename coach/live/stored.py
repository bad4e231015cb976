"""A stored recording becomes a judged set: no model, no pictures, arrays all the way."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

from coach.coaching import judge_poses
from coach.coaching.movement import Arm
from coach.errors import RecordError
from coach.live.result import Analysis, Input, Timing
from coach.pose.poses import Recording
from coach.records.recording_file import load_recording
from coach.rules import Exercise, load_exercise


def judge(recording: Recording | str | Path, exercise: Exercise | str | Path, *, arm: Arm = "start") -> Analysis:
    """Judge a recording, or the file of one, by an exercise (or the id or file of one).

    The result is that of `analyse` on the film the recording was made of, but for `timing`.

    Raises
    ------
    RecordError: the file cannot be read, or holds no frame.
    RuleFileError, UnknownExerciseError: as their sentences say.
    """
    began_s = perf_counter()
    rule = exercise if isinstance(exercise, Exercise) else load_exercise(exercise)
    path = None if isinstance(recording, Recording) else Path(recording)
    kept = recording if isinstance(recording, Recording) else load_recording(recording)
    if not len(kept.poses):
        raise RecordError(f"{path or 'The recording'} holds no frame, so there is nothing to judge. Choose another.")
    loaded_s = perf_counter()
    report = judge_poses(kept.poses, rule, arm=arm)
    judged = Input(kept.source, kept.model_name, kept.model_sha256, len(kept.poses), kept.seconds, kept.poses.size_px)
    done_s = perf_counter()
    timing = Timing(wall_s=done_s - began_s, rest_s=done_s - loaded_s)
    return Analysis(report, judged, timing, path)
