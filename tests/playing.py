"""A live session of Ada's, played without a browser: commands and frames go in, every answer is waited for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from by_name import answered_today, save_answers
from patients import patient

from coach.care.safety import Answers
from coach.care.settings import ClinicSettings
from coach.live.answer import Answer
from coach.live.commands import read_command
from coach.live.plan import SessionPlan
from coach.live.session import LiveSession
from coach.pose.estimator import FakeEstimator, PoseEstimator
from coach.pose.poses import Poses
from coach.records.store import Store
from coach.rules import Exercise

CALM = Answers(back=2, limb=0)
NOW = datetime.now(UTC)


class Ear:
    """Hears all answers; `after(n)` waits until so many came."""

    def __init__(self) -> None:
        self.all: list[Answer] = []
        self._came = threading.Condition()

    def __call__(self, answer: Answer) -> None:
        with self._came:
            self.all.append(answer)
            self._came.notify_all()

    def after(self, n: int) -> list[Answer]:
        with self._came:
            assert self._came.wait_for(lambda: len(self.all) >= n, timeout=60)
        return self.all

    def frames(self, n: int) -> list[Answer]:
        """The answers to frames, once there are `n`."""
        with self._came:
            assert self._came.wait_for(lambda: sum(one.fate != "" for one in self.all) >= n, timeout=60)
        return [one for one in self.all if one.fate]

    @property
    def state(self) -> dict[str, Any]:
        return next(answer.state for answer in reversed(self.all) if answer.state)


def adas(
    exercise: Exercise, store: Store | None, estimator: Callable[[], PoseEstimator] = FakeEstimator, **given: Any
) -> LiveSession:
    """A session of Ada's, who is not asked about a store."""
    plan = SessionPlan(exercise, **{"settings": ClinicSettings(rest_s=10)} | given.pop("plan", {}))
    desk = given.pop("desk", None) or (patient(store) if store is not None else None)
    return LiveSession(plan, desk.viewer.person_id if desk else None, desk, estimator, **given)


def attached(
    exercise: Exercise, estimator: Callable[[], PoseEstimator], store: Store | None, **plan: Any
) -> tuple[LiveSession, Ear]:
    desk, given = plan.pop("desk", None), {"zone": plan.pop("zone")} if "zone" in plan else {}
    now = desk.clock() if desk else NOW
    if store is not None and answered_today(store, "Ada", now, given.get("zone")) is None:
        save_answers(store, "Ada", CALM, kind="before", asked_at=now, zone=given.get("zone"))
    ear = Ear()
    session = adas(exercise, store, estimator, plan=plan, desk=desk, **given)
    session.attach(ear)
    ear.after(1)
    return session, ear


def told(session: LiveSession, ear: Ear, *commands: str) -> dict[str, Any]:
    for text in commands:
        n = len(ear.all)
        command = read_command(text)
        assert command is not None
        session.do(command)
        ear.after(n + 1)
    return ear.state


def to_the_set(session: LiveSession, ear: Ear) -> None:
    """Past the setting up, by the button."""
    assert told(session, ear, '{"do": "start"}', '{"do": "start"}')["phase"] == "neutral"


def play(session: LiveSession, ear: Ear, poses: Poses, jpeg: bytes, at_s: float = 100.0) -> float:
    """Show all of `poses`, each frame waiting for its answer; the camera's time after it."""
    n = len(ear.all)
    for i, t_s in enumerate(poses.t_s.tolist()):
        session.offer(jpeg, at_s + t_s)
        ear.after(n + i + 1)
    return at_s + t_s
