"""The hall as a screen sees it: what it is called, what time it is, which departments answer."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from backend.access import Action, Actor, allowed
from backend.api.node_of import node_of
from backend.contract import HallState

__all__ = ["router"]

router = APIRouter(tags=["hall"])


@router.get("/hall")
async def get_hall(request: Request, actor: Annotated[Actor, Depends(allowed(Action.SEE_HALL))]) -> HallState:
    node = node_of(request)
    hall = node.settings.hall(actor.hall)
    return HallState(
        hall=hall.code,
        name=hall.name,
        name_en=hall.name_en,
        realm=node.settings.realm,
        now=node.clock(),
        catalogue_version=node.catalogue.bundle.version,
        systems=await node.store.read(node.system_states),
        calendar_known_until=node.calendar_known_until(),
    )
