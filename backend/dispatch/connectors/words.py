"""What a department says in words: shown, printed and read out, so only what a person can read."""

from typing import Annotated, Final

from pydantic import AfterValidator

__all__ = ["Words", "readable"]

LONGEST_WORDS: Final = 500


def readable(words: str) -> str:
    """Without control and direction characters, and not longer than agreed (docs/connector-guide.md)."""
    plain = "".join(char if char.isprintable() else " " for char in words)
    return plain if len(plain) <= LONGEST_WORDS else f"{plain[: LONGEST_WORDS - 1]}…"


Words = Annotated[str, AfterValidator(readable)]
