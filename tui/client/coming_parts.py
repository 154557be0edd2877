"""Parts of a catalogue that came and wait for the rest: an interrupted fetch goes on where it was."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from backend.guide.parts import name_of
from tui.client.atomic_file import PRIVATE, private_folder

__all__ = ["ComingParts"]


class ComingParts:
    """One file that only grows: a line with name and length before each part. What is torn at its end is dropped."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> dict[str, bytes]:
        """What came whole; the file ends there afterwards."""
        with suppress(OSError):
            content = self._path.read_bytes()
            parts = dict(_whole(content))
            length = sum(len(_headed(part)) for part in parts.values())
            if length < len(content):
                with self._path.open("r+b") as file:
                    file.truncate(length)
            return parts
        return {}

    def add(self, parts: Iterable[bytes]) -> None:
        """Best effort: without it an interrupted fetch begins anew."""
        with suppress(OSError):
            private_folder(self._path.parent)
            self._path.touch(PRIVATE)
            with self._path.open("ab") as file:
                file.writelines(map(_headed, parts))

    def clear(self) -> None:
        with suppress(OSError):
            self._path.unlink(missing_ok=True)


def _headed(part: bytes) -> bytes:
    return f"{name_of(part)} {len(part)}\n".encode() + part


def _whole(content: bytes) -> Iterator[tuple[str, bytes]]:
    begin = 0
    while (line := content.find(b"\n", begin)) >= 0:
        name, _, length = content[begin:line].partition(b" ")
        if not length.isdigit():
            return
        part = content[line + 1 : line + 1 + int(length)]
        if name_of(part).encode() != name:
            return
        yield name.decode(), part
        begin = line + 1 + len(part)
