"""The catalogue for a screen that keeps it: whether it changed, what changed, and the whole."""

import asyncio
import gzip
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from pydantic import BaseModel

from backend.access import Action, allowed
from backend.api.node_of import node_of
from backend.api.problems import ApiProblem
from backend.contract import MOST_PARTS, CatalogueIndex, CatalogueParts, PartName
from backend.guide.bundle import Bundle
from backend.guide.item import Item

__all__ = ["router"]

router = APIRouter(tags=["hall"], dependencies=[Depends(allowed(Action.SEE_CATALOGUE))])

_VARY: Final = {"Vary": "Accept-Encoding"}
_KEEP_AND_ASK: Final = {"Cache-Control": "private, no-cache", **_VARY}
_KEEP: Final = {"Cache-Control": "private, max-age=31536000, immutable", **_VARY}
VersionPath = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$", description="A version of the catalogue.")]
ItemPath = Annotated[str, Path(pattern=r"^[A-Z]{2}-[0-9]{3,4}$", description="The code of an item, such as RS-001.")]
PartNames = Annotated[
    list[PartName], Query(min_length=1, max_length=MOST_PARTS, description="Names out of the index; repeatable.")
]
IfNoneMatch = Annotated[str, Header(description="The ETag of what the client holds.")]

_SMALLEST: Final = 9  # gzip's best: made once, or of a few parts


@router.get(
    "/catalogue",
    response_model=Bundle,
    responses={304: {"description": "The version named in If-None-Match still holds."}},
)
async def get_catalogue(request: Request, if_none_match: IfNoneMatch = "") -> Response:
    """The catalogue, whole. The ETag is its version."""
    encoded = node_of(request).catalogue.encoded
    headers = {**_KEEP_AND_ASK, "ETag": encoded.etag}
    if encoded.etag in _tags(if_none_match):
        return Response(status_code=304, headers=headers)
    if _takes_gzip(request):
        zipped = await asyncio.to_thread(lambda: encoded.zipped)
        return Response(zipped, headers={**headers, "Content-Encoding": "gzip"}, media_type="application/json")
    plain = await asyncio.to_thread(lambda: encoded.plain)
    return Response(plain, headers=headers, media_type="application/json")


@router.get(
    "/catalogue/index",
    response_model=CatalogueIndex,
    responses={304: {"description": "The catalogue whose digest If-None-Match names is still the one."}},
)
async def get_catalogue_index(request: Request, if_none_match: IfNoneMatch = "") -> Response:
    """What the catalogue is made of. The ETag is the digest of the whole."""
    encoded = node_of(request).catalogue.encoded
    index = await asyncio.to_thread(lambda: encoded.index)
    headers = {**_KEEP_AND_ASK, "ETag": f'"{index.digest}"'}
    if headers["ETag"] in _tags(if_none_match):
        return Response(status_code=304, headers=headers)
    return await asyncio.to_thread(_sent, request, index, headers)


@router.get("/catalogue/parts", response_model=CatalogueParts)
async def get_catalogue_parts(request: Request, name: PartNames) -> Response:
    """Parts of the catalogue by their names. What a name means never changes."""
    encoded = node_of(request).catalogue.encoded
    found = await asyncio.to_thread(encoded.parts, name)
    return await asyncio.to_thread(
        _sent, request, found, _KEEP if len(found.parts) == len(set(name)) else _KEEP_AND_ASK
    )


@router.get("/catalogue/versions/{version}/items/{code}", response_model=Item)
async def get_item_of_version(request: Request, version: VersionPath, code: ItemPath) -> Response:
    """An item as it was in a version the node keeps. A case goes on by the one it was made with."""
    bundle = await asyncio.to_thread(node_of(request).catalogue.find_version, version)
    item = None if bundle is None else bundle.find_item(code)
    if item is None:
        raise ApiProblem("not_found")
    return Response(
        item.model_dump_json(by_alias=True, exclude_defaults=True), headers=_KEEP, media_type="application/json"
    )


def _sent(request: Request, model: BaseModel, headers: dict[str, str]) -> Response:
    content = model.model_dump_json().encode()
    if _takes_gzip(request):
        content, headers = gzip.compress(content, _SMALLEST, mtime=0), {**headers, "Content-Encoding": "gzip"}
    return Response(content, headers=headers, media_type="application/json")


def _takes_gzip(request: Request) -> bool:
    return "gzip" in request.headers.get("accept-encoding", "")


def _tags(if_none_match: str) -> set[str]:
    return {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
