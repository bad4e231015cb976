"""What an account's archive is made of: which tables, what refers to what, and how a cell is written and read again.

An archive is a zip: `manifest.json`, `tables/<part>.jsonl` with one JSON object a line, `recordings/<sha256>.parquet`.
Rows are numbered anew from 1 within the archive, so that no number of the store leaves it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, Double, Integer, String

from coach.records.tables import (
    Base,
    Comment,
    CountedRepetition,
    DiaryEntry,
    GivenAnswer,
    GivenOverride,
    HeldSession,
    JudgedSet,
    KeptProfile,
    KeptRecording,
    Outcome,
    OwnGoal,
    PlanVersion,
    RuleText,
    Seen,
    SetEvent,
    UtcDateTime,
)

FORMAT, SCHEMA = "coach-account", 1
MANIFEST = "manifest.json"
#: In the place of who wrote something: the person herself. Others are counted from 1 in the manifest's list.
HERSELF = 0
_WHOLE_BITS, _BIG_BITS = 31, 63


@dataclass(frozen=True, slots=True)
class Part:
    """A table of the archive; `refers` says for a column which part's numbers it holds."""

    name: str
    model: type[Base]
    refers: Mapping[str, str] = field(default_factory=dict)
    numbered: bool = False
    """True where other rows refer to these."""

    @property
    def file(self) -> str:
        """Its name in the zip."""
        return f"tables/{self.name}.jsonl"

    @property
    def columns(self) -> list[Column[Any]]:
        """What a row has beside its number and whose it is."""
        table = self.model.metadata.tables[self.model.__tablename__]
        return [column for column in table.columns if column.name not in self._unsaid]

    @property
    def _unsaid(self) -> frozenset[str]:
        # Where a recording lies is the store's own affair.
        return frozenset({"id", "person_id"} | ({"path"} if self.model is KeptRecording else set()))


RULES, RECORDINGS = Part("rules", RuleText), Part("recordings", KeptRecording)
PARTS = (
    RULES,
    RECORDINGS,
    Part("profiles", KeptProfile),
    Part("overrides", GivenOverride),
    Part("plans", PlanVersion, numbered=True),
    Part("sessions", HeldSession, {"plan_id": "plans"}, numbered=True),
    Part("sets", JudgedSet, {"session_id": "sessions"}, numbered=True),
    Part("repetitions", CountedRepetition, {"set_id": "sets"}),
    Part("set_events", SetEvent, {"set_id": "sets"}),
    Part("answers", GivenAnswer, {"set_id": "sets"}),
    Part("diary", DiaryEntry),
    Part("goals", OwnGoal),
    Part("outcomes", Outcome, {"set_id": "sets"}),
    Part("comments", Comment, {"set_id": "sets", "reply_to": "comments"}, numbered=True),
    Part("seen", Seen, {"comment_id": "comments"}),
)


def line_of(row: Mapping[str, Any]) -> bytes:
    """A row as a line of JSON."""
    return json.dumps(row, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode() + b"\n"


def row_of(line: bytes) -> dict[str, Any]:
    """The row of a line; raises ValueError where it is none, or has letters that are none."""
    try:
        row = json.loads(line, parse_constant=_no_number)
    except RecursionError as error:
        raise ValueError("It is nested too deeply.") from error
    if not isinstance(row, dict):
        raise ValueError("A row is an object.")
    if "\\u" in line.decode():
        json.dumps(row, ensure_ascii=False).encode()
    return row


def told(value: Any) -> Any:
    """A cell as JSON can say it."""
    return value.isoformat() if isinstance(value, date) else value


def heard(column: Column[Any], value: Any) -> Any:
    """The cell that JSON said, as the column takes it; raises ValueError where the column has no such value."""
    if value is None:
        if not column.nullable:
            raise ValueError(f"{column.name} is missing.")
        return None
    found = _heard(column, value)
    if found is None:
        raise ValueError(f"{column.name} has no such value.")
    return found


def _heard(column: Column[Any], value: Any) -> Any:
    kind = column.type
    if isinstance(kind, UtcDateTime):
        return _moment(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value) if isinstance(value, str) else None
    if isinstance(kind, JSON):
        return value if isinstance(value, dict | list) else None
    if isinstance(kind, Boolean):
        return value if isinstance(value, bool) else None
    if isinstance(kind, String):
        return _text(value, kind.length)
    return _number(kind, value)


def _moment(value: Any) -> datetime | None:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    return moment.astimezone(UTC) if moment is not None and moment.tzinfo is not None else None


def _text(value: Any, most: int | None) -> str | None:
    fits = isinstance(value, str) and "\0" not in value and (most is None or len(value) <= most)
    return value if fits else None


def _number(kind: Any, value: Any) -> float | int | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(kind, Double):
        return float(value) if abs(value) < 1e300 and math.isfinite(value) else None
    bits = _BIG_BITS if isinstance(kind, BigInteger) else _WHOLE_BITS
    return value if isinstance(kind, Integer) and isinstance(value, int) and abs(value) < 2**bits else None


def _no_number(said: str) -> float:
    raise ValueError(f"{said} is no number.")
