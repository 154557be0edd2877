from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.storage import KeyRing, Store, Table
from tests.parts.exported_chain import Exported, write_chain


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """An empty store of each kind we support."""
    yield from _opened(database_url)


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[Store]:
    yield from _opened(f"sqlite:///{tmp_path / 'node.db'}")


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exported]:
    with write_chain(tmp_path_factory.mktemp("chain")) as written:
        yield written


def _opened(url: str) -> Iterator[Store]:
    with Store.open(url, keys=KeyRing.throwaway(home="530102000000")) as store:
        store.create_tables(Table.metadata)
        yield store
