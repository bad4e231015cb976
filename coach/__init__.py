"""Watches exercises after spinal fusion through a camera: counts, judges limits, keeps the record.

    from coach import load_exercise, load_recording, analyse, judge, Recording

Each name is loaded when it is first asked for: rules and stored recordings are judged without the pose model's
libraries ever being imported.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coach.live.film import analyse
    from coach.live.stored import judge
    from coach.pose.poses import Recording
    from coach.records.recording_file import load_recording
    from coach.rules import load_exercise

    __version__: str

__all__ = ["Recording", "__version__", "analyse", "judge", "load_exercise", "load_recording"]

_PLACES = {
    "Recording": "coach.pose.poses",
    "analyse": "coach.live.film",
    "judge": "coach.live.stored",
    "load_exercise": "coach.rules",
    "load_recording": "coach.records.recording_file",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return import_module("importlib.metadata").version("coach")
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)
