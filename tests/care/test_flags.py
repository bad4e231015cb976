"""The list stays short and plain, and every line has its source."""

import re

from coach.care.flags import RED_FLAGS, URGENCIES, most_urgent


def test_the_list_is_short_enough_to_be_read():
    assert len(RED_FLAGS) <= 8
    for flag in RED_FLAGS:
        assert len(str(flag.words).split()) <= 12, flag.words
        assert not re.search(r"danger|damage|wrong|bad|fail|!", str(flag.words)), flag.words


def test_every_sign_the_issue_names_is_asked_once():
    ids = [flag.id for flag in RED_FLAGS]
    assert len(set(ids)) == len(ids)
    assert set(ids) >= {"new_numbness", "new_weakness", "bladder_bowel", "fever", "wound", "calf", "chest"}


def test_every_sign_has_an_urgency_and_a_source():
    for flag in RED_FLAGS:
        assert flag.urgency in URGENCIES[1:]
        assert flag.source
    order = [URGENCIES.index(flag.urgency) for flag in RED_FLAGS]
    assert order == sorted(order, reverse=True), "what cannot wait is asked first"


def test_the_sign_that_can_wait_least_decides():
    assert most_urgent({"fever"}) == "today"
    assert most_urgent({"fever", "chest", "calf"}) == "now"
