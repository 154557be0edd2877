"""A counter in full: station, reader, sessions and events around the walk through a visit.

Imported after the first paint. It starts everything, keeps it going when the node or the reader goes away, and locks
the counter when nobody is there.
"""

import asyncio
import gc
from collections.abc import Callable
from contextlib import aclosing
from datetime import UTC, datetime
from time import monotonic
from typing import Any

import httpx
from pydantic import SecretStr
from textual.app import App
from textual.screen import Screen

from backend.contract import Event, EventKind, ServedElsewhere
from card_reader.watching import watch
from tui.client import (
    AccountLocked,
    ClientError,
    ConnectionState,
    DraftTrouble,
    NotSignedIn,
    SessionLocked,
    Station,
    Unreachable,
    WrongCredentials,
    WrongPin,
    told,
    told_trouble,
)
from tui.counter.case_screen import CaseScreen
from tui.counter.deeds import Deeds
from tui.counter.kept_visits import KeptVisits
from tui.counter.lock_screen import LockScreen
from tui.counter.reception import Reception
from tui.counter.screen import CounterScreen
from tui.counter.walk import Walk
from tui.counter.words import clock_words, same_window
from tui.locale import _
from tui.settings import StationSettings
from tui.signin.demo import DemoAccount, find_demo_account
from tui.signin.screen import SignInScreen, SignInTrouble
from tui.widgets import FieldInput

_AGAIN = 2.0
_TRY_AGAIN = 10.0
_LOCKED = 60.0


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
        self._idle_since = idle_since
        self.station = Station(
            settings.node,
            settings.data_dir,
            name=settings.station,
            window=settings.window,
            transport=transport,
            clock=clock,
            on_trouble=self._draft_trouble,
        )
        self.walk = Walk(screen, self.station, demo=settings.demo_control is not None, interrupted=self.interrupted)
        self.kept = KeptVisits(self.walk)
        self.reception = Reception(self.walk, self.kept)
        self.deeds = Deeds(self.walk, self.reception, self.kept, settings, lock=self.lock)
        self._demo: DemoAccount | None = None
        self._shown_minute = ""
        self._signing_in = False
        self._was_up = False
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
            self._demo = await asyncio.to_thread(find_demo_account, self.settings.credentials, self.settings.window)
        self.ask_to_sign_in()

    async def close(self) -> None:
        self.walk.keep()
        if self.walk.sitting is not None:
            self.walk.sitting.close()
        await self.station.close()

    # Signing in

    def ask_to_sign_in(self) -> None:
        """Show the sign-in screen; the demo signs in by itself, over the same route."""
        if self._demo is not None and not self._signing_in:
            self.app.run_worker(self._sign_in_demo(self._demo), group="sign-in", exclusive=True)
        elif self._demo is None and not self._is_shown(SignInScreen):
            account = self.station.operator.account if self.station.operator is not None else ""
            window = self.settings.window
            self.app.push_screen(SignInScreen(self._sign_in, window=window, account=account), self._signed_in)

    async def _sign_in(self, account: str, password: str, code: str) -> SignInTrouble | None:
        try:
            await self.station.sign_in(account, SecretStr(password), SecretStr(code))
        except Unreachable:
            return SignInTrouble(away_words(), wrong=False)
        except ClientError as error:
            return SignInTrouble(told(error), wrong=isinstance(error, WrongCredentials))
        return None

    def _signed_in(self, _nothing: None) -> None:
        self.app.run_worker(self.enter(), group="enter", exclusive=True)

    async def _sign_in_demo(self, account: DemoAccount) -> None:
        """Codes are good once: a second start within half a minute takes the next one."""
        self._signing_in = True
        try:
            early, unreachable = 0, False
            while True:
                try:
                    code = account.code(self.station.clock(), early)
                    await self.station.sign_in(account.account, SecretStr(account.password), SecretStr(code))
                    break
                except WrongCredentials:
                    early += 1
                    if early > 1:
                        self.screen.say(_("Waiting for the next code to sign in with …"))
                        early = 0
                        await asyncio.sleep(account.seconds_left(self.station.clock()))
                except Unreachable:
                    if not unreachable:
                        again = _("It is tried again by itself.")
                        self.screen.say(f"{away_words()} {again}", "caution")
                    unreachable = True
                    await asyncio.sleep(_AGAIN)
                except AccountLocked as error:
                    self.screen.say(told(error), "problem")
                    await asyncio.sleep(_LOCKED)
                except ClientError as error:
                    self.screen.say(told(error), "problem")
                    return
        finally:
            self._signing_in = False
        self.screen.say("")
        await self.enter()

    async def enter(self) -> None:
        """Signed in: take the hall and the catalogue, then do whatever was left undone."""
        try:
            await self.station.settle()
        except ClientError as error:
            self.interrupted(error)
        # What is there now stays: no later collection should pause a key to look through a whole catalogue.
        gc.freeze()
        self.walk.use_catalogue()
        self.walk.refresh()
        self.app.run_worker(self._watch_events(), group="events", exclusive=True)
        self._say_clock()
        self.carry_on()
        self.reception.receive_early()
        await self.kept.look_elsewhere()

    def _say_clock(self) -> None:
        if words := clock_words(self.station.clock_ahead):
            self.screen.say(words, "caution")

    def _try_again(self) -> None:
        """What was left undone although the line seems well: hand-overs not answered, drafts not written."""
        if self.station.drafts.trouble is not None:
            self.station.drafts.try_again()
        sitting = self.walk.sitting
        if sitting is not None and sitting.is_waiting:
            sitting.carry_on()
        self.kept.send_unsent()

    def carry_on(self) -> None:
        if self.walk.sitting is not None:
            self.walk.sitting.carry_on()
        self.kept.send_unsent()

    def interrupted(self, error: ClientError) -> None:
        """The node wants a PIN, or a new sign-in; nothing at the counter is lost meanwhile."""
        if isinstance(error, SessionLocked):
            self.show_lock()
        elif isinstance(error, NotSignedIn):
            self.station.line.use(None)
            self.ask_to_sign_in()
        else:
            self.screen.say(told(error), "caution")

    # Locking

    def lock(self) -> None:
        """Lock here at once, and at the node as soon as it hears of it."""
        if not self._is_shown(LockScreen):
            self.walk.keep()
            self.show_lock()
            self.app.run_worker(self._lock_node(), group="lock", exclusive=True)

    def show_lock(self) -> None:
        if not self._is_shown(LockScreen):
            self.walk.revealed.clear()
            self.app.push_screen(LockScreen(self._unlock), self._unlocked)

    async def _lock_node(self) -> None:
        try:
            await self.station.node.lock()
        except ClientError:
            return

    async def _unlock(self, pin: str) -> str | None:
        try:
            self.station.operator = await self.station.node.unlock(SecretStr(pin))
        except NotSignedIn as error:
            if isinstance(error, WrongPin):
                return told(error)
            self.station.line.use(None)
            return told(error)
        except ClientError as error:
            return told(error)
        return None

    def _unlocked(self, unlocked: bool | None) -> None:
        if unlocked:
            self.walk.refresh()
            self.carry_on()
        else:
            self.station.line.use(None)
            self.ask_to_sign_in()

    def _each_second(self) -> None:
        if self._is_idle():
            self.lock()
        if self.station.history_shrank and not self._shrink_told:
            self._shrink_told = True
            words = _(
                "The node's supervision chain is shorter than it was: an old copy may have been restored. "
                "Tell the supervisor, and go on working."
            )
            self.screen.say(words, "problem")
        minute = self.walk.minute
        if minute != self._shown_minute and not self._is_typing():
            self._shown_minute = minute
            self.walk.refresh_header()

    def _is_idle(self) -> bool:
        operator = self.station.operator
        if operator is None or not self.station.line.signed_in:
            return False
        return monotonic() - self._idle_since() >= operator.idle_lock_seconds

    def _is_typing(self) -> bool:
        """No clock moves while a field has the focus: it could disturb an input method's window."""
        focused = self.app.focused
        return isinstance(focused, FieldInput) and bool(focused.value)

    def _is_shown(self, kind: type[Screen[Any]]) -> bool:
        return any(isinstance(screen, kind) for screen in self.app.screen_stack)

    # What comes in

    def _connection_changed(self, state: ConnectionState) -> None:
        self.walk.refresh_header()
        if state.up and not self._was_up and self.station.line.signed_in:
            self.app.run_worker(self._returned(), group="returned", exclusive=True)
        self._was_up = state.up

    async def _returned(self) -> None:
        """The node is back: the hall may have changed, and what was left undone is done now."""
        try:
            await self.station.settle()
        except ClientError:
            return
        self.walk.use_catalogue()
        self.walk.refresh()
        self.carry_on()
        self.reception.receive_early()

    async def _watch_readers(self) -> None:
        async with aclosing(watch(self.settings.readers)) as events:
            async for event in events:
                if self._is_shown(LockScreen):
                    self.reception.reader_is(event)
                else:
                    self.reception.reader_said(event)

    async def _watch_events(self) -> None:
        stream = self.station.events()
        try:
            async for event in stream.events():
                self.station.heard(event.id)
                await self._happened(event)
        except NotSignedIn as error:
            self.interrupted(error)
        except SessionLocked as error:
            self.interrupted(error)

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
            case EventKind.SESSION_ENDED:
                if self.station.operator is not None and event.subject == self.station.operator.account:
                    self.station.line.use(None)
                    self.ask_to_sign_in()
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
            sitting.taken_over(ServedElsewhere(window=window, since=event.at))

    async def _renew_hall(self) -> None:
        try:
            await self.station.renew_hall()
        except ClientError:
            return
        self.walk.refresh_header()
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
        self.walk.refresh_header()
        if trouble is None:
            self.screen.say(_("Drafts are written to the disk again."), "done")
        else:
            self.screen.say(told_trouble(trouble), "problem")


def away_words() -> str:
    """Before anybody has signed in: what cannot be done, and what can."""
    return _(
        "The node does not answer: nobody can sign in, and nothing can be taken in yet. Look to the network cable, "
        "then call support; ask the citizen to wait or to leave a telephone number."
    )
