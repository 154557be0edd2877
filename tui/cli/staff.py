"""``onewindow staff``: who may sign in and what for. One administrator proposes, a second one confirms."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Final

import typer

from tui.cli.at_node import AtNode, at_node
from tui.cli.console import refuse, say, say_list
from tui.cli.option_sets import one_by_one
from tui.cli.spoken_help import SpokenCommand, SpokenGroup
from tui.cli.staff_first import FIRST, first
from tui.cli.staff_secrets import ask_secrets
from tui.cli.which_node import WhichNode
from tui.locale import N_, _

if TYPE_CHECKING:
    from backend.contract import NewRole, NewSecrets, StaffGrant, StaffMember
    from tui.client.staffing import Staffing

__all__ = ["staff"]

LIST = N_("Everybody with an account here, with their roles. Needs an administrator.")
ADD = N_(
    "Make an account and propose its role; the person types password and PIN and sets up the authenticator here. "
    "Needs the administrator for security; the role counts once a second administrator confirms it."
)
GRANT = N_("Propose one more role for somebody. Needs the administrator for security.")
CONFIRM = N_("Confirm the roles proposed for somebody, as the second person. Needs the other administrator.")
REVOKE = N_("Take a role away, from the person's next request on. Needs the administrator for security.")
RESET = N_(
    "New password, PIN and authenticator for somebody who lost theirs, typed by that person. "
    "Their roles count again once a second administrator confirms them."
)
DISABLE = N_("Close an account for good; its session ends at once. Needs the administrator for security.")
PASSWORD = N_("Replace your own password, PIN and authenticator.")

ROLES = N_(
    "One of operator, specialist, reviewer, supervisor, inspector, trainer, trainee, keeper, admin.sys, admin.sec."
)
STATES: Final = {
    "proposed": N_("waits for a second person"),
    "counts": N_("counts"),
    "over": N_("over"),
    "revoked": N_("taken away"),
}
Who = Annotated[str, typer.Argument(metavar="ACCOUNT", help=N_("The account it is about."))]
RoleName = Annotated[str, typer.Option("--role", help=ROLES, metavar="ROLE")]


@dataclass(frozen=True)
class Wanted:
    """A role as it is asked for."""

    role: RoleName
    scope: Annotated[
        str | None,
        typer.Option("--scope", help=N_("Division the role reaches; the person's hall if not given."), metavar="CODE"),
    ] = None
    days: Annotated[int, typer.Option("--days", help=N_("How long it counts, a year at most."), min=1, max=365)] = 365
    department: Annotated[
        str | None, typer.Option("--department", help=N_("Of a reviewer: whose cases."), metavar="CODE")
    ] = None
    lines: Annotated[
        str | None, typer.Option("--lines", help=N_("Of a specialist: item codes, parted by commas."), metavar="CODES")
    ] = None

    def at_hall(self, hall: str) -> "NewRole":
        from pydantic import ValidationError

        from backend.contract import NewRole, Role

        if self.role not in frozenset(Role):
            refuse(_("There is no role {role}.").format(role=self.role), _(ROLES))
        scope = self.scope or hall
        codes = [code.strip() for code in (self.lines or "").split(",") if code.strip()]
        try:
            return NewRole(role=Role(self.role), scope=scope, days=self.days, department=self.department, lines=codes)
        except ValidationError:
            refuse(_("{code} is no division code.").format(code=scope), _("It has 12 digits."))


staff = typer.Typer(
    cls=SpokenGroup,
    help=N_("Accounts and roles: make, confirm, take away. Two persons for each role."),
    no_args_is_help=True,
    rich_markup_mode=None,
)
staff.command("first", cls=SpokenCommand, help=FIRST)(first)


@staff.command("list", cls=SpokenCommand, help=LIST)
@one_by_one
def list_(at: WhichNode = WhichNode()) -> None:
    with _signed_in(at) as sitting:
        people = sitting.ask(lambda asked: asked.staff())
    for person in people:
        closed = _("account closed") if person.disabled else ""
        say(f"{person.account}  {person.name}  {person.hall}  {closed}".rstrip())
        say_list([_told(grant) for grant in person.grants])


@staff.command("add", cls=SpokenCommand, help=ADD)
@one_by_one
def add(
    who: Who,
    name: Annotated[str, typer.Option("--name", help=N_("The person's name."), metavar="NAME")],
    hall: Annotated[str, typer.Option("--hall", help=N_("12-digit code of the hall."), metavar="CODE")],
    wanted: Wanted,
    at: WhichNode = WhichNode(),
) -> None:
    from backend.contract import NewAccount
    from tui.client import new_operation

    role = wanted.at_hall(hall)
    new = NewAccount(account=who, name=name, hall=hall, secrets=_secrets_of(who, name))
    made, asked_for = new_operation(), new_operation()
    with _signed_in(at) as sitting:
        staff_id = sitting.ask(lambda asked: asked.enrol(new, made))
        sitting.ask(lambda asked: asked.propose(staff_id, role, asked_for))
    _say_confirm(who)


@staff.command("grant", cls=SpokenCommand, help=GRANT)
@one_by_one
def grant(
    who: Who,
    wanted: Wanted,
    at: WhichNode = WhichNode(),
) -> None:
    from tui.client import new_operation

    with _signed_in(at) as sitting:
        person, operation = _find(sitting, who), new_operation()
        role = wanted.at_hall(person.hall)
        sitting.ask(lambda asked: asked.propose(person.id, role, operation))
    _say_confirm(who)


@staff.command("confirm", cls=SpokenCommand, help=CONFIRM)
@one_by_one
def confirm(who: Who, at: WhichNode = WhichNode()) -> None:
    with _signed_in(at) as sitting:
        waiting = [one for one in _find(sitting, who).grants if one.state == "proposed"]
        if not waiting:
            refuse(_("Nothing is proposed for {account}.").format(account=who))
        for one in waiting:
            if typer.confirm(_told(one), err=True):
                _settle(sitting, one.id, lambda asked: asked.confirm)
                say(_("It counts now."))


@staff.command("revoke", cls=SpokenCommand, help=REVOKE)
@one_by_one
def revoke(who: Who, role: RoleName, at: WhichNode = WhichNode()) -> None:
    with _signed_in(at) as sitting:
        held = [one for one in _find(sitting, who).grants if one.role == role and one.state in {"counts", "proposed"}]
        if not held:
            refuse(_("{account} has no role {role}.").format(account=who, role=role))
        for one in held:
            _settle(sitting, one.id, lambda asked: asked.revoke)
    say(_("The role {role} of {account} is taken away.").format(role=role, account=who))


@staff.command("reset", cls=SpokenCommand, help=RESET)
@one_by_one
def reset(who: Who, at: WhichNode = WhichNode()) -> None:
    from tui.client import new_operation

    typed, operation = _secrets_of(who), new_operation()
    with _signed_in(at) as sitting:
        person = _find(sitting, who)
        sitting.ask(lambda asked: asked.replace_secrets(person.id, typed, operation))
    _say_confirm(who)


@staff.command("disable", cls=SpokenCommand, help=DISABLE)
@one_by_one
def disable(who: Who, at: WhichNode = WhichNode()) -> None:
    from tui.client import new_operation

    with _signed_in(at) as sitting:
        person, operation = _find(sitting, who), new_operation()
        sitting.ask(lambda asked: asked.disable(person.id, operation))
    say(_("The account {account} is closed.").format(account=who))


@staff.command("password", cls=SpokenCommand, help=PASSWORD)
@one_by_one
def password(at: WhichNode = WhichNode()) -> None:
    from tui.client import new_operation

    name = at.account or str(typer.prompt(_("Account"), err=True)).strip()
    typed, operation = ask_secrets(name).on_the_wire(), new_operation()
    say(_("Now sign in with the old ones."))
    with _signed_in(replace(at, account=name)) as sitting:
        sitting.ask(lambda asked: asked.replace_own_secrets(typed, operation))
    say(_("Sign in with them from now on."))


def _secrets_of(who: str, name: str = "") -> "NewSecrets":
    """Of somebody else; whoever asks for them signs in next."""
    typed = ask_secrets(who, name).on_the_wire()
    say(_("Now sign in yourself: an administrator answers for this."))
    return typed


@contextmanager
def _signed_in(at: WhichNode) -> "Iterator[AtNode[Staffing]]":
    from tui.client.staffing import Staffing

    with at_node(Staffing, at.address(), at.account, look="onewindow staff list") as sitting:
        yield sitting


def _find(sitting: "AtNode[Staffing]", account: str) -> "StaffMember":
    found = [one for one in sitting.ask(lambda asked: asked.staff()) if one.account == account.casefold()]
    if not found:
        refuse(_("Nobody here has the account {account}.").format(account=account), _("See: onewindow staff list"))
    return found[0]


def _settle(
    sitting: "AtNode[Staffing]", grant: str, way: "Callable[[Staffing], Callable[[str, str], Awaitable[None]]]"
) -> None:
    from tui.client import new_operation

    operation = new_operation()
    sitting.ask(lambda asked: way(asked)(grant, operation))


def _told(one: "StaffGrant") -> str:
    from backend.contract import HALL_TIME

    more = " ".join([one.department or "", *one.lines]).strip()
    what = f"{one.role} {one.scope} {more}".rstrip()
    return _("{what}, until {day}: {state} (proposed by {first}, confirmed by {second})").format(
        what=what, day=one.ends_at.astimezone(HALL_TIME).date(), state=_(STATES[one.state]), first=one.proposed_by,
        second=one.confirmed_by or "–",
    )  # fmt: skip


def _say_confirm(who: str) -> None:
    told = _("It counts once a second administrator says: onewindow staff confirm {account}")
    say(told.format(account=who))
