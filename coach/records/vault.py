"""The data key: what seals recordings and running sets, which lie beside the database.

It is made once and lies in the table `vault`. An encrypted SQLite file keeps it safe by itself. On a server, whose
database others may read, it is wrapped: AES-256-GCM under a key that argon2id makes of the passphrase.
"""

from __future__ import annotations

import re
import secrets
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from coach.errors import RecordError
from coach.language import marked, say
from coach.records.database import BEGIN, database_faults
from coach.records.passphrase import check_passphrase
from coach.records.sealing import KEY_BYTES, Vault
from coach.records.shelf import seal_all
from coach.records.tables import VaultKey

#: Rows of the table: the data key, and that recordings may still lie there as they were before there was a key.
DATA_KEY, UNSEALED = "recordings", "unsealed"
#: argon2id as RFC 9106 recommends where memory is not plenty: 3 passes, 64 MiB, 4 lanes.
_PASSES, _MEMORY_KIB, _LANES = 3, 64 * 1024, 4
_SALT_BYTES, _NONCE_BYTES = 16, 12
_PLAIN = re.compile(r"[0-9a-f]{64}")
_WRAPPED = re.compile(r"argon2id\.1:([0-9a-f]{32}):([0-9a-f]{24}):([0-9a-f]{96})")
_WRONG = marked("The passphrase does not open this store. Set the right one in COACH_PASSPHRASE.")


def open_vault(engine: Engine, passphrase: str | None) -> Vault | None:
    """The vault of a store that is up to date, made where there is a passphrase and none yet; None without one.

    Raises
    ------
    RecordError: the passphrase is another one, is missing, or too short for a new vault; or the database fails.
    """
    is_server = engine.dialect.name != "sqlite"
    with database_faults(engine), engine.connect() as connection:
        kept = connection.scalar(select(VaultKey.value).where(VaultKey.key == DATA_KEY))
    if kept is None and passphrase is not None:
        kept = _made(engine, passphrase, is_server)
    if kept is None:
        return None
    return unwrapped(kept, passphrase)


def unwrapped(kept: str, passphrase: str | None) -> Vault:
    """The vault of a row of the table, as a file or a server keeps it; raises RecordError."""
    if _PLAIN.fullmatch(kept):
        return Vault(bytes.fromhex(kept))
    found = _WRAPPED.fullmatch(kept)
    if found is None or passphrase is None:
        raise RecordError(say(_WRONG))
    salt, nonce, sealed = map(bytes.fromhex, found.groups())
    try:
        return Vault(AESGCM(_wrapping_key(passphrase, salt)).decrypt(nonce, sealed, DATA_KEY.encode()))
    except InvalidTag as error:
        raise RecordError(say(_WRONG)) from error


def wrapped(vault: Vault, passphrase: str | None) -> str:
    """The row for a server with a passphrase; without one, for a file that keeps it safe itself."""
    if passphrase is None:
        return vault.key.hex()
    salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(_wrapping_key(passphrase, salt)).encrypt(nonce, vault.key, DATA_KEY.encode())
    return f"argon2id.1:{salt.hex()}:{nonce.hex()}:{sealed.hex()}"


def finish_sealing(engine: Engine, folder: Path, vault: Vault | None) -> None:
    """Seal the recordings in `folder` that were kept before there was a key; raises RecordError."""
    if vault is None:
        return
    with database_faults(engine), engine.connect() as connection:
        unsealed = connection.scalar(select(VaultKey.value).where(VaultKey.key == UNSEALED)) is not None
    if unsealed:
        seal_all(folder, vault)
        with database_faults(engine), engine.execution_options(**{BEGIN: "IMMEDIATE"}).begin() as connection:
            connection.execute(delete(VaultKey).where(VaultKey.key == UNSEALED))


def remember_unsealed(engine: Engine) -> None:
    """Let the next opening of the store seal what is not; raises RecordError."""
    with database_faults(engine), engine.execution_options(**{BEGIN: "IMMEDIATE"}).begin() as connection:
        connection.execute(delete(VaultKey).where(VaultKey.key == UNSEALED))
        connection.execute(insert(VaultKey).values(key=UNSEALED, value="1"))


def forget(engine: Engine) -> None:
    """Give up the key of a server's store; raises RecordError."""
    with database_faults(engine), engine.begin() as connection:
        connection.execute(delete(VaultKey))


def rewrap(engine: Engine, old: str | None, new: str) -> None:
    """Let another passphrase open the vault of a server's store; raises RecordError."""
    check_passphrase(new)
    vault = open_vault(engine, old)
    if vault is None:
        raise RecordError(say("This store has no passphrase yet. Set one in COACH_PASSPHRASE and open the store."))
    with database_faults(engine), engine.begin() as connection:
        connection.execute(update(VaultKey).where(VaultKey.key == DATA_KEY).values(value=wrapped(vault, new)))


def _made(engine: Engine, passphrase: str, is_server: bool) -> str:
    check_passphrase(passphrase)
    kept = wrapped(Vault.fresh(), passphrase if is_server else None)
    try:
        with database_faults(engine), engine.execution_options(**{BEGIN: "IMMEDIATE"}).begin() as connection:
            connection.execute(insert(VaultKey), [{"key": DATA_KEY, "value": kept}, {"key": UNSEALED, "value": "1"}])
    except IntegrityError:  # another program was quicker
        with database_faults(engine), engine.connect() as connection:
            kept = connection.scalars(select(VaultKey.value).where(VaultKey.key == DATA_KEY)).one()
    return kept


def _wrapping_key(passphrase: str, salt: bytes) -> bytes:
    return hash_secret_raw(passphrase.encode(), salt, _PASSES, _MEMORY_KIB, _LANES, KEY_BYTES, Type.ID)
