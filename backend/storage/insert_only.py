"""Tables whose rows are written once: the database itself refuses to change them.

`protect(Case)` marks the table of a model. `Store.create_tables` and generated migrations then create its triggers,
and `check_migrations` reports a database where they are missing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import DDL, Connection, Table, event, text
from sqlmodel import SQLModel

_MARK: Final = "insert_only"


@dataclass(frozen=True)
class Protection:
    """How a table is protected: whether its rows may at least be deleted."""

    deletable: bool


def protect(model: type[SQLModel], *, deletable: bool = False) -> None:
    """Refuse updates of this model's table for ever, and deletions too unless `deletable`."""
    table: Table = getattr(model, "__table__")  # noqa: B009 - SQLModel does not declare it
    table.info[_MARK] = Protection(deletable)
    keys = [column.name for column in table.primary_key]
    for dialect in ("sqlite", "postgresql"):
        for statement in trigger_statements(table.name, dialect, keys=keys, deletable=deletable):
            event.listen(table, "after_create", _ddl(statement).execute_if(dialect=dialect))


def is_protected(table: Table) -> bool:
    return _MARK in table.info


def protection_of(table: Table) -> Protection | None:
    protection: Protection | None = table.info.get(_MARK)
    return protection


def trigger_statements(table: str, dialect: str, *, keys: Sequence[str], deletable: bool) -> list[str]:
    """`keys`: the columns of its primary key."""
    if dialect == "sqlite":
        return [_sqlite_trigger(table, act, keys) for act in _acts(dialect, deletable=deletable)]
    if dialect == "postgresql":
        return _postgres_triggers(table, deletable=deletable)
    raise ValueError(f"no triggers are known for {dialect}")


def missing_triggers(connection: Connection, table: Table) -> list[str]:
    """The names of the triggers this protected table should have and has not."""
    dialect = connection.dialect.name
    wanted = {_trigger(table.name, act) for act in _acts(dialect, deletable=table.info[_MARK].deletable)}
    if dialect == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(:table) AND tgenabled <> 'D'"
    present = set(connection.execute(text(query), {"table": table.name}).scalars())
    return sorted(wanted - present)


def _acts(dialect: str, *, deletable: bool) -> tuple[str, ...]:
    """What is refused. SQLite has no TRUNCATE; its REPLACE deletes without asking the triggers of a foreign program."""
    always = ("update", "replace") if dialect == "sqlite" else ("update",)
    if deletable:
        return always
    return (*always, "delete") if dialect == "sqlite" else (*always, "delete", "truncate")


def _trigger(table: str, act: str) -> str:
    return f"{table}_no_{act}"


def _sqlite_trigger(table: str, act: str, keys: Sequence[str]) -> str:
    event = f"{act.upper()} ON {table}"
    if act == "replace":
        same = " AND ".join(f"{key} = NEW.{key}" for key in keys)
        event = f"INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"
    return (
        f"CREATE TRIGGER IF NOT EXISTS {_trigger(table, act)} BEFORE {event} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END"
    )


def _postgres_triggers(table: str, *, deletable: bool) -> list[str]:
    refuse = f"{table}_is_insert_only"
    return [
        (
            f"CREATE OR REPLACE FUNCTION {refuse}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{table} is insert-only' USING ERRCODE = 'restrict_violation'; END $$"
        ),
        *(
            f"CREATE TRIGGER {_trigger(table, act)} BEFORE {act.upper()} ON {table} "
            f"FOR EACH {'STATEMENT' if act == 'truncate' else 'ROW'} EXECUTE FUNCTION {refuse}()"
            for act in _acts("postgresql", deletable=deletable)
        ),
    ]


def _ddl(statement: str) -> DDL:
    make: Callable[[str], DDL] = DDL  # its constructor carries no types
    return make(statement.replace("%", "%%"))  # it formats with %
