"""Data lies where the person or her system says, and a place that cannot be made is said."""

import os
from pathlib import Path

import platformdirs
import pytest

from coach.errors import RecordError
from coach.records.places import default_data_dir


def test_the_environment_names_the_folder_and_it_is_made(tmp_path, monkeypatch):
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "a" / "b"))
    assert default_data_dir() == tmp_path / "a" / "b"
    assert (tmp_path / "a" / "b").is_dir()
    assert default_data_dir() == tmp_path / "a" / "b"


@pytest.mark.skipif(os.name != "posix", reason="rights of other users are a POSIX thing")
def test_other_users_cannot_look_into_it(tmp_path, monkeypatch):
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "mine"))
    assert default_data_dir().stat().st_mode & 0o077 == 0


def test_without_it_the_system_s_own_place_is_used(tmp_path, monkeypatch):
    monkeypatch.delenv("COACH_DATA", raising=False)
    monkeypatch.setattr(platformdirs, "user_data_dir", lambda name, appauthor: str(tmp_path / name))
    assert default_data_dir() == tmp_path / "coach"


def test_a_home_folder_sign_is_understood(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("COACH_DATA", str(Path("~") / "kept"))
    assert default_data_dir() == tmp_path / "kept"


def test_a_place_that_cannot_be_made_is_said(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("x")
    for place in ("file", "file/kept"):
        monkeypatch.setenv("COACH_DATA", str(tmp_path / place))
        with pytest.raises(RecordError, match="file"):
            default_data_dir()
