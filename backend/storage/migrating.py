"""Bringing a database to the shape of the models, when it is not there yet."""

from pathlib import Path
from typing import Final

from sqlalchemy import MetaData, inspect, text
from sqlmodel import Session

from backend.storage.store import Store, exclusive_use

VERSIONS: Final = Path(__file__).parent / "migrations" / "versions"


def migrate(store: Store | str, metadata: MetaData, *, versions: Path = VERSIONS) -> None:
    """Apply every migration not yet applied, all in one transaction.

    Given a URL, the store must not be open anywhere (`StoreTaken`); given a store, no unit may be running.
    """
    from backend.storage.revising import upgrade

    if isinstance(store, Store):
        upgrade(store.url, metadata, versions)
        return
    with exclusive_use(store):
        upgrade(store, metadata, versions)


def is_current(store: Store, *, versions: Path = VERSIONS) -> bool:
    """Whether nothing is to be migrated. Asked at every start, so without Alembic, which is slow to load."""
    newest = newest_revision(versions)
    return newest is not None and store.read_now(_applied) == {newest}


def is_new(store: Store) -> bool:
    """Whether nothing was ever migrated."""
    return not store.read_now(_applied)


def newest_revision(versions: Path = VERSIONS) -> str | None:
    """The number its file begins with: `write_revision` counts upwards."""
    return max((path.name.partition("_")[0] for path in versions.glob("[0-9]*_*.py")), default=None)


def _applied(session: Session) -> set[str]:
    connection = session.connection()
    if not inspect(connection).has_table("alembic_version"):
        return set()
    return set(connection.execute(text("SELECT version_num FROM alembic_version")).scalars())
