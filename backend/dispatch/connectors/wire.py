"""The way to a department that speaks HTTP. The library for it takes as long to load as half a start of the node,
so it is loaded beside the node at work, or at the first exchange."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx

__all__ = ["LONGEST_EXCHANGE", "LOOK_UP_SECONDS", "Wire", "prepare"]

LONGEST_EXCHANGE = 20.0  # seconds for all of it: a reply that drips for ever would never be timed out
LOOK_UP_SECONDS = 5.0  # a citizen waits at the window


class Wire:
    """To one department: its address, or none when each exchange names a whole one, and what it wants to see."""

    def __init__(
        self, address: str, headers: dict[str, str], transport: "httpx.AsyncBaseTransport | None" = None
    ) -> None:
        self._address = address
        self._headers = headers
        self._transport = transport
        self._client: httpx.AsyncClient | None = None

    async def exchange(
        self,
        method: str,
        path: str,
        content: bytes | None = None,
        headers: dict[str, str] | None = None,
        *,
        within: float = LONGEST_EXCHANGE,
    ) -> tuple[int, bytes]:
        """Status and body. Raises NotSent or Unclear."""
        from backend.dispatch.connectors.http import department_client, on_the_wire, read_limited

        if self._client is None:
            self._client = department_client(self._address, self._headers, self._transport)
        async with (
            on_the_wire(within),
            self._client.stream(method, path, content=content, headers=headers) as response,
        ):
            return response.status_code, await read_limited(response)

    async def aclose(self) -> None:
        if self._client is not None:
            await self._client.aclose()


def prepare() -> None:
    """Load what the first exchange needs."""
    from backend.dispatch.connectors.http import trusted_authorities

    trusted_authorities()
