"""Every code that the fold gives out has its words."""

from __future__ import annotations

import pytest

from coach.coaching.events import Verdict
from coach.coaching.limits import FrameClass, reason_name
from coach.coaching.machine import Zone
from coach.coaching.words import (
    REASON_WORDS,
    VERDICT_WORDS,
    VIEW_WORDS,
    ZONE_WORDS,
)
from coach.kinematics.measure import Reason
from coach.kinematics.uncertainty import VIEWS
from coach.rules.words import name_of, title_of


def test_every_verdict_zone_and_view_has_words() -> None:
    assert {*VERDICT_WORDS} == {*Verdict}
    assert {*ZONE_WORDS} == {*Zone}
    assert {*VIEW_WORDS} == {*VIEWS, "none"}


@pytest.mark.parametrize("reason", [reason for reason in Reason if reason is not Reason.NONE])
def test_every_reason_has_words(reason: Reason) -> None:
    assert reason_name(FrameClass.CANNOT + reason) in REASON_WORDS


def test_what_the_fold_adds_to_the_reasons_has_words() -> None:
    assert reason_name(FrameClass.NO_NEUTRAL) in REASON_WORDS
    assert "not_reached" in REASON_WORDS


def test_identifiers_are_read_as_words() -> None:
    assert name_of("lean_at_the_top") == "lean at the top"
    assert title_of("lean_at_the_top") == "Lean at the top"
