"""Folders for the node alone."""

import os
import stat
from pathlib import Path
from typing import Final

__all__ = ["private_folder"]

_OTHERS: Final = 0o077


def private_folder(path: Path) -> None:
    """Make it, or take it from everybody else: what lies in it is nobody's business, however its files were made."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    mode = stat.S_IMODE(path.stat().st_mode)
    if os.name == "posix" and mode & _OTHERS:
        path.chmod(mode & ~_OTHERS)
