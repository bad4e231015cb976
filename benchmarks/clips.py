"""The labelled films and which of our exercises each shows. Nothing of them is copied."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "clips"

#: The films' word for an exercise, and ours. A film of another exercise says nothing about these six.
OURS = {
    "squat": "mini_squat",
    "wall_squat": "mini_squat",
    "squat_pulse": "mini_squat",
    "squat_jump": "mini_squat",
    "bridge": "bridge",
    "heel_raise": "heel_raise",
    "bird_dog": "bird_dog",
    "sit_to_stand": "sit_to_stand",
    # People who do no exercise: nothing may be counted.
    "none": "mini_squat",
}


@dataclass(frozen=True)
class Clip:
    """One labelled film: between `least` and `most` repetitions (equal where the label is sure)."""

    path: Path
    exercise: str
    view: str
    least: int
    most: int
    hard: bool


def clips() -> list[Clip]:
    """The films of our exercises; an empty list where the folder is absent."""
    table = FOLDER / "clips.csv"
    if not table.is_file():
        return []
    with table.open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["exercise"] in OURS]
    return [
        Clip(
            FOLDER / row["file"],
            OURS[row["exercise"]],
            row["view"],
            int(row["reps_min"]),
            int(row["reps_max"]),
            row["hard"] == "1",
        )
        for row in rows
    ]
