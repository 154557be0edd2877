"""CSV files two programs exchange through a folder: a file appears under its name only when it is whole.

What a spreadsheet would calculate gets an apostrophe before it (docs/connector-guide.md).
"""

import csv
import errno
import io
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from backend.dispatch.connectors.port import Nonsense, NotSent

__all__ = ["drop_rows", "reached", "rows_in"]

LARGEST_FILE: Final = 20_000_000  # bytes
_CALCULATED: Final = ("=", "+", "-", "@", "\t", "\r")


def drop_rows(target: Path, rows: Iterable[tuple[str, str]]) -> None:
    """Write ``field,value`` lines. Raises OSError."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("field", "value"))
    writer.writerows((name, _guarded(value)) for name, value in rows)
    _write_whole(target, text.getvalue().encode("utf-8-sig"))


@contextmanager
def reached() -> Iterator[None]:
    """Folder and files may lie on another machine. Raises NotSent, without a path, for one that cannot be used now."""
    try:
        yield
    except OSError as error:
        raise NotSent(f"folder or file cannot be used: {errno.errorcode.get(error.errno or 0, 'unknown')}") from None


def _write_whole(target: Path, content: bytes) -> None:
    """Write so that ``target`` is either absent or complete, also after a power cut."""
    partial = target.with_suffix(".part")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(target)
    directory = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def rows_in(path: Path, *columns: str, finished: bool = False) -> Iterator[dict[str, str]]:
    """The lines of a file. Without these columns it is not the file it should be; `finished`: nor with a line that has
    more or fewer cells, or an end without a line break, as it was cut off. Raises Nonsense, NotSent.
    """
    with reached():
        yield from _rows(path, columns, finished)


def _rows(path: Path, columns: tuple[str, ...], finished: bool) -> Iterator[dict[str, str]]:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise Nonsense("no plain file")  # opening a pipe would wait for whoever writes into it
        if found.st_size > LARGEST_FILE:
            raise Nonsense("file too large")
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.DictReader(file, strict=True)
            if missing := sorted({*columns} - {*(lines.fieldnames or ())}):
                raise Nonsense(f"no column {missing[0]}")
            if finished and not _ends_with_line_break(path):
                raise Nonsense("the last line is not finished")
            for row in lines:
                if finished and (None in row or None in row.values()):
                    raise Nonsense(f"line {lines.line_num} has not a cell for each column")
                yield {name: _unguarded(value or "") for name, value in row.items() if name}
    except (csv.Error, UnicodeDecodeError, AttributeError) as error:
        raise Nonsense(f"file cannot be read as CSV: {type(error).__name__}") from None


def _ends_with_line_break(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read() in (b"\n", b"\r")


def _guarded(text: str) -> str:
    risky = text.startswith(_CALCULATED) or (text.startswith("'") and text[1:].startswith((*_CALCULATED, "'")))
    return f"'{text}" if risky else text


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*_CALCULATED, "'")) else cell
