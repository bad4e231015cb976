"""The few words that stand in a picture: verdicts, reasons and where in the movement she is."""

from __future__ import annotations

from coach.coaching.coach import Coach
from coach.coaching.events import Verdict
from coach.coaching.limits import FrameClass, LimitJudge, reason_name
from coach.coaching.machine import Zone

REASONS = {
    "no_person": "nobody in the picture",
    "view": "seen from another side",
    "hidden": "part of the body hidden",
    "jitter": "picture too unsteady",
    "too_far": "too far from the camera",
    "no_neutral": "own posture not yet known",
}
PHASES = {
    Zone.UNKNOWN: "take the start position",
    Zone.START: "at the start",
    Zone.OUT: "on the way",
    Zone.END: "at the end",
    Zone.BACK: "on the way back",
}
_VERDICTS = {Verdict.OK: "clear", Verdict.CLOSE: "close", Verdict.BREACH: "past the limit"}


def phase_words(coach: Coach) -> str:
    """Where in the movement the person is."""
    return PHASES[coach.zone if coach.armed else Zone.UNKNOWN]


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
        return Verdict.CANNOT_JUDGE, f"cannot judge: {REASONS[reason_name(code)]}"
    else:
        verdict = Verdict.OK if code == FrameClass.OK else Verdict.CLOSE
    return verdict, _VERDICTS[verdict]


def limit_name(limit_id: str) -> str:
    """`lean_at_the_top` as people read it."""
    return limit_id.replace("_", " ").capitalize()
