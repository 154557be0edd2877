"""Text measured in terminal cells: a Chinese character takes two, a combining mark none.

Every function returns one line that is safe to put on the screen: no control characters, no marks that turn the
direction of the rest of the row, no lone surrogates that could not be encoded.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from rich.cells import cell_len, get_character_cell_size, split_graphemes

ELLIPSIS = "…"
Align = Literal["left", "right", "center"]

# Control characters, direction marks, zero-width and separator characters, surrogates; selectors, skin tones and
# letters of flags, which change the width of emoji in some terminals and not in others.
_UNSAFE = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\\xad\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufe0e\\ufe0f\\ufeff\\ud800-\\udfff"
    "\\U0001f1e6-\\U0001f1ff\\U0001f3fb-\\U0001f3ff]"
)
_CLOSING = frozenset("，。、；：！？）》〉」』】〕”’…—*")  # the star masks what it stands behind
_OPENING = frozenset("（《〈「『【〔“‘")
_LEAD = re.compile(r"\A {2,}\S+(?: \S+)* {2,}|\A *(?:(?:[·✓✗?]|\d{1,2}\.) )?")
_LONE_MARK = re.compile(r" [●◎○◇▲✓✗] *\Z")
_BLANKS = re.compile("[\\t\\n\\r\\x0b\\x0c\\x85\\u2028\\u2029]+")


def clean(text: str) -> str:
    """The text as one printable line; line breaks and tabs become a blank, other unsafe characters vanish."""
    return text if text.isascii() and text.isprintable() else _without_leading_marks(safe(text))


def safe(text: str) -> str:
    """As `clean`, for a text that stands behind another: a combining mark at its beginning has its character."""
    return _UNSAFE.sub("", _BLANKS.sub(" ", text))


def width(text: str) -> int:
    """Cells the text takes on the screen."""
    return cell_len(text)


def fit(text: str, cells: int) -> str:
    """The text in at most `cells` cells, ending in an ellipsis where something was left out."""
    if cells <= 0:
        return ""
    # Measuring a pasted novel takes a while, and only its beginning can be shown.
    limit = cells * 8 + 64
    line = clean(text[:limit])
    if len(text) <= limit and cell_len(line) <= cells:
        return line
    return _head(line, cells - cell_len(ELLIPSIS)) + ELLIPSIS


def pad(text: str, cells: int, align: Align = "left") -> str:
    """The text in exactly `cells` cells."""
    line = fit(text, cells)
    blanks = max(0, cells - cell_len(line))
    if align == "right":
        return " " * blanks + line
    if align == "center":
        return " " * (blanks // 2) + line + " " * (blanks - blanks // 2)
    return line + " " * blanks


def columns(texts: Sequence[str], widths: Sequence[int], gap: int = 1) -> str:
    """One row of a table: each text in exactly its width, `gap` blanks between."""
    return (" " * gap).join(pad(text, cells) for text, cells in zip(texts, widths, strict=True))


def wrap(text: str, cells: int) -> list[str]:
    """Lines of at most `cells` cells, broken at blanks where there are some and anywhere in Chinese text.

    Line breaks of the text stay; a continuation stands below what follows the leading blanks, and the mark or number
    of a list, or an indented label. A mark that stands before words never ends a line.
    """
    return [line for paragraph in text.splitlines() or [""] for line in _wrapped(paragraph, max(2, cells))]


def _wrapped(paragraph: str, cells: int) -> Iterator[str]:
    paragraph = clean(paragraph.expandtabs(4)).rstrip()
    blanks = cell_len(paragraph) - cell_len(_LEAD.sub("", paragraph))
    # Beside the indentation there must be room for the widest character, or the text would never end.
    indent = " " * (blanks if blanks <= min(cells // 2, cells - 2) else 0)
    rest = paragraph
    while cell_len(rest) > cells:
        head = _head(rest, cells)
        head = head[: _break_at(head, rest[len(head)], len(indent))]
        yield head.rstrip()
        rest = indent + rest[len(head) :].lstrip(" ")
    yield rest


def _break_at(head: str, following: str, indent: int) -> int:
    """Where to end a full line: before what must stay together with `following`, unless that is the whole line."""
    line, end = head + following, len(head)
    while end > indent and (_belongs_together(line[end - 1], line[end]) or _LONE_MARK.search(line, 0, end)):
        end -= 1
    return end if end > indent else len(head)


def _belongs_together(before: str, after: str) -> bool:
    """Whether no line may end between the two: within a word, before a full stop, behind an opening bracket."""
    return (_in_word(before) and _in_word(after)) or after in _CLOSING or before in _OPENING


def _without_leading_marks(line: str) -> str:
    """A combining mark with nothing before it would change the neighbour's last character."""
    start = 0
    while start < len(line) and get_character_cell_size(line[start]) == 0:
        start += 1
    return line[start:]


def _in_word(character: str) -> bool:
    return character.isascii() and not character.isspace()


def _head(line: str, cells: int) -> str:
    """The longest beginning of at most `cells` cells; never half of a character with its marks."""
    if line.isascii():
        return line[: max(0, cells)]
    end = used = 0
    for _, stop, size in split_graphemes(line)[0]:
        if used + size > cells:
            break
        end, used = stop, used + size
    return line[:end]
