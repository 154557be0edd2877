"""What a keeper of the catalogue can ask a node."""

from backend.contract import CatalogueVersions, NewPublication, Publication, RollBack
from tui.client.line import Call
from tui.client.node import Node

_UPLOAD_SECONDS = 90.0  # more than the node takes to answer, if only that it has not finished


class Keeping(Node):
    async def versions(self) -> CatalogueVersions:
        return await self.line.ask(Call("GET", "catalogue/versions"), CatalogueVersions)

    async def version(self, version: str) -> bytes:
        """A catalogue the node keeps, encoded."""
        return (await self.line.send(Call("GET", f"catalogue/versions/{version}", seconds=_UPLOAD_SECONDS))).content

    async def source(self, version: str) -> bytes:
        """The packed files it was made of."""
        call = Call("GET", f"catalogue/versions/{version}/source", seconds=_UPLOAD_SECONDS)
        return (await self.line.send(call)).content

    async def publish(self, wanted: NewPublication, packed: bytes, operation: str) -> Publication:
        files = {
            "plan": ("plan.json", wanted.model_dump_json().encode(), "application/json"),
            "catalogue": ("catalogue", packed, "application/octet-stream"),
        }
        call = Call("POST", "catalogue/publications", operation=operation, files=files, seconds=_UPLOAD_SECONDS)
        return await self.line.ask(call, Publication)

    async def roll_back(self, asked: RollBack, operation: str) -> Publication:
        return await self.line.ask(Call("POST", "catalogue/roll-back", asked, operation), Publication)
