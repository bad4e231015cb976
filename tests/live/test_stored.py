"""A stored recording judged: the same contract, no picture, no model."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from motions import MOTIONS

from coach import Recording, judge, load_exercise
from coach.errors import RecordError
from coach.live.result import to_json
from coach.records.recording_file import save_recording


@pytest.fixture
def recording() -> Recording:
    return Recording(MOTIONS["bridge"].poses(2, fps=15))


def test_a_recording_its_file_and_an_exercise_or_its_id_give_one_result(recording: Recording, tmp_path: Path) -> None:
    path = tmp_path / "bridges.parquet"
    save_recording(recording, path)
    results = [
        json.loads(to_json(judge(what, how)))
        for what in (recording, path, str(path))
        for how in ("bridge", load_exercise("bridge"))
    ]
    for result in results:
        assert result.pop("timing")["pose_s"] == 0
    assert all(result == results[0] for result in results)
    assert results[0]["count"] == 2


def test_landmarks_of_any_source_can_be_judged() -> None:
    poses = MOTIONS["mini_squat"].poses(2)
    made = Recording.from_arrays(poses.t_s, poses.image_px, poses.size_px)
    result = judge(made, "mini_squat", arm="still")
    assert result["count"] == 2
    assert result["source"] == {
        "file": "",
        "sha256": "",
        "frames": len(poses),
        "seconds": round(made.seconds, 6),
        "width": 1280,
        "height": 720,
    }


def test_a_recording_without_frames_is_refused() -> None:
    empty = Recording.from_arrays([], np.zeros((0, 33, 2)), (640, 480))
    with pytest.raises(RecordError, match="no frame"):
        judge(empty, "bridge")


def test_judging_loads_no_model_no_video_and_no_page(tmp_path: Path, recording: Recording) -> None:
    save_recording(recording, tmp_path / "a.parquet")
    code = f"""
import sys
import coach
print(sorted(name for name in sys.modules if name in {{"numpy", "pyarrow"}}))
from coach import Recording, judge, load_exercise, load_recording
judge(load_recording({str(tmp_path / "a.parquet")!r}), load_exercise("bridge"))
print(sorted({{"mediapipe", "cv2", "av", "streamlit", "sqlalchemy"}} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["[]", "[]"]


def test_the_package_knows_its_version_and_no_other_names() -> None:
    import coach

    assert coach.__version__[0].isdigit()
    with pytest.raises(AttributeError, match="no attribute 'squat'"):
        coach.squat  # noqa: B018
