"""Finding a person without a card, on the wire. Nothing personal stands in an address."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlmodel import Session

from backend.access import Action, Actor, allowed
from backend.api.idempotency import idempotent
from backend.api.refusals import operation_id
from backend.citizens.finding import choose_person, find_persons
from backend.citizens.ids import check_ids
from backend.citizens.ports import node_of
from backend.citizens.problems import told_to_client
from backend.contract import CardRead, PersonChoice, PersonSearch, PersonsFound

__all__ = ["router"]

router = APIRouter(tags=["visits"])


@router.post("/person-searches", response_model=PersonsFound)
async def post_person_search(
    request: Request, body: PersonSearch, actor: Annotated[Actor, Depends(allowed(Action.FIND_PERSON))]
) -> Response:
    """Who of those this hall has served has this name and year of birth. Masked, and each search is written down."""
    op, at = _operation(request), node_of(request).clock()

    def unit(session: Session) -> tuple[int, PersonsFound]:
        return 200, find_persons(session, actor, body, at=at, op=op)

    with told_to_client():
        return await idempotent(request, actor, unit, own_only=True)


@router.post("/person-choices", response_model=CardRead)
async def post_person_choice(
    request: Request, body: PersonChoice, actor: Annotated[Actor, Depends(allowed(Action.CHOOSE_PERSON))]
) -> Response:
    """The number of one of those found, to begin a visit with. Written down likewise: nothing was read from a card."""
    check_ids(person=body.person)
    op, at = _operation(request), node_of(request).clock()

    def unit(session: Session) -> tuple[int, CardRead]:
        return 200, choose_person(session, actor, body, at=at, op=op)

    with told_to_client():
        return await idempotent(request, actor, unit, own_only=True)


def _operation(request: Request) -> str:
    """Its id; of a request without one nothing is done."""
    return operation_id(request) or ""
