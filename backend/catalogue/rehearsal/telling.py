"""How a rehearsal went, in words: what becomes otherwise for whom, and all of it as a table."""

from collections.abc import Iterator
from pathlib import Path

from backend.catalogue.rehearsal.courses import Turn, TurnKind
from backend.catalogue.rehearsal.rehearse import ItemRehearsal, Rehearsal
from backend.catalogue.words import Words, words_from
from backend.guide.item import Item

__all__ = ["rehearsal_lines", "rehearsal_summary", "rehearsal_table"]

_FILE = Path(__file__).with_name("words.toml")
_COLUMNS = (
    ("questions", (TurnKind.ASKED, TurnKind.NOT_ASKED)),
    ("lines", (TurnKind.FILLED, TurnKind.NOT_FILLED)),
    ("papers", (TurnKind.PAPER, TurnKind.NO_PAPER)),
    ("days", (TurnKind.DAYS,)),
    ("route", (TurnKind.ROUTE,)),
    ("decision", (TurnKind.DECISION, TurnKind.REASON, TurnKind.NO_REASON)),
)


def rehearsal_summary(rehearsal: Rehearsal, language: str) -> str:
    words = words_from(_FILE, language)
    if not rehearsal.items:
        return words("none")
    return words(
        "summary", items=len(rehearsal.items), visits=rehearsal.visits, differing=rehearsal.differing,
        same=rehearsal.visits - rehearsal.differing, unchanged=rehearsal.unchanged,
    )  # fmt: skip


def rehearsal_table(rehearsal: Rehearsal, language: str) -> list[tuple[str, ...]]:
    """A heading, and a row for each item whose visits do not all go as before: in how many what differs."""
    words = words_from(_FILE, language)
    heads = ("code", "visits", "differing", *(name for name, _kinds in _COLUMNS))
    rows = [tuple(words(f"heading_{name}") for name in heads)]
    for item in rehearsal.items:
        if item.differing:
            counts = (item.count(*kinds) for _name, kinds in _COLUMNS)
            rows.append((item.code, str(item.visits), str(item.differing), *(str(count or "·") for count in counts)))
    return rows


def rehearsal_lines(item: ItemRehearsal, language: str) -> Iterator[str]:
    """What becomes otherwise, most often first; whom of the hall's own visits it meets."""
    words = words_from(_FILE, language)
    for turn, count in sorted(item.turns.items(), key=lambda one: (-one[1], one[0])):
        yield words("line", words=_turn(turn, item, words), count=count, visits=item.visits)
        if turn in item.named:
            yield "  " + words("named", names=words.listed([words.said(name) for name in item.named[turn]]))


def _turn(turn: Turn, item: ItemRehearsal, words: Words) -> str:
    before, after = turn.before, turn.after
    if turn.kind is TurnKind.DECISION:
        before, after = words(before), words(after)
    if turn.kind is TurnKind.ROUTE:
        before, after = (_route(codes, one, words) for codes, one in ((before, item.before), (after, item.after)))
    return words(turn.kind, subject=_name(turn.subject, item, words), before=before, after=after)


def _name(code: str, item: ItemRehearsal, words: Words) -> str:
    """Of a question, line, paper or requirement, as the newer version calls it."""
    for version in (item.after, item.before):
        if version is None:
            continue
        fact = version.facts.get(code)
        if fact is not None:
            return words.said(fact.label)
        names = {one.code: one.name for one in version.materials} | {one.code: one.name for one in version.requirements}
        if code in names:
            return words.said(names[code])
    return code


def _route(codes: str, item: Item | None, words: Words) -> str:
    names = {stage.code: words.said(stage.name) for stage in item.stages} if item is not None else {}
    return words.listed([names.get(code, code) for code in codes.split()])
