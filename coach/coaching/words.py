"""What the fold's codes are called in words, the same on every screen, in films and in reviews.

Each is marked English, and said where it is shown: `say(VERDICT_WORDS["ok"])`.
"""

from __future__ import annotations

from coach.coaching.machine import Zone
from coach.language import marked

VERDICT_WORDS = {
    "ok": marked("clear"),
    "close": marked("close to the limit"),
    "breach": marked("past the limit"),
    "cannot_judge": marked("cannot judge"),
}
#: Why a limit was not judged.
REASON_WORDS = {
    "no_person": marked("nobody in the picture"),
    "view": marked("seen from another side"),
    "hidden": marked("part of the body hidden"),
    "jitter": marked("picture too unsteady"),
    "too_far": marked("too far from the camera"),
    "no_neutral": marked("own posture not yet known"),
    "not_reached": marked("the movement did not come to it"),
}
ATTEMPT_WORDS = {
    "turned_back": marked("turned back early"),
    "too_quick": marked("quicker than can be judged"),
    "too_slow": marked("slower than one repetition takes"),
    "other_movement": marked("another movement"),
}
#: From where a set was seen; `none` where nobody was.
VIEW_WORDS = {
    "side": marked("from the side"),
    "front": marked("from the front"),
    "back": marked("from behind"),
    "oblique": marked("at a slant"),
    "unknown": marked("from an unclear side"),
    "none": marked("nobody in the picture"),
}
ZONE_WORDS = {
    Zone.UNKNOWN: marked("take the start position"),
    Zone.START: marked("at the start"),
    Zone.OUT: marked("on the way"),
    Zone.END: marked("at the end"),
    Zone.BACK: marked("on the way back"),
}
#: What is measured, within a sentence.
QUANTITY_WORDS = {
    "knee_flexion": marked("knee flexion"),
    "hip_flexion": marked("hip flexion"),
    "shoulder_flexion": marked("shoulder flexion"),
    "elbow_flexion": marked("elbow flexion"),
    "ankle_flexion": marked("ankle flexion"),
    "thigh_elevation": marked("thigh elevation"),
    "shank_inclination": marked("shank inclination"),
    "arm_elevation": marked("arm elevation"),
    "trunk_inclination": marked("trunk inclination"),
    "lateral_trunk_lean": marked("lateral trunk lean"),
    "trunk_minus_thigh": marked("trunk minus thigh"),
    "hip_offset_ankle": marked("hip offset ankle"),
    "hip_offset_knee": marked("hip offset knee"),
    "shoulder_line_tilt": marked("shoulder line tilt"),
    "hip_line_tilt": marked("hip line tilt"),
    "hip_abduction": marked("hip abduction"),
    "trunk_twist": marked("trunk twist"),
    "head_offset": marked("head offset"),
    "heel_rise": marked("heel rise"),
    "hip_height": marked("hip height"),
    "stance_width": marked("stance width"),
}
