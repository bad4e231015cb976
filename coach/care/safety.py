"""May this set begin, may the exercise go on: decisions from what the patient answered.

A sign that was marked ends the day. Pain ends the exercise. What was not answered says nothing: it is never zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coach.care.contacts import Call, calls_for
from coach.care.flags import FLAG_BY_ID, most_urgent
from coach.care.settings import ClinicSettings
from coach.language import Sentence

#: The ends of the scale on which pain is told.
NO_PAIN, MOST_PAIN = 0, 10


@dataclass(frozen=True, slots=True)
class Answers:
    """Pain in the back or neck and in an arm or leg, 0-10 or None where not answered; ids of the marked signs.

    Raises
    ------
    ValueError: a number that is no whole number 0-10, or a sign that is not in `RED_FLAGS`.
    """

    back: int | None = None
    limb: int | None = None
    flags: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for pain in (self.back, self.limb):
            if pain is not None and not (type(pain) is int and NO_PAIN <= pain <= MOST_PAIN):
                raise ValueError("Pain is a whole number 0-10 or None.")
        if unknown := self.flags - FLAG_BY_ID.keys():
            raise ValueError(f"No such sign: {sorted(unknown, key=str)}.")

    @property
    def worst(self) -> int | None:
        """The higher of the two answers; None where neither was given."""
        return max((pain for pain in (self.back, self.limb) if pain is not None), default=None)


@dataclass(frozen=True, slots=True)
class Decision:
    """Go on, or not; what to say, and whom to call in order.

    `why` is "", "red_flag", "pain_high", "pain_rise" or "pain_stop".
    """

    go: bool
    why: str = ""
    sentences: tuple[Sentence, ...] = ()
    calls: tuple[Call, ...] = ()


GO = Decision(go=True)

_REST_NOW = Sentence("Rest now.")
_REST_TODAY = Sentence("Rest today.")
_CAN_WAIT = Sentence("Your exercises can wait.")
_DONE_TODAY = Sentence("This exercise is done for today.")
_TOMORROW = Sentence("Tomorrow you can try again.")
_IF_IT_STAYS = Sentence("If it stays, call your therapist or surgeon.")
_CALL_NOW = Sentence("Please call one of these right away.")
_CALL_TODAY = Sentence("Please call one of these today.")
_CALL_SOMEBODY_TODAY = Sentence("Please call your therapist or surgeon today.")


def may_begin(before: Answers, settings: ClinicSettings, earlier: Sequence[Answers] = ()) -> Decision:
    """May the exercise begin today?

    `before` is what was answered before the first set of the day, `earlier` what was answered after sets of the same
    exercise since: an exercise that ended stays ended for the day.
    """
    flags = before.flags.union(*(one.flags for one in earlier))
    if flags:
        return _day_ends(most_urgent(flags), settings)
    if _is_high(before, settings):
        sentences = (_REST_TODAY, _TOMORROW, _IF_IT_STAYS)
        return Decision(False, "pain_high", sentences, calls_for("soon", settings.contacts))
    decisions = (may_go_on(before, one, settings) for one in earlier)
    return next((decision for decision in decisions if not decision.go), GO)


def may_go_on(before: Answers, now: Answers, settings: ClinicSettings) -> Decision:
    """May the next set of this exercise begin? `before` is the day's first answer, `now` the one after the set."""
    flags = before.flags | now.flags
    if flags:
        return _day_ends(most_urgent(flags), settings)
    if _is_high(now, settings):
        return _exercise_ends("pain_high", settings)
    if _rise(before, now) >= settings.pain.end_rise:
        return _exercise_ends("pain_rise", settings)
    return GO


def stopped_for_pain(settings: ClinicSettings) -> Decision:
    """She stopped because it hurts, whatever number she gave: this exercise is done for the day."""
    return _exercise_ends("pain_stop", settings)


def after_fall(choice: str | None, settings: ClinicSettings) -> Decision:
    """What follows the answer to `fall_ask`: only sitting down on purpose goes on; no answer counts as a fall."""
    if choice == "sat":
        return GO
    return _day_ends("now" if choice == "help" else FLAG_BY_ID["new_trouble"].urgency, settings)


def _is_high(answers: Answers, settings: ClinicSettings) -> bool:
    return answers.worst is not None and answers.worst >= settings.pain.end_at


def _rise(before: Answers, now: Answers) -> int:
    """The larger rise of the two, each compared with itself; 0 where nothing can be compared."""
    pairs = ((before.back, now.back), (before.limb, now.limb))
    return max((new - old for old, new in pairs if old is not None and new is not None), default=0)


def _day_ends(urgency: str, settings: ClinicSettings) -> Decision:
    contacts = settings.contacts
    somebody_known = bool(contacts.therapist or contacts.surgeon)
    if urgency == "now":
        nobody = Sentence("Please call {phone}, your therapist or surgeon now.", phone=contacts.emergency.phone)
        sentences = (_REST_NOW, _CALL_NOW if somebody_known else nobody, _CAN_WAIT)
    else:
        sentences = (_REST_TODAY, _CALL_TODAY if somebody_known else _CALL_SOMEBODY_TODAY, _CAN_WAIT)
    return Decision(False, "red_flag", sentences, calls_for(urgency, contacts))


def _exercise_ends(why: str, settings: ClinicSettings) -> Decision:
    sentences = (_REST_NOW, _DONE_TODAY, _IF_IT_STAYS)
    return Decision(False, why, sentences, calls_for("soon", settings.contacts))
