"""A counter in full: station, reader, session and events around the walk through a visit.

Imported after the first paint. It starts everything, and keeps it going when the node or the reader goes away.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from datetime import UTC, datetime
from functools import partial
from time import monotonic

import httpx
from textual.app import App

from backend import collector
from backend.contract import Event, EventKind, ManyLooks, ServedElsewhere
from card_reader.watching import watch
from tui.client import (
    ClientError,
    ConnectionState,
    DraftTrouble,
    NotSignedIn,
    Reach,
    SessionLocked,
    Station,
    Unreachable,
    told,
    told_damaged,
    told_trouble,
)
from tui.counter.arrivals.kept_visits import KeptVisits
from tui.counter.arrivals.reception import Reception
from tui.counter.cases.case_screen import CaseScreen
from tui.counter.cases.cases_screen import CasesScreen
from tui.counter.deeds import Deeds
from tui.counter.foretold import first_words, looks_to_see_to, looks_words
from tui.counter.screen import CounterScreen
from tui.counter.session import Session
from tui.counter.walk import Walk
from tui.counter.words import clock_words, same_window, time_words
from tui.locale import _, sentences
from tui.settings import StationSettings
from tui.signin.demo import DemoAccount, DemoSignIn, FreshCodes, find_demo_account
from tui.widgets import FieldInput

_TRY_AGAIN = 10.0


class Workplace:
    """One per running counter. `idle_since` tells when the last key was pressed."""

    def __init__(
        self,
        app: App[None],
        screen: CounterScreen,
        settings: StationSettings,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        idle_since: Callable[[], float] = monotonic,
    ) -> None:
        self.app = app
        self.screen = screen
        self.settings = settings
        self.station = Station(
            settings.node,
            settings.data_dir,
            name=settings.station,
            window=settings.window,
            transport=transport,
            clock=clock,
            on_trouble=self._draft_trouble,
        )
        self.walk = Walk(screen, self.station, demo=settings.demo_control is not None, interrupted=self._interrupted)
        self.kept = KeptVisits(self.walk)
        self.reception = Reception(self.walk, self.kept)
        self.session = Session(
            app,
            self.walk,
            window=settings.window,
            idle_since=idle_since,
            entered=self._enter,
            resumed=self._take_up,
        )
        self.station.line.on_locked = self._interrupted
        self.deeds = Deeds(self.walk, self.reception, self.kept, settings, lock=self.session.lock)
        self._shown_minute = ""
        self._was_up = False
        self._away = partial(told, Unreachable(sent=True), again=True)
        """What is said of a node that cannot be reached."""
        self._shrink_told = False

    # Opening and closing

    async def open(self) -> None:
        """Everything that needs no node first; then sign in."""
        await self.walk.prepare()
        self.screen.attach(self.deeds)
        self.reception.show_reader() if self.settings.readers else self.reception.no_reader()
        self.station.connection.watch(self._connection_changed)
        self.kept.found(await self.station.start())
        self.app.set_interval(1.0, self._each_second)
        self.app.set_interval(_TRY_AGAIN, self._try_again)
        if self.settings.readers:
            self.app.run_worker(self._watch_readers(), group="readers", exclusive=True)
        if self.settings.credentials is not None:
            account = await asyncio.to_thread(find_demo_account, self.settings.credentials, self.settings.window)
            self.session.demo = None if account is None else self._demo_sign_in(account)
        self.session.ask_to_sign_in()

    def _demo_sign_in(self, account: DemoAccount) -> DemoSignIn:
        codes = FreshCodes(self.settings.data_dir / f"{account.account}.step")
        return DemoSignIn(account, codes, self.station, self.screen.say)

    async def close(self) -> None:
        self.walk.keep()
        if self.walk.sitting is not None:
            self.walk.sitting.close()
        await self.station.close()

    # At work

    async def _enter(self) -> None:
        """Signed in: take the hall and the catalogue, then do whatever was left undone."""
        try:
            await self.station.settle()
        except ClientError as error:
            self._interrupted(error)
        collector.resume()
        self.walk.use_catalogue()
        self.walk.around.refresh()
        self.app.run_worker(self._watch_events(), group="events", exclusive=True)
        await self._say_first()
        self._say_damaged()
        self._carry_on()
        self.reception.receive_early()
        await self.kept.look_elsewhere()

    async def _say_first(self) -> None:
        """That the clock is wrong, that a role ends, and what a supervisor has to see to."""
        station, looks = self.station, await self._looks()

        def words() -> str:
            foretold = first_words(station.operator, station.hall, looks, station.clock())
            return sentences(clock_words(station.clock_ahead), foretold)

        if words():
            self.screen.say(words, "caution")

    async def _looks(self) -> list[ManyLooks]:
        try:
            return await looks_to_see_to(self.station)
        except ClientError:
            return []

    async def _warned(self) -> None:
        if looks := await self._looks():
            self.screen.say(partial(looks_words, looks), "caution")

    def _say_clock(self) -> None:
        if words := clock_words(self.station.clock_ahead):
            self.screen.say(words, "caution")

    def _say_damaged(self) -> None:
        if self.station.drafts.damaged:
            self.screen.say(told_damaged(self.station.drafts.damaged), "problem")
            self.station.drafts.damaged = 0

    def _try_again(self) -> None:
        """What was left undone although the line seems well: hand-overs not answered, drafts not written. And whether
        the node is there for whoever is to sign in."""
        if self.station.drafts.trouble is not None:
            self.station.drafts.try_again()
        sitting = self.walk.sitting
        if sitting is not None and sitting.is_waiting:
            sitting.carry_on()
        self.kept.send_unsent()
        self.session.look_for_node()

    def _carry_on(self) -> None:
        if self.walk.sitting is not None:
            self.walk.sitting.carry_on()
        self.kept.send_unsent()

    def _resume(self) -> None:
        self.walk.around.refresh()
        self._carry_on()
        for screen in self.app.screen_stack:
            if isinstance(screen, CaseScreen):
                screen.action_fetch()
            elif isinstance(screen, CasesScreen):
                screen.fetch_missing()

    def _interrupted(self, error: ClientError) -> None:
        self.session.interrupted(error)

    def _each_second(self) -> None:
        self.session.watch_keys()
        collector.tidy()
        if self.station.history_shrank and not self._shrink_told:
            self._shrink_told = True
            words = _(
                "The node's supervision chain is shorter than it was: an old copy may have been restored. "
                "Tell the supervisor, and go on working."
            )
            self.screen.say(words, "problem")
        minute = time_words(self.station.clock())
        if minute != self._shown_minute and not self._is_typing():
            self._shown_minute = minute
            self.walk.around.refresh_header()

    def _is_typing(self) -> bool:
        """No clock moves while a field has the focus: it could disturb an input method's window."""
        focused = self.app.focused
        return isinstance(focused, FieldInput) and bool(focused.value)

    # What comes in

    def _connection_changed(self, state: ConnectionState) -> None:
        self.walk.around.refresh_header()
        self.session.node_is(state)
        if self.station.line.signed_in:
            self._tell_of_node(state)
        if state.up and not self._was_up and self.station.line.signed_in:
            self._take_up()
        self._was_up = state.up

    def _tell_of_node(self, state: ConnectionState) -> None:
        """At the visit, and on a page over it that does not show the top line."""
        if state.reach is Reach.OFFLINE:
            self._away = partial(told, state.why or Unreachable(sent=True), again=True)
        for screen in self.app.screen_stack:
            if not isinstance(screen, CounterScreen | CaseScreen | CasesScreen):
                continue
            if state.reach is Reach.OFFLINE:
                screen.speak(self._away, "caution")
            else:
                screen.withdraw(self._away())

    def _take_up(self) -> None:
        returned: Callable[[], Awaitable[None]] = self._returned  # not begun when the counter closes meanwhile
        self.app.run_worker(returned, group="returned", exclusive=True)

    async def _returned(self) -> None:
        """The node is back, or the operator: the hall may have changed, and what was left undone is done now."""
        try:
            await self.station.settle()
        except ClientError:
            return
        self.walk.use_catalogue()
        self._say_clock()
        self._resume()
        self.reception.receive_early()
        await self.kept.look_elsewhere()

    async def _watch_readers(self) -> None:
        async with aclosing(watch(self.settings.readers)) as events:
            async for event in events:
                if self.session.is_locked:
                    self.reception.reader_is(event)
                else:
                    self.reception.reader_said(event)

    async def _watch_events(self) -> None:
        stream = self.station.events()
        try:
            async for event in stream.events():
                self.station.heard(event.id)
                await self._happened(event)
        except (NotSignedIn, SessionLocked) as error:
            self._interrupted(error)

    async def _happened(self, event: Event) -> None:
        match event.kind:
            case EventKind.CASE_CHANGED | EventKind.CASE_ANSWERED:
                self._case_happened(event)
            case EventKind.VISIT_TAKEN_OVER:
                self._taken_over(event)
            case EventKind.SYSTEM_STATE:
                await self._renew_hall()
            case EventKind.CATALOGUE_CHANGED:
                await self._renew_catalogue()
            case EventKind.WARNING:
                await self._warned()
            case EventKind.SESSION_ENDED:
                if self.station.operator is not None and event.subject == self.station.operator.account:
                    self.session.end()
            case _:
                return

    def _case_happened(self, event: Event) -> None:
        for screen in self.app.screen_stack:
            if isinstance(screen, CaseScreen):
                screen.happened(event.subject)
        self.walk.case_happened(event)

    def _taken_over(self, event: Event) -> None:
        """By another window: this one hears its own doing, too."""
        window, sitting = str(event.params.get("window", "")), self.walk.sitting
        if sitting is not None and event.subject == sitting.visit.id and not same_window(window, self.station.window):
            sitting.company.taken_over(ServedElsewhere(window=window, since=event.at))

    async def _renew_hall(self) -> None:
        try:
            await self.station.renew_hall()
        except ClientError:
            return
        self.walk.around.refresh_header()
        for screen in self.app.screen_stack:
            if isinstance(screen, CaseScreen):
                screen.systems_changed()

    async def _renew_catalogue(self) -> None:
        try:
            newer = await self.station.renew_catalogue()
        except ClientError:
            return
        if newer:
            self.walk.use_catalogue()

    def _draft_trouble(self, trouble: DraftTrouble | None) -> None:
        """Called from the draft box's own thread."""
        self.app.call_from_thread(self._say_trouble, trouble)

    def _say_trouble(self, trouble: DraftTrouble | None) -> None:
        self.walk.around.refresh_header()
        if trouble is None:
            self.screen.say(_("Drafts are written to the disk again."), "done")
        else:
            self.screen.say(told_trouble(trouble), "problem")
