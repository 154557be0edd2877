"""A screen attached to a node: the line, who is signed in, the catalogue, and what is kept here."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx
from pydantic import SecretStr

from backend.contract import HALL_TIME, ChainHead, DraftBody, DraftKept, HallState, Operator, SignIn
from backend.guide.item import Item
from tui.client.begun import BegunBox
from tui.client.catalogue import Catalogue
from tui.client.catalogue_fetch import fetch_newer
from tui.client.catalogue_shelf import CatalogueShelf
from tui.client.connection import Connection
from tui.client.drafts import DraftBox, DraftTrouble, SavedDraft
from tui.client.errors import ClientError, HistoryShrank, NotUnderstood
from tui.client.event_stream import EventStream
from tui.client.history_head import HistoryHead
from tui.client.line import Line
from tui.client.node import Node
from tui.client.operations import new_operation
from tui.client.sealing import StationKey

_AGREED = timedelta(minutes=1)
"""Clocks no further apart than this are both right: an answer takes its time on the way."""

_PUSH_AFTER = 1.5
"""Seconds of quiet after which a draft goes to the node, for other windows."""


class Station:
    """`folder` holds drafts, key, catalogue and chain heads; nothing else is written."""

    def __init__(
        self,
        url: str,
        folder: Path,
        *,
        name: str,
        window: str,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        on_trouble: Callable[[DraftTrouble | None], None] = lambda trouble: None,
    ) -> None:
        self.name = name
        self.window = window
        self._clock = clock
        self.clock_ahead = timedelta()
        """How far this station's clock is ahead of the hall's; nothing while they agree to a minute."""
        self.told_at: tuple[datetime, datetime] | None = None
        """The node's clock as its last answer told it, and this station's at that moment."""
        self.connection = Connection(self.clock)
        self.line = Line(url, self.connection, transport=transport)
        self.line.witness = self
        self.node = Node(self.line)
        self._folder = folder
        self.drafts = self._box("drafts", on_trouble)
        self.begun = BegunBox(self._box("begun", on_trouble))
        self._shelf = CatalogueShelf(folder)
        self._heads = HistoryHead(folder, lambda: self.today)
        self._pushes: dict[str, asyncio.Task[None]] = {}
        self.operator: Operator | None = None
        self.hall: HallState | None = None
        self.catalogue: Catalogue | None = None
        """The one in use; what came since waits for the next visit."""
        self._newest: Catalogue | None = None
        self._old_items: dict[tuple[str, str], Item] = {}
        self.history_shrank = False
        self._last_event: int | None = None
        self._over: set[str] = set()
        """Visits finished here of which the node has not heard yet."""
        self._telling: asyncio.Task[None] | None = None

    def _box(self, name: str, on_trouble: Callable[[DraftTrouble | None], None]) -> DraftBox:
        folder = self._folder
        return DraftBox(
            folder / name, lambda: StationKey.at(folder / "station.key"), on_trouble=on_trouble, clock=self.clock
        )

    def clock(self) -> datetime:
        """The hall's time, once the node has told it: dates and promises are the same here and there."""
        return self._clock() - self.clock_ahead

    @property
    def clocks_apart(self) -> tuple[datetime, datetime] | None:
        """The node's clock and this station's, where they do not agree; which one is right nobody here knows."""
        if self.told_at is None or abs(self.told_at[0] - self.told_at[1]) <= _AGREED:
            return None
        return self.told_at

    @property
    def today(self) -> date:
        """The hall's local date."""
        return self.clock().astimezone(HALL_TIME).date()

    async def start(self) -> list[SavedDraft]:
        """Read what is kept here: heads, catalogue, drafts. Needs no node."""
        await asyncio.to_thread(self._heads.load)
        kept = await asyncio.to_thread(self._shelf.find)
        if kept is not None:
            with suppress(ValueError):
                self.catalogue = await asyncio.to_thread(Catalogue.read, kept)
                self._newest = self.catalogue
        await asyncio.to_thread(self.begun.load)
        return await asyncio.to_thread(self.drafts.load)

    async def sign_in(self, account: str, password: SecretStr, code: SecretStr) -> Operator:
        who = SignIn(account=account, password=password, code=code, station=self.name, window=self.window)
        self.operator = await self.node.sign_in(who)
        return self.operator

    async def settle(self) -> None:
        """After signing in or coming back: the hall as it is, and the newest catalogue."""
        await self.renew_hall()
        await asyncio.to_thread(self._heads.keep)
        await self.renew_catalogue()
        await self._tell_over()

    async def renew_catalogue(self) -> bool:
        """Fetch a newer catalogue if there is one; whether there was. It is used from `use_newest` on.

        Raises `ClientError`, also for a catalogue this program cannot read: the one before stays.
        """
        newer = await fetch_newer(self.node, self._shelf, self._newest)
        if newer is None:
            return False
        try:
            self._newest = await asyncio.to_thread(Catalogue.read, newer)
        except ValueError:
            raise NotUnderstood("a catalogue for another version of this program") from None
        await asyncio.to_thread(self._shelf.keep, newer)
        if self.catalogue is None:
            self.use_newest()
        return True

    def use_newest(self) -> None:
        """Between visits: a visit goes on with the catalogue it began with."""
        self.catalogue = self._newest

    async def item_of(self, version: str, code: str) -> Item | None:
        """The item as that version has it; as the catalogue in use has it when the node cannot tell."""
        in_use = self.catalogue
        if in_use is None or in_use.version != version:
            try:
                if (version, code) not in self._old_items:
                    self._old_items[version, code] = await self.node.item_of(version, code)
                return self._old_items[version, code]
            except ClientError:
                pass
        return None if in_use is None else in_use.items.get(code)

    async def renew_hall(self) -> None:
        self.hall = await self.node.hall()
        ahead = self._clock() - self.hall.now
        self.clock_ahead = ahead if abs(ahead) > _AGREED else timedelta()

    def events(self) -> EventStream:
        """The stream of events, going on where the last one broke off."""
        return EventStream(self.line, self._last_event)

    def heard(self, event_id: int) -> None:
        self._last_event = event_id

    # Drafts

    def push_later(self, draft: DraftBody, kept: Callable[[DraftKept], None]) -> None:
        """Let the node have this draft once the operator pauses; best effort, the station's own copy counts.

        `kept` hears what the node says to it.
        """
        if (waiting := self._pushes.pop(draft.visit, None)) is not None:
            waiting.cancel()
        self._pushes[draft.visit] = asyncio.create_task(self._push(draft, kept))

    async def _push(self, draft: DraftBody, kept: Callable[[DraftKept], None]) -> None:
        await asyncio.sleep(_PUSH_AFTER)
        if self.line.signed_in and self.connection.state.up:
            try:
                answer = await self.node.save_draft(draft, new_operation())
            except ClientError:
                return
            kept(answer)

    def drop_draft(self, visit: str) -> None:
        """Nothing of the visit stays at this station."""
        self.drafts.drop(visit)
        self.withdraw_draft(visit)

    def withdraw_draft(self, visit: str) -> None:
        """The node forgets its copy, as soon as it can be told: no other window is to go on with the visit."""
        if (waiting := self._pushes.pop(visit, None)) is not None:
            waiting.cancel()
        self._over.add(visit)
        self._telling = asyncio.create_task(self._tell_over())

    async def _tell_over(self) -> None:
        for visit in tuple(self._over):
            try:
                await self.node.drop_draft(visit)
            except ClientError:
                return
            self._over.discard(visit)

    async def close(self) -> None:
        """Write what is waiting, and hang up."""
        for task in (*self._pushes.values(), *filter(None, [self._telling])):
            task.cancel()
        await asyncio.to_thread(self.drafts.close)
        await asyncio.to_thread(self.begun.close)
        await asyncio.to_thread(self._heads.keep)
        await self.line.close()

    # Witness of what stands with every answer: the node's clock, and the hall's supervision chain

    def hear(self, headers: Mapping[str, str]) -> None:
        """Before anybody is signed in this is all that is known of the node's clock, to a second."""
        with suppress(KeyError, ValueError):
            told = parsedate_to_datetime(headers["date"])
            self.told_at = told.replace(tzinfo=UTC), self._clock()  # RFC 9110: always in GMT

    def held(self) -> ChainHead | None:
        return None if self.operator is None else self._heads.held(self.operator.hall)

    def see(self, headers: Mapping[str, str], since: ChainHead | None) -> None:
        """A history that got shorter is told, and stops nothing: the work at the window goes on."""
        if self.operator is None:
            return  # nobody knows yet which hall's head it is to be held against
        try:
            self._heads.see(headers, since)
        except HistoryShrank:
            self.history_shrank = True
