"""The hall as a screen sees it: what it is called, what time it is, which departments answer."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request

from backend.access import Action, Actor, allowed
from backend.api.node_of import node_of
from backend.calendar import Calendar, local_date
from backend.contract import HallState

__all__ = ["router"]

router = APIRouter(tags=["hall"])

FORESEEN: Final = 60  # working days: more than any item promises


@router.get("/hall")
async def get_hall(request: Request, actor: Annotated[Actor, Depends(allowed(Action.SEE_HALL))]) -> HallState:
    """The hall, its departments and working days. What time it is there, and which systems do not answer."""
    node = node_of(request)
    hall = node.settings.hall(actor.hall)
    return HallState(
        hall=hall.code,
        name=hall.name,
        name_en=hall.name_en,
        realm=node.settings.realm,
        now=node.clock(),
        catalogue_version=node.catalogue.bundle.version,
        hours=hall.hours,
        hours_en=hall.hours_en,
        telephone=hall.telephone,
        refers_to=hall.refers_to,
        refers_to_en=hall.refers_to_en,
        systems=node.system_states(),
        calendar_known_until=node.calendar_known_until(),
        calendar_missing=node.find_missing_year(),
        working_days=list(islice(_working_days_after(local_date(node.clock()), node.calendar), FORESEEN)),
    )


def _working_days_after(day: date, calendar: Calendar) -> Iterator[date]:
    while True:
        day += timedelta(days=1)
        if calendar.ask(day).working:
            yield day
