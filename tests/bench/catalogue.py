"""The catalogue on its way and off the disk: what a window fetches of it, and how long it takes to read and check.

Bytes are those of a real connection to a real node. Times are processor time, beside plain parsing of the same YAML.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
import yaml

from backend.app import create_app
from backend.catalogue import DATA, load
from backend.catalogue.check import check
from backend.catalogue.compiled import find_compiled, keep_compiled
from backend.contract import Realm
from backend.guide.bundle import Bundle
from backend.guide.parts import digest_of
from backend.guide.search import Kind, SearchEntry, SearchName
from backend.guide.text import Text
from backend.node import Node
from backend.settings import NodeSettings
from tests.bench.figures import Figure, Note, Rows
from tests.bench.tap import Tap
from tests.parts.hall import free_port
from tests.parts.robot import Robot
from tui.client import Station
from tui.client.catalogue import Catalogue
from tui.client.catalogue_shelf import KeptCatalogue

__all__ = ["measure"]

READINGS = 2
UPDATES = 5
NEW_NAME = Text(zh="改了名称的事项", en="An item with another name")


def measure(folder: Path) -> Rows:
    bundle = load()
    yield from asyncio.run(_fetched(folder, bundle))
    yield from _read(folder, bundle)


async def _fetched(folder: Path, bundle: Bundle) -> Rows:
    async with _serving(folder / "node", bundle) as (node, port), Tap(port) as tap:
        station = (await Robot.signed_in(tap.url, folder / "node", folder / "first")).station
        tap.taken()
        await station.node.catalogue(None)
        whole = Figure("bytes: whole, in one answer", [tap.taken()], "B")
        first = Figure("bytes: first fetch, in parts", [await _bytes(tap, _another(station, folder / "second"))], "B")
        same = Figure("bytes: asked, nothing new", [await _bytes(tap, station)], "B")
        updates = []
        for number in range(UPDATES):
            await asyncio.to_thread(_change_over, node, _renamed(bundle, number * len(bundle.items) // UPDATES))
            updates.append(await _bytes(tap, station))
            await asyncio.to_thread(_change_over, node, bundle)
            await _bytes(tap, station)
        await station.close()
    name = "bytes: one item renamed, with its lines in lists and search"
    return [
        Note(f"{len(bundle.items)} items"),
        whole,
        Figure(first.what, first.samples, "B", floor=whole),
        same,
        Figure(name, updates, "B", floor=whole, most=0.02),
    ]


@asynccontextmanager
async def _serving(data: Path, bundle: Bundle) -> AsyncIterator[tuple[Node, int]]:
    port = free_port()
    app = create_app(NodeSettings(data_dir=data, realm=Realm.DEMO, port=port, idle_lock_seconds=900), bundle=bundle)
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None, access_log=False))
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn tells it no other way
        await asyncio.sleep(0.02)
    yield app.state.node, port
    server.should_exit = True
    await running


def _another(like: Station, folder: Path) -> Station:
    """The same window with an empty folder."""
    made = Station("", folder, name=like.name, window=like.window)
    made.node = like.node
    return made


async def _bytes(tap: Tap, station: Station) -> int:
    tap.taken()
    await station.renew_catalogue()
    return tap.taken()


def _change_over(node: Node, bundle: Bundle) -> None:
    node.store.run_now(lambda session: node.catalogue.put(session, bundle, None, node.clock()))
    node.catalogue.serve(bundle.version)


def _renamed(bundle: Bundle, place: int) -> Bundle:
    item = bundle.items[place].model_copy(update={"name": NEW_NAME})
    changed = {
        "version": digest_of(item.code.encode())[:32],
        "items": tuple(item if one.code == item.code else one for one in bundle.items),
        "briefs": tuple(
            one.model_copy(update={"name": NEW_NAME}) if one.code == item.code else one for one in bundle.briefs
        ),
        "search_keys": tuple(_reworded(one) if one.code == item.code else one for one in bundle.search_keys),
    }
    return bundle.model_copy(update=changed)


def _reworded(entry: SearchEntry) -> SearchEntry:
    """Found by one more name."""
    more = SearchName(kind=Kind.POPULAR, text="改", pinyin=("gai",))
    return entry.model_copy(update={"names": (*entry.names, more)})


def _read(folder: Path, bundle: Bundle) -> Iterator[Figure]:
    keep_compiled(DATA, folder / "cache", bundle)
    content = bundle.encoded()
    fetched = KeptCatalogue(bundle.version, digest_of(content), content)
    kept = KeptCatalogue(bundle.version, digest_of(content), content, is_checked=True)
    yield (floor := Figure("plain parsing of the YAML (libyaml)", list(_taken(_parse)), "s"))
    for what, act in (
        ("catalogue check: read and every rule", check),
        ("node: built from YAML, with pinyin", load),
        ("node: from the compiled copy", lambda: find_compiled(DATA, folder / "cache")),
        ("screen: fetched, every item checked, search index", lambda: Catalogue.read(fetched)),
        ("screen: at its next start, search index", lambda: Catalogue.read(kept)),
    ):
        yield Figure(what, list(_taken(act)), "s", floor=floor)


def _parse() -> None:
    for path in DATA.rglob("*.yaml"):
        yaml.load(path.read_bytes(), yaml.CSafeLoader)


def _taken(act: Callable[[], object]) -> Iterator[float]:
    for _ in range(READINGS):
        began = time.process_time()
        act()
        yield time.process_time() - began
