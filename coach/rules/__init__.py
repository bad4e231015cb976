"""A YAML file becomes a checked `Exercise`, or a list of all that is wrong with it and what to write instead."""

from coach.rules.faults import Fault, RuleFileError
from coach.rules.loader import RULES_DIR, check_path, check_text, exercise_ids, load_exercise, parse_exercise, rule_file
from coach.rules.model import Exercise
from coach.rules.tuning import TuningError, tuned

__all__ = [
    "RULES_DIR",
    "Exercise",
    "Fault",
    "RuleFileError",
    "TuningError",
    "check_path",
    "check_text",
    "exercise_ids",
    "load_exercise",
    "parse_exercise",
    "rule_file",
    "tuned",
]
