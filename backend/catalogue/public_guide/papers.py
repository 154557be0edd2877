"""What the guide says of each paper: bring it, sign it, or leave it at home."""

from backend.catalogue.public_guide.model import PaperEntry, Treatment
from backend.catalogue.public_guide.words import Words
from backend.catalogue.show import in_words
from backend.guide.item import Item, Material, MaterialSource, Necessity

__all__ = ["paper_entries"]


def paper_entries(item: Item, words: Words) -> tuple[PaperEntry, ...]:
    return tuple(_entry(item, material, words) for material in item.materials)


def _entry(item: Item, material: Material, words: Words) -> PaperEntry:
    return PaperEntry(
        code=material.code,
        name=words.said(material.name),
        treatment=treatment(material),
        originals=material.originals,
        copies=material.copies,
        notes=tuple(_notes(item, material, words)),
        sure=material.ground.confidence if material.ground else item.settings_confidence,
    )


def treatment(material: Material) -> Treatment:
    """A waiver with a condition, or by the library, spares only some: those are never told to leave it at home."""
    if any(waiver.fact and waiver.when is None for waiver in material.waivers):
        return Treatment.SYSTEM
    if material.waivers:
        return Treatment.MAYBE
    if material.source is MaterialSource.PRINTED:
        return Treatment.SIGN
    return Treatment.OPTIONAL if material.necessity is Necessity.OPTIONAL else Treatment.BRING


def _notes(item: Item, material: Material, words: Words) -> list[str]:
    notes = [words.said(material.why)]
    if material.when is not None:
        notes.append(words("when", condition=in_words(material.when, item.facts, words.language)))
    notes.append(_counts(material, words))
    systems = dict.fromkeys(
        name for waiver in material.waivers if waiver.fact for name in _systems(item, waiver.fact, words)
    )
    if systems:
        notes.append(words("asks_systems", systems=words.listed(list(systems))))
    if any(waiver.document for waiver in material.waivers):
        notes.append(words("in_library"))
    notes += _lateness(material, words)
    if material.check:
        notes.append(words("look_at", what=words.listed([words.said(text).rstrip("。.") for text in material.check])))
    return notes


def _counts(material: Material, words: Words) -> str:
    parts = [words(f"from_{material.source.value}")]
    if material.originals:
        parts.append(words("originals", count=material.originals))
    if material.copies:
        parts.append(words("copies", count=material.copies))
    if material.signature:
        parts.append(words("signature"))
    return words("comma").join(parts)


def _lateness(material: Material, words: Words) -> list[str]:
    if material.tolerance is None:
        return [words("may_follow_necessity")] if material.necessity is Necessity.MAY_FOLLOW else []
    note = material.tolerance.note
    return [words("may_follow", days=material.tolerance.days), *([words.said(note)] if note else [])]


def _systems(item: Item, fact: str, words: Words) -> list[str]:
    """Names of the systems that tell the fact, or what it is worked out from."""
    codes = sorted(item.told_by.get(fact, ()))
    return [words.said(item.systems[code]) for code in codes if code in item.systems]
