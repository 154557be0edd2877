"""What becomes of a text that is pasted or typed into a field of one line; pure rules."""

import re
from dataclasses import dataclass
from typing import Final
from unicodedata import normalize

from tui.widgets.cells import clean

ABSURD: Final = 4096
"""Characters. Nobody pastes more than this into one field on purpose."""


@dataclass(frozen=True)
class Refusal:
    """Why a text was not taken as it was; `reason` is a code the screen puts into words."""

    reason: str
    params: dict[str, int | str]


@dataclass(frozen=True)
class FieldRule:
    """What a field takes: a pattern for the whole value, a greatest length, and whether widths are folded."""

    restrict: str | None = None
    max_length: int = 0
    nfkc: bool = False

    def allows(self, value: str) -> bool:
        return not self.restrict or re.fullmatch(self.restrict, value) is not None

    def overflow(self, value: str) -> int:
        """Characters beyond the greatest length."""
        return max(0, len(value) - self.max_length) if self.max_length else 0

    def folded(self, text: str) -> str:
        """Full-width digits and letters become ordinary ones; names are left alone, since NFKC changes rare ones."""
        return normalize("NFKC", text) if self.nfkc else text


def accept(text: str, before: str, after: str, rule: FieldRule) -> tuple[str, Refusal | None]:
    """What to insert between `before` and `after` for a pasted text, and what has to be said about it.

    Lines are joined with a blank. Where a pattern rules, a text is taken whole or not at all: half an ID number is
    a wrong one. Free text that is too long is cut to what fits.
    """
    if len(text) > ABSURD:
        return "", Refusal("paste_absurd", {"length": len(text)})
    line = rule.folded(one_line(text))
    if rule.restrict:
        return _whole(line, before, after, rule)
    over = rule.overflow(before + line + after)
    if not over:
        return line, None
    kept = line[: max(0, len(line) - over)]
    if not kept:
        return "", Refusal("full", {"max": rule.max_length})
    return kept, Refusal("paste_cut", {"kept": len(kept), "dropped": over, "max": rule.max_length})


def _whole(line: str, before: str, after: str, rule: FieldRule) -> tuple[str, Refusal | None]:
    """The line as it is, or without its blanks, as long numbers are often written in groups."""
    refusal = Refusal("paste_not_allowed", {})
    for candidate in (line, re.sub(r"\s+", "", line)):
        value = before + candidate + after
        if rule.allows(value) and not rule.overflow(value):
            return candidate, None
        if rule.allows(value):
            refusal = Refusal("paste_too_long", {"length": len(candidate), "max": rule.max_length})
    return "", refusal


def one_line(text: str) -> str:
    """Lines and tabs joined with one blank, unsafe characters gone, no blanks at the ends."""
    return " ".join(part for line in re.split(r"[\r\n\t\v\f\x85\u2028\u2029]+", text) if (part := clean(line).strip()))
