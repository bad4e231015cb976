"""The patient's time zone: what the browser names, else that of this computer."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

_HERE = Path("/etc/localtime")
_ZONES = "zoneinfo/"


def zone_named(name: str | None) -> tzinfo | None:
    """The zone of that name, such as `Europe/Berlin`; None where there is none, for nobody vouches for the name."""
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None


def zone_here() -> tzinfo:
    """The zone of this computer, by its name; where it tells none, by its offset of today."""
    name = os.environ.get("TZ") or str(_HERE.resolve()).rpartition(_ZONES)[2]
    offset = datetime.now(UTC).astimezone().utcoffset() or timedelta()
    return zone_named(name) or timezone(offset)
