"""Accounts and roles: one administrator proposes, a second person confirms, everything is in the chain."""

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response
from sqlmodel import Session

from backend.access import (
    Action,
    Actor,
    Administrator,
    NewGrant,
    NewSecretHashes,
    NewStaff,
    OutOfReach,
    allowed,
    check_new_password,
    check_new_pin,
    confirm_grant,
    desk_of,
    disable,
    enrol,
    get_grant,
    get_staff,
    propose_grant,
    replace_secrets,
    revoke_grant,
    roster,
)
from backend.api.idempotency import idempotent
from backend.api.node_of import node_of
from backend.api.problems import ApiProblem
from backend.api.refusals import operation_id
from backend.api.session_routes import tell_session_ended
from backend.contract import Made, NewAccount, NewRole, NewSecrets, StaffMember
from backend.storage import Conflict

__all__ = ["router"]

router = APIRouter(tags=["staff"])

Id = Annotated[str, Path(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", description="As the list names it.")]
Manager = Annotated[Actor, Depends(allowed(Action.MANAGE_STAFF))]
Confirmer = Annotated[Actor, Depends(allowed(Action.CONFIRM_GRANT))]


@router.get("/staff")
async def get_staff_list(
    request: Request, actor: Annotated[Actor, Depends(allowed(Action.SEE_STAFF))]
) -> list[StaffMember]:
    """Accounts within reach, with their roles."""
    node = node_of(request)
    reach, now = actor.reach(Action.SEE_STAFF), node.clock()
    return await node.store.read(lambda session: roster(session, node.county, reach, now))


@router.post("/staff", response_model=Made, status_code=201)
async def post_staff(request: Request, body: NewAccount, actor: Manager) -> Response:
    """An account without any role. The person sits at the administrator's screen and types what only they know."""
    node, desk = node_of(request), desk_of(request)
    actor.must_reach(Action.MANAGE_STAFF, hall=body.hall)
    if body.hall not in desk.halls:
        raise OutOfReach
    hashes = await _hashes(request, body.secrets, account=body.account, name=body.name)
    new = NewStaff(body.account, body.name, body.hall, desk.realm, hashes.password_hash, hashes.pin_hash, hashes.seed)
    by, at = Administrator(actor, operation_id(request)), node.clock()
    try:
        return await idempotent(request, actor, lambda session: (201, Made(id=enrol(session, new, by=by, at=at))))
    except Conflict:
        raise ApiProblem("account_taken") from None


@router.put("/staff/{staff}/secrets", status_code=204)
async def put_secrets(request: Request, staff: Id, body: NewSecrets, actor: Manager) -> Response:
    """New secrets for somebody who lost theirs. Their roles count again once a second person confirms each."""
    return await _replaced(request, actor, staff, body)


@router.put("/me/secrets", status_code=204)
async def put_own_secrets(
    request: Request, body: NewSecrets, actor: Annotated[Actor, Depends(allowed(Action.REPLACE_OWN_SECRETS))]
) -> Response:
    """One's own, right after signing in with the old ones. Ends the session."""
    return await _replaced(request, actor, actor.staff, body)


@router.post("/staff/{staff}/grants", response_model=Made, status_code=201)
async def post_grant(request: Request, staff: Id, body: NewRole, actor: Manager) -> Response:
    """Propose a role. It does not count before a second person confirms it."""
    node, by = node_of(request), Administrator(actor, operation_id(request))
    at = node.clock()
    actor.must_reach(Action.MANAGE_STAFF, hall=body.scope)
    wanted = NewGrant(
        staff, body.role, body.scope, at, at + timedelta(days=body.days), body.department, tuple(body.lines)
    )

    def unit(session: Session) -> tuple[int, Made]:
        _check_reach(session, actor, Action.MANAGE_STAFF, staff)
        return 201, Made(id=propose_grant(session, wanted, by=by, at=at))

    return await idempotent(request, actor, unit)


@router.post("/staff/{staff}/disabling", status_code=204)
async def post_disabling(request: Request, staff: Id, actor: Manager) -> Response:
    """Close an account for good, and its session with it."""
    node, by = node_of(request), Administrator(actor, operation_id(request))

    def unit(session: Session) -> tuple[int, None]:
        _check_reach(session, actor, Action.MANAGE_STAFF, staff)
        for ended in disable(session, node.county, staff, by=by, at=node.clock()):
            tell_session_ended(session, ended)
        return 204, None

    return await idempotent(request, actor, unit)


@router.post("/grants/{grant}/confirmation", status_code=204)
async def post_confirmation(request: Request, grant: Id, actor: Confirmer) -> Response:
    """Make a proposed role count: by neither who proposed it nor who receives it."""
    return await _settled(request, actor, grant, Action.CONFIRM_GRANT, confirm_grant)


@router.post("/grants/{grant}/revocation", status_code=204)
async def post_revocation(request: Request, grant: Id, actor: Manager) -> Response:
    """Take a role away; it is gone on the person's next request."""
    return await _settled(request, actor, grant, Action.MANAGE_STAFF, revoke_grant)


async def _replaced(request: Request, actor: Actor, staff: str, body: NewSecrets) -> Response:
    node, by = node_of(request), Administrator(actor, operation_id(request))
    own = staff == actor.staff

    def person(session: Session) -> tuple[str, str]:
        if not own:
            _check_reach(session, actor, Action.MANAGE_STAFF, staff)
        row = get_staff(session, node.county, staff)
        return row.account, row.name

    account, name = await node.store.read(person)
    hashes = await _hashes(request, body, account=account, name=name)

    def unit(session: Session) -> tuple[int, None]:
        for ended in replace_secrets(session, node.county, staff, hashes, by=by, at=node.clock()):
            tell_session_ended(session, ended)
        return 204, None

    return await idempotent(request, actor, unit, own_only=own)


async def _settled(request: Request, actor: Actor, grant: str, action: Action, settle: Callable[..., None]) -> Response:
    node, by = node_of(request), Administrator(actor, operation_id(request))

    def unit(session: Session) -> tuple[int, None]:
        row = get_grant(session, node.county, grant)
        _check_reach(session, actor, action, row.staff)
        actor.must_reach(action, hall=row.scope)
        settle(session, node.county, grant, by=by, at=node.clock())
        return 204, None

    return await idempotent(request, actor, unit)


def _check_reach(session: Session, actor: Actor, action: Action, staff: str) -> None:
    actor.must_reach(action, hall=get_staff(session, actor.county, staff).hall)


async def _hashes(request: Request, secrets: NewSecrets, *, account: str, name: str) -> NewSecretHashes:
    """WeakPassword names the rule that is broken."""
    password, pin, seed = (secret.get_secret_value() for secret in (secrets.password, secrets.pin, secrets.seed))
    check_new_password(password, account=account, name=name)
    check_new_pin(pin)
    passwords = desk_of(request).passwords
    return NewSecretHashes(await passwords.hashed(password), await passwords.hashed(pin), seed)
