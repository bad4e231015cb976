"""What stands in a live picture at this moment: where in the movement she is, and what can be said of a limit."""

from __future__ import annotations

from coach.coaching.coach import Coach
from coach.coaching.events import Verdict
from coach.coaching.limits import FrameClass, LimitJudge, reason_name
from coach.coaching.machine import Zone
from coach.coaching.words import REASON_WORDS, VERDICT_WORDS, ZONE_WORDS


def phase_words(coach: Coach) -> str:
    """Where in the movement the person is."""
    return ZONE_WORDS[coach.zone if coach.armed else Zone.UNKNOWN]


def verdict_now(judge: LimitJudge) -> tuple[Verdict | None, str]:
    """What can be said of a limit at this moment, and its words; None where the rule does not ask now.

    A limit counts as passed only when it has been for as long as its rule says; until then it is close.
    """
    code = judge.code
    if judge.breached_since_s == judge.breached_since_s:
        verdict = Verdict.BREACH
    elif code == FrameClass.NOT_ASKED:
        return None, "not asked now"
    elif code >= FrameClass.CANNOT:
        said = f"{VERDICT_WORDS[Verdict.CANNOT_JUDGE]}: {REASON_WORDS[reason_name(code)]}"
        return Verdict.CANNOT_JUDGE, said
    else:
        verdict = Verdict.OK if code == FrameClass.OK else Verdict.CLOSE
    return verdict, VERDICT_WORDS[verdict]
