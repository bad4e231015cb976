"""The tokens hold what they promise: words can be read in both schemes."""

from __future__ import annotations

import pytest

from coach.ui.tokens import DARK, LIGHT, Palette, palette, streamlit_theme


def luminance(colour: str) -> float:
    channels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("word", ["ink", "soft", "ok", "close", "breach", "unknown", "accent"])
@pytest.mark.parametrize("ground", ["paper", "card"])
def test_words_have_contrast_on_paper_and_on_cards(colours: Palette, word: str, ground: str) -> None:
    assert contrast(getattr(colours, word), getattr(colours, ground)) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_the_main_button_can_be_read(colours: Palette) -> None:
    assert contrast(colours.accent_ink, colours.accent) >= 4.5


def test_both_schemes_reach_streamlit() -> None:
    theme = streamlit_theme()
    assert (theme["theme.light.primaryColor"], theme["theme.dark.primaryColor"]) == (LIGHT.accent, DARK.accent)
    assert (palette("dark"), palette("light"), palette(None)) == (DARK, LIGHT, LIGHT)
    assert palette("dark").of("cannot_judge") == DARK.unknown


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_what_is_told_calmly_can_be_read(colours: Palette) -> None:
    assert contrast(colours.ink, colours.told) >= 4.5
