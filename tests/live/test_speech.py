"""Utterances and the one sentence on the screen."""

from __future__ import annotations

from coach.language import Sentence
from coach.live.speech import HINT_AFTER_S, HINT_AGAIN_S, REMEMBERED, SHOWN_FOR_S, Speech

TURN, LIGHT = Sentence("Turn to face the camera."), Sentence("Turn on a light.")


def spoken(speech: Speech) -> list[str]:
    return [str(one.words) for one in speech.utterances]


def test_utterances_are_numbered_and_the_last_few_are_remembered() -> None:
    speech = Speech()
    for n in range(20):
        speech.say(Sentence("{n}", n=n), "count")
    numbers = [one.n for one in speech.utterances]
    assert numbers == list(range(21 - REMEMBERED, 21))
    assert spoken(speech)[-1] == "19"


def test_a_sentence_stands_for_a_while() -> None:
    speech = Speech()
    speech.tell(10.0, TURN, "cue", "cue")
    assert speech.on_screen(10.0 + SHOWN_FOR_S) == (TURN, "cue")
    assert speech.on_screen(10.1 + SHOWN_FOR_S) is None
    speech.tell(20.0, TURN, "cue", "cue")
    speech.clear()
    assert speech.on_screen(20.0) is None


def test_a_flickering_hint_changes_nothing_on_the_screen_and_is_not_spoken() -> None:
    speech = Speech()
    speech.hint(0.0, LIGHT)
    speech.hint(HINT_AFTER_S, LIGHT)
    for k in range(100):
        speech.hint(1 + k * HINT_AFTER_S / 3, TURN if k % 2 else Sentence(""))
        assert speech.on_screen(1 + k * HINT_AFTER_S / 3) == (LIGHT, "hint")
    assert spoken(speech) == [str(LIGHT)]


def test_two_hints_in_turn_are_each_spoken_once() -> None:
    speech = Speech()
    for k in range(int(HINT_AGAIN_S / 2 * 10)):
        speech.hint(k / 10, TURN if (k // 20) % 2 else LIGHT)
    assert spoken(speech) == [str(LIGHT), str(TURN)]
