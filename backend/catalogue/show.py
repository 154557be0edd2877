"""A service guide in plain text, for the terminal: what an item is, asks, needs, takes and gives."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, repeat

from backend.catalogue.rules.wording import cells
from backend.guide.condition import AllOf, AnyOf, Condition, Not, Test
from backend.guide.facts import Value
from backend.guide.item import CaseType, Confidence, Fact, FactKind, Item, Material, Stage
from backend.guide.text import Text

__all__ = ["in_words", "show"]

_WIDTH = 76

_HEADINGS = {
    "names": Text(zh="群众怎么叫", en="Also called"),
    "time": Text(zh="时限", en="Time"),
    "grounds": Text(zh="依据", en="Grounds"),
    "requirements": Text(zh="受理条件", en="Conditions"),
    "situations": Text(zh="情形", en="Questions"),
    "fields": Text(zh="表单", en="Form"),
    "materials": Text(zh="材料", en="Papers"),
    "stages": Text(zh="环节", en="Stages"),
    "result": Text(zh="结果", en="Result"),
    "proposes": Text(zh="顺带提醒", en="Offered besides"),
    "neighbours": Text(zh="容易混的事项", en="Easily taken for"),
    "say": Text(zh="对群众说", en="What to say"),
    "mistakes": Text(zh="新手易错", en="Typical mistakes"),
    "remedies": Text(zh="救济", en="Remedies"),
}


def show(item: Item, language: str = "zh") -> str:
    """The guide of ``item`` in ``language`` (``zh`` or ``en``)."""
    words = _Words(item, language)
    sections: list[tuple[str, Iterable[str]]] = [
        ("names", ["、".join(item.popular_names)] if item.popular_names else []),
        ("time", [words.time()]),
        ("grounds", [f"{g.text.to(language)}{words.mark(g.confidence)}" for g in item.legal_basis]),
        ("requirements", [words.requirement(place) for place in range(len(item.requirements))]),
        ("situations", [words.situation(place) for place in range(len(item.situations))]),
        ("fields", [words.field(place) for place in range(len(item.fields))]),
        ("materials", [words.material(material) for material in item.materials]),
        ("stages", [words.stage(stage) for stage in item.stages]),
        ("result", [words.result()]),
        ("proposes", [f"{p.item} {p.because.to(language)}" for p in item.proposes]),
        ("neighbours", [f"{n.item} {n.difference.to(language)}" for n in item.neighbours]),
        ("say", [text.to(language) for text in item.say.values()]),
        ("mistakes", [text.to(language) for text in item.mistakes]),
        ("remedies", [text.to(language) for text in item.remedies]),
    ]
    title = "\n".join(_wrapped(f"{item.code}  {item.name.to(language)}"))
    parts = [title, *(_section(_HEADINGS[key].to(language), list(lines)) for key, lines in sections)]
    return "\n".join(part for part in parts if part) + "\n"


def _section(heading: str, lines: Sequence[str]) -> str:
    if not lines:
        return ""
    body = [f"{mark}{piece}" for line in lines for mark, piece in zip(_marks(), _wrapped(line), strict=False)]
    return "\n".join(["", heading, *body])


def _marks() -> Iterator[str]:
    return chain(["  · "], repeat("    "))


def _wrapped(line: str) -> list[str]:
    """The line in pieces that fit the screen; Chinese breaks anywhere, Latin words stay whole."""
    pieces, piece = [], ""
    for word in re.findall(r"[!-~]+|.", line):
        if piece and cells(piece + word) > _WIDTH:
            pieces.append(piece.rstrip())
            piece = word.lstrip()
        else:
            piece += word
    return [*pieces, piece]


def in_words(condition: Condition, facts: dict[str, Fact], language: str) -> str:
    """A condition as a person would say it."""
    match condition:
        case Test():
            return _test_in_words(condition, facts[condition.fact], language)
        case Not():
            inner = in_words(condition.not_, facts, language)
            return f"not ({inner})" if language == "en" else f"不满足（{inner}）"
        case AllOf():
            return _joined(condition.all_, facts, language, " and " if language == "en" else "，并且")
        case AnyOf():
            return _joined(condition.any_, facts, language, " or " if language == "en" else "，或者")


def _joined(parts: Iterable[Condition], facts: dict[str, Fact], language: str, word: str) -> str:
    return word.join(in_words(part, facts, language) for part in parts)


def _test_in_words(test: Test, fact: Fact, language: str) -> str:
    label = fact.label.to(language)
    if test.at_least is not None:
        return f"{label} ≥ {test.at_least}"
    if test.below is not None:
        return f"{label} < {test.below}"
    values = test.in_ if test.in_ is not None else (test.is_,)
    return f"{label}: {' / '.join(_value(value, fact, language) for value in values if value is not None)}"


def _value(value: Value, fact: Fact, language: str) -> str:
    if fact.kind is FactKind.YES_NO:
        return Text(zh="是", en="yes").to(language) if value else Text(zh="否", en="no").to(language)
    label = next((choice.label for choice in fact.choices if choice.value == value), None)
    return label.to(language) if label else str(value)


class _Words:
    """The lines of one item's guide in one language."""

    def __init__(self, item: Item, language: str) -> None:
        self._item = item
        self._language = language

    def mark(self, confidence: Confidence) -> str:
        if confidence is Confidence.LAW:
            return ""
        return self._say(Text(zh="（待大厅核定）", en=" (for the hall to confirm)"))

    def time(self) -> str:
        item = self._item
        if item.case_type is CaseType.INSTANT:
            return self._say(Text(zh="当场办结", en="done on the spot"))
        limit = item.statutory_days
        promised = Text(zh=f"承诺 {item.promised_days} 个工作日", en=f"promised {item.promised_days} working days")
        legal = Text(zh=f"，法定 {limit} 个工作日", en=f", by law {limit}") if limit else Text(zh="", en="")
        return self._say(promised) + self._say(legal)

    def requirement(self, place: int) -> str:
        requirement = self._item.requirements[place]
        return f"{self._say(requirement.name)}{self._when(requirement.when)}"

    def situation(self, place: int) -> str:
        situation = self._item.situations[place]
        return f"{self._say(situation.question)}{self._answered_by(situation.fact)}{self._when(situation.when)}"

    def field(self, place: int) -> str:
        field = self._item.fields[place]
        label = self._say(self._item.facts[field.fact].label)
        return f"{label}{self._answered_by(field.fact)}{self._when(field.when)}"

    def material(self, material: Material) -> str:
        name, needed = self._say(material.name), self._when(material.when)
        counts = Text(
            zh=f"原件 {material.originals} 复印件 {material.copies}",
            en=f"originals {material.originals}, copies {material.copies}",
        )
        days = material.tolerance.days if material.tolerance else None
        follows = Text(zh=f"，可 {days} 日内补", en=f", may follow in {days} days") if days else Text(zh="", en="")
        shared = [waiver.fact for waiver in material.waivers if waiver.fact]
        waived = "".join(self._answered_by(fact) for fact in shared)
        return f"{name} [{self._say(counts)}{self._say(follows)}]{waived}{needed}"

    def stage(self, stage: Stage) -> str:
        days = Text(zh=f"{stage.days} 日", en=f"{stage.days} d")
        after = f" ← {', '.join(stage.after)}" if stage.after else ""
        return (
            f"{stage.code}{after}  {self._say(stage.name)}  {stage.system}  {self._say(days)}{self._when(stage.when)}"
        )

    def result(self) -> str:
        result = self._item.result
        explain = f"  {self._say(result.explain)}" if result.explain else ""
        return f"{self._say(result.name)}{explain}"

    def _say(self, text: Text) -> str:
        return text.to(self._language)

    def _answered_by(self, fact: str) -> str:
        declared = self._item.facts[fact]
        if declared.card:
            return self._say(Text(zh="（身份证）", en=" (card)"))
        systems = ", ".join(dict.fromkeys(datum.system for datum in declared.shared))
        if systems:
            return f"（{systems}）" if self._language != "en" else f" ({systems})"
        worked_out = declared.computed or declared.derived
        return self._say(Text(zh="（系统得出）", en=" (worked out)")) if worked_out else ""

    def _when(self, condition: Condition | None) -> str:
        if condition is None:
            return ""
        words = in_words(condition, self._item.facts, self._language)
        return f"  若 {words}" if self._language != "en" else f"  if {words}"
