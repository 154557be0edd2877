"""What a hall's list says, written into the files of a catalogue: heads of items, and the index."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from backend.catalogue.hall_list.heads import with_key
from backend.catalogue.hall_list.rows import HeadRow
from backend.guide.bundle import Bundle, ItemBrief
from backend.guide.item import Item
from backend.guide.text import Text

__all__ = ["Applied", "apply_rows"]

_INDEXED: Final = ("name", "department", "system", "frequency")
_INDEX: Final = "index.yaml"


@dataclass(frozen=True, slots=True)
class Applied:
    """Codes by what became of them."""

    changed: tuple[str, ...]
    added: tuple[str, ...]
    same: tuple[str, ...]


def apply_rows(folder: Path, rows: Iterable[HeadRow], base: Bundle) -> Applied:
    """`base` is what the folder says before. Only what a row says otherwise is written."""
    changed: list[str] = []
    added: list[str] = []
    same: list[str] = []
    index = (folder / _INDEX).read_text(encoding="utf-8")
    for row in rows:
        brief, item = base.find_brief(row.code), base.find_item(row.code)
        said = _said(row, item or brief)
        if brief is None:
            entry, before = {"frequency": "medium", **said}, _last_before(row.code, base, added)
            index = with_key(index, row.code, entry, after=before)
            added.append(row.code)
            continue
        differing = {key: value for key, value in said.items() if _written(getattr(item or brief, key, None)) != value}
        if item is not None:
            _edit_item(folder / "items" / f"{row.code}.yaml", differing)
        if differing.keys() & set(_INDEXED):
            index = with_key(index, row.code, _indexed(brief) | {key: said[key] for key in _INDEXED if key in said})
        (changed if differing else same).append(row.code)
    (folder / _INDEX).write_text(index, encoding="utf-8")
    return Applied(tuple(changed), tuple(added), tuple(same))


def _said(row: HeadRow, there: Item | ItemBrief | None) -> dict[str, object]:
    """The row's values under the keys of an item's file; of an item without a file only those of the index."""
    said = {key: value for key, value in row.values.items() if key not in ("code", "name", "name_en")}
    zh, en = row.values.get("name"), row.values.get("name_en")
    if zh is not None or en is not None:
        old = there.name if there is not None else Text(zh="", en="")
        said["name"] = {"zh": zh or old.zh, "en": en or old.en}
    return said if isinstance(there, Item) else {key: value for key, value in said.items() if key in _INDEXED}


def _edit_item(path: Path, differing: Mapping[str, object]) -> None:
    if not differing:
        return
    text = path.read_text(encoding="utf-8")
    for key, value in differing.items():
        text = with_key(text, key, value, after="name")
    path.write_text(text, encoding="utf-8", newline="")


def _indexed(brief: ItemBrief) -> dict[str, object]:
    """The line as the index has it, with whatever else it says."""
    return {
        key: _written(value)
        for key, value in brief.model_dump(mode="json", exclude_defaults=True).items()
        if key not in ("code", "guided")
    }


def _written(value: object) -> object:
    """As it stands in a file."""
    return value.model_dump() if isinstance(value, Text) else value


def _last_before(code: str, base: Bundle, added: list[str]) -> str:
    """A new item stands behind those of its department."""
    before = [there for there in (*added, *(brief.code for brief in base.briefs)) if there < code]
    return max(before, default="")
