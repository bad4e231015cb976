"""Which bundle is used, and what is said when there is none."""

import hashlib
from pathlib import Path

import pytest

from coach.errors import ModelError
from coach.pose import model_file
from coach.pose.model_file import MODELS_VARIABLE, model_path


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv(MODELS_VARIABLE, raising=False)
    folder = tmp_path / "models"
    folder.mkdir()
    monkeypatch.setattr(model_file, "MODELS_FOLDER", folder)
    return folder


def test_a_missing_model_says_how_to_get_it() -> None:
    with pytest.raises(ModelError, match=r"coach\.pose\.build_model"):
        model_path()


def test_a_changed_model_is_refused(empty_folder: Path) -> None:
    (empty_folder / "pose_full.task").write_bytes(b"something else")
    with pytest.raises(ModelError, match="not the file it should be"):
        model_path()


@pytest.mark.parametrize("name", ["lite", "heavy"])
def test_lite_and_heavy_are_used_when_supplied(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModelError, match=f"pose_{name}.task"):
        model_path(name)
    supplied = tmp_path / "mine"
    supplied.mkdir()
    (supplied / f"pose_{name}.task").write_bytes(b"model")
    monkeypatch.setenv(MODELS_VARIABLE, str(supplied))
    assert model_path(name) == (supplied / f"pose_{name}.task", hashlib.sha256(b"model").hexdigest())


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ModelError, match="full, lite, heavy"):
        model_path("huge")
