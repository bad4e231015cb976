"""The bundle is built from the pinned wheel only, whole or not at all."""

import zipfile
from pathlib import Path

import platformdirs
import pytest

from coach.errors import ModelError
from coach.pose import build_model
from coach.pose.model_file import FULL_SHA256, file_sha256, model_path


def test_a_bundle_in_place_is_left_alone() -> None:
    path, sha256 = _bundle()
    before = path.stat().st_mtime_ns
    assert build_model.build(path) is False
    assert (path.stat().st_mtime_ns, sha256) == (before, FULL_SHA256)


def test_the_pinned_wheel_gives_the_pinned_bytes(tmp_path: Path) -> None:
    wheel = Path(platformdirs.user_cache_dir("coach")) / build_model.WHEEL_NAME
    if not wheel.is_file():
        pytest.skip("the wheel is not in the cache; the model here was not fetched by this user")
    target = tmp_path / "models" / "pose_full.task"
    assert build_model.build(target, wheel) is True
    assert file_sha256(target) == FULL_SHA256
    assert list(target.parent.iterdir()) == [target]


def test_the_bundle_is_a_stored_zip_of_both_networks() -> None:
    with zipfile.ZipFile(_bundle()[0]) as bundle:
        assert bundle.namelist() == ["pose_detector.tflite", "pose_landmarks_detector.tflite"]
        assert {member.compress_type for member in bundle.infolist()} == {zipfile.ZIP_STORED}
        assert b"TFLITE_METADATA" in bundle.read("pose_landmarks_detector.tflite")


def test_another_wheel_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wheel = tmp_path / "other.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(build_model.DETECTOR, b"x")
    with pytest.raises(ModelError, match="not the pinned file"):
        build_model.build(tmp_path / "pose_full.task", wheel)
    assert not (tmp_path / "pose_full.task").exists()


def test_a_wheel_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        build_model.build(tmp_path / "pose_full.task", tmp_path / "none.whl")


def test_without_a_network_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platformdirs, "user_cache_dir", lambda name: str(tmp_path / "cache"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    with pytest.raises(ModelError, match="--wheel FILE"):
        build_model.build(tmp_path / "pose_full.task")


def _bundle() -> tuple[Path, str]:
    try:
        return model_path()
    except ModelError as error:
        pytest.skip(str(error))
