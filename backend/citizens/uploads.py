"""Taking a scan in: read in memory only, then kept encrypted."""

import asyncio
from typing import Final

from fastapi import Request
from starlette.datastructures import UploadFile

from backend.api.forms import form_of, missing_part, read_form
from backend.contract import AttachedFile
from backend.storage import FileStore

__all__ = ["FORM_OF_A_FILE", "receive_file"]

FORM_OF_A_FILE: Final = form_of("file")


async def receive_file(request: Request, files: FileStore) -> AttachedFile:
    """Keep the form's `file`. Raises `ApiProblem`, or what `FileStore.add` raises."""
    form = await read_form(request, "file")
    try:
        upload = form.get("file")
        if not isinstance(upload, UploadFile):
            raise missing_part("file")
        stored = await asyncio.to_thread(files.add, upload.file, name=upload.filename or "")
    finally:
        await form.close()
    return AttachedFile(digest=stored.digest, kind=stored.media_type, size=stored.size)
