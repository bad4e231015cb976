"""Where the pose model's bundle lies, and whether it is the file that was pinned."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from coach.errors import ModelError

#: Where `python -m coach.pose.build_model` writes, and where a packaged coach carries its model.
MODELS_FOLDER = Path(__file__).parent / "models"
#: A folder of the user's own with `pose_lite.task` or `pose_heavy.task`.
MODELS_VARIABLE = "COACH_MODELS"
#: What the bundle built from the pinned wheel hashes to; it is the same on every machine.
FULL_SHA256 = "f3636a3118f63da9433eac989d200dc829836b93891faa39361a06684fe68d20"
NAMES = ("full", "lite", "heavy")


def model_path(name: str = "full") -> tuple[Path, str]:
    """The bundle of the model `name` and its sha256.

    `full` is the project's own and must have the pinned hash; `lite` and `heavy` are taken as supplied.

    Raises
    ------
    ModelError: no such model, its file is missing, or the full bundle is not the one that was pinned.
    """
    if name not in NAMES:
        raise ModelError(f"There is no pose model '{name}'. Choose one of: {', '.join(NAMES)}.")
    path = _find(f"pose_{name}.task")
    if path is None:
        raise ModelError(_missing(name))
    sha256 = file_sha256(path)
    if name == "full" and sha256 != FULL_SHA256:
        raise ModelError(
            f"The pose model {path} is not the file it should be (damaged, perhaps). Delete it and type `make install`."
        )
    return path, sha256


def file_sha256(path: Path) -> str:
    """The sha256 of a file as hex, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _find(file_name: str) -> Path | None:
    supplied = os.environ.get(MODELS_VARIABLE)
    folders = ([Path(supplied)] if supplied else []) + [MODELS_FOLDER]
    return next((folder / file_name for folder in folders if (folder / file_name).is_file()), None)


def _missing(name: str) -> str:
    if name == "full":
        return f"The pose model is missing from {MODELS_FOLDER}. Type `python -m coach.pose.build_model`."
    return (
        f"The pose model '{name}' does not come with the coach. Put pose_{name}.task into {MODELS_FOLDER} "
        f"or into the folder named by {MODELS_VARIABLE}, or use the model 'full'."
    )
