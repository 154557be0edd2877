"""A scan given back to a window: opened for this one answer, counted as a look, written down before it leaves."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Final

from fastapi import Path, Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from backend.access import Actor, record_by
from backend.api.problems import ApiProblem
from backend.citizens.ports import node_of
from backend.citizens.reveals import count_look
from backend.storage import KeptPaper

__all__ = ["SCAN_ANSWER", "DigestPath", "PurposeQuery", "give_back"]

SCAN_ANSWER: Final[dict[int | str, dict[str, object]]] = {
    200: {
        "content": {"application/pdf": {}, "image/jpeg": {}, "image/png": {}},
        "description": "The scan, as it was taken in.",
    }
}
DigestPath = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="The digest it was taken in with.")]
PurposeQuery = Annotated[str, Query(pattern="^[a-z_]{2,40}$", description="Why it is opened: a code, kept for ever.")]


async def give_back(
    request: Request,
    actor: Actor,
    digest: str,
    find_visit: Callable[[Session], str | None],
    *,
    purpose: str,
    case: str | None = None,
) -> Response:
    """The scan with this digest. `find_visit` answers the visit it belongs to, None when it is not the actor's to see.

    Raises `ApiProblem`, or what `FileStore.open` raises.
    """
    node = node_of(request)
    visit = await node.store.read(find_visit)
    if visit is None:
        raise ApiProblem("not_found")
    try:
        paper = await asyncio.to_thread(node.files.open, digest)
    except FileNotFoundError:
        raise ApiProblem("not_found") from None
    at = node.clock()
    await node.store.run(
        lambda session: _record(session, actor, visit, digest, paper, purpose=purpose, case=case, at=at)
    )
    return Response(paper.content, media_type=paper.media_type)


def _record(
    session: Session,
    actor: Actor,
    visit: str,
    digest: str,
    paper: KeptPaper,
    *,
    purpose: str,
    case: str | None,
    at: datetime,
) -> None:
    count_look(session, actor, visit, at)
    payload = {"digest": digest, "kind": paper.media_type, "size": len(paper.content)}
    record_by(session, actor, "material.open", obj=case or visit, at=at, case=case, why=purpose, payload=payload)
