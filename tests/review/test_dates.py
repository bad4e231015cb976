"""Days and moments in words, in both languages."""

from datetime import UTC, date, datetime

from coach.language import speaking
from coach.review.dates import day_words, moment_words, weekday_words

DAY = date(2026, 11, 23)


def test_english():
    assert moment_words(datetime(2026, 11, 3, 9, 5, tzinfo=UTC)) == "3 November 2026, 09:05"
    assert day_words(DAY) == "23 November 2026"
    assert weekday_words(DAY, date(2026, 1, 1)) == "Monday, 23 November"
    assert weekday_words(DAY, date(2027, 1, 1)) == "Monday, 23 November 2026"


def test_german_keeps_the_figures():
    with speaking("de"):
        assert "23" in day_words(DAY)
        assert "2026" in day_words(DAY)
