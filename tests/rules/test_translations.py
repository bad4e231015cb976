"""Words of an exercise in another language: fallback field by field, and what is refused in the block."""

import pytest

from coach.language import ENGLISH, LANGUAGES
from coach.rules import exercise_ids, load_exercise, parse_exercise
from coach.rules.wording import TONGUES

GERMAN = """\
translations:
  de:
    name: Aufstehen
    limits:
      forward_bend: {title: Vorneigung, cue: "Brust lang, aus der Hüfte beugen."}
      lean_at_the_top: {cue: "Erst aufrichten, dann setzen."}
    cannot_judge: [Krümmung der Lendenwirbelsäule, Kippung des Beckens]
"""


@pytest.fixture
def translated(broken, rule):
    """The faults of the valid rule with a German block, which begins in line 34, after (old, new) changes."""

    def faults(old="", new=""):
        assert old in GERMAN
        return broken((rule, rule + GERMAN.replace(old, new, 1)))

    return faults


def test_an_exercise_speaks_english_where_nothing_was_translated(rule):
    exercise = parse_exercise(rule)
    for language in ("en", "de", "xx"):
        words = exercise.words(language)
        assert (words.name, words.summary, words.place) == ("Sit to stand", "", exercise.camera.place)
        assert (words.cannot_judge, words.known_limits) == (("lumbar curvature", "pelvic tilt"), ())
        assert words.limit_title("lean_at_the_top") == "Lean at the top"
        assert words.cue("lean_at_the_top") == "Stand tall before you sit."


def test_each_field_falls_back_by_itself(rule):
    exercise = parse_exercise(rule + GERMAN)
    words = exercise.words("de")
    assert (words.name, words.place) == ("Aufstehen", exercise.camera.place)
    assert words.cannot_judge == ("Krümmung der Lendenwirbelsäule", "Kippung des Beckens")
    assert words.limit_title("forward_bend") == "Vorneigung"
    assert words.limit_title("lean_at_the_top") == "Lean at the top"
    assert words.cue("lean_at_the_top") == "Erst aufrichten, dann setzen."
    assert exercise.words("en").name == "Sit to stand"


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "says"),
    [
        ("  de:", "  fr:", 35, "translations.fr", "Known here: de."),
        ("  de:", "  en:", 35, "translations.en", "Known here: de."),
        ("    name:", "    nam:", 36, "translations.de.nam", "Did you mean name?"),
        ("name: Aufstehen", "name: 5", 36, "translations.de.name", 'Write it in quotes: "5"'),
        ("title: V", "titel: V", 38, "translations.de.limits.forward_bend.titel", "Did you mean title?"),
        ("Brust lang, aus", "Gefährlich, aus", 38, "translations.de.limits.forward_bend.cue", "Aus der Hüfte"),
        ("title: Vorneigung", "title: Fehler", 38, "translations.de.limits.forward_bend.title", "Aus der Hüfte"),
        ("Erst auf", "Eins zwei drei vier fünf sechs auf", 39, "translations.de.limits.lean_at_the_top.cue", "Use 8"),
        ('{cue: "Erst aufrichten, dann setzen."}', "{}", 39, "translations.de.limits.lean_at_the_top.cue", "Add cue"),
        (
            "      lean_at_the_top:",
            "      lean:",
            37,
            "translations.de.limits.lean_at_the_top",
            "Add lean_at_the_top: {title",
        ),
        ("[Krümmung der Lendenwirbelsäule, ", "[", 40, "translations.de.cannot_judge", "Write one for each"),
        ("cannot_judge: [Kr", "known_limits: [Kr", 40, "translations.de.known_limits", "Write one for each"),
    ],
)
def test_a_fault_of_the_block_is_told_with_its_line(translated, old, new, line, key, says):
    fault = next(fault for fault in translated(old, new) if fault.key == key)
    assert fault.line == line
    assert says in fault.instead


def test_a_limit_that_the_exercise_does_not_have_is_refused(translated):
    faults = {fault.key: fault for fault in translated("      lean_at_the_top:", "      lean_at_top:")}
    assert "Did you mean lean_at_the_top?" in faults["translations.de.limits.lean_at_top"].instead
    assert faults["translations.de.limits.lean_at_the_top"].message == "the cue of lean_at_the_top has no German words."


def test_a_language_without_a_block_of_keys_is_told_once(broken, rule):
    faults = broken((rule, rule + "translations: {de: Aufstehen}"))
    assert [(fault.key, fault.message) for fault in faults] == [
        ("translations.de", "keys are wanted here, not Aufstehen.")
    ]


@pytest.mark.parametrize(
    "word",
    ["Gefahr", "schädlich", "FALSCH", "schlechter", "Fehler", "Verletzung", "Rückenschmerzen", "riskant", "Stab"],
)
def test_an_alarming_german_word_is_refused(word):
    assert TONGUES["de"].alarming.search(f"Halten Sie, {word}.")


@pytest.mark.parametrize("cue", ["Ungefähr hüftbreit stehen.", "Stabil stehen.", "Empfehlung: langsam senken."])
def test_german_words_that_only_look_alarming_pass(cue):
    assert not TONGUES["de"].alarming.search(cue)


def test_the_checks_know_every_language_of_the_program():
    assert set(TONGUES) == set(LANGUAGES)
    assert {tag: tongue.alarming.search(tongue.example) for tag, tongue in TONGUES.items()} == dict.fromkeys(LANGUAGES)


@pytest.mark.parametrize("name", exercise_ids())
@pytest.mark.parametrize("language", [tag for tag in LANGUAGES if tag != ENGLISH])
def test_each_exercise_of_ours_says_everything_in_every_language(name, language):
    exercise = load_exercise(name)
    words, english = exercise.words(language), exercise.words(ENGLISH)
    assert words.name != english.name
    assert words.summary != english.summary
    assert words.place != english.place
    assert not {*words.cannot_judge, *words.known_limits} & {*english.cannot_judge, *english.known_limits}
    for limit in exercise.limits:
        assert words.limit_title(limit.id) != english.limit_title(limit.id)
        assert words.cue(limit.id) != english.cue(limit.id)
