"""Words are kept as they were written, HTML and SQL and all; what cannot be shown is refused with a sentence."""

import pytest

from coach.errors import RecordError
from coach.records.own_words import MAX_WORDS, kept_words


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert('x')</script>",
        "'; DROP TABLE people; --",
        "=SUM(A1) @cmd +1 -1",
        "zwei\nZeilen\tmit Tab",
        "Größe – «schön» 👍🏽 ٣ 痛い",
        "می‌خواهم",
        "👩‍👧",
        "x" * MAX_WORDS,
        "{name} %s \\n",
    ],
)
def test_what_can_be_read_is_kept_letter_for_letter(words):
    assert kept_words(words) == words


def test_the_edges_are_trimmed_and_letters_have_one_form():
    assert kept_words("  a\r\nb \n ") == "a\nb"
    assert kept_words("Jose\u0301") == "Jos\u00e9"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "Write a word"),
        (" \n\t ", "Write a word"),
        ("x" * (MAX_WORDS + 1), "2001 characters. Use at most 2000"),
        ("a\x00b", "cannot be shown"),
        ("a\x1b[31mb", "cannot be shown"),
        ("a\u202eb", "cannot be shown"),
        ("a\ud800b", "cannot be shown"),
        ("a\u2028b", "cannot be shown"),
    ],
)
def test_what_cannot_be_shown_is_refused(words, sentence):
    with pytest.raises(RecordError, match=sentence):
        kept_words(words)
