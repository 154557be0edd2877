"""An empty database as the migrations leave it: made once by each process of the tests, then copied.

That a node brings a new or an older database to its shape by itself is shown by those that start real nodes.
"""

import tempfile
from functools import cache
from pathlib import Path

from sqlalchemy import make_url

from backend.schema import metadata
from backend.storage import migrate

__all__ = ["lay_out"]


def lay_out(url: str) -> None:
    """Put it where an SQLite node is to find its database, unless there is one; others migrate themselves."""
    where = make_url(url)
    if where.drivername != "sqlite" or where.database is None or Path(where.database).exists():
        return
    file = Path(where.database)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.write_bytes(_empty())


@cache
def _empty() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "empty.db"
        migrate(f"sqlite:///{file}", metadata)
        assert not file.with_name("empty.db-wal").exists(), "something of it is still in the log"
        return file.read_bytes()
