"""The items of a catalogue, each read when it is first asked for: a catalogue is large, a visit needs little of it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Self, overload

from backend.guide.declared import Fact
from backend.guide.item import Item, Outline

__all__ = ["Items"]

_OPENING = b'"items":['
_CODE = re.compile(rb'\{"code":"([^"\\]+)"')


class Items(Sequence[Item]):
    """Encoded, items stand one a line between a line that ends with ``"items":[`` and one that begins with ``]``.

    No JSON text holds a line break within a value, so the lines can be told apart without reading them.
    """

    def __init__(self, lines: dict[str, bytes], read: dict[str, Item]) -> None:
        self._codes = tuple(lines or read)
        self._lines = lines
        self._read = read
        self._facts: dict[str, Fact] = {}

    @classmethod
    def of(cls, items: Iterable[Item]) -> "Items":
        return items if isinstance(items, Items) else cls({}, {item.code: item for item in items})

    @classmethod
    def split(cls, catalogue: bytes) -> tuple[bytes, Self] | None:
        """The catalogue without its items, and these; None when it is not written one item a line."""
        first, *lines = catalogue.split(b"\n")
        if not (first.endswith(_OPENING) and lines and lines[-1].startswith(b"]")):
            return None
        encoded: dict[str, bytes] = {}
        for line in lines[:-1]:
            code = _CODE.match(line)
            if code is None:
                return None
            encoded[code[1].decode()] = line.removesuffix(b",")
        return first + lines[-1], cls(encoded, {})

    def joined(self, rest: bytes) -> bytes:
        """What `split` splits; ``rest`` is a catalogue without items."""
        before, opening, after = rest.partition(_OPENING)
        return b"".join((before, opening, b"\n", b",\n".join(map(self._line, self._codes)), b"\n", after))

    def find(self, code: str) -> Item | None:
        item = self._read.get(code)
        if item is None and code in self._lines:
            item = self._read[code] = self._sharing(Item.model_validate_json(self._lines[code]))
        return item

    def find_outline(self, code: str) -> Outline | None:
        """In a tenth of the time the whole item takes to be read."""
        if (item := self._read.get(code)) is not None:
            return Outline.model_validate(item, from_attributes=True)
        line = self._lines.get(code)
        return None if line is None else Outline.model_validate_json(line)

    def _sharing(self, item: Item) -> Item:
        """The same item: a fact another item declares alike is kept once for both."""
        facts = {}
        for code, fact in item.facts.items():
            shared = self._facts.setdefault(code, fact)
            facts[code] = shared if shared == fact else fact
        return item.model_copy(update={"facts": facts})

    def check(self) -> None:
        """Read each once, to see that it can be. Raises ValueError."""
        for line in self._lines.values():
            Item.model_validate_json(line)

    @cached_property
    def by_code(self) -> Mapping[str, Item]:
        """The same items by code, each read when it is asked for."""
        return _ByCode(self)

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        """Every fact they refer to, by its key."""
        return {code: fact for item in self for code, fact in item.facts.items()}

    @property
    def codes(self) -> tuple[str, ...]:
        return self._codes

    def __len__(self) -> int:
        return len(self._codes)

    @overload
    def __getitem__(self, place: int) -> Item: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Item, ...]: ...
    def __getitem__(self, place: int | slice) -> Item | tuple[Item, ...]:
        return tuple(self)[place]

    def __iter__(self) -> Iterator[Item]:
        for code in self._codes:
            item = self.find(code)
            assert item is not None  # of every code there is a line or an item
            yield item

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Items | tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._codes)

    def _line(self, code: str) -> bytes:
        if code not in self._lines:
            self._lines[code] = self._read[code].model_dump_json(by_alias=True, exclude_defaults=True).encode()
        return self._lines[code]


class _ByCode(Mapping[str, Item]):
    def __init__(self, items: Items) -> None:
        self._items = items
        self._codes = dict.fromkeys(items.codes)

    def __getitem__(self, code: str) -> Item:
        item = self._items.find(code)
        if item is None:
            raise KeyError(code)
        return item

    def __contains__(self, code: object) -> bool:
        return code in self._codes

    def __iter__(self) -> Iterator[str]:
        return iter(self._codes)

    def __len__(self) -> int:
        return len(self._codes)
