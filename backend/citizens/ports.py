"""What this room needs of rooms above it: department systems to ask, cases to show, items to know."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, cast

from fastapi import Request
from sqlmodel import Session

from backend.contract import CaseBrief
from backend.guide.bundle import Bundle
from backend.storage import FileStore, Store

__all__ = ["CitizensNode", "HasBundle", "OpenCase", "OpenCaseSource", "SharedAnswer", "SharedDataSource", "node_of"]


@dataclass(frozen=True)
class SharedAnswer:
    """What a department system said: `data` by the names of its own vocabulary."""

    found: bool
    as_of: datetime
    data: Mapping[str, object] = field(repr=False)


class SharedDataSource(Protocol):
    """Asks department systems. Implemented by the connectors of `backend.dispatch`."""

    async def query(
        self, system: str, query_id: str, purpose: str, id_number: str, data: tuple[str, ...]
    ) -> SharedAnswer:
        """Raises `SystemUnavailable` when there is no readable answer within the connector's time-out."""
        ...


@dataclass(frozen=True)
class OpenCase:
    """An open case of a citizen; `wants_the_citizen` when it waits for something they must bring."""

    brief: CaseBrief
    wants_the_citizen: bool


class OpenCaseSource(Protocol):
    """Open cases of a citizen in one hall. Implemented by `backend.cases`."""

    def __call__(self, session: Session, county: str, hall: str, citizen: str) -> list[OpenCase]: ...


class HasBundle(Protocol):
    """The catalogue as the node holds it."""

    @property
    def bundle(self) -> Bundle: ...


class CitizensNode(Protocol):
    """The node, as far as this room knows it."""

    @property
    def store(self) -> Store: ...
    @property
    def files(self) -> FileStore: ...
    @property
    def catalogue(self) -> HasBundle: ...
    @property
    def clock(self) -> Callable[[], datetime]: ...
    @property
    def shared_data(self) -> SharedDataSource: ...
    @property
    def open_cases(self) -> OpenCaseSource: ...


def node_of(request: Request) -> CitizensNode:
    return cast(CitizensNode, request.app.state.node)
