"""The stream of events (server-sent events, HTML Living Standard 9.2) of the hall one is signed in to."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import StreamingResponse

from backend.access import Action, Actor, allowed
from backend.api.events import EVENT_POSITION
from backend.api.node_of import node_of

__all__ = ["router"]

router = APIRouter(tags=["hall"])

_may_watch = allowed(Action.WATCH_EVENTS)


@router.get(
    "/events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
async def get_events(
    request: Request,
    actor: Annotated[Actor, Depends(_may_watch)],
    last_event_id: Annotated[int | None, Header(ge=0)] = None,
) -> StreamingResponse:
    """Events after `Last-Event-ID`, or from now on; `X-Event-Position` says where a stream without one began.

    Every other reply carries it too: a stream begun from there misses nothing that happened since.
    """
    hub = node_of(request).events
    position = await hub.position(actor.hall) if last_event_id is None else last_event_id
    frames = hub.stream(
        actor.hall, position, session=actor.session, still_allowed=partial(_may_watch.still_holds, request)
    )
    headers = {"X-Accel-Buffering": "no", EVENT_POSITION: str(position)}
    return StreamingResponse(frames, headers=headers, media_type="text/event-stream")
