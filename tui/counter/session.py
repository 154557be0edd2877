"""Whose session this is: begun by signing in, locked when nobody is there, gone on with by the PIN."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Final

from pydantic import SecretStr
from textual.app import App
from textual.screen import Screen

from backend.contract import Operator
from tui.client import (
    AccountLocked,
    ClientError,
    ConnectionState,
    Distrusted,
    NoRoleNow,
    NotSignedIn,
    SessionLocked,
    Unreachable,
    WrongCredentials,
    WrongPin,
    told,
    told_certificate,
)
from tui.counter.walk import Walk
from tui.counter.words import clocks_apart_words, time_words
from tui.locale import _, sentences
from tui.signin.demo import DemoSignIn
from tui.signin.lock_screen import LockScreen
from tui.signin.screen import SignInScreen, SignInTrouble, away_words
from tui.widgets import Scanned

_TELLINGS_BEFORE_LOCK: Final = 6
"""How often the node is told that somebody is at the keyboard, in the time after which it takes nobody to be."""
_FORETOLD: Final = timedelta(minutes=15)


class Session:
    """`entered` follows a sign-in, `resumed` the PIN. With `demo` somebody signs in by itself."""

    def __init__(
        self,
        app: App[None],
        walk: Walk,
        *,
        window: str,
        idle_since: Callable[[], float],
        entered: Callable[[], Awaitable[None]],
        resumed: Callable[[], None],
    ) -> None:
        self.app = app
        self.walk = walk
        self.station = walk.station
        self.demo: DemoSignIn | None = None
        self._window = window
        self._idle_since = idle_since
        self._entered, self._resumed = entered, resumed
        self._told_present = monotonic()
        self._foretold: datetime | None = None
        """The end of a session that was told before it came."""
        self._said_locked = ""

    # Signing in

    def ask_to_sign_in(self) -> None:
        """Show the sign-in screen; the demo signs in by itself, over the same route."""
        if self.demo is not None:
            if not self.demo.under_way:
                self.app.run_worker(self._enter_by_itself(self.demo), group="sign-in", exclusive=True)
        elif not self._is_shown(SignInScreen):
            account = self.station.operator.account if self.station.operator is not None else ""
            self.app.push_screen(SignInScreen(self._sign_in, window=self._window, account=account), self._signed_in)
            self.look_for_node()

    def look_for_node(self) -> None:
        """While nobody is signed in nothing else asks whether the node is there, or has a new certificate."""
        if self._is_shown(SignInScreen) or isinstance(self.station.connection.state.why, Distrusted):
            self.app.run_worker(self._ask_for_node(), group="health", exclusive=True)

    async def _ask_for_node(self) -> None:
        with suppress(ClientError):
            await self.station.node.health()
        self.node_is(self.station.connection.state)

    def node_is(self, state: ConnectionState) -> None:
        for screen in self.app.screen_stack:
            if isinstance(screen, SignInScreen):
                screen.node_is(state)
            elif isinstance(screen, LockScreen) and state.up:
                screen.withdraw(self._said_locked)

    async def _enter_by_itself(self, demo: DemoSignIn) -> None:
        if await demo.sign_in():
            self.walk.screen.say("")
            await self._entered()

    async def _sign_in(self, account: str, password: str, code: str) -> SignInTrouble | None:
        try:
            await self.station.sign_in(account, SecretStr(password), SecretStr(code))
        except Unreachable as error:
            return SignInTrouble(away_words(error), wrong=False)
        except ClientError as error:
            words = sentences(told(error), self._of_clocks(error))
            return SignInTrouble(words, wrong=isinstance(error, WrongCredentials))
        return None

    def _of_clocks(self, error: ClientError) -> str:
        """Codes, locks and roles hang on the node's clock."""
        apart = self.station.clocks_apart
        by_time = isinstance(error, WrongCredentials | AccountLocked | NoRoleNow)
        return clocks_apart_words(*apart) if by_time and apart is not None else ""

    def _signed_in(self, _nothing: None) -> None:
        self.app.run_worker(self._entered, group="enter", exclusive=True)

    def interrupted(self, error: ClientError) -> None:
        """The node wants a PIN, or a new sign-in; nothing at the counter is lost meanwhile."""
        if isinstance(error, SessionLocked):
            self._show_lock()
        elif isinstance(error, NotSignedIn):
            self.end()
        else:
            self.walk.tell(told(error, again=True), "caution")

    def end(self) -> None:
        """It is over; somebody signs in anew."""
        self.station.line.use(None)
        self.ask_to_sign_in()

    # Locking

    @property
    def is_locked(self) -> bool:
        return self._is_shown(LockScreen)

    def bars(self, event: Scanned) -> bool:
        """Whether nobody is at work here and a code opens nothing; the lock says so, also below its help."""
        for screen in self.app.screen_stack:
            if isinstance(screen, LockScreen):
                screen.on_scanned(event)
        return self.is_locked or self._is_shown(SignInScreen)

    def lock(self) -> None:
        """Lock here at once, and at the node as soon as it hears of it."""
        if not self.is_locked:
            self.walk.keep()
            self._show_lock()
            self.app.run_worker(self._lock_node(), group="lock", exclusive=True)

    def watch_keys(self) -> None:
        """Each second: lock when nobody is at the keyboard, let the node know while somebody is."""
        operator = self.station.operator
        if operator is None or not self.station.line.signed_in or self.is_locked:
            return
        self._foretell_end(operator)
        now, last_key, idle_lock = monotonic(), self._idle_since(), operator.idle_lock_seconds
        if now - last_key >= idle_lock:
            self.lock()
        elif last_key > self._told_present and now - self._told_present >= idle_lock / _TELLINGS_BEFORE_LOCK:
            self._told_present = now
            self.app.run_worker(self._tell_present(), group="present", exclusive=True)

    def _foretell_end(self, operator: Operator) -> None:
        """Once a session: better between two citizens than in the middle of one."""
        ends = operator.expires_at
        by_the_halls_clock = self.station.hall is not None
        if by_the_halls_clock and ends - self.station.clock() <= _FORETOLD and ends != self._foretold:
            self._foretold = ends
            words = _(
                "You are signed out at {time}: no session lasts longer. Sign in again before the next citizen: Ctrl+K, "
                "then F10. Nothing typed is lost."
            )
            self.walk.tell(words.format(time=time_words(ends)), "caution")

    async def _tell_present(self) -> None:
        """Reading and moving about ask nothing of the node, which would take nobody to be there."""
        try:
            await self.station.node.heartbeat()
        except (SessionLocked, NotSignedIn) as error:
            self.interrupted(error)
        except ClientError:
            return

    def _show_lock(self) -> None:
        if not self.is_locked:
            self.walk.revealed.clear()
            operator = self.station.operator
            pin = operator.demo_pin if operator is not None else None
            self.app.push_screen(LockScreen(self._unlock, demo_pin=pin), self._unlocked)

    async def _lock_node(self) -> None:
        try:
            await self.station.node.lock()
        except ClientError:
            return

    async def _unlock(self, pin: str) -> str | None:
        try:
            self.station.operator = await self.station.node.unlock(SecretStr(pin))
        except Unreachable as error:
            self._said_locked = _stays_locked(error)
            return self._said_locked
        except ClientError as error:
            if isinstance(error, NotSignedIn) and not isinstance(error, WrongPin):
                self.station.line.use(None)
            return told(error)
        return None

    def _unlocked(self, unlocked: bool | None) -> None:
        if unlocked:
            self._resumed()
        else:
            self.end()

    def _is_shown(self, kind: type[Screen[Any]]) -> bool:
        return any(isinstance(screen, kind) for screen in self.app.screen_stack)


def _stays_locked(why: Unreachable) -> str:
    if isinstance(why, Distrusted):
        words = _("The counter stays locked until that is put right; everything typed is kept. Call support.")
        return sentences(told_certificate(why), words)
    return _(
        "The node does not answer: the counter stays locked until it does. Everything typed is kept; type the "
        "PIN again in a while, or call support."
    )
