"""A backup put back: looked at whole before anything is touched, and what was there before is kept aside."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine, insert
from sqlalchemy.engine import URL

from coach.errors import RecordError
from coach.language import say
from coach.records.backup import back_up
from coach.records.backup_file import DATABASE, ENDING, SHELF, BackupFacts
from coach.records.database import address_of, database_faults, open_engine, place_of, upgrade
from coach.records.faults import writing
from coach.records.passphrase import passphrase_or_default
from coach.records.places import made_folder
from coach.records.rekey import alone
from coach.records.running import FOLDER as RUNNING
from coach.records.schema_backup import working_folder
from coach.records.sqlite_file import BESIDE, SQLITE_ERRORS, is_plain_store
from coach.records.table_copy import copy_rows, empty_tables, has_rows
from coach.records.tables import VaultKey
from coach.records.unpacking import Unpacking
from coach.records.vault import DATA_KEY, open_vault, wrapped
from coach.records.whole_file import sync_folder

#: Where what was replaced lies, with a number.
REPLACED = "replaced-"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and where what was there before lies (None where there was nothing)."""

    facts: BackupFacts
    aside: Path | None


def restore(
    file: Path, folder: Path, *, url: str | None = None, passphrase: str | None = None, overwrite: bool = False
) -> Restored:
    """Put the store of a backup into a data folder, or on the server at `url`; with `overwrite` in another's place.

    A backup that was made before tables changed is the database alone; recordings then stay as they are.

    Raises
    ------
    RecordError: the backup cannot be used, there is a store already, somebody uses it, or the disk fails; then what was
        there is as it was.
    """
    secret = passphrase_or_default(passphrase)
    made_folder(folder)
    engine = open_engine(address_of(url, folder), secret)
    try:
        with working_folder(folder / "restore") as staging:
            place = place_of(engine)
            if place is not None and not overwrite and (place.exists() or _has_recordings(folder)):
                raise _taken(folder)
            unpacking = Unpacking(file, staging, secret, keep=True)
            facts = unpacking.run()
            if place is None:
                return Restored(facts, _put_on_server(engine, unpacking, facts, folder, secret, overwrite))
            return Restored(facts, _put_in_folder(engine, place, unpacking, facts, folder, secret))
    finally:
        engine.dispose()


def _put_in_folder(
    engine: Engine, place: Path, unpacking: Unpacking, facts: BackupFacts, folder: Path, secret: str | None
) -> Path | None:
    aside = _aside(folder)
    with database_faults(engine), _held(place, secret) as held, _moving(folder) as moves:
        # Whoever holds a store has worked its log in and clears up behind himself.
        for suffix in () if held.is_held else BESIDE:
            moves.move(place.with_name(place.name + suffix), aside / (DATABASE + suffix))
        moves.copy(place, aside / DATABASE)
        if facts.whole:
            _move_recordings(moves, folder, unpacking.folder, aside)
        if os.name != "posix":
            held.release()
        # The name of the store is never without a store, whenever this is cut off.
        unpacking.database.replace(place)
    with writing(folder):
        sync_folder(place.parent)
    return aside if aside.exists() else None


def _put_on_server(
    engine: Engine, unpacking: Unpacking, facts: BackupFacts, folder: Path, secret: str | None, overwrite: bool
) -> Path | None:
    upgrade(engine)
    with database_faults(engine), engine.connect() as connection:
        occupied = has_rows(connection)
    if (occupied or _has_recordings(folder)) and not overwrite:
        raise _taken(folder)
    aside = _aside(folder)
    if occupied:
        address = engine.url.render_as_string(hide_password=False)
        back_up(folder, made_folder(aside) / f"store{ENDING}", passphrase=secret, url=address)
    staged = open_engine(URL.create("sqlite", database=str(unpacking.database)), secret if facts.encrypted else None)
    try:
        upgrade(staged)
        with database_faults(engine), engine.begin() as target, staged.connect() as source, _moving(folder) as moves:
            empty_tables(target)
            copy_rows(source, target)
            vault = open_vault(staged, secret) if facts.encrypted else None
            if vault is not None:
                target.execute(insert(VaultKey).values(key=DATA_KEY, value=wrapped(vault, secret)))
            if facts.whole:
                _move_recordings(moves, folder, unpacking.folder, aside)
    finally:
        staged.dispose()
    return aside if aside.exists() else None


def _move_recordings(moves: _Moves, folder: Path, staging: Path, aside: Path) -> None:
    for name in (SHELF, RUNNING):
        moves.move(folder / name, aside / name)
    moves.move(staging / SHELF, folder / SHELF)


@dataclass(slots=True)
class _Moves:
    """What was moved, so that it can be moved back."""

    done: list[tuple[Path, Path]] = field(default_factory=list)
    copied: Path | None = None

    def move(self, old: Path, new: Path) -> None:
        """Where it is there."""
        if old.exists():
            made_folder(new.parent)
            old.replace(new)
            self.done.append((old, new))

    def copy(self, old: Path, new: Path) -> None:
        """The old one stays where it is until another takes its name."""
        if not old.exists():
            return
        made_folder(new.parent)
        try:
            os.link(old, new)
        except OSError:  # some disks have no second names
            shutil.copy2(old, new)
        self.copied = new

    def back(self) -> None:
        """As it was before; a folder made for what was moved goes only if nothing is left in it."""
        for old, new in reversed(self.done):
            with suppress(OSError):
                new.replace(old)
        with suppress(OSError):
            if self.copied is not None:
                self.copied.unlink()
                self.copied.parent.rmdir()


@contextmanager
def _moving(folder: Path) -> Iterator[_Moves]:
    moves = _Moves()
    try:
        with writing(folder):
            yield moves
    except BaseException:
        moves.back()
        raise


@dataclass(frozen=True, slots=True)
class _Held:
    """Whether the store that is replaced is held for this program alone, and how it is let go before that."""

    is_held: bool
    release: Callable[[], None]


@contextmanager
def _held(place: Path, secret: str | None) -> Iterator[_Held]:
    with ExitStack() as stack:
        is_held = False
        if place.exists():
            try:
                plain = secret is None or is_plain_store(place)
                stack.enter_context(alone(place, None if plain else secret))
                is_held = True
            except SQLITE_ERRORS as error:
                # What is damaged, or has another passphrase, is moved away all the same.
                if "locked" in str(error):
                    raise
        yield _Held(is_held, stack.close)


def _has_recordings(folder: Path) -> bool:
    return (folder / SHELF).is_dir() and any((folder / SHELF).iterdir())


def _aside(folder: Path) -> Path:
    number = 1
    while (folder / f"{REPLACED}{number}").exists():
        number += 1
    return folder / f"{REPLACED}{number}"


def _taken(folder: Path) -> RecordError:
    return RecordError(
        say("{folder} has a store already. Say that it is to be replaced, or choose another folder.", folder=folder)
    )
