"""Commands about the records of this computer: who is known, what was done, what is taken along, brought in or erased.

Whoever can start them has the files anyway; what they do goes into the audit as "command line".
"""

from __future__ import annotations

import json
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from coach.cli_common import (
    FAULTY,
    STDOUT,
    FromOption,
    JsonOption,
    PersonArgument,
    UntilOption,
    day_of,
    desk,
    now,
    person_number,
    write_json,
)
from coach.errors import RecordError

if TYPE_CHECKING:
    from coach.records.desk import Desk

#: Version of the JSON of `people`, `sessions` and `may`.
SCHEMA = 1
#: People and sessions are listed so many at a time from the store.
_PAGE = 200

records_commands = typer.Typer()
people_commands = typer.Typer(help="Who is known here: list, add, rename, put away.", invoke_without_command=True)


class Role(StrEnum):
    """What somebody is to the program."""

    PATIENT = "patient"
    THERAPIST = "therapist"
    ADMINISTRATOR = "administrator"


class Form(StrEnum):
    """In which form records are taken along."""

    CSV = "csv"
    PARQUET = "parquet"
    FHIR = "fhir"
    ARCHIVE = "archive"
    TRC = "trc"


class Language(StrEnum):
    """The languages of the report."""

    ENGLISH = "en"
    GERMAN = "de"


NameArgument = Annotated[str, typer.Argument(help="The name.")]
NamedOption = Annotated[bool, typer.Option("--name/--pseudonym", help="Who it is about: by name, or by pseudonym.")]


@people_commands.callback()
def people_listed(context: typer.Context) -> None:
    """Who is known here: list, add, rename, put away. Without a word more, the list."""
    if context.invoked_subcommand is None:
        list_people(None)


@people_commands.command("list")
def list_people(json_file: JsonOption = None) -> None:
    """List everybody, with numbers and pseudonyms."""
    with desk() as at:
        from coach.cli_tables import show_people
        from coach.records.people import people

        found, page = [], people(at, limit=_PAGE)
        while page:
            found += page
            page = people(at, offset=len(found), limit=_PAGE)
        if json_file is not None:
            said = {"schema": SCHEMA, "people": [asdict(one) for one in found]}
            write_json(json.dumps(said, indent=1, default=str), json_file)
        if json_file != STDOUT:
            show_people(Console(), found)


@people_commands.command("add")
def add(
    name: NameArgument,
    role: Annotated[Role, typer.Option("--role", help="What she is to the program.")] = Role.PATIENT,
    passphrase: Annotated[
        bool, typer.Option("--passphrase", help="Ask for the passphrase to sign in with, which staff needs.")
    ] = False,
) -> None:
    """Make somebody known."""
    with desk() as at:
        from coach.records.people import add_person
        from coach.records.staff import add_with_secret

        if passphrase:
            secret = typer.prompt("Passphrase", hide_input=True, confirmation_prompt=True)
            number = add_with_secret(at, name, role.value, secret)
        else:
            number = add_person(at, name, role.value)
        typer.echo(f"Number {number} is known now, as {role.value}.")


@people_commands.command("rename")
def rename(person: PersonArgument, name: NameArgument) -> None:
    """Give somebody another name."""
    with desk() as at:
        from coach.records.people import rename_person

        number = person_number(at, person)
        rename_person(at, number, name)
        typer.echo(f"Number {number} has the new name.")


@people_commands.command("archive")
def archive(
    person: PersonArgument,
    back: Annotated[bool, typer.Option("--back", help="Fetch the record back instead.")] = False,
) -> None:
    """Put a record away; nothing of it is lost."""
    with desk() as at:
        from coach.records.people import archive_person

        number = person_number(at, person)
        archive_person(at, number, archived=not back)
        typer.echo(f"Number {number} is {'listed again' if back else 'put away'}.")


@records_commands.command()
def sessions(
    person: PersonArgument, since: FromOption = None, until: UntilOption = None, json_file: JsonOption = None
) -> None:
    """List the sessions of a person and their sets, newest first."""
    with desk() as at:
        from coach.cli_tables import show_sessions
        from coach.records.sessions import sessions_of

        number, found = person_number(at, person), []
        page = sessions_of(at, number, day_of(since), day_of(until), limit=_PAGE)
        while page:
            found += page
            page = sessions_of(at, number, day_of(since), day_of(until), offset=len(found), limit=_PAGE)
        if json_file is not None:
            said = {"schema": SCHEMA, "person": number, "sessions": [asdict(one) for one in found]}
            write_json(json.dumps(said, indent=1, default=str), json_file)
        if json_file != STDOUT:
            show_sessions(Console(), found)


@records_commands.command()
def may(person: PersonArgument, exercise: Annotated[str, typer.Argument(help="Id of an exercise.")]) -> None:
    """Say whether an exercise is allowed today, and why; exit code 1 where it is not."""
    with desk() as at:
        from coach.cli_tables import show_allowance
        from coach.records.profiles import allowance_for
        from coach.rules import load_exercise

        rule = load_exercise(exercise)
        allowance = allowance_for(at, person_number(at, person), rule, now().date())
        show_allowance(Console(), rule, allowance)
        if not allowance.allowed:
            raise typer.Exit(FAULTY)


@records_commands.command()
def report(
    person: PersonArgument,
    file: Annotated[Path, typer.Argument(help="The PDF to write.")],
    since: FromOption = None,
    until: UntilOption = None,
    named: NamedOption = True,
    language: Annotated[Language, typer.Option("--language", help="Language of the report.")] = Language.ENGLISH,
) -> None:
    """Write the report of a person as PDF: one page to read, and what stands behind it."""
    with desk() as at:
        from coach.language import speaking
        from coach.review.report_pdf import write_report

        with speaking(language.value):
            write_report(at, person_number(at, person), file, day_of(since), day_of(until), now(), named=named)
        typer.echo(f"Written: {file}")


@records_commands.command("export")
def export(
    to: Annotated[Path, typer.Option("--to", help="The file (or, for tables, the folder) to write.")],
    form: Annotated[Form, typer.Option("--as", help="In which form.")],
    person: Annotated[str | None, typer.Argument(help="Name or number of a person.")] = None,
    everybody: Annotated[bool, typer.Option("--all", help="Of all patients; for csv and parquet.")] = False,
    names: Annotated[bool, typer.Option("--names", help="Tables: names beside the pseudonyms.")] = False,
    words: Annotated[
        bool | None, typer.Option("--words/--no-words", help="Tables: sentences that people wrote. [default: of one]")
    ] = None,
    set_number: Annotated[int | None, typer.Option("--set", help="Number of a set; for trc.")] = None,
    since: FromOption = None,
    until: UntilOption = None,
) -> None:
    """Take records along: tables (csv, parquet), fhir, a whole account (archive), a recording (trc)."""
    with desk() as at:
        if everybody == (person is not None):
            raise RecordError("Name one person, or write --all.")
        if everybody and form not in (Form.CSV, Form.PARQUET):
            raise RecordError(f"All patients at once go along as csv or parquet; {form.value} is of one person.")
        number = None if person is None else person_number(at, person)
        if form in (Form.CSV, Form.PARQUET):
            from coach.records.tables_out import write_tables

            write_tables(at, number, to, form.value, names=names, words=words)  # type: ignore[arg-type]
        elif number is not None:
            _export_one(at, number, form, to, set_number, since, until)
        typer.echo(f"Written: {to}")


def _export_one(
    at: Desk, number: int, form: Form, to: Path, set_number: int | None, since: FromOption, until: UntilOption
) -> None:
    if form is Form.FHIR:
        from coach.review.fhir import bundle_of

        bundle = bundle_of(at, number, day_of(since), day_of(until), now())
        write_json(json.dumps(bundle, ensure_ascii=False, indent=1), str(to))
    elif form is Form.ARCHIVE:
        from coach.records.archive import export_account

        taken = export_account(at, number, to)
        if taken.missing:
            typer.echo(f"The files of {len(taken.missing)} recordings are missing, so they are not in it.", err=True)
    else:
        _export_trc(at, number, set_number, to)


def _export_trc(at: Desk, number: int, set_number: int | None, to: Path) -> None:
    from coach.records.kept_sets import whose_set
    from coach.records.trc import write_trc

    if set_number is None:
        raise RecordError("Which set? Add --set and its number; `coach sessions` lists them.")
    if whose_set(at, set_number) != number:
        raise RecordError(f"Set {set_number} is not one of this person. `coach sessions` lists hers.")
    write_trc(at, set_number, to)


@records_commands.command("import")
def import_(file: Annotated[Path, typer.Argument(help="An account that was taken along as archive.")]) -> None:
    """Bring in an account that was taken along."""
    with desk() as at:
        from coach.records.archive_in import import_account

        number = import_account(at, file)
        typer.echo(f"Brought in as number {number}.")


@records_commands.command()
def erase(
    person: PersonArgument,
    sure: Annotated[bool, typer.Option("--yes", help="Yes, erase it. It cannot be undone.")] = False,
) -> None:
    """Erase a person and all that is kept of her, so that no byte of it is left in the data folder."""
    with desk() as at:
        from coach.records.erase import erase_person

        number = person_number(at, person)
        if not sure:
            raise RecordError(f"This erases all that is kept of number {number}, for good. Add --yes to do it.")
        erased = erase_person(at, number)
        typer.echo(f"Number {number} is erased, with {erased.recordings} recordings.")
        if erased.damaged:
            typer.echo(
                f"Of {erased.damaged} damaged files in “running” nobody knows whose they are; they stay.", err=True
            )
        if not erased.complete:
            typer.echo("Another program reads the store. What is left of it goes when that is closed.", err=True)
        for backup in erased.backups:
            typer.echo(f"This backup may still hold it: {backup}", err=True)
        typer.echo("Backups and exports elsewhere are not reached from here.", err=True)
