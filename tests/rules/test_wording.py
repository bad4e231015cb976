"""Movements that are refused whoever asks, and cues that are short, calm and name an action."""

import pytest

from coach.rules.wording import FORBIDDEN, forbidden_movement


@pytest.mark.parametrize("tag", FORBIDDEN)
def test_each_forbidden_movement_is_refused_as_a_tag(only, tag):
    fault = only(("cannot_judge:", f"tags: [legs, {tag}]\ncannot_judge:"))
    assert (fault.line, fault.key) == (31, "tags[1]")
    assert tag.replace("_", " ") in fault.message


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("id: sit_to_stand", "id: seated_cat_camel", "id"),
        ("name: Sit to stand", "name: Single knee-to-chest", "name"),
        ("name: Sit to stand", "name: SIT UP", "name"),
    ],
)
def test_leaving_the_tag_out_does_not_help(only, old, new, key):
    assert only((old, new)).key == key


@pytest.mark.parametrize("text", ["sit_to_stand", "cobras_nest", "wall_slide", "Twister", ""])
def test_other_names_pass(text):
    assert forbidden_movement(text) is None


@pytest.mark.parametrize(
    "word",
    [
        "dangerous",
        "Damage",
        "wrong",
        "bad",
        "failed",
        "injury",
        "harmful",
        "hurts",
        "unsafe",
        "risky",
        "pain",
        "screws",
    ],
)
def test_an_alarming_cue_is_refused_and_an_action_offered(only, word):
    fault = only(("Stand tall before you sit.", f"Stand, {word} back."))
    assert (fault.line, fault.key) == (29, "limits[1].cue")
    assert word in fault.message
    assert "Hinge at your hips" in fault.instead


def test_a_cue_is_eight_words_at_most(broken, only):
    assert broken(("Stand tall before you sit.", "One two three four five six seven eight.")) == []
    fault = only(("Stand tall before you sit.", "One two three four five six seven eight nine."))
    assert fault.instead == "Use 8 at most."


def test_an_empty_cue_is_refused(only):
    assert only(("cue: Stand tall before you sit.", "cue: ''")).key == "limits[1].cue"


@pytest.mark.parametrize("cue", ["Brisk and light.", "Take a breath, soft knees."])
def test_words_that_only_look_alarming_pass(broken, cue):
    assert broken(("Stand tall before you sit.", cue)) == []


def test_a_cue_that_is_no_text_is_told_as_such(only):
    assert only(("cue: Stand tall before you sit.", "cue: 5")).message == "text is wanted, not 5."


def test_an_exercise_for_nobody_is_refused(only):
    allowed = "{lumbar: {from_week: 0}, thoracic: {from_week: 0}, cervical: {from_week: 0}}"
    assert only((allowed, "{}")).key == "allowed"
