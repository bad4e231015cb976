"""What a therapist sets for this computer, within bounds that the program holds."""

from __future__ import annotations

from dataclasses import dataclass, field

from coach.care.contacts import Contacts
from coach.errors import SettingsError
from coach.language import say

#: Pain (0-10) at which an exercise ends; a proposal (clinical.md 2.3). Published bands begin "stop" at 6
#: (providephysiotherapy.org.uk), 7 (pelvico.ca) or 8 (mvmtevanston); none is about spinal fusion.
END_AT = 6
#: The program allows no later end than the second of these bands; a proposal.
END_AT_MOST = 7
#: Rise of pain over the day's first answer at which an exercise ends, and the largest allowed; both proposals.
END_RISE = 2
END_RISE_MOST = 3
#: Rest between sets, its default and its bounds; proposals.
REST_S = 60
REST_LEAST_S, REST_MOST_S = 10, 600


@dataclass(frozen=True, slots=True)
class PainRule:
    """An exercise ends at pain `end_at` (0-10), or where pain rose by `end_rise` since the day's first answer.

    Raises
    ------
    SettingsError: a number outside 1..END_AT_MOST or 1..END_RISE_MOST: a therapist may tighten the rule, not undo it.
    """

    end_at: int = END_AT
    end_rise: int = END_RISE

    def __post_init__(self) -> None:
        if not 1 <= self.end_at <= END_AT_MOST:
            raise SettingsError(say("The exercise can end at pain 1 to {most}. Choose one of these.", most=END_AT_MOST))
        if not 1 <= self.end_rise <= END_RISE_MOST:
            raise SettingsError(
                say("The exercise can end at a rise of 1 to {most}. Choose one of these.", most=END_RISE_MOST)
            )


@dataclass(frozen=True, slots=True)
class ClinicSettings:
    """All of it; what was never set has its default.

    Raises
    ------
    SettingsError: the rest is shorter or longer than allowed.
    """

    pain: PainRule = PainRule()
    contacts: Contacts = field(default_factory=Contacts)
    rest_s: int = REST_S

    def __post_init__(self) -> None:
        if not REST_LEAST_S <= self.rest_s <= REST_MOST_S:
            raise SettingsError(
                say(
                    "The rest can last {least} to {most} seconds. Choose a number between.",
                    least=REST_LEAST_S,
                    most=REST_MOST_S,
                )
            )
