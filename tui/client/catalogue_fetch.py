"""A newer catalogue from the node: only the parts this station does not hold; whole from a node that knows no parts."""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from typing import Final

from backend.contract import MOST_PARTS
from backend.guide.parts import NotWhole, digest_of, joined, named, parts_of
from tui.client.catalogue import Catalogue
from tui.client.catalogue_shelf import CatalogueShelf, KeptCatalogue
from tui.client.errors import NotFound, NotUnderstood
from tui.client.node import Node

__all__ = ["fetch_newer"]

log = logging.getLogger(__name__)

_TRIES: Final = 2  # the node may change over to another catalogue between its index and its parts


async def fetch_newer(node: Node, shelf: CatalogueShelf, have: Catalogue | None) -> KeptCatalogue | None:
    """The node's catalogue when it is another. Not kept yet: this program may be unable to read it.

    Raises `ClientError`; what came of it until then waits on the shelf.
    """
    why = "its parts do not make the whole"
    try:
        for _try in range(_TRIES):
            try:
                return await _by_parts(node, shelf, have)
            except NotWhole as error:
                log.info("catalogue: %s", error)
    except (NotFound, NotUnderstood):
        why = "this node does not hand it out in parts"
    log.info("the catalogue is fetched whole: %s", why)
    found = await node.catalogue(None if have is None else have.version)
    return None if found is None else KeptCatalogue(found[0], digest_of(found[1]), found[1])


async def _by_parts(node: Node, shelf: CatalogueShelf, have: Catalogue | None) -> KeptCatalogue | None:
    index = await node.catalogue_index(None if have is None else have.digest)
    if index is None:
        return None
    held = await asyncio.to_thread(_held, shelf)
    lacking = [name for name in dict.fromkeys(index.parts) if name not in held]
    for names in _in_turn(lacking):
        came = named(part.encode() for part in (await node.catalogue_parts(names)).parts.values())
        await asyncio.to_thread(shelf.coming.add, list(came.values()))
        held |= came
    content = await asyncio.to_thread(joined, index.parts, held, index.digest)
    return KeptCatalogue(index.version, index.digest, content)


def _held(shelf: CatalogueShelf) -> dict[str, bytes]:
    kept = shelf.find()
    return {**named(parts_of(kept.content) if kept is not None else ()), **shelf.coming.load()}


def _in_turn(names: Sequence[str]) -> Iterator[list[str]]:
    for begin in range(0, len(names), MOST_PARTS):
        yield list(names[begin : begin + MOST_PARTS])
