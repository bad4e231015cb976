"""Squats of a jointed figure, a rule for them, and sets kept of them: what several rooms are tested with."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from by_name import save_set
from squat_rule import SQUAT_RULE

from coach.coaching import Coach, judge_poses, report_of
from coach.pose.figure import Angles, Camera, Figure, there_and_back
from coach.pose.poses import Poses, Recording, Source
from coach.records.store import Store
from coach.rules import parse_exercise

#: Five squats that reach 40 degrees, the third past the limit, and before the last an attempt to 35.
DEPTHS_DEG = (52.0, 54.0, 85.0, 55.0, 35.0, 50.0)
SQUAT_EVERY_S, SQUAT_FIRST_S = 6.0, 3.0
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def squat_rule() -> str:
    """A valid rule for the squats."""
    return SQUAT_RULE


@pytest.fixture
def squats() -> Callable[..., Recording]:
    """Squats to given depths, one each six seconds: 1.2 s down, 2 s held, 1.2 s up."""

    def recording(
        depths_deg: Sequence[float] = DEPTHS_DEG, *, yaw_deg: float = 90.0, unseen_s: tuple[float, float] = (-1, -1)
    ) -> Recording:
        starts_s = SQUAT_FIRST_S + SQUAT_EVERY_S * np.arange(len(depths_deg))
        t_s = np.arange(0, SQUAT_FIRST_S + SQUAT_EVERY_S * len(depths_deg) + 1, 1 / 30)
        courses = (
            there_and_back(t_s, [start], 1.2, 2.0) * deg for start, deg in zip(starts_s, depths_deg, strict=True)
        )
        knee = np.sum(list(courses), axis=0)
        angles = Angles(trunk_deg=knee * 0.4, thigh_deg=(knee * 0.6, knee * 0.6), knee_deg=(knee, knee))
        poses = Figure(camera=Camera(yaw_deg=yaw_deg)).poses(t_s, angles)
        image = poses.image_px.copy()
        image[(t_s >= unseen_s[0]) & (t_s < unseen_s[1])] = np.nan
        visibility = np.where(np.isnan(image[..., 0]), np.nan, poses.visibility)
        seen = Poses.from_arrays(t_s, image, poses.size_px, poses.world_m, visibility)
        return Recording(seen, Source("squats.mp4", "5" * 64), "full", "e" * 64)

    return recording


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """An empty store in a folder of its own, the one that the program would open."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("COACH_DATA", str(tmp_path))
    with Store() as opened:
        yield opened


@pytest.fixture
def keep(store: Store) -> Callable[..., int]:
    """Judge a recording as the program does, a film whole or a live set frame by frame, and keep it."""

    def kept(
        recording: Recording,
        rule: str = SQUAT_RULE,
        *,
        person: str = "Anna",
        kind: str = "film",
        why: str = "input_ended",
        performed_at: datetime = NOON,
        change=None,
    ) -> int:
        exercise = parse_exercise(rule)
        if kind == "film":
            report = judge_poses(recording.poses, exercise)
        else:
            coach = Coach(exercise, arm="still")
            events = [event for i in range(len(recording.poses)) for event in coach.step(recording.poses[i : i + 1])]
            report = report_of(coach, [*events, *coach.finish(why)])
        said = report.to_dict() | (change or {})
        return save_set(
            store, person, exercise_text=rule, report=said, recording=recording, kind=kind, performed_at=performed_at
        )

    return kept
