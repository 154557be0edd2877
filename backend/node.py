"""The node: everything its routes and workers share, made once at start."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from backend.access import AccessDesk
from backend.api.catalogue_shelf import CatalogueShelf
from backend.api.chain_heads import ChainHeads
from backend.api.counter_first import CounterFirst
from backend.api.event_hub import EventHub
from backend.api.idempotency import OperationsUnderWay
from backend.calendar import Calendar, find_missing_year, local_date
from backend.cases import open_cases
from backend.cases.ports import OutboxPort
from backend.citizens import OpenCaseSource, SharedDataSource
from backend.contract import SystemState
from backend.dispatch import CallbackKeys, Dispatch, Dispatcher, Inbox
from backend.settings import HallSettings, NodeSettings
from backend.storage import FileStore, KeyRing, Store

__all__ = ["STATION", "HallWords", "Node"]

STATION: Final = "node"
"""Where the node itself acts, as the chain names it."""


@dataclass(frozen=True)
class HallWords:
    """What papers say of a hall."""

    name: str
    name_en: str
    ask_at: str
    complain_at: str
    hours: str
    hours_en: str
    telephone: str


@dataclass(kw_only=True)
class Node:
    """`request.app.state.node`. Rooms see the part of it their own protocol names."""

    settings: NodeSettings
    clock: Callable[[], datetime]
    store: Store
    keys: KeyRing
    files: FileStore
    access: AccessDesk
    catalogue: CatalogueShelf
    calendar: Calendar
    events: EventHub
    heads: ChainHeads
    dispatch: Dispatch = field(init=False)
    """Set right after, as it moves cases by this node."""
    operations: OperationsUnderWay = field(default_factory=OperationsUnderWay)
    counter_first: CounterFirst = field(default_factory=CounterFirst)
    demo_pins: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def dispatcher(self) -> Dispatcher:
        return self.dispatch.dispatcher

    @property
    def outbox(self) -> OutboxPort:
        return self.dispatch.dispatcher

    @property
    def inbox(self) -> Inbox:
        return self.dispatch.inbox

    @property
    def callback_keys(self) -> CallbackKeys:
        return self.dispatch.callback_keys

    @property
    def shared_data(self) -> SharedDataSource:
        return self.dispatch.shared_data

    @property
    def open_cases(self) -> OpenCaseSource:
        return open_cases

    def system_states(self) -> list[SystemState]:
        return self.dispatch.states()

    @property
    def county(self) -> str:
        return self.settings.county

    @property
    def halls(self) -> list[HallSettings]:
        return self.settings.halls

    @property
    def first_hall(self) -> str:
        return self.settings.halls[0].code

    def hall_words(self, hall: str) -> HallWords:
        """KeyError when this node does not serve the hall."""
        served, receipts = self.settings.hall(hall), self.settings.receipts
        return HallWords(
            served.name, served.name_en, receipts.ask_at, receipts.complain_at,
            served.hours, served.hours_en, served.telephone,
        )  # fmt: skip

    def find_missing_year(self) -> int | None:
        return find_missing_year(self.calendar, local_date(self.clock()))

    def calendar_known_until(self) -> int:
        """The last year, counted from now, whose official holidays are known."""
        year = self.clock().year
        while self.calendar.ask(date(year + 1, 12, 31)).known:
            year += 1
        return year
