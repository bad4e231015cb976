"""The languages of the program: English in the source, others from gettext catalogues in `coach/locale`.

Sentences are written in English where they belong and marked, so that Babel finds them: `say("…")` translates now, into
the language of the running page or set; `marked("…")` only marks, for words that are chosen first and said later;
`Sentence("… {name} …", name=…)` carries its values until somebody says it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path
from typing import Any

#: Each language by its tag, in its own words.
LANGUAGES = {"en": "English", "de": "Deutsch"}
_DECIMAL_MARKS = {"en": ".", "de": ","}
ENGLISH = "en"
DOMAIN = "coach"
LOCALE_DIR = Path(__file__).with_name("locale")

_spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)


def known_language(tag: str | None) -> str:
    """The program's language for a browser's tag such as `de-AT`; English where there is none."""
    name = (tag or "").replace("_", "-").split("-")[0].lower()
    return name if name in LANGUAGES else ENGLISH


def spoken_language() -> str:
    """The tag of the language in which `say` speaks here."""
    return _spoken.get()


def speak(language: str) -> None:
    """From here on, in this thread or task, `say` speaks `language`."""
    _spoken.set(known_language(language))


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Within the block `say` speaks `language`."""
    token = _spoken.set(known_language(language))
    try:
        yield
    finally:
        _spoken.reset(token)


def marked(text: str) -> str:
    """The text itself, found by the extraction of sentences and translated where it is said."""
    return text


def say(text: str, **values: Any) -> str:
    """The text in the spoken language, `{name}` filled from `values`; English where no translation is known."""
    said = _catalogue(_spoken.get()).gettext(text) if text else ""
    return said.format(**values) if values else said


def say_many(one: str, many: str, n: int, **values: Any) -> str:
    """The form for `n`, with `{n}` and the other values filled in."""
    return _catalogue(_spoken.get()).ngettext(one, many, n).format(n=n, **values)


def decimal_mark() -> str:
    """What stands before the decimals in the spoken language."""
    return _DECIMAL_MARKS[_spoken.get()]


def decimal(value: float, places: int = 1) -> str:
    """A figure with `places` decimals as the spoken language writes it: `1.5`, in German `1,5`."""
    return f"{value:.{places}f}".replace(".", decimal_mark())


class Sentence:
    """A sentence with its values, not yet said in any language; `text` is English with `{name}` for each value.

    A value that is itself a Sentence is said in the same language.
    """

    __slots__ = ("text", "values")

    def __init__(self, text: str, **values: Any) -> None:
        self.text, self.values = text, values

    def __str__(self) -> str:
        """In the spoken language."""
        return say(self.text, **self.values) if self.text else ""

    def __bool__(self) -> bool:
        return bool(self.text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sentence) and (self.text, self.values) == (other.text, other.values)

    def __hash__(self) -> int:
        return hash((self.text, tuple(sorted(self.values.items()))))

    def __repr__(self) -> str:
        return f"Sentence({self.text!r}, {self.values!r})"


class Joined(Sentence):
    """Several sentences said one after the other, as one."""

    __slots__ = ("sentences",)

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        super().__init__(" ".join(one.text for one in sentences))
        self.sentences = tuple(sentences)

    def __str__(self) -> str:
        return " ".join(str(one) for one in self.sentences)


@cache
def _catalogue(language: str) -> NullTranslations:
    return translation(DOMAIN, LOCALE_DIR, [language], fallback=True)
