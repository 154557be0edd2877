"""Having a scan drawn by a process of its own; the one that shows it only waits, and may stop waiting."""

import asyncio
import sys
from contextlib import suppress
from typing import Final

from tui.locale import _
from tui.preview.picture import Picture

_LONGEST: Final = 15.0
"""Seconds; on an old machine a large page takes two or three."""

_REASONS: Final = {3: "too_many_dots", 4: "damaged", 5: "locked"}
"""What `tui.preview.drawing` ends with; not imported, as it loads the picture libraries."""


class NoPreview(Exception):
    """Why nothing is drawn; `reason`: too_many_dots, damaged, locked, failed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def sentence(self) -> str:
        match self.reason:
            case "too_many_dots":
                return _("This picture has too many dots to be taken. Scan with fewer dots per inch.")
            case "locked":
                return _("This PDF is locked with a password: nobody can read it here. Scan the paper instead.")
            case "damaged":
                return _("This file cannot be shown: it is damaged. Scan the paper again.")
            case _:
                return _("This file cannot be shown on this machine. Open it elsewhere before you attach it.")


async def draw(content: bytes, width: int, height: int) -> Picture:
    """The first page of a PDF, JPEG or PNG, no larger than this many dots. Raises NoPreview."""
    try:
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tui.preview.drawing", str(width), str(height),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
    except OSError:
        raise NoPreview("failed") from None
    try:
        async with asyncio.timeout(_LONGEST):
            answer, _nothing = await child.communicate(content)
    except TimeoutError:
        raise NoPreview("failed") from None
    finally:
        await _end(child)
    if child.returncode != 0:
        raise NoPreview(_REASONS.get(child.returncode or 0, "failed"))
    try:
        return Picture.unpacked(answer)
    except ValueError:
        raise NoPreview("failed") from None


async def _end(child: asyncio.subprocess.Process) -> None:
    if child.returncode is None:
        with suppress(ProcessLookupError):
            child.kill()
        await child.wait()
