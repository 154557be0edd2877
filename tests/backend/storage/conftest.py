from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.storage import KeyRing, Store, Table


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
