"""A web application at its address until told to stop; what keeps it from starting is raised, not only logged."""

import errno
import socket
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import uvicorn

__all__ = ["AddressUnusable", "CertificateUnusable", "listen"]

_Message = MutableMapping[str, Any]
_Send = Callable[[_Message], Awaitable[None]]


class AddressUnusable(Exception):
    """Nothing can listen there. `taken`: because something does already."""

    def __init__(self, host: str, port: int, *, taken: bool) -> None:
        super().__init__(f"{host}:{port} {'is taken' if taken else 'cannot be listened at'}")
        self.host, self.port, self.taken = host, port, taken


class CertificateUnusable(Exception):
    """The certificate or its key is not there, or is none, or they do not belong together."""


class _Opening:
    """The application, and what it said when it could not be opened: uvicorn keeps no more of it than a traceback."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.fault: Exception | None = None

    async def __call__(self, scope: _Message, receive: Any, send: _Send) -> None:
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return
        try:
            await self._app(scope, receive, _without_traceback(send))
        except Exception as error:
            self.fault = error
            raise


def _without_traceback(send: _Send) -> _Send:
    async def sent(message: _Message) -> None:
        await send({"type": message["type"]} if message["type"] == "lifespan.startup.failed" else message)

    return sent


def listen(server: uvicorn.Server) -> None:
    """Serve until SIGINT or SIGTERM.

    Raises AddressUnusable, CertificateUnusable before anything is opened; what the application raised while it opened.
    """
    config = server.config
    _try_address(config.host, config.port)
    config.app = opening = _Opening(config.app)
    try:
        config.load()
    except OSError as error:
        raise CertificateUnusable(error.strerror) from None
    try:
        server.run()
    except SystemExit:
        if opening.fault is None:
            raise
        raise opening.fault from None


def _try_address(host: str, port: int) -> None:
    try:
        for family, kind, protocol, _name, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            with socket.socket(family, kind, protocol) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family is socket.AF_INET6:
                    probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                probe.bind(address)
    except OSError as error:
        raise AddressUnusable(host, port, taken=error.errno == errno.EADDRINUSE) from None
