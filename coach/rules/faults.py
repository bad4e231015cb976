"""What is wrong with a rule file: each fault with its place and with what to write instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NamedTuple

from coach.errors import CoachError

#: Where in a rule something stands: keys and positions in lists, from the top of the file.
KeyPath = tuple[str | int, ...]


class Finding(NamedTuple):
    """A fault before its line is known."""

    path: KeyPath
    message: str
    instead: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a rule file. `key` is dotted, with positions in lists counted from 0: `limits[0].max`."""

    file: str
    line: int
    key: str
    message: str
    instead: str

    def __str__(self) -> str:
        key = f"{self.key}: " if self.key else ""
        return f"{self.file}, line {self.line}: {key}{self.message} {self.instead}"


class RuleFileError(CoachError):
    """A rule file was refused; `faults` holds all that is wrong with it, in the order of its lines."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def dotted(path: KeyPath) -> str:
    """`("limits", 0, "max")` as people write it: `limits[0].max`."""
    out = ""
    for step in path:
        out += f"[{step}]" if isinstance(step, int) else f".{step}" if out else step
    return out


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that looks most like `word`, or None."""
    return next(iter(get_close_matches(word, sorted(known), n=1, cutoff=0.5)), None)


def offer(word: str, known: Iterable[str]) -> str:
    """What to write instead of an unknown word: the nearest known one, then all of them."""
    words = sorted(known)
    close = nearest(word, words)
    listed = f"Known here: {', '.join(words)}."
    return f"Did you mean {close}? {listed}" if close else listed
