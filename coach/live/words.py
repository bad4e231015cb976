"""What stands in a live picture at this moment: the phase, where in the movement she is, what is said of a limit."""

from __future__ import annotations

from coach.coaching.coach import Coach
from coach.coaching.events import Verdict
from coach.coaching.limits import FrameClass, LimitJudge, reason_name
from coach.coaching.machine import Zone
from coach.coaching.words import REASON_WORDS, VERDICT_WORDS, ZONE_WORDS
from coach.language import Sentence, say

PHASE_WORDS = {
    "check": Sentence("Before you begin"),
    "ready": Sentence("Ready when you are"),
    "setup": Sentence("Setting up"),
    "show": Sentence("Watch"),
    "neutral": Sentence("Hold still"),
    "work": Sentence("Counting"),
    "rest": Sentence("Rest"),
    "how": Sentence("How was it?"),
    "summary": Sentence("Done"),
    "halted": Sentence("Not today"),
}
#: Why it is paused and how it goes on; the screen has "Paused" above it.
PAUSED_WORDS = {
    "": Sentence(""),
    "button": Sentence("Press Go on, or raise an arm."),
    "hand": Sentence("You raised an arm. Raise it again to go on."),
    "left": Sentence("Step into the picture to go on."),
    "hidden": Sentence("This page was hidden. We go on in a moment."),
    "camera": Sentence("The camera gives no picture. We go on when it is back."),
    "lost": Sentence("The line was cut. What was counted is kept."),
    "dark": Sentence("The picture is black. Uncover the camera."),
    "fall": Sentence("Are you all right? Take your time."),
}
#: While the camera is on and has shown nothing yet, and where an arm cannot go on.
STARTING = Sentence("The camera is starting.")
WITHOUT_ARM = Sentence("Press Go on.")
#: The sentence of a phase while there is nothing else to say.
PHASE_SENTENCES = {
    "ready": Sentence("Press Start, then step back."),
    "setup": Sentence("Good. Stay there."),
    "show": Sentence("Watch how it is done."),
    "neutral": Sentence("Hold still in your start position."),
    "work": Sentence("Go on at your own pace."),
    "rest": Sentence("Rest. Sit down if you like."),
}


def phase_words(coach: Coach) -> str:
    """Where in the movement the person is."""
    return say(ZONE_WORDS[coach.zone if coach.armed else Zone.UNKNOWN])


def verdict_sentence(verdict: Verdict, reason: str = "") -> Sentence:
    """A verdict, with the reason where it cannot judge."""
    words = Sentence(VERDICT_WORDS[verdict])
    return Sentence("{verdict}: {reason}", verdict=words, reason=Sentence(REASON_WORDS[reason])) if reason else words


def verdict_now(judge: LimitJudge) -> tuple[Verdict | None, Sentence]:
    """What can be said of a limit at this moment, and its words; None where the rule does not ask now.

    A limit counts as passed only when it has been for as long as its rule says; until then it is close.
    """
    code = judge.code
    if judge.breached_since_s == judge.breached_since_s:
        verdict = Verdict.BREACH
    elif code == FrameClass.NOT_ASKED:
        return None, Sentence("not asked now")
    elif code >= FrameClass.CANNOT:
        return Verdict.CANNOT_JUDGE, verdict_sentence(Verdict.CANNOT_JUDGE, reason_name(code))
    else:
        verdict = Verdict.OK if code == FrameClass.OK else Verdict.CLOSE
    return verdict, verdict_sentence(verdict)
