"""The catalogue this station read last: shown at once at start, replaced when the node has a newer one."""

from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from tui.client.atomic_file import private_folder, replace_file

_NAME = "catalogue"


class CatalogueShelf:
    """One file: a line with version and digest, then the bytes as the node sent them. Holds nothing personal."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _NAME

    def find(self) -> tuple[str, bytes] | None:
        """Version and bytes; None when there is nothing, or nothing whole."""
        with suppress(OSError, ValueError):
            first, _, content = self._path.read_bytes().partition(b"\n")
            version, digest = first.decode("ascii").split(" ")
            if sha256(content).hexdigest() == digest:
                return version, content
        return None

    def keep(self, version: str, content: bytes) -> None:
        """Best effort: without it the next start asks the node again."""
        line = f"{version} {sha256(content).hexdigest()}\n".encode("ascii", "replace")
        with suppress(OSError):
            private_folder(self._path.parent)
            replace_file(self._path, line + content)
