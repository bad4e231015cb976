"""The signs that end a day of exercise, in the patient's words. No clinician has reviewed the list.

An id is kept in the record of answers for good: a line may be worded anew, but its id is never removed or reused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from coach.language import Sentence

#: How soon somebody is to be called, mildest first: if it stays, on the same day, at once.
URGENCIES = ("soon", "today", "now")


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A sign that means no exercise today; `urgency` is "now" or "today", `source` says who asks for the call."""

    id: str
    words: Sentence
    urgency: str
    source: str


#: In the order in which they are asked: what cannot wait first.
RED_FLAGS = (
    RedFlag(
        "new_numbness",
        Sentence("I have new numbness in an arm, leg or between my legs."),
        "now",
        "oactdocs.com, post lumbar fusion (legs: immediately); arms and between the legs: proposal",
    ),
    RedFlag(
        "new_weakness",
        Sentence("My arm, leg or foot is weaker than before."),
        "now",
        "oactdocs.com, post lumbar fusion (legs: immediately); arms: proposal (mymichigan.org: within 24 h)",
    ),
    RedFlag(
        "bladder_bowel",
        Sentence("I have new trouble with my bladder or bowel."),
        "now",
        "oactdocs.com, post lumbar fusion (loss of control: immediately)",
    ),
    RedFlag(
        "chest",
        Sentence("I have chest pain or trouble breathing."),
        "now",
        "healthpages.org, when to call your surgeon after spinal fusion (right away)",
    ),
    RedFlag(
        "calf",
        Sentence("My calf is painful or swollen."),
        "today",
        "healthpages.org, when to call your surgeon after spinal fusion",
    ),
    RedFlag(
        "fever",
        Sentence("I have a fever above 38 °C."),
        "today",
        "healthpages.org (above 100.4 °F = 38 °C); Rothman discharge sheet has 101.5 °F",
    ),
    RedFlag(
        "wound",
        Sentence("My wound is open, red, swollen or leaking."),
        "today",
        "St Francis protocol (not closing, redness, swelling); healthpages.org (discharge)",
    ),
    RedFlag(
        "new_trouble",
        Sentence("I fell, or have new trouble walking or swallowing."),
        "today",
        "mymichigan.org, concerns after spine surgery (call within 24 h)",
    ),
)
FLAG_BY_ID = {flag.id: flag for flag in RED_FLAGS}


def most_urgent(flags: Iterable[str]) -> str:
    """The urgency of the flag that can wait least; at least one must be given."""
    return max((FLAG_BY_ID[flag].urgency for flag in flags), key=URGENCIES.index)
