"""What people write: bounded, in one form of Unicode, without what cannot be shown; HTML and SQL stay as they are."""

from __future__ import annotations

import unicodedata

from coach.errors import RecordError
from coach.language import say

#: Longest text that is kept, in characters.
MAX_WORDS = 2000
#: Lines, and what joins or parts letters in Persian or Hindi and families of emoji.
_MEANT = "\n\t\u200c\u200d"


def kept_words(words: str) -> str:
    """Trimmed, in NFC; lines stay lines.

    Raises
    ------
    RecordError: there is nothing to read in it, it is too long, or has characters that cannot be shown.
    """
    kept = unicodedata.normalize("NFC", words.replace("\r\n", "\n")).strip()
    if not kept:
        raise RecordError(say("Write a word or two first."))
    if len(kept) > MAX_WORDS:
        raise RecordError(say("This text has {n} characters. Use at most {most}.", n=len(kept), most=MAX_WORDS))
    if not all(sign.isprintable() or sign in _MEANT for sign in kept):
        raise RecordError(say("This text has characters that cannot be shown. Type it anew."))
    return kept
