"""What keeps a patient safe beside the camera: signs that stop the day, the rule about pain, whom to call.

Pure: answers and settings come in, decisions and questions go out; where they are kept is `coach.records`.
"""

from coach.care.asking import Ask, check_ask, fall_ask, how_ask, pain_ask
from coach.care.contacts import Call, Contact, Contacts, calls_for
from coach.care.flags import RED_FLAGS, RedFlag
from coach.care.safety import GO, Answers, Decision, after_fall, may_begin, may_go_on, stopped_for_pain
from coach.care.settings import ClinicSettings, PainRule

__all__ = [
    "GO",
    "RED_FLAGS",
    "Answers",
    "Ask",
    "Call",
    "ClinicSettings",
    "Contact",
    "Contacts",
    "Decision",
    "PainRule",
    "RedFlag",
    "after_fall",
    "calls_for",
    "check_ask",
    "fall_ask",
    "how_ask",
    "may_begin",
    "may_go_on",
    "pain_ask",
    "stopped_for_pain",
]
