"""Signing in by itself, in the demo: with the demo operator's own password and code, over the real route."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from pyotp import TOTP

_STEP = 30


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
