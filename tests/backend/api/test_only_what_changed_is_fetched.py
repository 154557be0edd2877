"""A station fetches of a newer catalogue what it does not hold, over HTTP, wherever the line breaks."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from backend.contract import MOST_PARTS
from backend.guide.bundle import Bundle
from backend.guide.parts import digest_of, name_of, parts_of
from tests.backend.conftest import RunningNode, empty_bundle
from tests.backend.guide.builders import item, text
from tui.client import Connection, Line, NotFound, Unreachable
from tui.client.catalogue import Catalogue
from tui.client.catalogue_fetch import fetch_newer
from tui.client.catalogue_shelf import CatalogueShelf, KeptCatalogue
from tui.client.coming_parts import ComingParts
from tui.client.node import Node


def words(about: str) -> str:
    """As many, and as different ones, as an item has."""
    return "".join(digest_of(f"{about} {number}".encode()) for number in range(30))


def bundle_of(version: str, names: dict[int, str]) -> Bundle:
    items = [item(code=f"XX-{number:03}", name=text(name), result={"code": "r", "name": text(words(name))})
             for number, name in names.items()]  # fmt: skip
    return empty_bundle().model_copy(update={"version": digest_of(version.encode())[:32], "items": tuple(items)})


OLD = bundle_of("old", {number: f"事项{number}" for number in range(150)})
NEW = bundle_of("new", {number: "另一事项" if number == 100 else f"事项{number}" for number in range(150)})


class ThinLine(httpx.AsyncBaseTransport):
    """Counts the bytes of answers, and breaks when `left` of them have come. `knows_parts`: the node does."""

    def __init__(self, node: RunningNode) -> None:
        self._inner = httpx.ASGITransport(node.app)
        self.came = 0
        self.left: int | None = None
        self.knows_parts = True
        self.asked: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path.rpartition("/")[2])
        if not self.knows_parts and self.asked[-1] in ("index", "parts"):
            request.url = request.url.copy_with(path="/api/v1/never-heard-of")
        reply = await self._inner.handle_async_request(request)
        assert isinstance(reply.stream, httpx.AsyncByteStream)
        return httpx.Response(reply.status_code, headers=reply.headers, stream=_Counted(self, reply.stream))


class _Counted(httpx.AsyncByteStream):
    def __init__(self, line: ThinLine, stream: httpx.AsyncByteStream) -> None:
        self._line, self._stream = line, stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            if self._line.left is not None:
                if len(chunk) > self._line.left:
                    raise httpx.ReadError("the line broke")
                self._line.left -= len(chunk)
            self._line.came += len(chunk)
            yield chunk


@pytest.fixture
def wire(node: RunningNode) -> ThinLine:
    return ThinLine(node)


@pytest.fixture
def window(node: RunningNode, wire: ThinLine) -> Node:
    line = Line("http://node", Connection(), transport=wire, pauses=())
    line.use(SecretStr(node.client.headers["Authorization"].removeprefix("Bearer ")))
    return Node(line)


def serve(node: RunningNode, bundle: Bundle) -> bytes:
    """The node changes over to it; the bytes a station should end up with."""
    shelf = node.node.catalogue
    node.node.store.run_now(lambda session: shelf.put(session, bundle, None, node.clock()))
    shelf.serve(bundle.version)
    return bundle.encoded()


async def renewed(window: Node, shelf: CatalogueShelf) -> KeptCatalogue | None:
    """As a station does at its start, and again when the node tells of another catalogue."""
    found = shelf.find()
    newer = await fetch_newer(window, shelf, None if found is None else Catalogue.read(found))
    if newer is not None:
        Catalogue.read(newer)
        shelf.keep(newer)
    return newer


async def test_the_first_catalogue_comes_in_turns_and_is_the_nodes_to_the_byte(
    node: RunningNode, window: Node, wire: ThinLine, tmp_path: Path
) -> None:
    content, shelf = serve(node, OLD), CatalogueShelf(tmp_path)
    assert await renewed(window, shelf) is not None
    kept = shelf.find()
    assert kept is not None and kept.is_checked
    assert (kept.content, kept.version, kept.digest) == (content, OLD.version, digest_of(content))
    parts = len({name_of(part) for part in parts_of(content)})
    assert wire.asked == ["index", *["parts"] * -(-parts // MOST_PARTS)]


async def test_of_one_item_changed_little_more_than_the_item_comes(
    node: RunningNode, window: Node, wire: ThinLine, tmp_path: Path
) -> None:
    shelf = CatalogueShelf(tmp_path)
    serve(node, OLD)
    await renewed(window, shelf)
    whole, wire.came, wire.asked = wire.came, 0, []
    content = serve(node, NEW)
    assert (await renewed(window, shelf) or KeptCatalogue("", "", b"")).content == content
    assert wire.asked == ["index", "parts"]
    assert wire.came * 10 < whole
    wire.came = 0
    assert await renewed(window, shelf) is None
    assert wire.came == 0  # 304: nothing but headers


@given(broken=st.lists(st.integers(0, 160_000), min_size=1, max_size=6))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_a_line_that_breaks_at_any_byte_loses_what_was_on_it_and_nothing_else(
    node: RunningNode, window: Node, wire: ThinLine, tmp_path_factory: Any, broken: list[int]
) -> None:
    folder, content = tmp_path_factory.mktemp("station"), serve(node, OLD)
    for wire.left in broken:
        before = len(ComingParts(folder / "catalogue.coming").load())
        try:
            await renewed(window, CatalogueShelf(folder))
        except Unreachable:
            assert len(ComingParts(folder / "catalogue.coming").load()) >= before
    wire.left = None
    await renewed(window, CatalogueShelf(folder))
    kept = CatalogueShelf(folder).find()
    assert kept is not None and kept.content == content
    assert not (folder / "catalogue.coming").exists()


async def test_while_the_next_one_is_coming_the_one_before_stays_whole(
    node: RunningNode, window: Node, wire: ThinLine, tmp_path: Path
) -> None:
    shelf, old = CatalogueShelf(tmp_path), serve(node, OLD)
    await renewed(window, shelf)
    serve(node, bundle_of("all", {number: f"全部{number}" for number in range(150)}))
    wire.left = 100_000
    with pytest.raises(Unreachable):
        await renewed(window, shelf)
    kept = CatalogueShelf(tmp_path).find()
    assert kept is not None and kept.content == old
    assert shelf.coming.load()


async def test_a_node_that_knows_no_parts_hands_out_the_whole(
    node: RunningNode, window: Node, wire: ThinLine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shelf, content = CatalogueShelf(tmp_path), serve(node, OLD)
    wire.knows_parts = False
    with caplog.at_level("INFO", "tui.client.catalogue_fetch"):
        assert (await renewed(window, shelf) or KeptCatalogue("", "", b"")).content == content
    assert "this node does not hand it out in parts" in caplog.text
    assert await renewed(window, shelf) is None


async def test_a_node_that_changes_over_in_the_middle_is_asked_for_its_index_again(
    node: RunningNode, window: Node, wire: ThinLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(node, OLD)
    ask, content = window.catalogue_parts, NEW.encoded()

    async def ask_late(names: list[str]) -> Any:
        if wire.asked.count("parts") == 1:
            serve(node, NEW)
        return await ask(names)

    monkeypatch.setattr(window, "catalogue_parts", ask_late)
    newer = await renewed(window, CatalogueShelf(tmp_path))
    assert newer is not None and newer.content == content
    assert "catalogue" not in wire.asked


async def test_parts_may_be_kept_for_ever_by_whoever_stands_between(node: RunningNode) -> None:
    content = serve(node, OLD)
    name = name_of(parts_of(content)[1])
    found = await node.client.get("/catalogue/parts", params={"name": [name]})
    assert "immutable" in found.headers["Cache-Control"]
    assert found.json() == {"parts": {name: parts_of(content)[1].decode()}}
    unknown = await node.client.get("/catalogue/parts", params={"name": [name, "0" * 10]})
    assert unknown.json() == found.json()
    assert "no-cache" in unknown.headers["Cache-Control"]
    assert (await node.client.get("/catalogue/parts", params={"name": ["../secret"]})).status_code == 422
    many = [f"{number:010x}" for number in range(MOST_PARTS + 1)]
    assert (await node.client.get("/catalogue/parts", params={"name": many})).status_code == 422


@pytest.mark.parametrize("torn", range(0, 130, 7))
def test_what_was_torn_when_the_power_went_is_dropped_and_the_rest_kept(tmp_path: Path, torn: int) -> None:
    coming = ComingParts(tmp_path / "coming")
    parts = [b"first part", "第二".encode() * 4, b"\nthird\n"]
    coming.add(parts)
    path = tmp_path / "coming"
    path.write_bytes(path.read_bytes()[:torn])
    left = list(coming.load().values())
    assert left == parts[: len(left)]
    coming.add(parts[len(left) :])
    assert list(coming.load().values()) == parts


async def test_an_item_is_told_as_it_was_in_a_version_a_case_was_made_with(node: RunningNode, window: Node) -> None:
    serve(node, OLD)
    serve(node, NEW)
    then, now = await window.item_of(OLD.version, "XX-100"), await window.item_of(NEW.version, "XX-100")
    assert (then, now) == (OLD.get_item("XX-100"), NEW.get_item("XX-100"))
    assert then != now
    for version, code in ((OLD.version, "XX-999"), ("0" * 31 + "1", "XX-100")):
        with pytest.raises(NotFound):
            await window.item_of(version, code)
