"""SQLite's STRICT tables refuse a text where a number belongs, but know five names of types; these are ours in them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Date, DateTime, Double, String, Text
from sqlalchemy.ext.compiler import compiles

_NAMES = {
    JSON: "TEXT",
    BigInteger: "INTEGER",
    Boolean: "INTEGER",
    Date: "TEXT",
    DateTime: "TEXT",
    Double: "REAL",
    String: "TEXT",
    Text: "TEXT",
}


def _named(name: str) -> Any:
    return lambda *_, **__: name


for _kind, _name in _NAMES.items():
    compiles(_kind, "sqlite")(_named(_name))
