"""A recording as a laboratory reads it: five lines of head, metres with y up, and nothing where nothing was seen."""

import numpy as np
import pytest

from coach.pose.poses import Recording
from coach.records.desk import PROGRAM, Desk
from coach.records.trc import MARKERS, trc_lines, write_trc


def recording(frames=4, gap=(2, 11)):
    t_s = 5.0 + np.arange(frames) / 25
    world = np.arange(frames * 33 * 3, dtype=float).reshape(frames, 33, 3) / 8192
    if gap:
        world[gap] = np.nan
    return Recording.from_arrays(t_s, np.full((frames, 33, 2), 100.0), (640, 480), world)


def read_trc(text):
    """As OpenSim's TRCFileAdapter reads it: by the labels of the head, data from the sixth line on."""
    lines = text.split("\n")
    assert lines[0].split("\t")[:3] == ["PathFileType", "4", "(X/Y/Z)"]
    head = dict(zip(lines[1].split("\t"), lines[2].split("\t"), strict=True))
    names = lines[3].split("\t")
    assert names[:2] == ["Frame#", "Time"]
    markers = names[2::3]
    axes = lines[4].split("\t")
    assert axes[2:5] == ["X1", "Y1", "Z1"]
    assert axes[-1] == f"Z{len(markers)}"
    rows = [line.split("\t") for line in lines[5:] if line]
    assert {len(row) for row in rows} <= {2 + 3 * len(markers)}
    values = np.array([[float(cell) if cell else np.nan for cell in row] for row in rows])
    return head, markers, values


def test_the_head_says_what_readers_look_for():
    head, markers, values = read_trc("\n".join(trc_lines(recording(), "set_7.trc")))
    assert head == {
        "DataRate": "25.000000",
        "CameraRate": "25.000000",
        "NumFrames": "4",
        "NumMarkers": "33",
        "Units": "m",
        "OrigDataRate": "25.000000",
        "OrigDataStartFrame": "1",
        "OrigNumFrames": "4",
    }
    assert tuple(markers) == MARKERS
    assert (MARKERS[11], MARKERS[12], MARKERS[23], MARKERS[28], MARKERS[32]) == (
        "LShoulder",
        "RShoulder",
        "LHip",
        "RAnkle",
        "RBigToe",
    )
    assert values.shape == (4, 2 + 33 * 3)


def test_points_come_back_in_metres_with_y_up_and_z_towards_the_camera():
    made = recording()
    _, _, values = read_trc("\n".join(trc_lines(made, "x")))
    world = made.poses.world_m
    np.testing.assert_allclose(values[:, 1], [0, 0.04, 0.08, 0.12], atol=1e-6)
    np.testing.assert_allclose(values[:, 2::3], world[..., 0], atol=1e-6)
    np.testing.assert_allclose(values[:, 3::3], -world[..., 1], atol=1e-6)
    np.testing.assert_allclose(values[:, 4::3], -world[..., 2], atol=1e-6)


def test_a_missing_point_is_blank_never_zero():
    lines = list(trc_lines(recording(), "x"))
    cells = lines[5 + 2].split("\t")
    assert cells[2 + 3 * 11 : 5 + 3 * 11] == ["", "", ""]
    assert "nan" not in "".join(lines).lower()


@pytest.mark.parametrize("frames", [0, 1])
def test_a_recording_of_hardly_any_frames_is_still_a_file(frames):
    head, _, values = read_trc("\n".join(trc_lines(recording(frames, gap=None), "x")))
    assert (head["NumFrames"], head["DataRate"], len(values)) == (str(frames), "30.000000", frames)


def test_a_kept_set_is_written_and_names_nobody(store, squats, keep, tmp_path):
    number = keep(squats((52.0,)), person="Anna Canary")
    file = tmp_path / "anna.trc"
    write_trc(Desk(store, PROGRAM), number, file)
    text = file.read_text("ascii")
    head, _, values = read_trc(text)
    assert int(head["NumFrames"]) == len(values) == len(store.open_set(number).recording.poses)
    assert "Anna" not in text
    assert "squats.mp4" not in text
