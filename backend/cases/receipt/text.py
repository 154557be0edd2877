"""The receipt as plain text, for a terminal, a line printer, or a screen reader."""

import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any, Final

from backend.cases.receipt.papers import Language, visit_paper
from backend.contract import Receipt

__all__ = ["cell_width", "receipt_text"]

WIDTH: Final = 46
_LABEL: Final = 16
_WORDS: Final = Path(__file__).parent / "templates" / "words.toml"


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads(_WORDS.read_text("utf-8"))


def receipt_text(receipt: Receipt, language: Language = "zh", width: int = WIDTH) -> str:
    """The receipt in lines of at most `width` cells; a Chinese character takes two."""
    words, paper = _words()[language], visit_paper(receipt, language)
    lines = [_centred(paper["hall_name"], width), _centred(words[paper["title"]], width), ""]
    window = words["window_n"].format(window=paper["window"])
    lines += _line(words["applicant"], paper["applicant"], width)
    for name in ("credit_code", "agent"):
        lines += _line(words[name], paper[name], width) if paper[name] else []
    lines += _line(words["window"], f"{window} {words['operator']} {paper['operator']}", width)
    lines += _line(words["issued_at"], paper["issued_at"], width)
    for case in paper["cases"]:
        lines += ["-" * width, *_case(case, words, width)]
    lines.append("-" * width)
    lines += _line(words["ask"], paper["ask_at"], width) + _line(words["complain"], paper["complain_at"], width)
    lines += [line for what in ("hours", "telephone") if paper[what] for line in _line(words[what], paper[what], width)]
    return "\n".join([*lines, *_wrapped(words["keep"], width)]) + "\n"


def _case(case: dict[str, Any], words: dict[str, str], width: int) -> list[str]:
    lines = _wrapped(f"{case['item_name']}：{words['state_' + case['decision']]}", width)
    lines += _line(words["case_number"], case["number_shown"], width)
    return lines + (_accepted(case, words, width) if case["accepted"] else _not_accepted(case, words, width))


def _accepted(case: dict[str, Any], words: dict[str, str], width: int) -> list[str]:
    lines = _line(words["promised"], _limit(case["promised"], words), width)
    for why in (case["promised"] or {"why": []})["why"]:
        lines += [f"  {line}" for line in _wrapped(words[f"why_{why['code']}"].format_map(why), width - 2)]
    lines += _line(words["statutory"], _limit(case["statutory"], words), width)
    lines += _line(words["result"], case["result"], width)
    lines += _line(words["delivery"], words[f"delivery_{case['delivery']}"], width)
    lines += _line(words["fee"], case["fee"] or words["free"], width)
    lines += _listed(words["received"], case["received"], width) or _wrapped(words["nothing_received"], width)
    owed = [f"{paper['name']} {words['until'].format(day=paper['due_on'])}" for paper in case["owed"]]
    return lines + _listed(words["owed"], owed, width)


def _not_accepted(case: dict[str, Any], words: dict[str, str], width: int) -> list[str]:
    is_notice = case["decision"] == "notify"
    lines = _listed(words["missing" if is_notice else "why_declined"], case["reasons"], width)
    lines += _listed(words["instead"], case["remedies"], width)
    if not is_notice:
        return lines + _wrapped(words["remedy"], width)
    lines += _listed(words["received"], case["received"], width)
    return lines + (
        _wrapped(words["legal_clock"].format(day=case["notice"]["due_on"]), width) if case["notice"] else []
    )


def _limit(deadline: dict[str, Any] | None, words: dict[str, str]) -> str:
    if deadline is None:
        return words["no_limit"]
    if not deadline["days"]:
        return words["on_the_spot"]
    text = words["by_day"].format(day=deadline["due_on"], days=deadline["days"])
    return text if deadline["known"] else f"{text} {words['not_known']}"


def _listed(title: str, entries: list[str], width: int) -> list[str]:
    if not entries:
        return []
    lines = _wrapped(f"{title}:", width)
    for place, entry in enumerate(entries, 1):
        first, *rest = _wrapped(entry, width - 4)
        lines += [f"{place:>2}. {first}", *(f"    {line}" for line in rest)]
    return lines


def _line(label: str, value: str, width: int) -> list[str]:
    """A label and its value, the value in its own column however long it is."""
    head = _padded(label, _LABEL)
    if cell_width(head) > _LABEL:
        return [*_wrapped(label, width), *(f"  {line}" for line in _wrapped(value, width - 2))]
    first, *rest = _wrapped(value, width - _LABEL)
    return [head + first, *(" " * _LABEL + line for line in rest)]


def cell_width(text: str) -> int:
    """Terminal cells: wide and full-width characters take two, combining ones none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _padded(text: str, cells: int) -> str:
    return text + " " * max(cells - cell_width(text), 1)


def _centred(text: str, width: int) -> str:
    return " " * max((width - cell_width(text)) // 2, 0) + text


def _wrapped(text: str, cells: int) -> list[str]:
    """Lines of at most `cells`; broken at blanks where there are any, else between characters."""
    lines, line = [], ""
    for word in _pieces(text, cells):
        if line and cell_width(line + word.rstrip()) > cells:
            lines.append(line.rstrip())
            line = ""
        line += word if line else word.lstrip()
    return [*lines, line.rstrip()]


def _pieces(text: str, cells: int) -> list[str]:
    """What may not be torn: a run of narrow characters, with the blank behind it, that is not too long itself."""
    pieces: list[str] = []
    for character in text.replace("\n", " "):
        narrow = cell_width(character) < 2
        joins = bool(pieces) and narrow and not pieces[-1].endswith(" ") and cell_width(pieces[-1][-1]) < 2
        if joins and cell_width(pieces[-1]) < cells:
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces
