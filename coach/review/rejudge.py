"""The back-test of one kept set: the same poses judged by the rule as it was kept and by an edited text.

The record is read and never written. An edited text with faults is not judged.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coach.coaching.coach import Coach
from coach.coaching.report import Report, report_of
from coach.language import marked, say
from coach.records.store import StoredSet
from coach.review.differences import Change, differences
from coach.review.saying import limit_title
from coach.rules import Exercise, Fault, check_text, parse_exercise

#: How a set of each kind was armed: live waits for stillness, a film may start in motion.
_ARM_OF_KIND: Mapping[str, Any] = {"live": "still", "film": "start"}

_REPRODUCED = marked("The kept rule, judged again, gives the kept report byte for byte.")
_NOT_REPRODUCED = marked(
    "The kept rule, judged again, does not give the kept report byte for byte: this program judges otherwise than the "
    "one that made it. Both texts were judged by this program, so what differs below comes from the text alone."
)
_NOT_READABLE = marked(
    "This program refuses the kept rule, so the edited text is compared with the kept report as it stands. "
    "What differs may come from the program as well as from the text."
)


@dataclass(frozen=True, slots=True)
class Difference:
    """What an edited rule changes in one kept set.

    `faults` are those of the edited text; where there are any nothing was judged, and `report` is None.
    `reproducible` tells whether the kept rule still gives the kept report byte for byte, `basis` says so in words.
    """

    faults: tuple[Fault, ...]
    reproducible: bool
    basis: str
    changes: tuple[Change, ...] = ()
    report: Report | None = None


def rejudge(stored: StoredSet, new_rule_text: str) -> Difference:
    """Judge a kept set by an edited rule's text and tell what differs; the record stays as it is."""
    kept = stored.report
    kept_faults = check_text(stored.exercise_text)
    again = None if kept_faults else judge_again(stored, parse_exercise(stored.exercise_text))
    reproducible = again is not None and same_bytes(kept, again)
    basis = _REPRODUCED if reproducible else _NOT_REPRODUCED if again is not None else _NOT_READABLE
    faults = tuple(check_text(new_rule_text, "the edited rule"))
    if faults:
        return Difference(faults, reproducible, say(basis))
    edited = parse_exercise(new_rule_text, "the edited rule")
    report = judge_again(stored, edited)
    before = kept if again is None else again.to_dict()
    changes = differences(before, report.to_dict(), lambda name: limit_title(edited, name))
    return Difference((), reproducible, say(basis), changes, report)


def judge_again(stored: StoredSet, exercise: Exercise) -> Report:
    """The stored poses judged by `exercise`, armed and ended as the set was."""
    coach = Coach(exercise, arm=_ARM_OF_KIND[stored.row.kind])
    events = coach.step(stored.recording.poses)
    return report_of(coach, [*events, *coach.finish(_why_ended(stored.report))])


def same_bytes(kept: Mapping[str, Any], again: Report) -> bool:
    """Whether a kept report says, in the part that follows from poses and rule, the very bytes of `again`."""
    said = again.to_dict()
    return json.dumps({key: kept.get(key) for key in said}) == json.dumps(said)


def _why_ended(report: Mapping[str, Any]) -> str:
    """A live set may have been stopped, and says why in its last event."""
    whys = [str(event["why"]) for event in report["events"] if event["kind"] == "ended"]
    return whys[-1] if whys else "input_ended"
