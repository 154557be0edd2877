from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.storage import KeyRing, Store, Table
from tests.backend.storage.postgres_cluster import Cluster


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of each kind we support."""
    if request.param == "sqlite":
        yield from _opened(f"sqlite:///{tmp_path / 'node.db'}")
        return
    cluster: Cluster = request.getfixturevalue("postgres_cluster")
    with cluster.database() as url:
        yield from _opened(url)


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[Store]:
    yield from _opened(f"sqlite:///{tmp_path / 'node.db'}")


def _opened(url: str) -> Iterator[Store]:
    with Store.open(url, keys=KeyRing.throwaway(home="530102000000")) as store:
        store.create_tables(Table.metadata)
        yield store
