"""All rows of a database as text, and back: by COPY, which is part of PostgreSQL, so that no other program is needed.

The tables are those the database has, not those the product knows: a new one is in the backup without a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.engine import Connection

VERSION_TABLE = "alembic_version"
SCHEMA = "public"
PIECE = 1024 * 1024
# Values read the same wherever they were written.
PLAIN = (
    "datestyle TO 'ISO, MDY'",
    "intervalstyle TO 'postgres'",
    "timezone TO 'UTC'",
    "extra_float_digits TO 1",
)
OWN = """
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind = %s AND NOT c.relispartition
  AND NOT EXISTS (SELECT 1 FROM pg_depend d
                  WHERE d.objid = c.oid AND d.classid = 'pg_class'::regclass AND d.deptype = 'e')
"""
COLUMNS = (
    """
SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.attgenerated = '')
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.oid IN (SELECT c.oid """
    + OWN
    + ") GROUP BY c.relname ORDER BY c.relname"
)
FOREIGN_KEYS = """
SELECT c.relname, k.conname, pg_get_constraintdef(k.oid)
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND k.contype = 'f' ORDER BY 1, 2
"""
TRIGGERS = """
SELECT c.relname, t.tgname
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND NOT t.tgisinternal AND t.tgenabled = 'O' ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Columns:
    """A table and those of its columns that are stored rather than worked out."""

    table: str
    names: tuple[str, ...]


def driver(connection: Connection) -> psycopg.Connection[Any]:
    """Return psycopg's connection, which speaks COPY."""
    found: psycopg.Connection[Any] = connection.connection.driver_connection  # type: ignore[assignment]
    return found


def speak_plainly(connection: psycopg.Connection[Any]) -> None:
    """Have this transaction write and read values the way backups do. Takes no snapshot."""
    for setting in PLAIN:
        connection.execute(sql.SQL("SET LOCAL " + setting))


def hold(connection: psycopg.Connection[Any], tables: Iterable[str]) -> None:
    """Keep migrations away until the transaction ends. Said before anything is read: the snapshot is taken after it."""
    named = sql.SQL(", ").join(_name(table) for table in tables)
    connection.execute(sql.SQL("LOCK TABLE {} IN ACCESS SHARE MODE").format(named))


def stored(connection: psycopg.Connection[Any]) -> list[Columns]:
    """Return all tables that no extension brought, by name; that of the migrations aside."""
    rows = connection.execute(COLUMNS, ["r"]).fetchall()
    return [Columns(table, tuple(names or ())) for table, names in rows if table != VERSION_TABLE]


def revision(connection: psycopg.Connection[Any]) -> str | None:
    """Return the migration the schema is at; None: it was never migrated."""
    if connection.execute("SELECT to_regclass('public.alembic_version')").fetchone() == (None,):
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if row is None else str(row[0])


def filled(connection: psycopg.Connection[Any], tables: Iterable[str]) -> list[str]:
    """Return those of the tables that hold a row."""
    asked = sql.SQL("SELECT EXISTS (SELECT 1 FROM {})")
    return [table for table in tables if connection.execute(asked.format(_name(table))).fetchone() == (True,)]


def count(connection: psycopg.Connection[Any], table: str) -> int:
    """Return how many rows a table holds."""
    row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(_name(table))).fetchone()
    return int(row[0]) if row else 0


class Rows:
    """The rows of one table in COPY's text format; `count` is known once they were read to the end."""

    def __init__(self, connection: psycopg.Connection[Any], columns: Columns) -> None:
        self._connection, self._columns, self.count = connection, columns, 0

    def __iter__(self) -> Iterator[bytes]:
        piece = bytearray()
        with self._connection.cursor() as cursor:
            with cursor.copy(sql.SQL("COPY {} TO STDOUT").format(_columns(self._columns))) as copying:
                for row in copying:
                    piece += row
                    if len(piece) >= PIECE:
                        yield bytes(piece)
                        piece.clear()
            self.count = cursor.rowcount
        if piece:
            yield bytes(piece)


def load(connection: psycopg.Connection[Any], columns: Columns, pieces: Iterable[bytes]) -> None:
    """Put rows into a table."""
    with (
        connection.cursor() as cursor,
        cursor.copy(sql.SQL("COPY {} FROM STDIN").format(_columns(columns))) as copying,
    ):
        for piece in pieces:
            copying.write(piece)


def sequences(connection: psycopg.Connection[Any]) -> list[tuple[str, int | None]]:
    """Return every sequence with the last number it gave."""
    names = [row[0] for row in connection.execute(f"SELECT c.relname {OWN} ORDER BY 1", ["S"])]
    asked = sql.SQL("SELECT CASE WHEN is_called THEN last_value END FROM {}")
    return [(name, connection.execute(asked.format(_name(name))).fetchone()[0]) for name in names]  # type: ignore[index]


def go_on(connection: psycopg.Connection[Any], sequence: str, last: int | None) -> None:
    """Have a sequence give the number after `last` next."""
    if last is not None:
        connection.execute("SELECT setval(%s::regclass, %s)", [f'{SCHEMA}."{sequence}"', last])


class Loosened:
    """A schema without foreign keys and triggers while rows come in, in whatever order; `tighten` checks them all.

    Needs no more rights than the owner of the tables has, unlike the mode of replication.
    """

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self._keys = connection.execute(FOREIGN_KEYS).fetchall()
        self._triggers = connection.execute(TRIGGERS).fetchall()
        for table, key, _definition in self._keys:
            self._alter(table, sql.SQL("DROP CONSTRAINT {}").format(sql.Identifier(key)))
        for table, trigger in self._triggers:
            self._alter(table, sql.SQL("DISABLE TRIGGER {}").format(sql.Identifier(trigger)))

    def tighten(self) -> None:
        """Have everything as it was; raise IntegrityError where a row speaks of one that is not there."""
        self._connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table, key, definition in self._keys:
            words = sql.SQL("ADD CONSTRAINT {} {}").format(sql.Identifier(key), sql.SQL(definition))
            self._alter(table, words)
        for table, trigger in self._triggers:
            self._alter(table, sql.SQL("ENABLE TRIGGER {}").format(sql.Identifier(trigger)))

    def _alter(self, table: str, change: sql.Composable) -> None:
        self._connection.execute(sql.SQL("ALTER TABLE {} {}").format(_name(table), change))


def _name(table: str) -> sql.Composable:
    return sql.Identifier(SCHEMA, table)


def _columns(columns: Columns) -> sql.Composable:
    names = sql.SQL(", ").join(map(sql.Identifier, columns.names))
    return sql.SQL("{} ({})").format(_name(columns.table), names)
