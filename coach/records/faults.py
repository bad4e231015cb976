"""What a failing disk is called in words: the sentences of `RecordError`."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coach.errors import RecordError
from coach.language import marked, say

_WRITE_SENTENCES = {
    errno.ENOSPC: marked("The disk is full, so {path} was not written. Free some space and save again."),
    errno.EFBIG: marked("{path} is larger than this disk allows and was not written. Choose another disk."),
    errno.EROFS: marked("{path} lies on a disk that can only be read. Choose a folder that can be written."),
    errno.EACCES: marked(
        "{path} may not be written by this user. Choose another folder, or ask for the right to write there."
    ),
    errno.EPERM: marked(
        "{path} may not be written by this user. Choose another folder, or ask for the right to write there."
    ),
    errno.ENOENT: marked("The folder {folder} does not exist, so {path} was not written. Make it, or choose another."),
    errno.ENOTDIR: marked("{folder} is not a folder, so {path} was not written. Choose a folder."),
    errno.EISDIR: marked("{path} is a folder. Give the name of a file in it."),
    errno.EEXIST: marked("{path} is a file where a folder is needed. Choose another folder."),
}
_READ_SENTENCES = {
    errno.ENOENT: marked("There is no file {path}. Check its name and folder."),
    errno.EISDIR: marked("{path} is a folder. Give the name of a recording in it."),
    errno.EACCES: marked("{path} may not be read by this user. Ask for the right to read it."),
}


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn a failure of the system while `path` is written into a `RecordError`."""
    try:
        yield
    except OSError as error:
        other = marked("{path} could not be written ({reason}). Choose another folder or disk.")
        raise _said(path, error, _WRITE_SENTENCES, other) from error


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn a failure of the system while `path` is read into a `RecordError`."""
    try:
        yield
    except OSError as error:
        other = marked("{path} could not be read ({reason}). Try a copy of it on another disk.")
        raise _said(path, error, _READ_SENTENCES, other) from error


def _said(path: Path, error: OSError, sentences: dict[int, str], other: str) -> RecordError:
    sentence = sentences.get(error.errno or 0, other)
    reason = error.strerror or type(error).__name__
    return RecordError(say(sentence, path=path, folder=path.parent, reason=reason))
