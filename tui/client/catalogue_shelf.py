"""The catalogue this station read last: shown at once at start, replaced when the node has a newer one."""

from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path

import backend.guide
from backend.guide.parts import digest_of
from tui.client.atomic_file import private_folder, replace_file
from tui.client.coming_parts import ComingParts

__all__ = ["CatalogueShelf", "KeptCatalogue"]

_NAME = "catalogue"


@dataclass(frozen=True)
class KeptCatalogue:
    """`is_checked`: this very program has read every item of it before."""

    version: str
    digest: str
    content: bytes = field(repr=False)
    is_checked: bool = False


class CatalogueShelf:
    """One file: a line with version, digest and the program that checked it, then the bytes as the node sent them.

    Beside it what has come of the next one. Holds nothing personal.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / _NAME
        self.coming = ComingParts(folder / f"{_NAME}.coming")

    def find(self) -> KeptCatalogue | None:
        """None when there is nothing, or nothing whole."""
        with suppress(OSError, ValueError):
            first, _, content = self._path.read_bytes().partition(b"\n")
            version, digest, *program = first.decode("ascii").split(" ")
            if digest_of(content) == digest:
                return KeptCatalogue(version, digest, content, program == [_this_program()])
        return None

    def keep(self, kept: KeptCatalogue) -> None:
        """In place of the one before, once every item was read. Best effort: without it the next start asks again."""
        line = f"{kept.version} {kept.digest} {_this_program()}\n".encode("ascii", "replace")
        with suppress(OSError):
            private_folder(self._path.parent)
            replace_file(self._path, line + kept.content)
        self.coming.clear()


@cache
def _this_program() -> str:
    """What reads items: a program brought up to date may refuse what the one before it took."""
    files = sorted(Path(backend.guide.__file__).parent.glob("*.py"))
    told = [f"{file.name} {found.st_size} {found.st_mtime_ns}" for file in files if (found := file.stat())]
    return sha256("\n".join(told).encode()).hexdigest()[:16]
