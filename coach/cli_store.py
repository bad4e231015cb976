"""Commands about the store as a whole: backups, the form of its tables, and the passphrase that encrypts it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach.cli_common import desk, now, refusals
from coach.errors import RecordError

if TYPE_CHECKING:
    from coach.records.backup_file import BackupFacts

store_commands = typer.Typer()
backup_commands = typer.Typer(help="Backups of the whole store: make, check, restore.", no_args_is_help=True)
passphrase_commands = typer.Typer(
    help="The passphrase that encrypts the store (COACH_PASSPHRASE opens it): set, remove.", no_args_is_help=True
)

FileArgument = Annotated[Path, typer.Argument(help="The file of the backup.")]


@backup_commands.command("make")
def make(file: FileArgument) -> None:
    """Write all of the store to one file; it may be in use meanwhile."""
    with desk() as at:
        from coach.records.backup import back_up

        with at.writing(None, "backup"):
            pass
        _told(back_up(at.store, file, now=now()))
        typer.echo(f"Written: {file}")


@backup_commands.command("check")
def check(file: FileArgument) -> None:
    """Look at all of a backup: that it is whole, opens, and holds the right recordings."""
    with refusals():
        from coach.records.backup import check_backup

        _told(check_backup(file))
        typer.echo("It is whole.")


@backup_commands.command("restore")
def restore(
    file: FileArgument,
    sure: Annotated[bool, typer.Option("--yes", help="Yes, put it in the place of the store that is there.")] = False,
) -> None:
    """Put a backup where the store is; close the program first. A store that is there is kept aside."""
    with refusals():
        from coach.records.backup_file import DATABASE
        from coach.records.places import default_data_dir
        from coach.records.restore import restore as put_back

        folder = default_data_dir()
        if (folder / DATABASE).exists() and not sure:
            raise RecordError(
                f"{folder} has a store. Add --yes to put {file} in its place; what is there is kept aside."
            )
        put = put_back(file, folder, overwrite=sure)
        _told(put.facts)
        typer.echo(f"The store in {folder} is as it was then.")
        if put.aside is not None:
            typer.echo(f"What was there before: {put.aside}")


@store_commands.command()
def migrate(
    sure: Annotated[bool, typer.Option("--yes", help="On a server: yes, there is a backup of it.")] = False,
) -> None:
    """Bring the store's tables into the form that this program knows; a file is backed up first."""
    with refusals():
        from coach.records.backup_file import newest_backup
        from coach.records.database import address_of, known_schema, open_engine, place_of, schema_of
        from coach.records.passphrase import passphrase_or_default
        from coach.records.places import default_data_dir
        from coach.records.store import Store

        folder = default_data_dir()
        engine = open_engine(address_of(None, folder), passphrase_or_default(None))
        place = place_of(engine)
        before = schema_of(engine) if place is None or place.exists() else None
        engine.dispose()
        if before is None:
            raise RecordError(f"There is no store in {folder} yet. `coach run` makes one.")
        if before == known_schema():
            typer.echo(f"Nothing to do: the tables are of form {before}.")
            return
        if place is None and before < known_schema() and not sure:
            raise RecordError("Back the server up with its own tools (such as pg_dump) first, then add --yes.")
        Store().close()
        typer.echo(f"The tables are of form {known_schema()} now; they were of form {before}.")
        if place is not None:
            typer.echo(f"The store as it was before: {newest_backup(folder)}")


@passphrase_commands.command("set")
def set_passphrase() -> None:
    """Encrypt the store, or give an encrypted one another passphrase; close the program first."""
    with refusals():
        from coach.records.passphrase import PASSPHRASE_VARIABLE, passphrase_or_default
        from coach.records.places import default_data_dir
        from coach.records.rekey import change_passphrase, encrypt_store

        old = passphrase_or_default(None)
        new = typer.prompt("New passphrase", hide_input=True, confirmation_prompt=True)
        plain: tuple[Path, ...] = ()
        if old is None:
            plain = encrypt_store(default_data_dir(), new)
        else:
            change_passphrase(default_data_dir(), old, new)
        typer.echo(f"Done. Put it into {PASSPHRASE_VARIABLE} from now on; without it nobody opens the store.")
        for backup in plain:
            typer.echo(f"This backup is not encrypted: {backup}", err=True)


@passphrase_commands.command("remove")
def remove_passphrase(
    sure: Annotated[bool, typer.Option("--yes", help="Yes, leave it readable to whoever has the computer.")] = False,
) -> None:
    """Make the store readable without a passphrase; close the program first."""
    with refusals():
        from coach.records.passphrase import PASSPHRASE_VARIABLE, passphrase_or_default
        from coach.records.places import default_data_dir
        from coach.records.rekey import decrypt_store

        old = passphrase_or_default(None)
        if old is None:
            raise RecordError(f"Set the passphrase of the store in {PASSPHRASE_VARIABLE} first.")
        if not sure:
            raise RecordError("This leaves the store readable to whoever has the computer. Add --yes to do it.")
        decrypt_store(default_data_dir(), old)
        typer.echo(f"Done. Unset {PASSPHRASE_VARIABLE} from now on.")


def _told(facts: BackupFacts) -> None:
    """What a backup holds."""
    encrypted = "encrypted" if facts.encrypted else "not encrypted"
    made = "" if facts.made_at is None else f", made {facts.made_at.astimezone():%Y-%m-%d %H:%M}"
    what = f"{facts.recordings} recordings" if facts.whole else "the database alone"
    typer.echo(f"Tables of form {facts.schema}, {what}, {facts.bytes / 1e6:.1f} MB, {encrypted}{made}.")
    if facts.missing:
        typer.echo(f"The files of {len(facts.missing)} recordings were missing already.", err=True)
