"""A recording as TRC text, the marker files of OpenSim and of laboratories' programs.

The points are the pose model's own world landmarks: metres of a model of a body, about the middle of the hips, guessed
from one camera. They are not a laboratory's: the pelvis never moves, depth is the weakest of the three (mediapipe 4917:
more than 10 cm between left and right), and lengths of bones change from frame to frame. Good for looking at
a movement in OpenSim or Mokka and for trying a model on, not for forces.

The form is the one that OpenSim's TRCFileAdapter and Sports2D read: five lines of head, data from the sixth on, tabs,
a missing point blank. Axes: x to the right of the picture, y up, z towards the camera (right-handed).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from coach.pose.poses import Recording
from coach.records.desk import Desk
from coach.records.kept_sets import open_set
from coach.records.whole_file import whole_file

#: The landmarks of BlazePose in their order, by the names that Sports2D and Pose2Sim give markers.
MARKERS = (
    "Nose",
    *("LEyeInner", "LEye", "LEyeOuter", "REyeInner", "REye", "REyeOuter"),
    *("LEar", "REar", "LMouth", "RMouth"),
    *("LShoulder", "RShoulder", "LElbow", "RElbow", "LWrist", "RWrist"),
    *("LPinky", "RPinky", "LIndex", "RIndex", "LThumb", "RThumb"),
    *("LHip", "RHip", "LKnee", "RKnee", "LAnkle", "RAnkle", "LHeel", "RHeel", "LBigToe", "RBigToe"),
)
#: From x right, y down, z away from the camera: half a turn about x.
_TURNED = np.array((1.0, -1.0, -1.0))
_HEAD = "DataRate CameraRate NumFrames NumMarkers Units OrigDataRate OrigDataStartFrame OrigNumFrames"
#: Of a recording of one frame, which has no rate; readers want a number.
_ANY_RATE_HZ = 30.0


def trc_lines(recording: Recording, title: str) -> Iterator[str]:
    """The lines of the file, without their ends; `title` is the file's own name, and must not be a person's.

    Frames keep their own times. Where a camera was not steady these are not quite even, and `DataRate` is their mean.
    """
    poses = recording.poses
    rate = f"{_rate_hz(recording):.6f}"
    count = str(len(poses))
    yield f"PathFileType\t4\t(X/Y/Z)\t{title}"
    yield _HEAD.replace(" ", "\t")
    yield "\t".join((rate, rate, count, str(len(MARKERS)), "m", rate, "1", count))
    yield "Frame#\tTime\t" + "\t\t\t".join(MARKERS) + "\t\t"
    yield "\t\t" + "\t".join(f"{axis}{number}" for number in range(1, len(MARKERS) + 1) for axis in "XYZ")
    began_s = float(poses.t_s[0]) if len(poses) else 0.0
    for number, (t_s, points) in enumerate(zip(poses.t_s, poses.world_m, strict=True), start=1):
        coordinates = (points * _TURNED).ravel() + 0.0
        told = ("" if np.isnan(value) else f"{value:.6f}" for value in coordinates)
        yield f"{number}\t{t_s - began_s:.6f}\t" + "\t".join(told)


def write_trc(desk: Desk, set_id: int, file: Path) -> None:
    """The recording of a set as a TRC file.

    Raises
    ------
    AccessError: the set is not this viewer's to read.
    RecordError: there is no such set, its recording cannot be read, or the file not be written.
    """
    recording = open_set(desk, set_id).recording
    with whole_file(file) as out:
        for line in trc_lines(recording, f"set_{set_id}.trc"):
            out.write(f"{line}\n".encode("ascii"))


def _rate_hz(recording: Recording) -> float:
    return (len(recording.poses) - 1) / recording.seconds if recording.seconds else _ANY_RATE_HZ
