"""Whom a patient calls, as the therapist wrote it down, and in which order."""

from __future__ import annotations

from dataclasses import dataclass

from coach.errors import SettingsError
from coach.language import Sentence, say

MAX_NAME = 80
MAX_PHONE = 30
#: The emergency number of the European Union and many other countries; a proposal, to be set for the country.
EMERGENCY = "112"

_PHONE_SIGNS = frozenset("0123456789 +()/.-")
_ROLES = {
    "emergency": Sentence("Emergency call"),
    "surgeon": Sentence("Your surgeon or ward"),
    "therapist": Sentence("Your therapist"),
}
_ORDER = {
    "now": ("emergency", "surgeon", "therapist"),
    "today": ("surgeon", "therapist"),
    "soon": ("therapist", "surgeon"),
}


def _can_be_dialled(phone: str) -> bool:
    digits = sum(sign.isdigit() for sign in phone)
    return len(phone) <= MAX_PHONE and digits >= 2 and set(phone) <= _PHONE_SIGNS


@dataclass(frozen=True, slots=True)
class Contact:
    """A name and a telephone number; either may be empty.

    Raises
    ------
    SettingsError: one of them is too long, or has signs that cannot be shown or dialled.
    """

    name: str = ""
    phone: str = ""

    def __post_init__(self) -> None:
        if len(self.name) > MAX_NAME or not self.name.isprintable():
            raise SettingsError(say("This name cannot be kept. Use at most {most} letters.", most=MAX_NAME))
        if self.phone and not _can_be_dialled(self.phone):
            raise SettingsError(
                say("“{phone}” is not a telephone number. Write digits, such as +49 30 1234.", phone=self.phone[:40])
            )

    def __bool__(self) -> bool:
        return bool(self.name or self.phone)


@dataclass(frozen=True, slots=True)
class Contacts:
    """The people to call, and the emergency number, which is never empty.

    Raises
    ------
    SettingsError: there is no emergency number, or it cannot be dialled.
    """

    therapist: Contact = Contact()
    surgeon: Contact = Contact()
    emergency: Contact = Contact(phone=EMERGENCY)

    def __post_init__(self) -> None:
        if not self.emergency.phone:
            raise SettingsError(say("An emergency number is needed. In most of Europe it is 112."))


@dataclass(frozen=True, slots=True)
class Call:
    """One line of whom to call; `phone` may be empty where only a name was written down."""

    role: str
    name: str
    phone: str

    @property
    def who(self) -> Sentence:
        """`Your therapist: Dr. Ada Lind`, or the role alone."""
        role = _ROLES[self.role]
        return Sentence("{role}: {name}", role=role, name=self.name) if self.name else role

    def to_dict(self) -> dict[str, str]:
        """`{"role", "who", "phone"}`, in the spoken language."""
        return {"role": self.role, "who": str(self.who), "phone": self.phone}


def calls_for(urgency: str, contacts: Contacts) -> tuple[Call, ...]:
    """Whom to call, first one first; only those who were written down."""
    known = ((role, getattr(contacts, role)) for role in _ORDER[urgency])
    return tuple(Call(role, contact.name, contact.phone) for role, contact in known if contact)
