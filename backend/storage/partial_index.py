"""Indexes over some rows only."""

from sqlalchemy import Index, MetaData, text

__all__ = ["partial_index", "with_every_database"]


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index of the rows `where` (SQL both databases understand) holds for."""
    return Index(name, *columns, unique=unique, sqlite_where=text(where))


def with_every_database(metadata: MetaData) -> MetaData:
    """The same, its partial indexes told to PostgreSQL too.

    Done where tables are made or compared: naming PostgreSQL loads all SQLAlchemy knows of it, a twentieth of a start.
    """
    for table in metadata.tables.values():
        for index in table.indexes:
            where = index.dialect_options["sqlite"]["where"]
            if where is not None:
                index.dialect_kwargs["postgresql_where"] = where
    return metadata
