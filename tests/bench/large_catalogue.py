"""A catalogue of any size, made from the real items: other names, same shapes."""

from random import Random

from backend.catalogue import load
from backend.guide.bundle import Bundle, ItemBrief
from backend.guide.search import Kind, SearchEntry, SearchName, tokens_of
from backend.guide.text import Text

__all__ = ["SEED", "grown"]

SEED = 20261122


def grown(size: int) -> Bundle:
    """The shipped catalogue as it is up to its own size; beyond, briefs whose names mix the tokens of real names."""
    bundle = load()
    if size <= len(bundle.briefs):
        return bundle
    chance = Random(SEED)
    real = [name for entry in bundle.search_keys for name in entry.names if _is_plain(name)]
    briefs, entries = list(bundle.briefs), list(bundle.search_keys)
    for number in range(size - len(briefs)):
        like = bundle.briefs[number % len(bundle.briefs)]
        code = f"{like.code[:2]}-{1000 + number}"
        name = _mixed(chance, real)
        briefs.append(_brief(code, name, like))
        entries.append(SearchEntry(code=code, names=(_code_name(code), name)))
    return bundle.model_copy(update={"version": f"grown{size}", "briefs": tuple(briefs), "search_keys": tuple(entries)})


def _mixed(chance: Random, real: list[SearchName]) -> SearchName:
    """The beginning of one name and the end of another, with their readings."""
    first, second = chance.choice(real), chance.choice(real)
    head, tail = max(1, len(first.text) // 2), len(second.text) // 2
    return SearchName(
        kind=Kind.NAME,
        text=first.text[:head] + second.text[tail:],
        pinyin=(*first.pinyin[:head], *second.pinyin[tail:]),
    )


def _is_plain(name: SearchName) -> bool:
    """Every character has a reading: no brackets, no Latin words."""
    return name.kind is Kind.NAME and len(name.text) == len(name.pinyin) == len(tokens_of(name.text))


def _code_name(code: str) -> SearchName:
    letters, digits = code.lower().split("-")
    return SearchName(kind=Kind.CODE, text=code, pinyin=(letters, digits))


def _brief(code: str, name: SearchName, like: ItemBrief) -> ItemBrief:
    return ItemBrief(
        code=code, name=Text(zh=name.text, en=f"Synthetic item {code}"), department=like.department,
        system=like.system, frequency=like.frequency,
    )  # fmt: skip
