"""A catalogue in parts, each named by its content: who holds another version fetches only the parts that differ.

Where a part ends depends on nothing but its own words, so a change moves no other boundary. The two sides need not
even cut alike: parts are joined in the order the index names them, and the whole is checked against its digest.
"""

import zlib
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Final

__all__ = ["NotWhole", "digest_of", "joined", "name_of", "named", "parts_of"]

_BETWEEN: Final = b'},{"code":"'
"""Entries begin with their code, and items stand one a line: no JSON text holds this or a line break within a value."""

_SHORT: Final = 4096
"""Bytes an index should spend one name on: short entries go together."""

_NAME: Final = 10
"""Hexadecimal digits: parts are told apart by them, the whole is checked by its own digest."""


class NotWhole(ValueError):
    """The parts do not make what the index names."""


def parts_of(catalogue: bytes) -> list[bytes]:
    """Joined they are the catalogue; of any bytes, whatever they mean."""
    parts: list[bytes] = []
    begin = before = 0
    for end, ends_line in _entries(catalogue):
        if ends_line or zlib.crc32(catalogue[before:end]) % _SHORT < end - before:
            parts.append(catalogue[begin:end])
            begin = end
        before = end
    return parts


def name_of(part: bytes) -> str:
    return sha256(part).hexdigest()[:_NAME]


def digest_of(catalogue: bytes) -> str:
    return sha256(catalogue).hexdigest()


def named(parts: Iterable[bytes]) -> dict[str, bytes]:
    return {name_of(part): part for part in parts}


def joined(names: Iterable[str], parts: Mapping[str, bytes], digest: str) -> bytes:
    """The catalogue these parts make. Raises `NotWhole`."""
    try:
        whole = b"".join([parts[name] for name in names])
    except KeyError:
        raise NotWhole("a part is missing") from None
    if digest_of(whole) != digest:
        raise NotWhole("the whole has another digest")
    return whole


def _entries(catalogue: bytes) -> Iterator[tuple[int, bool]]:
    """Where each ends, and whether its line ends there too."""
    begin = 0
    for line in catalogue.split(b"\n"):
        end = begin
        for entry in line.split(_BETWEEN)[:-1]:
            yield end + len(entry) + len(b"},"), False
            end += len(entry) + len(_BETWEEN)
        begin += len(line) + 1
        yield min(begin, len(catalogue)), True
