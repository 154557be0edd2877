"""Whom a station believes to be its node."""

import ssl
from typing import Final

from tui.client.errors import Distrusted, Unreachable

__all__ = ["trusted", "unreached"]

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
            return Distrusted(dates=cause.verify_code in _DATES)
        cause = cause.__cause__ or cause.__context__
    return Unreachable(sent=False)
