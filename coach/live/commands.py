"""What the browser sends as text: nobody vouches for it, so it is checked here and becomes a `Command`, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError

from coach.care.safety import Answers

#: Longest text that is looked at.
MAX_TEXT = 1000


@dataclass(frozen=True, slots=True)
class Command:
    """A word of the browser: `do` with `why`, a tick of the camera's clock, or answers with the choice `why`."""

    do: str = ""
    why: str = ""
    tick_s: float | None = None
    answers: Answers | None = None


_Word = Annotated[str, Field(max_length=20, pattern=r"^[a-z_]*$")]
_Pain = Annotated[int, Field(ge=0, le=10)] | None


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Given(_Said):
    back: _Pain = None
    limb: _Pain = None
    flags: list[_Word] = Field(default=[], max_length=20)
    why: _Word | None = None


class _Message(_Said):
    do: Literal["start", "pause", "resume", "stop", "again", "skip", "leave", "look"] | None = None
    why: _Word = ""
    tick: FiniteFloat | None = None
    answer: _Given | None = None


def read_command(text: str) -> Command | None:
    """The command in a text of the browser; None where it is none."""
    if len(text) > MAX_TEXT:
        return None
    try:
        said = _Message.model_validate_json(text)
        if said.answer is not None:
            given = said.answer
            answers = Answers(given.back, given.limb, frozenset(given.flags))
            return Command(why=given.why or "", answers=answers)
    # A sign that is not asked about is a ValueError of `Answers`; pydantic's own error is one, too.
    except (ValidationError, ValueError):
        return None
    if said.tick is not None:
        return Command(tick_s=said.tick)
    return Command(said.do, said.why) if said.do else None
