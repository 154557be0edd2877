"""What the tests of the screens share: a few real items, a node in memory, a card, a moment."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from shutil import copytree

import pytest

from backend import collector
from backend.catalogue import DATA, load
from backend.contract import CardRead
from backend.guide.bundle import Bundle
from tests.parts.quiet import idle_is_known
from tests.tui.fake.node import FakeNode
from tests.tui.fake.people import NOW, a_card
from tui.client import Catalogue
from tui.locale import language, set_language

ITEMS = ("RS-001", "RS-028", "MZ-001", "NY-001", "YB-001")


@pytest.fixture(autouse=True)
def nothing_is_frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A counter keeps what it has begun with out of the collector's sight: for ever, in a process of many counters."""
    monkeypatch.setattr(collector, "resume", lambda: None)


@pytest.fixture
def language_as_before() -> Iterator[None]:
    before = language()
    yield
    set_language(before)


@pytest.fixture
def speak_english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("zh_CN")


@pytest.fixture(autouse=True, scope="session")
def pilots_know_when_it_is_idle() -> Iterator[None]:
    with idle_is_known():
        yield


@pytest.fixture(autouse=True, scope="session")
def the_same_catalogue_is_read_once() -> Iterator[None]:
    """By each process of the tests: it never changes, and reading it is half of a counter's start."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Catalogue, "read", lru_cache(maxsize=4)(Catalogue.read))
        yield


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """A few real items; a fault in one being written does not stop these tests."""
    folder = tmp_path_factory.mktemp("catalogue")
    copytree(DATA, folder, dirs_exist_ok=True)
    for path in (folder / "items").glob("*.yaml"):
        if path.stem not in ITEMS:
            path.unlink()
    return load(folder)


@pytest.fixture(scope="session")
def catalogue_bytes(bundle: Bundle) -> bytes:
    return bundle.model_dump_json(by_alias=True).encode()


@pytest.fixture
def node(bundle: Bundle, catalogue_bytes: bytes) -> FakeNode:
    return FakeNode(bundle, catalogue_bytes)


@pytest.fixture
def card() -> CardRead:
    return a_card()


@pytest.fixture
def make_card() -> Callable[..., CardRead]:
    return a_card


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def station_folder(tmp_path: Path) -> Path:
    return tmp_path / "station"
