"""The end of a session in a few sentences: what went well first, then what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from coach.language import Sentence, say, say_many
from coach.live.guide import Guide
from coach.live.set_run import Outcome
from coach.review.saying import percent

_TITLES = {
    "pain": Sentence("Thank you for saying so."),
    "tired": Sentence("Resting is part of training."),
    "done": Sentence("Well done."),
}


def summary_of(guide: Guide, outcomes: Sequence[Outcome], *, keeps: bool, notes: Sequence[str] = ()) -> dict[str, Any]:
    """Title, lines, whom to call, and one line for each set; with `keeps` False nothing was to be kept.

    `notes` say what could not be kept.
    """
    if guide.phase == "halted":
        title = say("Not today.")
    elif guide.stopped:
        title = str(_TITLES.get(guide.stopped, Sentence("That was your session.")))
    else:
        title = str(_TITLES["done"])
    well = _went_well(outcomes)
    return {
        "title": title,
        "well": bool(well),
        "lines": [*well, *map(str, guide.decision.sentences), *notes, *_kept(outcomes, keeps=keeps)],
        "calls": [call.to_dict() for call in guide.decision.calls],
        "sets": [{"words": _set_words(k + 1, outcome), "id": outcome.set_id} for k, outcome in enumerate(outcomes)],
    }


def _went_well(outcomes: Sequence[Outcome]) -> list[str]:
    done = [repetition for outcome in outcomes for repetition in outcome.report.repetitions]
    if not done:
        return []
    clear = sum(repetition.verdict == "ok" for repetition in done)
    lines = [say_many("You did {n} repetition.", "You did {n} repetitions.", len(done))]
    if clear:
        lines.append(say("{n} of them stayed within your range.", n=clear))
    return lines


def _kept(outcomes: Sequence[Outcome], *, keeps: bool) -> list[str]:
    failures = [str(outcome.failure) for outcome in outcomes if outcome.failure]
    if failures:
        return failures
    if any(outcome.set_id is not None for outcome in outcomes):
        return [say("Kept on this computer for you and your therapist.")]
    if outcomes and keeps:
        return [say("Nobody was seen by the camera, so there is nothing to keep.")]
    return []


def _set_words(number: int, outcome: Outcome) -> str:
    report = outcome.report
    if report.count is None:
        return say("Set {n}: could not be counted from this side", n=number)
    words = say_many("Set {number}: {n} repetition", "Set {number}: {n} repetitions", report.count, number=number)
    if report.coverage is None:
        return words
    return say("{words}, {share} of the time judged", words=words, share=percent(report.coverage))
