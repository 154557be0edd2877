"""What the HTTP connectors share: one client per department and one reading of what can go wrong on the way."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

import httpx

from backend.dispatch.connectors.port import NotSent, Unclear

__all__ = [
    "department_client",
    "on_the_wire",
    "read_limited",
    "trusted_authorities",
]

TIME_OUT = httpx.Timeout(10.0, connect=3.0)  # seconds without a byte
LARGEST_REPLY = 1_000_000  # bytes: a department that sends more is not speaking its protocol


def department_client(
    base_url: str, headers: dict[str, str], transport: httpx.AsyncBaseTransport | None = None
) -> httpx.AsyncClient:
    """A client that follows nothing, trusts no environment proxy and keeps few connections."""
    limits = httpx.Limits(max_connections=8, max_keepalive_connections=4)
    return httpx.AsyncClient(
        base_url=base_url, headers=headers, timeout=TIME_OUT, limits=limits, transport=transport,
        follow_redirects=False, trust_env=False, verify=trusted_authorities(),
    )  # fmt: skip


@cache
def trusted_authorities() -> ssl.SSLContext:
    """One for all departments: reading the list of authorities takes 40 ms, and each copy of it memory."""
    return httpx.create_ssl_context(trust_env=False)


@asynccontextmanager
async def on_the_wire(within: float) -> AsyncIterator[None]:
    """Sort transport failures: not connected means nothing was sent, anything later is unclear, and so is an
    exchange not over ``within`` so many seconds."""
    try:
        async with asyncio.timeout(within):
            yield
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise NotSent(type(error).__name__) from None
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
        raise Unclear(type(error).__name__) from None


async def read_limited(response: httpx.Response) -> bytes:
    """The body, refused as unclear once it grows past `LARGEST_REPLY`."""
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > LARGEST_REPLY:
            raise Unclear("reply too large")
    return bytes(body)
