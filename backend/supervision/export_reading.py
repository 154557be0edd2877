"""What every check begins with: which log an export is of, its lines, and the heads of that log kept elsewhere."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from backend.supervision.errors import CannotTell, HashUnusable, HeadUnreadable
from backend.supervision.export_files import HEAD, ORIGIN, PROOF
from backend.supervision.hashing import TreeHash, tree_hash
from backend.supervision.heads import Head, Origin

LINE_LIMIT: Final = 1 << 20


def exported_logs(directory: Path) -> list[Path]:
    """The folders of the logs in what was exported or proven, each to be verified; the folder itself if it is one."""
    if (directory / ORIGIN).exists() or holds_proof(directory) or not directory.is_dir():
        return [directory]
    return sorted(path for path in directory.iterdir() if path.is_dir()) or [directory]


def holds_proof(directory: Path) -> bool:
    return (directory / PROOF).exists()


def read_frame(directory: Path) -> tuple[Head, TreeHash]:
    """The head an export states of itself, and the hash it is made with. Raises CannotTell."""
    try:
        origin = Origin.parse((directory / ORIGIN).read_text("utf-8").removesuffix("\n"))
        head = Head.parse((directory / HEAD).read_text("utf-8"))
        tree = tree_hash(origin.hash)
    except (OSError, UnicodeDecodeError):
        raise CannotTell("the export is incomplete or cannot be read") from None
    except (HeadUnreadable, HashUnusable) as error:
        raise CannotTell(f"the export cannot be understood: {error}") from None
    if head.origin != origin:
        raise CannotTell("the head in the export belongs to another log")
    return head, tree


def kept_heads(kept: Path, origin: Origin) -> list[Head]:
    """Heads of this log kept where whoever can alter it cannot reach; those of other logs are left aside."""
    return [head for head in read_heads(kept) if head.origin == origin]


def read_heads(kept: Path) -> list[Head]:
    """In a folder, or one file. Raises CannotTell."""
    try:
        return [read_head(path) for path in _files(kept)]
    except OSError:
        raise CannotTell("a kept head cannot be read") from None


def _files(kept: Path) -> list[Path]:
    """Half a file, left by whoever was cut off writing it, begins with a dot."""
    return [path for path in kept.iterdir() if not path.name.startswith(".")] if kept.is_dir() else [kept]


def read_head(file: Path) -> Head:
    """A head kept as a file. Raises CannotTell."""
    try:
        return Head.parse(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, HeadUnreadable):
        raise CannotTell("a kept head cannot be read") from None


def lines_of(file: BinaryIO) -> Iterator[bytes]:
    while line := file.readline(LINE_LIMIT):
        yield line
