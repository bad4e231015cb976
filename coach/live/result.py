"""`Analysis`: the JSON contract of a judged set, the same for a film and for a stored recording."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from coach.coaching.report import Report
from coach.pose.poses import TIME_DECIMALS, Source


@dataclass(slots=True)
class Timing:
    """Where the time went, in seconds: all of it, in the decoding thread, in the pose model, and in what follows it.

    The decoding thread runs beside the others, so the parts do not add up to the whole.
    """

    wall_s: float = 0.0
    decode_s: float = 0.0
    pose_s: float = 0.0
    rest_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Input:
    """What was judged: its source, the model that made the poses, and its size in frames, seconds and pixels."""

    source: Source
    model_name: str
    model_sha256: str
    frames: int
    seconds: float
    size_px: tuple[int, int]

    def to_dict(self) -> dict[str, Any]:
        """The `source` part of the contract; `truncated` stands there only where it is true."""
        width, height = self.size_px
        said: dict[str, Any] = {
            "file": self.source.file,
            "sha256": self.source.sha256,
            "frames": self.frames,
            "seconds": round(self.seconds, TIME_DECIMALS),
            "width": width,
            "height": height,
        }
        return said | {"truncated": True} if self.source.truncated else said


class Analysis(dict[str, Any]):
    """A judged set. As a dict it is the JSON contract, keys in the contract's order; beside it what JSON cannot hold.

    Attributes
    ----------
    report: the fold's report, with the events as objects and the trace for charts.
    truncated: whether the film was cut off and only its beginning judged.
    recording_path: where the poses were kept, or None; `coach.load_recording` reads it.
    """

    def __init__(self, report: Report, judged: Input, timing: Timing, recording_path: Path | None = None) -> None:
        found = report.to_dict()
        super().__init__(
            {
                "schema": found.pop("schema"),
                "source": judged.to_dict(),
                "model": {"name": judged.model_name, "sha256": judged.model_sha256},
                **found,
                "timing": {name: round(value, 4) for name, value in asdict(timing).items()},
            }
        )
        self.report = report
        self.truncated = judged.source.truncated
        self.recording_path = recording_path


def to_json(analysis: Analysis) -> str:
    """The contract as strict JSON: ASCII, no NaN."""
    return json.dumps(analysis, allow_nan=False, indent=1)
