"""The catalogue, whole: the screen keeps it and asks only whether it changed."""

import asyncio

from fastapi import APIRouter, Depends, Request, Response

from backend.access import Action, allowed
from backend.api.node_of import node_of
from backend.guide.bundle import Bundle

__all__ = ["router"]

router = APIRouter(tags=["hall"])

_KEEP_AND_ASK = {"Cache-Control": "private, no-cache", "Vary": "Accept-Encoding"}


@router.get(
    "/catalogue",
    response_model=Bundle,
    responses={304: {"description": "The version named in If-None-Match still holds."}},
    dependencies=[Depends(allowed(Action.SEE_CATALOGUE))],
)
async def get_catalogue(request: Request) -> Response:
    """Encoded once; the ETag is the catalogue's version."""
    encoded = node_of(request).catalogue.encoded
    headers = {**_KEEP_AND_ASK, "ETag": encoded.etag}
    if encoded.etag in _named(request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        zipped = await asyncio.to_thread(lambda: encoded.zipped)
        return Response(zipped, headers={**headers, "Content-Encoding": "gzip"}, media_type="application/json")
    plain = await asyncio.to_thread(lambda: encoded.plain)
    return Response(plain, headers=headers, media_type="application/json")


def _named(header: str) -> set[str]:
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}
