"""Whom a station believes to be its node."""

import asyncio
import ssl
from typing import Final

import httpx

from tui.client.errors import Distrusted, Doubt, Unreachable

__all__ = ["hung_up", "trusted", "unreached"]

_PROBE_SECONDS: Final = 2.0
_SPEAKS_PLAIN: Final = "WRONG_VERSION_NUMBER"
"""What OpenSSL makes of an answer in plain HTTP."""

_DATES: Final = (9, 10)
"""X509_V_ERR_CERT_NOT_YET_VALID, X509_V_ERR_CERT_HAS_EXPIRED."""


def trusted(url: str) -> ssl.SSLContext:
    """The authorities this machine trusts, a hall's own among them; none where the line is not protected anyway, as
    reading them takes a while. `SSL_CERT_FILE` names others."""
    if url.lower().startswith("https:"):
        return ssl.create_default_context()
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def unreached(error: BaseException) -> Unreachable:
    """Why a request was never sent."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Distrusted(Doubt.DATES if cause.verify_code in _DATES else Doubt.AUTHORITY)
        if isinstance(cause, ssl.SSLError) and cause.reason == _SPEAKS_PLAIN:
            return Distrusted(Doubt.NOT_PROTECTED)
        cause = cause.__cause__ or cause.__context__
    return Unreachable(sent=False)


async def hung_up(url: httpx.URL) -> Unreachable:
    """Why somebody took the call and ended it without a word: a node behind TLS does so when asked in plain HTTP."""
    if url.scheme == "http" and await _speaks_tls(url.host, url.port or 80):
        return Distrusted(Doubt.PROTECTED)
    return Unreachable(sent=True)


async def _speaks_tls(host: str, port: int) -> bool:
    """Nothing is sent but the greeting, so whoever answers need not be believed."""
    anybody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
    try:
        async with asyncio.timeout(_PROBE_SECONDS):
            _reader, writer = await asyncio.open_connection(host, port, ssl=anybody)
    except (OSError, TimeoutError):
        return False
    writer.transport.abort()
    return True
