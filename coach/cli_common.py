"""What every command of `coach` does alike: refusals, exit codes, JSON, and the desk that the command line works at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach.errors import CoachError

if TYPE_CHECKING:
    from coach.records.desk import Desk

REFUSED, FAULTY, INTERRUPTED = 2, 1, 130
#: In the place of a file: the standard output.
STDOUT = "-"
#: What the audit says of whoever works at the command line.
LABEL = "command line"
_DAY = ["%Y-%m-%d"]

PersonArgument = Annotated[str, typer.Argument(help="Name or number of a person; `coach people` lists them.")]
FromOption = Annotated[datetime | None, typer.Option("--from", formats=_DAY, help="First day, such as 2026-11-03.")]
UntilOption = Annotated[datetime | None, typer.Option("--until", formats=_DAY, help="Last day.")]
JsonOption = Annotated[str | None, typer.Option("--json", help="File for the result as JSON; - writes it here.")]


@contextmanager
def refusals() -> Iterator[None]:
    """What a person can act on is one sentence; anything else is a defect and keeps its traceback."""
    try:
        yield
    except CoachError as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(REFUSED) from refusal
    except KeyboardInterrupt as interrupt:
        typer.echo("Stopped. Nothing half-done was left behind.", err=True)
        raise typer.Exit(INTERRUPTED) from interrupt


@contextmanager
def desk() -> Iterator[Desk]:
    """The store of this computer as its owner may use it; what is done there goes into the audit."""
    from coach.records.desk import Desk, Viewer
    from coach.records.store import Store

    with refusals(), Store() as store:
        yield Desk(store, Viewer(None, "program", LABEL))


def person_number(at: Desk, said: str) -> int:
    """The number of whom somebody means: by name, else by number.

    Raises
    ------
    RecordError: there is nobody of that name or number.
    """
    from coach.errors import RecordError
    from coach.records.people import people, person

    named = [one.id for one in people(at, said) if one.name.casefold() == " ".join(said.split()).casefold()]
    if len(named) == 1:
        return named[0]
    if said.isascii() and said.isdigit():
        return person(at, int(said)).id
    raise RecordError("There is nobody of that name. `coach people` lists who is known, with numbers.")


def day_of(moment: datetime | None) -> date | None:
    """The day of an option."""
    return moment.date() if moment else None


def now() -> datetime:
    """This moment, in this computer's zone."""
    return datetime.now().astimezone()


def write_json(text: str, json_file: str) -> None:
    """JSON to a file that is there whole or not at all, or to the standard output."""
    from coach.records.whole_file import whole_file

    if json_file == STDOUT:
        typer.echo(text)
        return
    with whole_file(Path(json_file)) as file:
        file.write(f"{text}\n".encode())
