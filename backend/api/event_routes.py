"""The stream of events (server-sent events, HTML Living Standard 9.2) of the hall one is signed in to."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import StreamingResponse

from backend.access import Action, Actor, allowed
from backend.api.description import speak_of
from backend.api.events import EVENT_POSITION
from backend.api.node_of import node_of
from backend.contract import HEARTBEAT_SECONDS, Event

__all__ = ["router"]

router = APIRouter(tags=["hall"])

_may_watch = allowed(Action.WATCH_EVENTS)


_EXAMPLE = (
    "id: 42\nevent: case.answered\ndata: "
    '{"id":42,"kind":"case.answered","at":"2026-11-20T01:30:05Z","subject":"0193a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b",'
    '"params":{"state":"decided"}}\n\n: still here\n\n'
)
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Frames of `id`, `event` and `data`, whose JSON is an Event; "
        f"a comment every {HEARTBEAT_SECONDS:.0f} s of silence.",
        "content": {"text/event-stream": {"schema": {"type": "string"}, "example": _EXAMPLE}},
    }
}
speak_of(Event)
LastEventId = Annotated[
    int | None, Header(ge=0, description="The number of the last event that was heard. It is kept for seven days.")
]


@router.get("/events", response_class=StreamingResponse, responses=_STREAM)
async def get_events(
    request: Request,
    actor: Annotated[Actor, Depends(_may_watch)],
    last_event_id: LastEventId = None,
) -> StreamingResponse:
    """Watch the events of the hall. Those after `Last-Event-ID`, or from now on; `X-Event-Position` says where a
    stream without one began. Every other reply to somebody signed in carries it too: a stream begun from there misses
    nothing that happened since.
    """
    hub = node_of(request).events
    position = await hub.position(actor.hall) if last_event_id is None else last_event_id
    frames = hub.stream(
        actor.hall, position, session=actor.session, still_allowed=partial(_may_watch.still_holds, request)
    )
    headers = {"X-Accel-Buffering": "no", EVENT_POSITION: str(position)}
    return StreamingResponse(frames, headers=headers, media_type="text/event-stream")
