"""Every measure says how it is done, what matters and who found it; nobody is measured alone on one leg."""

from coach.care.measures import KIND_WORDS, MEASURES


def test_every_kind_has_its_words_and_belongs_to_one_measure() -> None:
    kinds = [kind for measure in MEASURES for kind in measure.kinds]
    assert sorted(kinds) == sorted(KIND_WORDS)
    assert all(measure.source and measure.matters and measure.how for measure in MEASURES)


def test_what_is_done_standing_asks_for_somebody_beside() -> None:
    for measure in MEASURES:
        if measure.needs_help:
            assert "with you" in " ".join(words.text for words in measure.how)
    assert {one.id for one in MEASURES if one.needs_help} == {"sts5", "sts30", "tug", "stance"}
