"""What a session answers to each frame, and whenever something changed without one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from coach.pose.poses import Poses


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one frame: judged (`poses` a block of one), dropped for a newer one, or refused.

    `t_s` is None where the state changed without a frame; `state` is as `docs/live.md` describes it.
    """

    t_s: float | None
    fate: str
    poses: Poses | None = None
    state: dict[str, Any] | None = None
