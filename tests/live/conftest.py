"""A person who sits and stands before a camera, as pictures and as the poses a model would find in them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from coach.pose.figure import Angles, Camera, Figure, there_and_back
from coach.pose.poses import Poses
from coach.records.store import Store

SIZE_PX = (640, 480)


@pytest.fixture
def jpeg() -> bytes:
    """A small camera picture."""
    out = io.BytesIO()
    Image.fromarray(np.full((SIZE_PX[1], SIZE_PX[0], 3), 120, np.uint8)).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture(scope="session")
def sitting_and_standing() -> Poses:
    """Three clean repetitions of sit to stand from the side, 20 frames a second, starting with two still seconds."""
    starts = 2 + 5 * np.arange(3)
    t_s = np.arange(0, 18, 0.05)
    up = there_and_back(t_s, starts, 1.8, 0.6)
    lean = there_and_back(t_s, starts - 0.2, 0.7, 0.0) + there_and_back(t_s, starts + 3.0, 0.7, 0.0)
    bent = 90 * (1 - up)
    angles = Angles(trunk_deg=5 + 30 * lean, thigh_deg=(bent, bent), knee_deg=(bent, bent), arm_deg=(30.0, 30.0))
    return Figure(camera=Camera(size_px=SIZE_PX)).poses(t_s, angles)


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program's data folder, of this test alone."""
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path / "data"


@pytest.fixture
def store(data_dir: Path) -> Iterator[Store]:
    """The store in that folder."""
    with Store() as opened:
        yield opened
