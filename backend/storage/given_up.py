"""SQLite takes a whole transaction back by itself on some errors: disk full, I/O.

After such an error a statement would commit on its own, so nothing may follow but a new BEGIN.
"""

import sqlite3
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from backend.storage.errors import StorageError, StorageUnavailable
from backend.storage.translation import translated

__all__ = ["is_given_up", "note_why_given_up", "why_given_up"]

_WHY: Final = "onewindow.given_up"


def is_given_up(driver: object) -> bool:
    """Of the driver's own connection."""
    return isinstance(driver, sqlite3.Connection) and not driver.in_transaction


def note_why_given_up(connection: Connection, error: DBAPIError) -> None:
    """Remember the error that ended the transaction, if this one did: whoever goes on is told it."""
    if is_given_up(connection.connection.driver_connection):
        connection.info.setdefault(_WHY, translated(error))


def why_given_up(connection: Connection) -> StorageError:
    why: StorageError | None = connection.info.get(_WHY)
    return why or StorageUnavailable("the transaction was given up by the database")
