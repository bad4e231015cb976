"""The state of a session as JSON for the page (`docs/live.md`), all words in the language that is spoken here."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from coach.care import Allowance
from coach.coaching.events import Cue
from coach.language import Sentence, say, say_many, spoken_language
from coach.live.afterwards import NOTHING_NEW, Afterwards
from coach.live.eyes import Look
from coach.live.guide import Guide
from coach.live.hints import NOTHING
from coach.live.light import Light
from coach.live.pausing import WITH_CAMERA
from coach.live.set_run import Outcome
from coach.live.set_screen import LimitNow, Measure, SetNow
from coach.live.speech import ShownKind
from coach.live.summing import summary_of
from coach.live.telling import limit_title
from coach.live.watch import hand_can_pause
from coach.live.words import PAUSED_WORDS, PHASE_SENTENCES, PHASE_WORDS, STARTING, WITHOUT_ARM
from coach.review.dates import day_words
from coach.review.saying import measured
from coach.rules.model import Exercise


@dataclass(frozen=True, slots=True)
class Scene:
    """All that the screen is made of: the guide, the sets that ended, the running one, and the last frame."""

    guide: Guide
    outcomes: tuple[Outcome, ...]
    keeps: bool
    notes: tuple[str, ...]
    """What could not be kept, and why no further set may begin, in sentences."""
    now: SetNow
    look: Look | None
    frames: int
    dropped: int
    failure: str
    allowance: Allowance | None = None
    afterwards: Afterwards = NOTHING_NEW


def said_state(scene: Scene) -> dict[str, Any]:
    """Everything that the page shows."""
    guide, now, exercise = scene.guide, scene.now, scene.guide.plan.exercise
    sentence, kind = _sentence(guide, scene.look)
    worst, look = now.verdict, scene.look
    resting = guide.phase == "rest"
    return {
        "phase": guide.phase,
        "phase_words": str(PHASE_WORDS[guide.phase]),
        "paused": guide.paused,
        "paused_words": str(PAUSED_WORDS[guide.paused]),
        "exercise": exercise.id,
        "set": guide.set_number,
        "sets": guide.plan.sets,
        "count": now.count,
        "of": exercise.dose.repetitions,
        "attempts_words": _attempts(now.attempts),
        "dose_words": _dose(guide),
        "next_words": _next(guide),
        "reminder": str(guide.plan.reminder),
        "allowed_words": _allowed(scene.allowance),
        "sentence": str(sentence),
        "sentence_kind": kind,
        "checks": [check.to_dict() for check in look.checks] if look else [],
        "ring": now.ring if guide.phase in ("neutral", "work") else None,
        "ring_words": _ring(guide.phase, now),
        "limits": [_limit(exercise, limit) for limit in now.limits],
        "verdict": worst.verdict if worst else None,
        "verdict_words": str(worst.words) if worst else "",
        "measure": _measure(exercise, now.measure, now),
        "repetitions": list(now.repetitions),
        "why": _why(exercise, now.cue),
        "rest_s": math.ceil(guide.rest_s) if resting else None,
        "rest_of_s": guide.plan.settings.rest_s if resting else None,
        "ask": guide.ask.to_dict() if guide.ask else None,
        "summary": said_summary(scene) if guide.phase in ("summary", "halted") else None,
        "people": int(look.poses.people[-1]) if look else 0,
        "view": now.view,
        "near": now.near,
        "light": look.light if look else Light.OK,
        "say": [{"n": one.n, "words": str(one.words), "kind": one.kind} for one in guide.speech.utterances],
        "frames": scene.frames,
        "dropped": scene.dropped,
        "failure": scene.failure,
    }


def _sentence(guide: Guide, look: Look | None) -> tuple[Sentence, ShownKind]:
    if guide.paused:
        by_arm = guide.paused != "button" or hand_can_pause(guide.plan.exercise)
        return PAUSED_WORDS[guide.paused] if by_arm else WITHOUT_ARM, "hint"
    if guide.phase == "setup" and not (look and look.checks):
        return STARTING, "guide"
    told = guide.speech.on_screen(guide.now_s) if guide.phase in WITH_CAMERA else None
    return told or (PHASE_SENTENCES.get(guide.phase, NOTHING), "guide")


def said_summary(scene: Scene) -> dict[str, Any]:
    """How the session went, as far as it went."""
    return summary_of(scene.guide, scene.outcomes, keeps=scene.keeps, notes=scene.notes, afterwards=scene.afterwards)


def _allowed(allowance: Allowance | None) -> str:
    """Who lets her do it earlier than the defaults."""
    override = allowance.override if allowance else None
    if override is None:
        return ""
    return say("Allowed by {name} until {day}.", name=override.by_name, day=day_words(override.until))


def _dose(guide: Guide) -> str:
    if guide.phase in ("check", "ready"):
        return say_many("{n} set of {of}", "{n} sets of {of}", guide.plan.sets, of=guide.plan.exercise.dose.repetitions)
    return say("Set {n} of {all}", n=guide.set_number, all=guide.plan.sets)


def _attempts(attempts: int) -> str:
    if not attempts:
        return ""
    return say_many("{n} more try, not counted", "{n} more tries, not counted", attempts)


def _next(guide: Guide) -> str:
    if guide.phase not in WITH_CAMERA:
        return ""
    if guide.set_number >= guide.plan.sets:
        return say("This is the last set")
    if guide.phase == "rest":
        return say("Next: set {n} of {all}", n=guide.set_number + 1, all=guide.plan.sets)
    return say("Next: rest {s} s, then set {n}", s=guide.plan.settings.rest_s, n=guide.set_number + 1)


def _ring(phase: str, now: SetNow) -> str:
    if phase == "neutral":
        return say("Hold still")
    if now.ring is not None:
        return say("Hold")
    if now.steady is None:
        return ""
    return say("You held very still") if now.steady else say("A little unsteady, but enough")


def _limit(exercise: Exercise, limit: LimitNow) -> dict[str, Any]:
    title = limit_title(exercise, limit.id)
    return {"id": limit.id, "title": str(title), "verdict": limit.verdict, "words": str(limit.words)}


def _measure(exercise: Exercise, measure: Measure | None, now: SetNow) -> dict[str, Any] | None:
    if measure is None:
        return None
    words = say(
        "{what} {value}, limit {limit}",
        what=limit_title(exercise, measure.limit_id),
        value=measured(measure.value, measure.unit, measure.u),
        limit=measured(measure.limit, measure.unit),
    )
    verdict = next(limit.verdict for limit in now.limits if limit.id == measure.limit_id)
    return {"limit_id": measure.limit_id, "verdict": verdict, "words": words}


def _why(exercise: Exercise, cue: Cue | None) -> dict[str, Any] | None:
    """Behind the last cue: quantity, value ± U, limit, rule and source."""
    if cue is None:
        return None
    rule = say(
        "{limit} in {exercise}, version {version}", limit=cue.limit_id, exercise=exercise.id, version=exercise.version
    )
    rows = [
        [say("Measured"), measured(cue.value, cue.unit, cue.u)],
        [say("Limit"), measured(cue.limit, cue.unit)],
        [say("What is measured"), str(limit_title(exercise, cue.limit_id))],
        [say("Rule"), rule],
        [say("Source"), cue.source],
    ]
    return {"title": str(exercise.words(spoken_language()).cue(cue.limit_id)), "rows": rows}
