"""What an inspector can ask a node."""

from backend.contract import Looks, WhoLooked
from tui.client.line import Call
from tui.client.node import Node

_LONGEST = 120.0  # seconds


class Inspecting(Node):
    async def export_chain(self, operation: str) -> bytes:
        """The logs within reach, packed."""
        return (await self.line.send(Call("POST", "chain/export", operation=operation, seconds=_LONGEST))).content

    async def who_looked(self, id_number: str, operation: str) -> Looks:
        """Every look at what is known of this person; asking is written down."""
        asked = WhoLooked(id_number=id_number)
        return await self.line.ask(Call("POST", "who-looked", asked, operation, seconds=_LONGEST), Looks)
