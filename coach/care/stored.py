"""Profiles and plans as plain data of JSON, and back; what is read is checked as strictly as what is written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from coach.care.plan import Plan
from coach.care.profile import Profile
from coach.errors import PlanError, ProfileError
from coach.language import say

_PROFILE, _PLAN = TypeAdapter(Profile), TypeAdapter(Plan)


def profile_to_json(profile: Profile) -> dict[str, Any]:
    """As kinds that JSON has."""
    data: dict[str, Any] = _PROFILE.dump_python(profile, mode="json")
    return data


def profile_from_json(data: Mapping[str, Any]) -> Profile:
    """The profile that was kept; raises ProfileError where it is none, or of a newer program."""
    try:
        return _PROFILE.validate_json(json.dumps(data), strict=True, extra="forbid")
    except (ValidationError, TypeError) as error:
        raise ProfileError(say("What was kept of the operation cannot be read. Enter it again.")) from error


def plan_to_json(plan: Plan) -> dict[str, Any]:
    """As kinds that JSON has."""
    data: dict[str, Any] = _PLAN.dump_python(plan, mode="json")
    return data


def plan_from_json(data: Mapping[str, Any]) -> Plan:
    """The plan that was kept; raises PlanError where it is none, or of a newer program."""
    try:
        return _PLAN.validate_json(json.dumps(data), strict=True, extra="forbid")
    except (ValidationError, TypeError) as error:
        raise PlanError(say("What was kept of the plan cannot be read. Write it again.")) from error
