"""Insert statements that know what to do with a row that is there already: each database has its own."""

from sqlalchemy.dialects import sqlite
from sqlmodel import SQLModel

__all__ = ["insert_into"]


def insert_into(table: type[SQLModel], dialect: str) -> sqlite.Insert:
    """With `on_conflict_do_nothing` and `on_conflict_do_update`, which both databases spell alike."""
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql  # takes a twentieth of a start

        return postgresql.insert(table)  # type: ignore[return-value]  # the same calls, another class
    return sqlite.insert(table)
