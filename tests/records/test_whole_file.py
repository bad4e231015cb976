"""A file is there whole, for its owner alone, or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from coach.records.whole_file import whole_file


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such rights.")
def test_what_is_written_is_for_its_owner_alone_also_in_the_place_of_an_open_file(tmp_path: Path) -> None:
    file = tmp_path / "her.zip"
    file.write_bytes(b"before")
    file.chmod(0o644)
    before = os.umask(0)
    try:
        with whole_file(file) as out:
            out.write(b"after")
            (part,) = [one for one in tmp_path.iterdir() if one != file]
            assert part.stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(before)
    assert file.read_bytes() == b"after"
    assert file.stat().st_mode & 0o777 == 0o600


def test_what_is_broken_off_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "her.zip"
    file.write_bytes(b"before")
    with pytest.raises(TypeError), whole_file(file) as out:
        out.write("no bytes")
    assert [one.read_bytes() for one in tmp_path.iterdir()] == [b"before"]
