"""The languages: the door that sentences go through, and a German catalogue that is whole, fresh and calm."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog

from coach.coaching.words import QUANTITY_WORDS
from coach.kinematics.quantities import QUANTITIES
from coach.language import (
    LANGUAGES,
    LOCALE_DIR,
    Sentence,
    decimal,
    known_language,
    say,
    say_many,
    speak,
    speaking,
    spoken_language,
)
from coach.rules import exercise_ids, load_exercise

ROOT = Path(__file__).parents[1]
#: Words that frighten (clinical.md 2.7), and what shouts.
ALARMING = re.compile(
    r"gefahr|gefähr|schaden|schäd|verletz|falsch|fehler|versag|schlecht|kaputt|warnung|achtung|!", re.I
)
#: Where only therapists read.
FOR_THERAPISTS = re.compile(r"coach/(review/|records/|ui/(review_|report_view|therapist_page))")


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    with speaking("en"):
        yield


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("catalogue", ROOT / "tools" / "catalogue.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CATALOGUE = tool()
GERMAN: Catalog = CATALOGUE.read(LOCALE_DIR / "de" / "LC_MESSAGES" / "coach.po")


def texts(message: str | Sequence[str]) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else tuple(message)


def test_a_browsers_tag_is_one_of_our_languages_or_english() -> None:
    told = {"de": "de", "de-AT": "de", "DE_ch": "de", "en-GB": "en", "fr": "en", "": "en", None: "en"}
    assert {tag: known_language(tag) for tag in told} == told


def test_a_sentence_is_said_in_the_spoken_language_with_its_values() -> None:
    assert say("Line {number}", number=3) == "Line 3"
    with speaking("de"):
        assert say("Line {number}", number=3) == "Zeile 3"
        assert spoken_language() == "de"
    assert spoken_language() == "en"


def test_what_no_catalogue_knows_stays_english() -> None:
    speak("de")
    assert say("Not in any catalogue {x}", x=1) == "Not in any catalogue 1"
    speak("xx")
    assert spoken_language() == "en"


def test_one_and_many_have_their_forms() -> None:
    said = [say_many("{n} repetition", "{n} repetitions", n) for n in (0, 1, 2)]
    assert said == ["0 repetitions", "1 repetition", "2 repetitions"]
    speak("de")
    said = [say_many("{n} repetition", "{n} repetitions", n) for n in (0, 1, 2)]
    assert said == ["0 Wiederholungen", "1 Wiederholung", "2 Wiederholungen"]


def test_a_sentence_said_later_is_said_in_the_language_of_that_moment() -> None:
    later = Sentence("{bounds}, not measured", bounds=Sentence("at most {high}", high="60°"))
    assert str(later) == "at most 60°, not measured"
    speak("de")
    assert str(later) == "höchstens 60°, nicht gemessen"
    assert later == Sentence("{bounds}, not measured", bounds=Sentence("at most {high}", high="60°"))
    assert not Sentence("")
    assert str(Sentence("")) == ""


def test_decimals_are_written_as_the_language_writes_them() -> None:
    assert (decimal(12.34), decimal(2, 0)) == ("12.3", "2")
    speak("de")
    assert (decimal(-0.5), decimal(12.345, 2)) == ("-0,5", "12,35")


def test_a_marked_sentence_is_found_wherever_it_stands() -> None:
    source = (
        'say("one" " sentence", x=one["no"]) + f"**{say(\'in a text\')}**"\n'
        'a.marked("this" if x else "that"); say_many("{n} leg", "{n} legs", 2); Sentence(""); say(word)'
    )
    assert CATALOGUE.marked_in(source) == ["one sentence", "in a text", "this", "that", ("{n} leg", "{n} legs")]


def test_every_sentence_has_its_german() -> None:
    now, kept = CATALOGUE.extracted(), {one.id for one in GERMAN if one.id}
    missing = [one.id for one in now if one.id and one.id not in kept]
    left_over = [*GERMAN.obsolete, *(name for name in kept if now.get(texts(name)[0]) is None)]
    assert missing == [], "run `make catalogue` and translate"
    assert left_over == [], "run `make catalogue`"
    assert CATALOGUE.unsaid(GERMAN) == []


def test_the_program_reads_the_catalogue_as_it_is() -> None:
    po = LOCALE_DIR / "de" / "LC_MESSAGES" / "coach.po"
    assert po.with_suffix(".mo").stat().st_mtime >= po.stat().st_mtime, "run `make catalogue`"


def test_translations_keep_the_values() -> None:
    for one in GERMAN:
        wanted = set().union(*(CATALOGUE.places(text) for text in texts(one.id)))
        for said in filter(None, texts(one.string)):
            has = CATALOGUE.places(said)
            # a form of a plural may leave out what another form says
            assert has <= wanted if isinstance(one.id, tuple) else has == wanted, said


def test_german_for_patients_is_calm() -> None:
    for one in GERMAN:
        if not all(FOR_THERAPISTS.match(file) for file, _ in one.locations):
            for said in texts(one.string):
                assert not ALARMING.search(said), f"{said!r} ({one.locations[0][0]})"


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_exercises_say_everything_calmly_in_every_language(language: str) -> None:
    for name in exercise_ids():
        exercise = load_exercise(name)
        words, english = exercise.words(language), exercise.words("en")
        assert (words.name != english.name) == (language != "en"), f"{name} is not translated"
        spoken = (words.name, words.summary, words.place, *(limit.cue for limit in words.limits.values()))
        for said in spoken:
            assert not ALARMING.search(said), f"{name}: {said!r}"


def test_every_quantity_has_a_name_to_say() -> None:
    assert set(QUANTITY_WORDS) == set(QUANTITIES)
