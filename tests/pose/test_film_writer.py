"""A written film is whole, with true times, or it is not there."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from coach.errors import RecordError
from coach.pose.film_writer import FilmWriter
from coach.pose.sources import FilmSource


def write(path: Path, times_s: list[float], size_px: tuple[int, int] = (64, 48)) -> None:
    with FilmWriter(path, size_px) as writer:
        for k, t_s in enumerate(times_s):
            writer.write(np.full((size_px[1], size_px[0], 3), k, dtype=np.uint8), t_s)


def test_times_come_back_as_they_were_written(tmp_path: Path) -> None:
    times = [0.0, 0.04, 0.05, 0.5, 1.25]
    write(tmp_path / "a.mp4", times)
    np.testing.assert_allclose([p.t_s for p in FilmSource(tmp_path / "a.mp4")], times, atol=1e-4)
    assert list(tmp_path.iterdir()) == [tmp_path / "a.mp4"]


def test_a_film_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    write(tmp_path / "a.mp4", [0.0])
    (tmp_path / "b.mp4").touch()
    assert (tmp_path / "a.mp4").stat().st_mode == (tmp_path / "b.mp4").stat().st_mode


def test_odd_sides_are_cut_to_even_ones(tmp_path: Path) -> None:
    write(tmp_path / "a.mp4", [0.0, 0.1], (65, 49))
    assert FilmSource(tmp_path / "a.mp4").size_px == (64, 48)


def test_an_error_while_writing_leaves_nothing_and_spares_the_old_film(tmp_path: Path) -> None:
    old = tmp_path / "a.mp4"
    old.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), FilmWriter(old, (64, 48)) as writer:
        writer.write(np.zeros((48, 64, 3), dtype=np.uint8), 1 / 0)
    assert old.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [old]


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="cannot be written"):
        FilmWriter(tmp_path / "nowhere" / "a.mp4", (64, 48))


FULL_DISK = """
import resource, sys, numpy as np
from pathlib import Path
from coach.errors import RecordError
from coach.pose.film_writer import FilmWriter
resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
noise = np.random.default_rng(1)
try:
    with FilmWriter(Path(sys.argv[1]) / "a.mp4", (320, 240)) as writer:
        for k in range(40):
            writer.write(noise.integers(0, 255, (240, 320, 3), dtype=np.uint8), k / 30)
except RecordError as error:
    print(error)
"""


@pytest.mark.skipif(os.name != "posix", reason="only there a process can be given a small disk")
def test_a_full_disk_is_told_in_a_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", FULL_DISK, str(tmp_path)], capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    assert "cannot be written" in done.stdout
    assert "free space" in done.stdout
    assert list(tmp_path.iterdir()) == []
