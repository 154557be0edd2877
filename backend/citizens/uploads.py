"""Taking a scan in: read in memory only, never through a temporary file, then kept encrypted."""

import asyncio
from typing import Final

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from backend.api.body_limit import FORM_LIMIT
from backend.api.problems import ApiProblem
from backend.contract import AttachedFile, FieldProblem
from backend.storage import FileStore

__all__ = ["FORM_OF_A_FILE", "receive_file"]

FORM_OF_A_FILE: Final = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}


class _InMemory(MultiPartParser):
    """Personal papers must not lie about in temporary files; the body's own limit bounds the memory."""

    spool_max_size = FORM_LIMIT


async def receive_file(request: Request, files: FileStore) -> AttachedFile:
    """Keep the form's `file`. Raises `ApiProblem`, or what `FileStore.add` raises."""
    form = await _form(request)
    try:
        upload = form.get("file")
        if not isinstance(upload, UploadFile):
            raise _missing()
        stored = await asyncio.to_thread(files.add, upload.file, name=upload.filename or "")
    finally:
        await form.close()
    return AttachedFile(digest=stored.digest, kind=stored.media_type, size=stored.size)


async def _form(request: Request) -> FormData:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise _missing()
    try:
        return await _InMemory(request.headers, request.stream(), max_files=1, max_fields=4).parse()
    except (MultiPartException, KeyError):
        raise ApiProblem("invalid_request") from None


def _missing() -> ApiProblem:
    missing = FieldProblem(pointer="/file", code="missing", detail="A form with one file is expected.")
    return ApiProblem("invalid_request", errors=[missing])
