"""Signing in by itself, in the demo: with the demo operator's own password and code, over the real route."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import SecretStr
from pyotp import TOTP

from tui.client import AccountLocked, ClientError, Station, Unreachable, WrongCredentials, told
from tui.locale import _
from tui.signin.screen import away_words
from tui.widgets import Level

_STEP = 30
_AWAY, _LOCKED_OUT = 2.0, 60.0
"""Seconds until it is tried again."""


@dataclass(frozen=True)
class DemoAccount:
    """The demo operator of one window, as the node made him for this machine."""

    account: str
    password: str = field(repr=False)
    seed: str = field(repr=False)

    def code(self, now: datetime, early: int = 0) -> str:
        """The code of now, or `early` steps of 30 seconds ahead."""
        return TOTP(self.seed).at(now + timedelta(seconds=_STEP * early))

    def seconds_left(self, now: datetime) -> float:
        """Until a code nobody used yet is good."""
        return _STEP - now.timestamp() % _STEP + 0.5


def find_demo_account(path: Path, window: str) -> DemoAccount | None:
    """The operator of this window in the node's file of demo people; the first operator if there is none; or nobody."""
    try:
        people = json.loads(path.read_text("utf-8"))
        operators = [person for person in people if person["role"] == "operator"]
        ours = [person for person in operators if person["window"].lstrip("0") == window.lstrip("0")]
        chosen = (ours or operators)[0]
        return DemoAccount(chosen["account"], chosen["password"], chosen["seed"])
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        return None


class DemoSignIn:
    """Tries until it is in; `say` is told what stands in the way."""

    def __init__(self, account: DemoAccount, station: Station, say: Callable[[str, Level], None]) -> None:
        self._account = account
        self._station = station
        self._say = say
        self._early = 0
        self._told_away = False
        self.under_way = False

    async def sign_in(self) -> bool:
        """Whether it came in; not when trying again is of no use."""
        self.under_way = True
        try:
            while True:
                try:
                    await self._try()
                    return True
                except ClientError as error:
                    pause = self._pause_after(error)
                if pause is None:
                    return False
                await asyncio.sleep(pause)
        finally:
            self.under_way = False

    async def _try(self) -> None:
        account = self._account
        code = account.code(self._station.clock(), self._early)
        await self._station.sign_in(account.account, SecretStr(account.password), SecretStr(code))

    def _pause_after(self, error: ClientError) -> float | None:
        """Seconds until it is tried again; none when that is of no use."""
        match error:
            case WrongCredentials():
                return self._pause_for_a_code()
            case Unreachable():
                if not self._told_away:
                    again = _("It is tried again by itself.")
                    self._say(f"{away_words()} {again}", "caution")
                self._told_away = True
                return _AWAY
            case _:
                self._say(told(error), "problem")
                return _LOCKED_OUT if isinstance(error, AccountLocked) else None

    def _pause_for_a_code(self) -> float:
        """Codes are good once: a second start within half a minute takes the next one, a third waits for it."""
        self._early = 1 - self._early
        if self._early:
            return 0
        self._say(_("Waiting for the next code to sign in with …"), "info")
        return self._account.seconds_left(self._station.clock())
