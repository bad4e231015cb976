"""A rule for squats, small enough to solve by hand."""

#: Knees to 40 degrees count; past 70 by more than the side view's U (10) for 0.3 s is a breach.
SQUAT_RULE = """\
schema: 1
id: small_squat
name: Small squat
version: 3
camera: {view: side, body: full}
start:
  - {quantity: knee_flexion, max: 20}
  - {still_for_s: 1.0}
repetition:
  quantity: knee_flexion
  leave: 22
  reach: 40
  return: 28
  seconds: {min: 0.5, max: 12}
goal: {quantity: knee_flexion, min: 53}
limits:
  - id: depth
    quantity: knee_flexion
    max: 70
    for_s: 0.3
    cue: A smaller bend is plenty.
    source: a test
  - id: forward_bend
    quantity: trunk_inclination
    change_from: neutral
    max: 45
    for_s: 0.3
    cue: Chest long.
    source: proposal
dose: {sets: 1, repetitions: 10, source: proposal}
allowed: {lumbar: {from_week: 6}}
"""
