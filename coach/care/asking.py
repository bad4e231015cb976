"""The questions of a guided session in the patient's words, as `docs/live.md` sends them to the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from coach.care.flags import RED_FLAGS
from coach.language import Sentence


@dataclass(frozen=True, slots=True)
class Scale:
    """A number 0-10 to be told, with words for its two ends."""

    id: str
    words: Sentence
    low: Sentence
    high: Sentence

    def to_dict(self) -> dict[str, str]:
        """In the spoken language."""
        return {"id": self.id, "words": str(self.words), "low": str(self.low), "high": str(self.high)}


@dataclass(frozen=True, slots=True)
class Choice:
    """A line that can be marked or pressed."""

    id: str
    words: Sentence

    def to_dict(self) -> dict[str, str]:
        """In the spoken language."""
        return {"id": self.id, "words": str(self.words)}


@dataclass(frozen=True, slots=True)
class Ask:
    """One screen of questions.

    With `many` any number of choices is marked, and `go` reads `none` while none is; where `confirm` is given the
    marked ones are shown once more under it, with `yes` and `change`. Without `many` a press on a choice is the answer.
    Without `skip` the question cannot be passed over.
    """

    id: str
    title: Sentence
    go: Sentence
    scales: tuple[Scale, ...] = ()
    choices: tuple[Choice, ...] = ()
    many: bool = False
    none: Sentence | None = None
    confirm: Sentence | None = None
    yes: Sentence | None = None
    change: Sentence | None = None
    skip: Sentence | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON for the page, in the spoken language; None for what there is not."""
        said = {"id": self.id, "title": str(self.title), "go": str(self.go), "many": self.many}
        said["scales"] = [scale.to_dict() for scale in self.scales]
        said["choices"] = [choice.to_dict() for choice in self.choices]
        optional = {name: getattr(self, name) for name in ("none", "confirm", "yes", "change", "skip")}
        return said | {name: None if words is None else str(words) for name, words in optional.items()}


_GO = Sentence("Go on")
_SKIP = Sentence("Skip this question")
_LOW, _HIGH = Sentence("no pain"), Sentence("the strongest pain")
_PAIN = (
    Scale("back", Sentence("Pain in your back or neck"), _LOW, _HIGH),
    Scale("limb", Sentence("Pain in an arm or leg"), _LOW, _HIGH),
)


def check_ask() -> Ask:
    """Before the first set of the day: pain, and the signs that mean "not today"."""
    return Ask(
        "check",
        Sentence("How are you today?"),
        _GO,
        _PAIN,
        tuple(Choice(flag.id, flag.words) for flag in RED_FLAGS),
        many=True,
        none=Sentence("None of these. Go on"),
        confirm=Sentence("You marked this. Is that right?"),
        yes=Sentence("Yes, that is right"),
        change=Sentence("Change my answers"),
    )


def pain_ask() -> Ask:
    """Between two sets."""
    return Ask("pain", Sentence("How is it now?"), _GO, _PAIN, skip=_SKIP)


def how_ask(stopped: bool) -> Ask:
    """After the last set; where the patient stopped it, also why: "done", "tired", "pain" or "other"."""
    if not stopped:
        return Ask("how", Sentence("How was it?"), Sentence("Finish"), _PAIN, skip=_SKIP)
    choices = (
        Choice("done", Sentence("I did enough")),
        Choice("tired", Sentence("I am tired")),
        Choice("pain", Sentence("It hurts")),
        Choice("other", Sentence("Another reason")),
    )
    return Ask("how", Sentence("How was it, and why did you stop?"), Sentence("Finish"), _PAIN, choices, skip=_SKIP)


def fall_ask() -> Ask:
    """After hips that dropped fast and stayed low: "sat", "fine" or "help", which `after_fall` understands."""
    choices = (
        Choice("help", Sentence("I need help")),
        Choice("fine", Sentence("I fell, but I am all right")),
        Choice("sat", Sentence("I sat down on purpose")),
    )
    return Ask("fall", Sentence("Are you all right?"), _GO, (), choices)
