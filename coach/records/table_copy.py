"""All rows of a store copied into another one of the same tables, whatever database either is."""

from __future__ import annotations

from sqlalchemy import Connection, Table, delete, func, insert, select

from coach.records.tables import Base, VaultKey

_BATCH = 500
_TABLES = tuple(Base.metadata.sorted_tables)


def copy_rows(source: Connection, target: Connection) -> None:
    """Into empty tables; keys of the vault are not among them, for each database keeps them in its own way."""
    for table in _TABLES:
        if table.name != VaultKey.__tablename__:
            _copy(source, target, table)


def empty_tables(connection: Connection) -> None:
    """Delete every row, those that refer to others first."""
    for table in reversed(_TABLES):
        connection.execute(delete(table))


def has_rows(connection: Connection) -> bool:
    """Whether anything is kept in it."""
    return any(connection.execute(select(table).limit(1)).first() for table in _TABLES)


def _copy(source: Connection, target: Connection, table: Table) -> None:
    rows = source.execution_options(yield_per=_BATCH).execute(select(table).order_by(*table.primary_key))
    for batch in rows.mappings().partitions():
        target.execute(insert(table), [dict(row) for row in batch])
    sequence = _sequence_of(target, table)
    if sequence is not None:
        # The next number is counted by the server, which did not count these.
        next_id = func.coalesce(func.max(table.columns["id"]), 0) + 1
        target.execute(select(func.setval(sequence, next_id, False)))


def _sequence_of(connection: Connection, table: Table) -> str | None:
    if connection.dialect.name != "postgresql" or "id" not in table.columns:
        return None
    return connection.scalar(select(func.pg_get_serial_sequence(table.name, "id")))
