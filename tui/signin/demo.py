"""Signing in by itself, in the demo: with the demo operator's own password and code, over the real route."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pydantic import SecretStr
from pyotp import TOTP

from tui.client import AccountLocked, ClientError, Station, Unreachable, WrongCredentials, told
from tui.client.atomic_file import private_folder, replace_file
from tui.locale import _, sentences
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

    def code(self, step: int) -> str:
        """The code of a step of 30 seconds."""
        return TOTP(self.seed).generate_otp(step)


class FreshCodes:
    """Which step's code is sent next: each once, also by who starts the demo anew while it waits for one.

    The step is written down before its code is sent: the fifth code sent twice would lock the demo's own operator out.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._last = _step_in(path)

    def seconds_until_one(self, now: datetime) -> float:
        """Until the next one is taken, which is one step early at the soonest."""
        return max(0.0, self._spent(now) * _STEP - now.timestamp())

    def take(self, now: datetime) -> int:
        self._keep(max(self._spent(now) + 1, _step_of(now)))
        return self._last

    def give_back(self) -> None:
        """The node has not looked at the one taken last."""
        self._keep(self._last - 1)

    def _spent(self, now: datetime) -> int:
        """A step further ahead than one early was written by another clock: it tells nothing."""
        return self._last if self._last <= _step_of(now) + 1 else 0

    def _keep(self, step: int) -> None:
        self._last = step
        with suppress(OSError):  # on a full disk a code may be sent twice
            replace_file(private_folder(self._path.parent) / self._path.name, str(step).encode())


def _step_of(now: datetime) -> int:
    return int(now.timestamp()) // _STEP


def _step_in(path: Path) -> int:
    try:
        return int(path.read_text("ascii"))
    except (OSError, ValueError):
        return 0


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

    def __init__(
        self, account: DemoAccount, codes: FreshCodes, station: Station, say: Callable[[str, Level], None]
    ) -> None:
        self._account = account
        self._codes = codes
        self._station = station
        self._say = say
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
        pause = self._codes.seconds_until_one(self._station.clock())
        if pause:
            self._say(_("Waiting for the next code to sign in with …"), "info")
            await asyncio.sleep(pause)
        account, code = self._account, self._account.code(self._codes.take(self._station.clock()))
        await self._station.sign_in(account.account, SecretStr(account.password), SecretStr(code))

    def _pause_after(self, error: ClientError) -> float | None:
        """Seconds until it is tried again; none when that is of no use."""
        if not isinstance(error, WrongCredentials):
            self._codes.give_back()
        match error:
            case WrongCredentials():
                return 0  # somebody else has used this code: the next one
            case Unreachable():
                if not self._told_away:
                    again = _("It is tried again by itself.")
                    self._say(sentences(away_words(error), again), "caution")
                self._told_away = True
                return _AWAY
            case _:
                self._say(told(error), "problem")
                return _LOCKED_OUT if isinstance(error, AccountLocked) else None
