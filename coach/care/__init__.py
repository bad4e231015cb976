"""What keeps a patient safe beside the camera: what she may do and when, her plan, signs that stop a day, whom to call.

Pure: answers, profiles and settings come in, decisions and questions go out; where they are kept is `coach.records`.
"""

from coach.care.asking import Ask, check_ask, fall_ask, how_ask, pain_ask
from coach.care.check_plan import PlanFault, check_plan
from coach.care.contacts import Call, Contact, Contacts, calls_for
from coach.care.due import Done, Due, due_today
from coach.care.envelope import Allowance, Override, Reason, allowance
from coach.care.flags import RED_FLAGS, RedFlag
from coach.care.phases import PHASES, Phase, phase_of
from coach.care.plan import LimitChange, Plan, PlanItem, Targets, as_planned
from coach.care.precautions import PRECAUTIONS, Precaution, traits_of
from coach.care.profile import (
    LEVEL_WORDS,
    LEVELS,
    OPERATION_WORDS,
    OPERATIONS,
    Order,
    Profile,
    before_operation,
    week_of,
)
from coach.care.progression import Offer, ProgressionRule, SessionFacts, offers, progression_rule
from coach.care.safety import GO, Answers, Decision, after_fall, may_begin, may_go_on, stopped_for_pain
from coach.care.settings import ClinicSettings, PainRule
from coach.care.stored import plan_from_json, plan_to_json, profile_from_json, profile_to_json

__all__ = [
    "GO",
    "LEVELS",
    "LEVEL_WORDS",
    "OPERATIONS",
    "OPERATION_WORDS",
    "PHASES",
    "PRECAUTIONS",
    "RED_FLAGS",
    "Allowance",
    "Answers",
    "Ask",
    "Call",
    "ClinicSettings",
    "Contact",
    "Contacts",
    "Decision",
    "Done",
    "Due",
    "LimitChange",
    "Offer",
    "Order",
    "Override",
    "PainRule",
    "Phase",
    "Plan",
    "PlanFault",
    "PlanItem",
    "Precaution",
    "Profile",
    "ProgressionRule",
    "Reason",
    "RedFlag",
    "SessionFacts",
    "Targets",
    "after_fall",
    "allowance",
    "as_planned",
    "before_operation",
    "calls_for",
    "check_ask",
    "check_plan",
    "due_today",
    "fall_ask",
    "how_ask",
    "may_begin",
    "may_go_on",
    "offers",
    "pain_ask",
    "phase_of",
    "plan_from_json",
    "plan_to_json",
    "profile_from_json",
    "profile_to_json",
    "progression_rule",
    "stopped_for_pain",
    "traits_of",
    "week_of",
]
