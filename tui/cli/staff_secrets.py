"""What a person proves themselves with, typed by that person at the administrator's terminal and shown to nobody."""

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import typer

from tui.cli.console import refuse, say
from tui.locale import _
from tui.locale.codes import said_code

if TYPE_CHECKING:
    from backend.access import WeakPassword
    from backend.contract import NewSecrets

__all__ = ["TypedSecrets", "ask_secrets", "say_weak"]

_SEED_GROUP: Final = 4
_ISSUER: Final = "One Window"
_ERASE_SCROLL_BACK: Final = "\x1b[2J\x1b[3J\x1b[H"


@dataclass(frozen=True)
class TypedSecrets:
    password: str = field(repr=False)
    pin: str = field(repr=False)
    seed: str = field(repr=False)

    def on_the_wire(self) -> "NewSecrets":
        from pydantic import SecretStr

        from backend.contract import NewSecrets

        return NewSecrets(password=SecretStr(self.password), pin=SecretStr(self.pin), seed=SecretStr(self.seed))


def ask_secrets(account: str, name: str = "") -> TypedSecrets:
    """Password and PIN, each twice, and an authenticator that is proven to hold the key.

    Asked before the administrator signs in: what they may do holds for a few minutes only.
    """
    say(_("{account}: now the person types. Nobody else looks on.").format(account=account))
    password = _ask_password(account, name)
    pin = _ask_pin()
    return TypedSecrets(password, pin, _ask_authenticator(account))


def say_weak(weak: "WeakPassword") -> None:
    say(_("Not good enough: {rule}.").format(rule=said_code(str(weak.params["rule"]))))


def _ask_password(account: str, name: str) -> str:
    from backend.access import WeakPassword, check_new_password

    while True:
        password = _twice(_("New password, at least 12 characters"))
        try:
            check_new_password(password, account=account, name=name)
        except WeakPassword as weak:
            say_weak(weak)
        else:
            return password


def _ask_pin() -> str:
    from backend.access import WeakPassword, check_new_pin

    while True:
        pin = _twice(_("New PIN, 4 to 12 digits, to reopen a locked screen"))
        try:
            check_new_pin(pin)
        except WeakPassword as weak:
            say_weak(weak)
        else:
            return pin


def _twice(words: str) -> str:
    while True:
        first = typer.prompt(words, hide_input=True, err=True)
        if typer.prompt(_("Once more"), hide_input=True, err=True) == first:
            return str(first)
        say(_("The two differ. Begin again."))


def _ask_authenticator(account: str) -> str:
    """Shows the key once, and takes it off the screen and out of the scroll-back afterwards."""
    from backend.access import provisioning_uri
    from backend.access.second_factor import new_seed

    seed = new_seed()
    say(_("Enter this key into the authenticator (time-based, 6 digits, 30 seconds):"))
    say(" ".join(seed[start : start + _SEED_GROUP] for start in range(0, len(seed), _SEED_GROUP)), indent=2)
    say(_("or, where it reads links:"))
    typer.echo(f"  {provisioning_uri(seed, account, _ISSUER)}")
    held = _is_held(seed)
    _erase()
    if not held:
        refuse(_("Nothing was made."), _("Set the clocks of this machine and of the authenticator, then begin again."))
    return seed


def _is_held(seed: str) -> bool:
    """Whether a code proves that the authenticator has the key."""
    from datetime import UTC, datetime

    from backend.access.second_factor import matching_counter

    for _again in range(3):
        code = str(typer.prompt(_("The code it shows now"), err=True)).strip()
        if matching_counter(seed, code, datetime.now(UTC)) is not None:
            return True
        say(_("That is not the code of this key, or this machine's clock is wrong."))
    return False


def _erase() -> None:
    if sys.stdout.isatty():
        sys.stdout.write(_ERASE_SCROLL_BACK)
        sys.stdout.flush()
