"""Checks of a file's words in other languages: a known language, every cue, as many sentences as in English."""

from __future__ import annotations

from collections.abc import Iterator

from coach.rules.faults import Finding, offer
from coach.rules.part import Draft, Part
from coach.rules.schema import OTHER_LANGUAGES
from coach.rules.wording import TONGUES, Tongue, check_calm, check_cue

_LISTS = ("cannot_judge", "known_limits")


def check_translations(draft: Draft) -> Iterator[Finding]:
    """Each language of the block; a file without the block speaks English."""
    translations = draft.root.part("translations")
    for tag, block in translations.data.items():
        if tag not in OTHER_LANGUAGES:
            message = f"{tag} is no language that this program translates into."
            yield Finding(translations.at(tag), message, offer(tag, OTHER_LANGUAGES))
        elif isinstance(block, dict):
            yield from _lists(draft, translations.part(tag))
            yield from _limits(draft, translations.part(tag), TONGUES[tag])


def _lists(draft: Draft, block: Part) -> Iterator[Finding]:
    for key in _LISTS:
        given, english = block.data.get(key), draft.root.data.get(key, [])
        if isinstance(given, list) and isinstance(english, list) and len(given) != len(english):
            message = f"{len(given)} sentences here, {len(english)} in English."
            yield Finding(block.at(key), message, "Write one for each, in the same order, or leave the list out.")


def _limits(draft: Draft, block: Part, tongue: Tongue) -> Iterator[Finding]:
    limits = block.part("limits")
    known = [name for limit in draft.limits if (name := limit.text("id")) is not None]
    for name in limits.data:
        if name not in known:
            yield Finding(limits.at(name), f"this exercise has no limit {name}.", offer(name, known))
    for name in known:
        if name not in limits.data:
            message = f"the cue of {name} has no {tongue.name} words."
            yield Finding(limits.at(name), message, f"Add {name}: {{title: …, cue: …}}, such as: {tongue.example}")
        words = limits.part(name)
        for key, check in (("title", check_calm), ("cue", check_cue)):
            if (text := words.text(key)) is not None:
                yield from check(words.at(key), text, tongue)
