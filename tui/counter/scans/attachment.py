"""A scan before it is sent: its size and its real kind are looked at here first, by content, never by its name."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tui.locale import _
from tui.preview import NoPreview, draw

LARGEST: Final = 20 * 1024 * 1024
"""Bytes; the node's own limit, checked here so that nothing large is read or sent for nothing."""

_AT_HAND: Final = 3 * LARGEST

_PDF: Final = "application/pdf"
_KINDS: Final[tuple[tuple[bytes, str], ...]] = (
    (b"%PDF-", _PDF),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)


class BadFile(Exception):
    """Why a file is not sent; `reason`: missing, unreadable, empty, too_large, locked, damaged, kind."""

    def __init__(self, reason: str, size: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.size = size

    def sentence(self) -> str:
        """What happened and what to do, in the language spoken now."""
        match self.reason:
            case "missing":
                return _("There is no such file. Scan the paper again, or choose another file.")
            case "unreadable":
                return _("The file cannot be read. Check the scanner's folder, or choose another file.")
            case "empty":
                return _("The file is empty: the scan did not finish. Scan the paper again.")
            case "too_large":
                limit = LARGEST // 1024 // 1024
                words = _("The file has {size} MB; at most {limit} MB are taken. Scan with fewer dots per inch.")
                return words.format(size=-(-self.size // 1024 // 1024), limit=limit)
            case "locked" | "damaged":
                return NoPreview(self.reason).sentence()
            case _:
                return _("Only PDF, JPEG and PNG files are taken, whatever the name says. Scan the paper as PDF.")


@dataclass(frozen=True, slots=True)
class Scan:
    """`name` is what the file is called at the node: never its path, which may name a citizen."""

    name: str
    kind: str
    content: bytes = field(repr=False)


async def read_to_send(path: Path) -> Scan:
    """A file fit to be sent, and no PDF that nobody could open: pictures the node opens itself. Raises BadFile."""
    scan = await asyncio.to_thread(read_scan, path)
    if scan.kind == _PDF:
        try:
            await draw(scan.content, 1, 1)
        except NoPreview as why:
            if why.reason in ("locked", "damaged"):
                raise BadFile(why.reason) from None
    return scan


def read_scan(path: Path) -> Scan:
    """Read a file fit to be sent; blocks. Raises BadFile."""
    try:
        if not path.is_file():
            raise BadFile("missing")
        size = path.stat().st_size
        if size > LARGEST:
            raise BadFile("too_large", size)
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError:
        raise BadFile("unreadable") from None
    if len(content) > LARGEST:
        raise BadFile("too_large", len(content))
    return scan_of(content)


def scan_of(content: bytes) -> Scan:
    """What these bytes are, by themselves. Raises BadFile."""
    if not content:
        raise BadFile("empty")
    for mark, kind in _KINDS:
        if content.startswith(mark):
            return Scan(f"scan.{kind.rpartition('/')[2]}", kind, content)
    raise BadFile("kind")


class ScansAtHand:
    """What was attached or looked at in this sitting: in memory only, the newest up to a limit."""

    def __init__(self) -> None:
        self._scans: dict[str, Scan] = {}

    def keep(self, digest: str, scan: Scan) -> None:
        self._scans.pop(digest, None)
        self._scans[digest] = scan
        while sum(len(kept.content) for kept in self._scans.values()) > _AT_HAND:
            del self._scans[next(iter(self._scans))]

    def find(self, digest: str) -> Scan | None:
        return self._scans.get(digest)
