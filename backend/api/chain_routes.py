"""The chain taken out over the line, by an inspector: who took it is in it."""

import asyncio
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse, Response
from sqlmodel import Session
from starlette.background import BackgroundTask

from backend.access import Action, Actor, allowed, record_by
from backend.api.idempotency import idempotent
from backend.api.node_of import node_of
from backend.api.refusals import operation_id
from backend.exporting import export_folder, export_logs
from backend.settings import NodeSettings

__all__ = ["router"]

router = APIRouter(prefix="/chain", tags=["hall"])

MEDIA: Final = "application/gzip"
_ANSWER: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {MEDIA: {}}, "description": "The logs, packed."}}


@router.post("/export", response_class=Response, responses=_ANSWER)
async def post_export(request: Request, actor: Annotated[Actor, Depends(allowed(Action.EXPORT_CHAIN))]) -> Response:
    """Every log within reach, as `onewindow chain verify` checks it. A packed folder for each, all of one moment."""
    node, op, reach = node_of(request), operation_id(request), actor.reach(Action.EXPORT_CHAIN)

    def unit(session: Session) -> tuple[int, None]:
        record_by(session, actor, "chain.export", obj=actor.hall, at=node.clock(), op=op)
        return 204, None

    await idempotent(request, actor, unit, own_only=True)
    folder = export_folder(node.settings)
    packed = await asyncio.to_thread(_packed, node.settings, Path(folder.name), lambda hall: reach.covers(hall=hall))
    return FileResponse(packed, media_type=MEDIA, background=BackgroundTask(folder.cleanup))


def _packed(settings: NodeSettings, folder: Path, covers: Callable[[str], bool]) -> Path:
    packed = folder / "chain.tar.gz"
    with tarfile.open(packed, "w:gz", compresslevel=1) as archive:
        for log in export_logs(settings, folder, covers):
            archive.add(log, log.name)
    return packed
