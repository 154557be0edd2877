"""Signed in to a node from a plain terminal: who asks is known, as at every window."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Generic, TypeVar

import typer

from tui.cli.console import refuse
from tui.locale import _, language

if TYPE_CHECKING:
    from backend.contract import FieldProblem, SignIn
    from tui.client.node import Node

__all__ = ["AtNode", "asked_who", "at_node"]

Answer = TypeVar("Answer")
Asked = TypeVar("Asked", bound="Node")


class AtNode(Generic[Asked]):
    """One sitting. What the node refuses, or the line does not carry, ends the command in the reader's words."""

    def __init__(self, runner: asyncio.Runner, node: Asked, look: str = "") -> None:
        """`look`: the command that shows whether it was done, when no answer came."""
        self._runner = runner
        self._node = node
        self._look = look

    def ask(self, call: Callable[[Asked], Awaitable[Answer]]) -> Answer:
        from tui.client import ClientError, Distrusted, Refused, Unreachable, told, told_certificate

        async def asking() -> Answer:
            return await call(self._node)

        try:
            return self._runner.run(asking())
        except Distrusted as error:
            refuse(told_certificate(error), _("Look to its certificate, or name another node with --node."))
        except Unreachable as error:
            if error.sent and self._node.line.signed_in:
                look = _("Look: {command}").format(command=self._look) if self._look else ""
                refuse(_("No answer came; it may still have been done."), look)
            refuse(_("The node does not answer at that address."), _("Start it, or name another with --node."))
        except Refused as error:
            refuse("\n".join([told(error), *map(_told, error.problem.errors)]))
        except ClientError as error:
            refuse(told(error))

    def leave(self) -> None:
        from tui.client import ClientError

        with suppress(ClientError):
            if self._node.line.signed_in and self._node.line.connection.state.up:
                self._runner.run(self._node.sign_out())
        self._runner.run(self._node.line.close())


def _told(wrong: "FieldProblem") -> str:
    """A fault of a catalogue as `catalogue check` says it; anything else as the node does."""
    from pydantic import TypeAdapter, ValidationError

    from backend.catalogue import Fault
    from backend.catalogue.faults_told import fault_told

    try:
        fault = TypeAdapter(Fault).validate_python(wrong.params)
    except ValidationError:
        return f"{wrong.pointer} {wrong.detail}"
    return fault_told(fault, language())


def asked_who(account: str | None) -> "SignIn":
    """Asks for account, password and code; only the account may stand on the command line, where others see it."""
    from pydantic import SecretStr, ValidationError

    from backend.contract import SignIn
    from tui.settings import StationSettings

    name = account or typer.prompt(_("Account"), err=True)
    password = typer.prompt(_("Password"), hide_input=True, err=True)
    code = typer.prompt(_("Code of the authenticator"), hide_input=True, err=True)
    settings = StationSettings()
    try:
        return SignIn(
            account=name, password=SecretStr(password), code=SecretStr(code.strip()), station=settings.station,
            window=settings.window,
        )  # fmt: skip
    except ValidationError:
        refuse(_("Account, password and code do not go together, or the code was used before."))


@contextmanager
def at_node(kind: type[Asked], node: str, account: str | None, *, look: str = "") -> Iterator[AtNode[Asked]]:
    from tui.client import Connection, Line

    who = asked_who(account)
    with asyncio.Runner() as runner:
        sitting = AtNode(runner, kind(Line(node, Connection())), look)
        try:
            sitting.ask(lambda asked: asked.sign_in(who))
            yield sitting
        finally:
            sitting.leave()
