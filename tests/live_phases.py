"""Each phase of a guided session as the server would tell it, and somebody in its picture."""

from __future__ import annotations

from typing import Any

_CHECKS = [
    ("person", "ok", "I can see you"),
    ("distance", "ok", "The distance is right"),
    ("whole", "todo", "Let the camera see your feet."),
    ("view", "todo", "Turn your side to the camera."),
    ("light", "ok", "The light is good"),
    ("alone", "unknown", "One person in the picture"),
    ("level", "ok", "The camera is level"),
]
_SCALES = [
    {"id": name, "words": words, "low": "no pain", "high": "the strongest pain"}
    for name, words in (("back", "Pain in your back or neck"), ("limb", "Pain in an arm or leg"))
]
_NOTHING = dict.fromkeys(("none", "confirm", "yes", "change", "skip")) | {"choices": [], "many": False, "go": "Go on"}
_SIGNS = [
    "New numbness or tingling",
    "New weakness in an arm or a leg",
    "New trouble with bladder or bowel",
    "Numbness between the legs",
    "Fever or shivering",
    "The wound is red, open or wet",
    "A swollen, painful calf",
    "Pain in the chest, or short of breath",
    "A fall since last time",
]
BASE: dict[str, Any] = {
    "exercise": "sit_to_stand",
    "paused": "",
    "paused_words": "",
    "set": 1,
    "sets": 2,
    "count": None,
    "of": 8,
    "attempts_words": "",
    "dose_words": "Set 1 of 2",
    "next_words": "",
    "reminder": "",
    "allowed_words": "",
    "sentence": "",
    "sentence_kind": "guide",
    "checks": [],
    "ring": None,
    "ring_words": "",
    "limits": [],
    "verdict": None,
    "verdict_words": "",
    "measure": None,
    "repetitions": [],
    "why": None,
    "rest_s": None,
    "rest_of_s": None,
    "ask": None,
    "summary": None,
    "people": 1,
    "view": "side",
    "near": 0,
    "light": "ok",
    "say": [],
    "failure": "",
}
_WORK = {
    "phase": "work",
    "phase_words": "Working",
    "count": 5,
    "repetitions": ["ok", "ok", "close", "breach", "cannot_judge"],
    "sentence": "Chest long, let your hips do the folding.",
    "sentence_kind": "cue",
    "verdict": "close",
    "verdict_words": "close to the limit",
    "next_words": "Next: rest 60 s, then set 2",
    "measure": {"limit_id": "forward_bend", "verdict": "close", "words": "Forward bend 56° ± 6°, limit 60°"},
    "why": {
        "title": "Why this sentence",
        "rows": [
            ["Measured", "66° ± 6°"],
            ["Limit", "60°"],
            ["Rule", "forward_bend, version 1"],
            ["Source", "LaTrobe 2005 (healthy seat-off about 44 degrees)"],
        ],
    },
}
#: Each phase as the server would tell it.
PHASES: dict[str, dict[str, Any]] = {
    name: BASE | state
    for name, state in {
        "check": {
            "phase": "check",
            "phase_words": "Before you begin",
            "sentence": "How are you today?",
            "ask": _NOTHING
            | {
                "id": "check",
                "title": "How are you today?",
                "scales": _SCALES,
                "many": True,
                "choices": [{"id": f"sign_{k}", "words": words} for k, words in enumerate(_SIGNS)],
                "none": "None of these. Go on",
                "confirm": "You marked this. Is that right?",
                "yes": "Yes, that is right",
                "change": "Change my answers",
            },
        },
        "ready": {
            "phase": "ready",
            "phase_words": "Ready",
            "dose_words": "2 sets of 8",
            "sentence": "Press Start, then step back.",
        },
        "setup": {
            "phase": "setup",
            "phase_words": "Setting up",
            "checks": [dict(zip(("id", "state", "words"), row, strict=True)) for row in _CHECKS],
            "sentence": "Let the camera see your feet.",
            "sentence_kind": "hint",
            "next_words": "Next: a figure shows it",
        },
        "show": {"phase": "show", "phase_words": "Watch", "sentence": "Good. Watch how it is done."},
        "neutral": {
            "phase": "neutral",
            "phase_words": "Hold still",
            "ring": 0.62,
            "ring_words": "Hold still",
            "sentence": "Take your start position and hold still.",
        },
        "work": _WORK,
        "hold": _WORK
        | {
            "count": 12,
            "of": 15,
            "repetitions": ["ok"] * 12,
            "ring": 0.4,
            "ring_words": "Hold: 3 s",
            "sentence": "Good and steady.",
            "sentence_kind": "praise",
            "measure": None,
            "verdict": "ok",
            "verdict_words": "clear",
            "attempts_words": "1 more try that turned back early",
            "why": None,
        },
        "rest": {
            "phase": "rest",
            "phase_words": "Rest",
            "rest_s": 42.3,
            "rest_of_s": 60,
            "sentence": "Rest now. Sit down if you like.",
            "next_words": "Next: set 2 of 2",
            "ask": _NOTHING
            | {"id": "pain", "title": "How is it now?", "scales": _SCALES, "skip": "Skip this question"},
        },
        "rest_answered": {
            "phase": "rest",
            "phase_words": "Rest",
            "rest_s": 30.3,
            "rest_of_s": 60,
            "sentence": "Rest now. Sit down if you like.",
            "next_words": "Next: set 2 of 2",
        },
        "how": {
            "phase": "how",
            "phase_words": "How was it",
            "ask": _NOTHING
            | {
                "id": "how",
                "title": "How was it, and why did you stop?",
                "scales": _SCALES,
                "go": "Finish",
                "skip": "Skip this question",
                "choices": [
                    {"id": "done", "words": "I did enough"},
                    {"id": "tired", "words": "I am tired"},
                    {"id": "pain", "words": "It hurts"},
                    {"id": "other", "words": "Another reason"},
                ],
            },
        },
        "summary": {
            "phase": "summary",
            "phase_words": "Done",
            "dose_words": "",
            "summary": {
                "title": "Well done.",
                "lines": [
                    "14 of 16 repetitions were clear.",
                    "Your bend was smaller than last week.",
                    "Two came close to the limit. That is all right.",
                ],
                "calls": [],
                "sets": [{"words": "Set 1: 8 repetitions", "id": 11}, {"words": "Set 2: 8 repetitions", "id": 12}],
            },
        },
        "halted": {
            "phase": "halted",
            "phase_words": "Not today",
            "dose_words": "",
            "sentence": "Please rest today, and call now.",
            "summary": {
                "title": "Whom to call",
                "lines": ["You told of new numbness. Your surgeon wants to hear of it today."],
                "sets": [],
                "calls": [
                    {"role": "surgeon", "who": "Your surgeon: Dr. Mara Lind", "phone": "+49 30 1234 567"},
                    {"role": "emergency", "who": "Emergency", "phone": "112"},
                ],
            },
        },
        "paused": _WORK | {"paused": "hand", "paused_words": "You raised a hand. Raise it again to go on."},
        "fall": _WORK
        | {
            "paused": "fall",
            "paused_words": "",
            "ask": _NOTHING
            | {
                "id": "fall",
                "title": "Are you all right?",
                "choices": [
                    {"id": "help", "words": "I need help"},
                    {"id": "fine", "words": "I fell, but I am all right"},
                    {"id": "sat", "words": "I sat down on purpose"},
                ],
            },
        },
    }.items()
}


def person(shift_px: float = 0.0) -> list[list[float]]:
    """Somebody rising from a chair, seen from her left side, in 640x480."""
    places = {
        0: (268, 160),
        7: (290, 152),
        8: (290, 152),
        11: (300, 200),
        12: (304, 202),
        13: (270, 250),
        14: (274, 252),
    }
    places |= {15: (225, 262), 16: (229, 264), 23: (352, 292), 24: (350, 292), 25: (280, 330), 26: (284, 332)}
    places |= {27: (300, 410), 28: (304, 412), 29: (312, 424), 30: (316, 426), 31: (262, 428), 32: (266, 430)}
    return [
        [*(places.get(k, (285, 158))), 0.95] if k not in places else [places[k][0] + shift_px, places[k][1], 0.95]
        for k in range(33)
    ]
