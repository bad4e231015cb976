"""What the fold's codes are called in words, the same on every screen, in films and in reviews."""

from __future__ import annotations

from coach.coaching.machine import Zone

VERDICT_WORDS = {
    "ok": "clear",
    "close": "close to the limit",
    "breach": "past the limit",
    "cannot_judge": "cannot judge",
}
#: Why a limit was not judged.
REASON_WORDS = {
    "no_person": "nobody in the picture",
    "view": "seen from another side",
    "hidden": "part of the body hidden",
    "jitter": "picture too unsteady",
    "too_far": "too far from the camera",
    "no_neutral": "own posture not yet known",
    "not_reached": "the movement did not come to it",
}
ATTEMPT_WORDS = {
    "turned_back": "turned back early",
    "too_quick": "quicker than can be judged",
    "too_slow": "slower than one repetition takes",
    "other_movement": "another movement",
}
#: From where a set was seen; `none` where nobody was.
VIEW_WORDS = {
    "side": "from the side",
    "front": "from the front",
    "back": "from behind",
    "oblique": "at a slant",
    "unknown": "from an unclear side",
    "none": "nobody in the picture",
}
ZONE_WORDS = {
    Zone.UNKNOWN: "take the start position",
    Zone.START: "at the start",
    Zone.OUT: "on the way",
    Zone.END: "at the end",
    Zone.BACK: "on the way back",
}


def name_of(identifier: str) -> str:
    """`lean_at_the_top` as people read it within a sentence: `lean at the top`."""
    return identifier.replace("_", " ")


def title_of(identifier: str) -> str:
    """`lean_at_the_top` as people read it by itself: `Lean at the top`."""
    return name_of(identifier).capitalize()
