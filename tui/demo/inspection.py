"""The supervision chain of a demo hall, looked at as an inspector would: with the program's own commands."""

import subprocess
import sys
from pathlib import Path

from tui.locale import _, language

__all__ = ["ChainFault", "verified_chain"]

_CHAIN = [sys.executable, "-m", "tui.cli", "chain"]


class ChainFault(Exception):
    """The chain could not be exported, or did not verify."""


def verified_chain(data: Path) -> list[str]:
    """What `onewindow chain verify` says of each hall whose data lie there. Raises ChainFault."""
    export = data / "export"
    exported = _run("export", str(export), "--data", str(data / "node"), "--realm", "demo")
    if exported.returncode != 0:
        raise ChainFault(_("The chain could not be exported: {why}").format(why=exported.stderr.strip()))
    said = []
    for folder in exported.stdout.split():
        verified = _run("verify", folder)
        if verified.returncode != 0:
            raise ChainFault(_("The chain did not verify: {why}").format(why=verified.stdout.strip()))
        said.append(verified.stdout.strip())
    return said


def _run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([*_CHAIN, *arguments, "--language", language()], capture_output=True, text=True, check=False)
