"""What the browser may say: everything else is nothing."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.care import Answers
from coach.live.commands import MAX_TEXT, Command, read_command


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ({"do": "start"}, Command("start")),
        ({"do": "pause", "why": "hidden"}, Command("pause", "hidden")),
        ({"tick": 12.5}, Command(tick_s=12.5)),
        ({"tick": 0}, Command(tick_s=0.0)),
        ({"answer": {}}, Command(answers=Answers())),
        (
            {"answer": {"back": 3, "limb": None, "flags": ["fever"], "why": "pain"}},
            Command(why="pain", answers=Answers(3, None, frozenset({"fever"}))),
        ),
        ({"answer": {"why": None}}, Command(answers=Answers())),
    ],
)
def test_what_the_page_says_is_understood(said: dict[str, object], command: Command) -> None:
    assert read_command(json.dumps(said)) == command


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"do": "erase"},
        {"do": "start", "why": "<b>"},
        {"do": "start", "more": 1},
        {"tick": "1"},
        {"tick": True},
        {"answer": {"back": 11}},
        {"answer": {"back": -1}},
        {"answer": {"back": 2.5}},
        {"answer": {"back": True}},
        {"answer": {"flags": ["no_such_sign"]}},
        {"answer": {"flags": "fever"}},
        {"answer": {"flags": ["fever"] * 21}},
        [],
        1,
        "start",
    ],
)
def test_what_it_never_says_is_nothing(said: object) -> None:
    assert read_command(json.dumps(said)) is None


@pytest.mark.parametrize("text", ["", "{", "NaN", '{"tick": NaN}', '{"tick": 1e999}', "[" * 900, " " * (MAX_TEXT + 1)])
def test_what_is_no_json_is_nothing(text: str) -> None:
    assert read_command(text) is None


@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    read_command(text)
