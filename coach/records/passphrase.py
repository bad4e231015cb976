"""The passphrase that opens the store: where it comes from, and how strong it must be."""

from __future__ import annotations

import os
import unicodedata

from coach.errors import RecordError
from coach.language import say

#: Environment variable with the passphrase.
PASSPHRASE_VARIABLE = "COACH_PASSPHRASE"  # noqa: S105 - a name
#: NIST SP 800-63B 5.1.1.1 asks for at least 8 characters of a secret that a person remembers. *Proposal*: no more is
#: asked for, though whoever has the file may guess as long as she likes; each guess costs 256,000 rounds.
PASSPHRASE_LEAST = 8


def passphrase_or_default(given: str | None) -> str | None:
    """`given`, else the environment's; the same letters are the same passphrase, however the system composes them."""
    found = os.environ.get(PASSPHRASE_VARIABLE) if given is None else given
    return unicodedata.normalize("NFC", found) if found else None


def check_passphrase(passphrase: str) -> None:
    """Refuse one that is too short for a new store; raises RecordError."""
    if len(passphrase) < PASSPHRASE_LEAST or not passphrase.strip():
        raise RecordError(
            say(
                "A passphrase has at least {least} characters. A few words of your own do well.", least=PASSPHRASE_LEAST
            )
        )
    if "\0" in passphrase:
        raise RecordError(say("This passphrase has a character that cannot be typed. Choose another one."))
