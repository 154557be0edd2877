"""The strings behind the stage, for the demo and for tests only: faults, effects, the people who may come."""

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, ConfigDict, Field

from backend.county.errors import BadData
from backend.county.faults import SwitchChange
from backend.county.founding import OrganisationWish, found
from backend.county.reception import County, now_utc
from backend.county.register import Register, load_register
from backend.county.residents import ResidentWish, move_in
from backend.county.supplement import supplements_in

__all__ = ["router"]

EVERY_SYSTEM = "all"

router = APIRouter(prefix="/control", include_in_schema=False)


class CallbackBase(BaseModel):
    model_config = ConfigDict(extra="forbid")

    base: str = Field(pattern=r"^https?://[^\s]+$", max_length=200)


@router.get("/effects")
async def effects(request: Request) -> list[dict[str, Any]]:
    """How many applications each dispatch brought about: one everywhere is what we want to see."""
    rows = _county(request).ledger.read(
        "SELECT system, dispatch_id, count(*) AS applications FROM application GROUP BY system, dispatch_id"
        " ORDER BY min(id)"
    )
    return [dict(row) for row in rows]


@router.get("/supplements")
async def supplements(request: Request) -> list[dict[str, Any]]:
    """The papers each department was told of after it had taken the application."""
    return supplements_in(_county(request).ledger)


@router.get("/people")
async def people() -> list[dict[str, Any]]:
    """Who may come to the counter, each with a card a virtual reader can be given."""
    return list(_demo_people(load_register()))


@router.post("/residents")
async def residents(wish: ResidentWish, request: Request) -> dict[str, str]:
    """Somebody who fits the wish lives here from now on; answers the card, as a virtual reader takes it."""
    county = _county(request)
    try:
        return await move_in(wish, county.register, county.ledger, now_utc().date())
    except BadData as error:
        raise HTTPException(422, str(error)) from None


@router.get("/organisations")
async def organisations() -> list[dict[str, str]]:
    """Organisations somebody may come for, each with its credit code."""
    return list(_demo_organisations(load_register()))


@router.post("/organisations")
async def found_organisation(wish: OrganisationWish, request: Request) -> dict[str, str]:
    """An organisation that fits the wish exists from now on; answers its credit code."""
    county = _county(request)
    try:
        return {"number": await found(wish, county.register, county.ledger)}
    except BadData as error:
        raise HTTPException(422, str(error)) from None


@router.post("/callback")
async def set_callback(base: CallbackBase, request: Request) -> dict[str, str]:
    await request.app.state.messenger.set_base(base.base)
    return {"base": base.base}


@router.get("/{system}")
async def switches(system: str, request: Request) -> dict[str, Any]:
    return {id_: desk.switches.model_dump() for id_, desk in _desks(system, request).items()}


@router.post("/{system}")
async def change(system: str, wanted: SwitchChange, request: Request) -> dict[str, Any]:
    desks = _desks(system, request)
    for desk in desks.values():
        desk.switches.change(wanted)
    request.app.state.messenger.wake()
    return {id_: desk.switches.model_dump() for id_, desk in desks.items()}


@router.delete("/{system}", status_code=204)
async def reset(system: str, request: Request) -> None:
    for desk in _desks(system, request).values():
        desk.switches.reset()
    request.app.state.messenger.wake()


def _demo_people(register: Register) -> list[dict[str, Any]]:
    return [
        {
            "key": person.key,
            "card": register.card_of(person),
            "label_zh": person.label.zh,
            "label_en": person.label.en,
            "story_zh": person.story.zh,
            "story_en": person.story.en,
        }
        for person in register.people.values()
        if person.card is not None and person.label is not None and person.story is not None
    ]


def _demo_organisations(register: Register) -> Iterator[dict[str, str]]:
    for one in register.organisations.values():
        if one.label is not None and one.story is not None:
            words = {"label_zh": one.label.zh, "label_en": one.label.en}
            yield {"number": one.number, **words, "story_zh": one.story.zh, "story_en": one.story.en}


def _county(request: Request) -> County:
    county: County = request.app.state.county
    return county


def _desks(system: str, request: Request) -> dict[str, Any]:
    desks = _county(request).desks
    if system == EVERY_SYSTEM:
        return dict(desks)
    if system not in desks:
        raise HTTPException(404, "no such system")
    return {system: desks[system]}
