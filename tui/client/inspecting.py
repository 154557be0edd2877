"""What an inspector can ask a node."""

from tui.client.line import Call
from tui.client.node import Node

_LONGEST = 120.0  # seconds


class Inspecting(Node):
    async def export_chain(self, operation: str) -> bytes:
        """The logs within reach, packed."""
        return (await self.line.send(Call("POST", "chain/export", operation=operation, seconds=_LONGEST))).content
