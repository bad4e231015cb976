"""The questions as the page gets them."""

import json
import re

import pytest

from coach.care import RED_FLAGS, Answers, ClinicSettings, after_fall, check_ask, fall_ask, how_ask, pain_ask
from coach.language import speaking

EVERY = [check_ask(), pain_ask(), how_ask(False), how_ask(True), fall_ask()]


def ids(lines):
    return [line["id"] for line in lines]


def test_the_check_asks_for_pain_and_every_sign_and_cannot_be_passed_over():
    asked = check_ask().to_dict()
    assert (asked["id"], asked["many"], asked["skip"]) == ("check", True, None)
    assert ids(asked["scales"]) == ["back", "limb"]
    assert asked["scales"][0] == {
        "id": "back",
        "words": "Pain in your back or neck",
        "low": "no pain",
        "high": "the strongest pain",
    }
    assert asked["choices"] == [{"id": flag.id, "words": str(flag.words)} for flag in RED_FLAGS]
    assert asked["confirm"] == "You marked this. Is that right?"
    assert (asked["none"], asked["yes"], asked["change"]) == (
        "None of these. Go on",
        "Yes, that is right",
        "Change my answers",
    )


def test_pain_between_sets_is_two_numbers_that_can_be_skipped():
    asked = pain_ask().to_dict()
    assert (asked["id"], asked["choices"], asked["many"], asked["confirm"]) == ("pain", [], False, None)
    assert asked["skip"] == "Skip this question"


def test_after_a_stop_the_reason_is_asked_too():
    assert ids(how_ask(True).to_dict()["choices"]) == ["done", "tired", "pain", "other"]
    assert how_ask(False).to_dict()["choices"] == []
    assert how_ask(True).id == how_ask(False).id == "how"


def test_every_answer_to_a_fall_is_understood():
    asked = fall_ask().to_dict()
    going = {choice: after_fall(choice, ClinicSettings()).go for choice in ids(asked["choices"])}
    assert going == {"help": False, "fine": False, "sat": True}
    assert asked["skip"] is None


def test_what_is_marked_can_be_answered():
    assert Answers(3, None, frozenset(ids(check_ask().to_dict()["choices"]))).flags


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("ask", EVERY, ids=lambda ask: ask.id)
def test_the_page_gets_calm_words_in_its_language(ask, language):
    with speaking(language):
        said = json.dumps(ask.to_dict(), ensure_ascii=False)
    assert not re.search(r"danger|damage|wrong|bad |fail|!|\{\w+\}", said)
