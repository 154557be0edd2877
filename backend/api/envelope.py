"""What every exchange has around it: a number to find it by, safe headers, chain head, event position, a log line.

The log line holds the route's template and never the address: addresses name visits and cases.
"""

import logging
import time
from typing import Any, Final, Protocol

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.access import Actor
from backend.api.chain_heads import ChainHeads
from backend.api.correlation import CORRELATION_HEADER, begin_correlation
from backend.api.event_hub import EventHub
from backend.api.events import EVENT_POSITION
from backend.api.problems import internal_problem
from backend.contract import CHAIN_HEAD
from backend.storage import StorageError

__all__ = ["Envelope", "ReplyBroken"]

log = logging.getLogger("onewindow.access")

_SAFE_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class ReplyBroken(Exception):
    """Something failed when the answer was already on its way; the log has the number."""


class _HasNews(Protocol):
    """The node, as far as this module knows it."""

    @property
    def heads(self) -> ChainHeads: ...
    @property
    def events(self) -> EventHub: ...


class Envelope:
    """The outermost layer: also answers what nothing else did."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(scope, send)
        try:
            await self._app(scope, receive, exchange.send)
        except Exception as error:
            await exchange.fail(error, receive)
        finally:
            exchange.log()


class _Exchange:
    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._correlation = begin_correlation(scope)
        self._began = time.perf_counter()
        self._heard = _node(scope).events.reached()  # before anything is read: it may be told again, never missed
        self._status = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in _SAFE_HEADERS.items():
                headers.setdefault(name, value)
            headers[CORRELATION_HEADER] = self._correlation
            await self._add_news(headers)
        await self._send(message)

    async def fail(self, error: Exception, receive: Receive) -> None:
        """The words of an unexpected error may quote a citizen: they go nowhere, not even to the server's own log."""
        refusal = internal_problem(Request(self._scope), error)
        if self._status:
            raise ReplyBroken(self._correlation) from None
        await refusal(self._scope, receive, self.send)

    def log(self) -> None:
        took = (time.perf_counter() - self._began) * 1000
        route = getattr(self._scope.get("route"), "path", "-")
        log.info("%s %s %d %.0fms %s", self._scope["method"], route, self._status, took, self._correlation)

    async def _add_news(self, headers: MutableHeaders) -> None:
        """Of the hall signed in to; a stranger's reply has none."""
        actor: Any = self._scope.get("state", {}).get("actor")
        if not isinstance(actor, Actor):
            return
        if actor.hall in self._heard:
            headers.setdefault(EVENT_POSITION, str(self._heard[actor.hall]))
        try:
            head = await _node(self._scope).heads.newest(actor.hall)
        except StorageError:
            return  # the reply itself matters more; the next one carries the head again
        if head is not None:
            headers[CHAIN_HEAD] = str(head)


def _node(scope: Scope) -> _HasNews:
    node: _HasNews = scope["app"].state.node
    return node
