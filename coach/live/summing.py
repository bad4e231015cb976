"""The end of a session in a few sentences: what went well first, then what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from coach.language import Sentence, say, say_many
from coach.live.afterwards import NOTHING_NEW, Afterwards
from coach.live.guide import Guide
from coach.live.set_run import Outcome
from coach.review.saying import percent

_TITLES = {
    "pain": Sentence("Thank you for saying so."),
    "tired": Sentence("Resting is part of training."),
    "done": Sentence("Well done."),
}


def summary_of(
    guide: Guide,
    outcomes: Sequence[Outcome],
    *,
    keeps: bool,
    notes: Sequence[str] = (),
    afterwards: Afterwards = NOTHING_NEW,
) -> dict[str, Any]:
    """Title, lines, whom to call, and one line for each set; with `keeps` False nothing was to be kept.

    `notes` say what could not be kept, and why no further set may begin.
    """
    well = _went_well(guide, outcomes, afterwards)
    calm = _calm(guide, outcomes, afterwards) if guide.decision.go else []
    return {
        "title": _title(guide),
        "well": bool(well),
        "lines": [*well, *map(str, guide.decision.sentences), *calm, *notes, *_kept(outcomes, keeps=keeps)],
        "calls": [call.to_dict() for call in guide.decision.calls],
        "sets": [{"words": _set_words(k + 1, outcome), "id": outcome.set_id} for k, outcome in enumerate(outcomes)],
    }


def _title(guide: Guide) -> str:
    if guide.phase == "halted":
        return say("Not today.")
    why = guide.stopped or ("done" if guide.phase in ("how", "summary") else "")
    return str(_TITLES.get(why, Sentence("That was your session.")))


def _went_well(guide: Guide, outcomes: Sequence[Outcome], afterwards: Afterwards) -> list[str]:
    done = [repetition for outcome in outcomes for repetition in outcome.report.repetitions]
    if not done:
        return []
    clear = sum(repetition.verdict == "ok" for repetition in done)
    if guide.plan.asks and len(done) >= guide.plan.repetitions:
        lines = [say_many("You did the {n} planned repetition.", "You did all {n} planned repetitions.", len(done))]
    else:
        lines = [say_many("You did {n} repetition.", "You did {n} repetitions.", len(done))]
    if clear:
        lines.append(say("{n} of them stayed within your range.", n=clear))
    if guide.decision.go:
        lines += [str(victory) for victory in afterwards.victories]
    return lines


def _calm(guide: Guide, outcomes: Sequence[Outcome], afterwards: Afterwards) -> list[str]:
    """The dose, pain, and what is left of the day."""
    lines = []
    done = sum(len(outcome.report.repetitions) for outcome in outcomes)
    if guide.plan.asks and 0 < done < guide.plan.repetitions:
        lines.append(say("Planned were {n}. Every one of yours counts.", n=guide.plan.repetitions))
    before, after = guide.pain
    if before is not None and after is not None:
        lines.append(say("Pain before: {before} of 10. Now: {after} of 10.", before=before, after=after))
    if afterwards.planned:
        lines.append(
            say("On your plan today: {done} of {planned} done.", done=afterwards.done, planned=afterwards.planned)
        )
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
