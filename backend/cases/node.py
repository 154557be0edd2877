"""The node, as far as this room knows it."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, cast

from fastapi import Request

from backend.calendar import Calendar
from backend.cases.ports import OutboxPort
from backend.guide.bundle import Bundle
from backend.storage import Store

__all__ = ["CasesNode", "CatalogueShelf", "HallWords", "node_of"]


class CatalogueShelf(Protocol):
    """The catalogue as the node holds it: the current one, and those its cases were made with."""

    @property
    def bundle(self) -> Bundle: ...

    def find_version(self, version: str) -> Bundle | None: ...


class HallWords(Protocol):
    """What papers say of the hall."""

    @property
    def name(self) -> str: ...
    @property
    def name_en(self) -> str: ...
    @property
    def ask_at(self) -> str: ...
    @property
    def complain_at(self) -> str: ...
    @property
    def hours(self) -> str: ...
    @property
    def hours_en(self) -> str: ...
    @property
    def telephone(self) -> str: ...


class CasesNode(Protocol):
    @property
    def store(self) -> Store: ...
    @property
    def catalogue(self) -> CatalogueShelf: ...
    @property
    def calendar(self) -> Calendar: ...
    @property
    def clock(self) -> Callable[[], datetime]: ...
    @property
    def outbox(self) -> OutboxPort: ...

    def hall_words(self, hall: str) -> HallWords: ...


def node_of(request: Request) -> CasesNode:
    return cast(CasesNode, request.app.state.node)
