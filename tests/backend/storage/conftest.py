from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.storage import KeyRing, Store, Table
from tests.backend.storage.postgres_cluster import Cluster


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind we support."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'node.db'}"
        return
    cluster: Cluster = request.getfixturevalue("postgres_cluster")
    with cluster.database() as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'node.db'}"


@pytest.fixture
def keys() -> KeyRing:
    return KeyRing.throwaway(home="530000000000")


@pytest.fixture
def store(database_url: str, keys: KeyRing) -> Iterator[Store]:
    with Store.open(database_url, keys=keys) as store:
        store.create_tables(Table.metadata)
        yield store
