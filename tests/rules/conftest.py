"""A whole, valid rule as a therapist writes it, and a way to break it."""

from collections.abc import Callable

import pytest

from coach.rules import Fault, check_text

#: DESIGN.md's example, with the spelling of the neutral and the width of the second limit that the checks ask for.
RULE = """\
schema: 1
id: sit_to_stand
name: Sit to stand
version: 1
camera: {view: side, body: full}
start:                      # the posture that arms the set
  - {quantity: knee_flexion, min: 70}
  - {still_for_s: 1.0}
repetition:
  quantity: knee_flexion    # degrees, 0 = straight
  side: near
  leave: 75
  reach: 20
  return: 70
  seconds: {min: 1.0, max: 12}
goal: {quantity: knee_flexion, at: end, max: 10}
limits:
  - id: forward_bend
    quantity: trunk_inclination
    max: 60
    for_s: 0.3
    cue: Chest long, let your hips do the folding.
    source: LaTrobe 2005 (healthy seat-off about 44 degrees)
  - id: lean_at_the_top
    quantity: trunk_inclination
    change_from: neutral_end
    when: end
    max: 10
    cue: Stand tall before you sit.
    source: proposal
cannot_judge: [lumbar curvature, pelvic tilt]
dose: {sets: 2, repetitions: 8, source: proposal}
allowed: {lumbar: {from_week: 0}, thoracic: {from_week: 0}, cervical: {from_week: 0}}
"""

Break = Callable[..., list[Fault]]


@pytest.fixture
def rule() -> str:
    """A valid rule."""
    return RULE


@pytest.fixture
def broken() -> Break:
    """Faults of the valid rule after replacing each (old, new) pair of text once."""

    def faults(*changes: tuple[str, str]) -> list[Fault]:
        text = RULE
        for old, new in changes:
            assert old in text, f"{old!r} is not in the rule"
            text = text.replace(old, new, 1)
        return check_text(text, "sit_to_stand.yaml")

    return faults


@pytest.fixture
def only(broken: Break) -> Callable[..., Fault]:
    """The one fault of the rule so changed."""

    def fault(*changes: tuple[str, str]) -> Fault:
        found = broken(*changes)
        assert len(found) == 1, [str(each) for each in found]
        return found[0]

    return fault
