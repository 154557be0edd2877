"""Which rows one action wrote into an SQLite file, and how to write the like of them again, plainly."""

import os
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from backend.storage import new_id

__all__ = ["Contents", "Written", "contents_of", "difference"]

Row = dict[str, Any]
Contents = dict[str, dict[tuple[Any, ...], Row]]
"""By table and primary key."""

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
_RUNNING = {"seq", "number", "size", "last"}  # integers that go up by one with every action
_CASE_NUMBER = re.compile(r"\b\d{20}[0-9A-Z]{4}\b")


@dataclass(frozen=True)
class Written:
    """Rows added and rows changed, by table; `keys` names each table's primary key."""

    added: dict[str, list[Row]]
    changed: dict[str, list[Row]]
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return sum(len(rows) for rows in (*self.added.values(), *self.changed.values()))

    def write_anew(self, connection: Connection, serial: int) -> None:
        """The same tables, as many rows, of the same sizes; only ids, numbers and counters differ by `serial`."""
        renamed: dict[str, str] = {}
        for table, rows in self.added.items():
            fresh = [{name: _fresh(name, value, serial, renamed) for name, value in row.items()} for row in rows]
            names = ", ".join(f'"{name}"' for name in fresh[0])
            marks = ", ".join("?" * len(fresh[0]))
            connection.exec_driver_sql(
                f'INSERT INTO "{table}" ({names}) VALUES ({marks})', [tuple(row.values()) for row in fresh]
            )
        for table, rows in self.changed.items():
            for row in rows:
                self._change(connection, table, row, serial)

    def _change(self, connection: Connection, table: str, row: Row, serial: int) -> None:
        keys = self.keys[table]
        values = {name: _fresh(name, value, serial, {}) for name, value in row.items() if name not in keys}
        changes = ", ".join(f'"{name}" = ?' for name in values)
        which = " AND ".join(f'"{key}" = ?' for key in keys)
        connection.exec_driver_sql(
            f'UPDATE "{table}" SET {changes} WHERE {which}', (*values.values(), *(row[key] for key in keys))
        )


def _fresh(name: str, value: Any, serial: int, renamed: dict[str, str]) -> Any:
    if isinstance(value, int) and name in _RUNNING:
        return value + serial
    if isinstance(value, bytes) and name.endswith("hash"):
        return os.urandom(len(value))
    if isinstance(value, str):
        value = _UUID.sub(lambda found: renamed.setdefault(found[0], new_id()), value)
        return _CASE_NUMBER.sub(f"{serial:024d}", value)
    return value


def contents_of(path: Path) -> tuple[Contents, dict[str, tuple[str, ...]]]:
    """Every row of every table, and each table's key; read beside whoever has the file open."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)
    connection.row_factory = sqlite3.Row
    try:
        keys = {table: _key_of(connection, table) for table in _tables(connection)}
        return {table: _rows(connection, table, key) for table, key in keys.items()}, keys
    finally:
        connection.close()


def difference(before: Contents, after: Contents, keys: dict[str, tuple[str, ...]]) -> Written:
    added: dict[str, list[Row]] = {}
    changed: dict[str, list[Row]] = {}
    for table, rows in after.items():
        earlier = before.get(table, {})
        new = [row for key, row in rows.items() if key not in earlier]
        other = [row for key, row in rows.items() if key in earlier and earlier[key] != row]
        added |= {table: new} if new else {}
        changed |= {table: other} if other else {}
    return Written(added, changed, keys)


def _tables(connection: sqlite3.Connection) -> Iterator[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    yield from (name for (name,) in connection.execute(query).fetchall())


def _key_of(connection: sqlite3.Connection, table: str) -> tuple[str, ...]:
    columns = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
    return tuple(column["name"] for column in sorted(columns, key=lambda column: column["pk"]) if column["pk"])


def _rows(connection: sqlite3.Connection, table: str, key: tuple[str, ...]) -> dict[tuple[Any, ...], Row]:
    found = connection.execute(f'SELECT * FROM "{table}"').fetchall()
    return {tuple(row[name] for name in key): dict(row) for row in found}
