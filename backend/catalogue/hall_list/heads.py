"""Changing the head of an item where it is written: one key's lines, and nothing else of what a writer wrote."""

import json
import re
from collections.abc import Iterator

__all__ = ["key_at", "with_key"]

_KEY = re.compile(r"([A-Za-z][\w-]*):")


def with_key(text: str, key: str, value: object, *, after: str = "code") -> str:
    """The YAML text with the top-level `key` set; one that is not there yet follows `after`."""
    lines = text.splitlines(keepends=True)
    written = f"{key}: {_yaml_value(value)}\n"
    for name, first, end in _spans(lines):
        if name == key:
            return "".join([*lines[:first], written, *lines[end:]])
    place = next((end for name, _first, end in _spans(lines) if name == after), 0)
    return "".join([*lines[:place], written, *lines[place:]])


def key_at(text: str, line: int) -> str | None:
    """The top-level key a line (from 1) belongs to."""
    spans = _spans(text.splitlines(keepends=True))
    return next((name for name, first, end in spans if first < line <= end), None)


def _yaml_value(value: object) -> str:
    """In one line; texts in quotes, as JSON is YAML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_yaml_value(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_yaml_value, value)) + "]"
    if isinstance(value, str) and re.fullmatch(r"[A-Za-z][\w-]*", value) and value not in ("true", "false", "null"):
        return value
    return json.dumps(value, ensure_ascii=False)


def _spans(lines: list[str]) -> Iterator[tuple[str, int, int]]:
    """Each top-level key with its first line and the one after its last; what stands between keys belongs to none."""
    starts = [(match[1], number) for number, line in enumerate(lines) if (match := _KEY.match(line))]
    for place, (name, first) in enumerate(starts):
        end = starts[place + 1][1] if place + 1 < len(starts) else len(lines)
        while end > first + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
            end -= 1
        yield name, first, end
