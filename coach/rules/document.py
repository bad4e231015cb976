"""From the text of a YAML file to plain data and the line of each key.

A rule file is untrusted, so only the plain part of YAML 1.2 is read: one document of mappings, lists and scalars.
Anchors, aliases, tags, directives and repeated keys are refused, which leaves nothing that could run code or unfold
to more than was written. The text is read as a stream of parser events, so that a refusal never depends on having
built the object first.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml import events as ev
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.reader import ReaderError

from coach.rules.faults import Finding, KeyPath

#: A rule file is a page or two of text (the longest of ours has about 8 kB).
MAX_BYTES = 64 * 1024
#: Rules nest five deep; far more than that is an attack on the reader's stack.
MAX_DEPTH = 12

_LINE_END = re.compile(r"\r\n?|\n")
_INTEGER = re.compile(r"[-+]?[0-9]{1,15}")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
#: Control characters, halves of characters, and marks that make a line read otherwise than it is written.
_NOT_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_WORDS = {"": None, "~": None, "null": None, "Null": None, "NULL": None} | dict.fromkeys(("true", "True", "TRUE"), True)
_WORDS |= dict.fromkeys(("false", "False", "FALSE"), False)


@dataclass(slots=True)
class Document:
    """What a file says: `data` (None where it cannot be read at all), its faults, and where each key stands."""

    data: dict[str, Any] | None = None
    findings: list[tuple[int, Finding]] = field(default_factory=list)
    lines: dict[KeyPath, int] = field(default_factory=dict)

    def line(self, path: KeyPath) -> int:
        """The line, from 1, of a key, or of the nearest thing around it that is in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _UnreadableError(Exception):
    """The text cannot be followed any further; the finding says why."""


def read_document(text: str) -> Document:
    """Read a rule file's text; never raises, faults are in the result."""
    document = Document()
    if len(text.encode("utf-8", errors="replace")) > MAX_BYTES:
        instead = f"Keep one exercise a file, below {MAX_BYTES // 1024} kB."
        document.findings.append((1, Finding((), "the file is too large for a rule.", instead)))
        return document
    _Builder(text.removeprefix("\ufeff"), document).build()
    return document


class _Builder:
    """Walks the events of one text and fills a `Document`."""

    def __init__(self, text: str, document: Document) -> None:
        self._document = document
        self._starts = [match.end() for match in _LINE_END.finditer(text)]
        self._last_line = max(1, len(self._starts) + (not text.endswith(("\n", "\r"))))
        self._events: Iterator[ev.Event] = YAML(typ="safe", pure=True).parse(text)
        self._read_to = 0

    def build(self) -> None:
        try:
            self._stream()
        except _UnreadableError:
            self._document.data = None

    def _next(self) -> ev.Event:
        try:
            event = next(self._events)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            problem = error.problem or "the text ends too early"
            raise self._syntax(mark.index if mark else self._read_to, problem) from error
        except ReaderError as error:
            raise self._syntax(int(error.position), "a character that is not text stands here") from error
        except (ValueError, OverflowError, AssertionError) as error:
            # ruamel's scanner lets these out for an escape beyond Unicode (\UFFFFFFFF) and for %YAML 1.9
            raise self._syntax(self._read_to, str(error)) from error
        self._read_to = event.end_mark.index
        return event

    def _syntax(self, index: int, problem: str) -> _UnreadableError:
        what = " ".join(problem.split())
        instead = "Check the spaces at the line's start, the colon after the key, and open quotes or brackets."
        self._document.findings.append((self._line_at(index), Finding((), f"this is not YAML: {what}.", instead)))
        return _UnreadableError()

    def _stream(self) -> None:
        self._next()
        event = self._next()
        if isinstance(event, ev.StreamEndEvent):
            self._refuse(event, (), "the file is empty.", "Begin with schema: 1, id: … and name: …")
            raise _UnreadableError
        if isinstance(event, ev.DocumentStartEvent) and (event.version or event.tags):
            self._refuse(event, (), "a YAML directive (%) is not read.", "Leave the line with % out.")
        value = self._value(self._next(), ())
        self._next()
        event = self._next()
        if not isinstance(event, ev.StreamEndEvent):
            self._refuse(event, (), "a second document begins (---).", "Put each exercise in a file of its own.")
        if isinstance(value, dict):
            self._document.data = value
        else:
            finding = Finding((), "the file is not a list of keys.", "Write it as key: value lines.")
            self._document.findings.append((1, finding))

    def _value(self, event: ev.Event, path: KeyPath) -> Any:
        if len(path) > MAX_DEPTH:
            self._refuse(event, path[:1], "brackets or lists are nested too deep.", "Rules nest five levels deep.")
            raise _UnreadableError
        if isinstance(event, ev.AliasEvent):
            self._refuse(event, path, "aliases (*name) are not read.", "Write the value out.")
            return None
        if isinstance(event, ev.MappingStartEvent):
            self._refuse_marks(event, path)
            return self._mapping(path)
        if isinstance(event, ev.SequenceStartEvent):
            self._refuse_marks(event, path)
            return self._list(path)
        assert isinstance(event, ev.ScalarEvent), "the parser gives a value after each key"
        self._refuse_marks(event, path)
        if _NOT_TEXT.search(event.value):
            self._refuse(event, path, "characters that cannot be shown stand here.", "Write it in plain text.")
            return _NOT_TEXT.sub("?", event.value)
        value = _scalar(event)
        if value is None:
            self._refuse(event, path, "the key has no value.", "Write one after the colon, or leave the key out.")
        return value

    def _refuse_marks(self, event: ev.ScalarEvent | ev.CollectionStartEvent, path: KeyPath) -> None:
        if event.anchor is not None:
            self._refuse(event, path, "anchors (&name) are not read.", "Leave the anchor out.")
        if event.tag is not None:
            self._refuse(event, path, "type marks (!name) are not read.", "Leave the mark out.")

    def _list(self, path: KeyPath) -> list[Any]:
        out: list[Any] = []
        while not isinstance(event := self._next(), ev.SequenceEndEvent):
            here = (*path, len(out))
            self._document.lines.setdefault(here, self._line(event))
            out.append(self._value(event, here))
        return out

    def _mapping(self, path: KeyPath) -> dict[str, Any]:
        out: dict[str, Any] = {}
        while not isinstance(event := self._next(), ev.MappingEndEvent):
            key = self._key(event, path)
            here = (*path, key)
            known = key in out
            if known:
                first = self._document.lines[here]
                self._refuse(event, here, f"the key stands twice (first in line {first}).", "Keep one of the two.")
            self._document.lines.setdefault(here, self._line(event))
            value = self._value(self._next(), here)
            if not known:
                out[key] = value
        return out

    def _key(self, event: ev.Event, path: KeyPath) -> str:
        if isinstance(event, ev.ScalarEvent):
            key = _NOT_TEXT.sub("?", event.value)
            self._refuse_marks(event, (*path, key))
            return key
        here = (*path, "?")
        self._refuse(event, here, "a key must be a word.", "Write word: value.")
        self._value(event, here)
        return "?"

    def _refuse(self, event: ev.Event, path: KeyPath, message: str, instead: str) -> None:
        self._document.findings.append((self._line(event), Finding(path, message, instead)))

    def _line(self, event: ev.Event) -> int:
        return self._line_at(event.start_mark.index)

    def _line_at(self, index: int) -> int:
        return min(bisect_right(self._starts, index) + 1, self._last_line)


def _scalar(event: ev.ScalarEvent) -> Any:
    """A scalar by the core schema of YAML 1.2: `no` is a word and `012` is twelve."""
    text = str(event.value)
    if event.style is not None:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text):
        return float(text)
    if _NOT_FINITE.fullmatch(text):
        return float(text.lower().replace(".", ""))
    return text
