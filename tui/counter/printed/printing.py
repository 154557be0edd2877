"""Papers for citizens: handed to the configured command, or put in a folder. Never changes anything else."""

import asyncio
import shlex
from pathlib import Path

from tui.client.atomic_file import private_folder, replace_file
from tui.locale import _
from tui.settings import StationSettings
from tui.widgets import Level

_SECONDS = 30.0
_FOLDER = "receipts"
"""In the station's data folder, where no printer is set up."""


class NotPrinted(Exception):
    """The printer command did not take the paper."""


async def hand_to_printer(content: bytes, name: str, *, command: str | None, folder: Path) -> Path | None:
    """Give the document to `command` on its standard input, or write it to `folder`; the path written to, if any.

    Raises NotPrinted, OSError.
    """
    if command:
        await _hand_to(_parts(command), content)
        return None
    path = folder / name
    await asyncio.to_thread(_write, path, content)
    return path


async def put_on_paper(content: bytes, name: str, settings: StationSettings) -> tuple[str, Level]:
    """Print as this station does; what became of it in words for the operator."""
    folder = settings.data_dir / _FOLDER
    try:
        path = await hand_to_printer(content, name, command=settings.printer, folder=folder)
    except NotPrinted:
        words = _("It was not printed: check the printer, then print again. Nothing else has changed.")
        return words, "problem"
    except OSError:
        words = _("It could not be written to {folder}: tell support, and print again later. Nothing else has changed.")
        return words.format(folder=folder), "problem"
    if path is None:
        return _("Printed."), "done"
    return _("No printer is set up: saved as {file}").format(file=f"{_FOLDER}/{name}"), "done"


def _write(path: Path, content: bytes) -> None:
    private_folder(path.parent)
    replace_file(path, content)


def _parts(command: str) -> list[str]:
    """Raises NotPrinted for a setting that names no command."""
    try:
        parts = shlex.split(command)
    except ValueError:
        parts = []
    if not parts:
        raise NotPrinted(command)
    return parts


async def _hand_to(command: list[str], content: bytes) -> None:
    try:
        printer = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except (OSError, ValueError):
        raise NotPrinted(command[0]) from None
    try:
        async with asyncio.timeout(_SECONDS):
            await printer.communicate(content)
    except TimeoutError:
        printer.kill()
        await printer.wait()
        raise NotPrinted(command[0]) from None
    if printer.returncode != 0:
        raise NotPrinted(command[0])
