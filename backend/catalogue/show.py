"""A service guide in plain text, for the terminal: what an item is, asks, needs, takes and gives."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, repeat

from backend.catalogue.rules.wording import cells
from backend.catalogue.said import in_words
from backend.guide.card import ORGANISATION
from backend.guide.condition import Condition
from backend.guide.item import CaseType, Item, Material, Stage
from backend.guide.text import Text

__all__ = ["in_words", "show"]

_WIDTH = 76
_NEVER_FIRST = "，。、；：！？）》”」"

_HEADINGS = {
    "names": Text(zh="群众怎么叫", en="Also called"),
    "time": Text(zh="时限", en="Time"),
    "fee": Text(zh="收费", en="Fee"),
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
_FREE = Text(zh="不收费", en="free of charge")
_MARKS = Text(
    zh="● 读过条文  ◎ 公开清单  ○ 一般了解，待大厅核定  ◇ 我们的设定",
    en="● article read  ◎ published list  ○ general knowledge, for the hall to confirm  ◇ our setting",
)


def show(item: Item, language: str = "zh", systems: Mapping[str, Text] | None = None) -> str:
    """The guide of ``item`` in ``language`` (``zh`` or ``en``); ``systems`` is what each system is called."""
    words = _Words(item, language, systems or {})
    sections: list[tuple[str, Iterable[str]]] = [
        ("names", ["、".join(item.popular_names)] if item.popular_names else []),
        ("time", [words.time()]),
        ("fee", [(item.fee or _FREE).to(language)]),
        ("grounds", [f"{g.confidence.mark} {g.text.to(language)}" for g in item.legal_basis]),
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
    marks = "\n".join(["", *_wrapped(_MARKS.to(language))])
    return "\n".join(part for part in [*parts, marks] if part) + "\n"


def _section(heading: str, lines: Sequence[str]) -> str:
    if not lines:
        return ""
    body = [f"{mark}{piece}" for line in lines for mark, piece in zip(_marks(), _wrapped(line), strict=False)]
    return "\n".join(["", heading, *body])


def _marks() -> Iterator[str]:
    return chain(["  · "], repeat("    "))


def _wrapped(line: str) -> list[str]:
    """The line in pieces that fit the screen; Chinese breaks anywhere but before a stop, Latin words stay whole."""
    pieces: list[str] = []
    piece: list[str] = []
    for word in re.findall(r"[!-~]+|.", line):
        if piece and cells("".join(piece) + word) > _WIDTH:
            kept = _kept_back(piece) if word in _NEVER_FIRST else []
            pieces.append("".join(piece[: len(piece) - len(kept)]).rstrip())
            piece = [*kept, word.lstrip()]
        else:
            piece.append(word)
    return [*pieces, "".join(piece)]


def _kept_back(piece: list[str]) -> list[str]:
    """The last word of a line with the stops after it: what goes to the next line with the stop that found no room."""
    place = len(piece) - 1
    while place > 1 and piece[place] in (*_NEVER_FIRST, " "):
        place -= 1
    return piece[place:]


class _Words:
    """The lines of one item's guide in one language."""

    def __init__(self, item: Item, language: str, systems: Mapping[str, Text]) -> None:
        self._item = item
        self._language = language
        self._systems = systems

    def time(self) -> str:
        item, mark = self._item, self._item.settings_confidence.mark
        if item.case_type is CaseType.INSTANT:
            return self._say(Text(zh=f"当场办结 {mark}", en=f"done on the spot {mark}"))
        limit = item.statutory_days
        days = item.promised_days
        promised = Text(zh=f"承诺 {days} 个工作日 {mark}", en=f"promised {days} working days {mark}")
        legal = Text(zh=f"，法定 {limit} 个工作日", en=f", by law {limit}") if limit else Text(zh="", en="")
        return self._say(promised) + self._say(legal)

    def requirement(self, place: int) -> str:
        requirement = self._item.requirements[place]
        sure = requirement.ground.confidence if requirement.ground else self._item.settings_confidence
        return f"{self._say(requirement.name)} {sure.mark}{self._when(requirement.when)}"

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
        code, system = f"{stage.code}{after}", self._system(stage.system)
        return f"{code}  {self._say(stage.name)}  {system}  {self._say(days)}{self._when(stage.when)}"

    def _system(self, code: str) -> str:
        return f"{code} {self._say(self._systems[code])}" if code in self._systems else code

    def result(self) -> str:
        result = self._item.result
        explain = f"  {self._say(result.explain)}" if result.explain else ""
        return f"{self._say(result.name)}{explain}"

    def _say(self, text: Text) -> str:
        return text.to(self._language)

    def _answered_by(self, fact: str) -> str:
        declared = self._item.facts[fact]
        if declared.card and declared.card.startswith(f"{ORGANISATION}."):
            return self._say(Text(zh="（信用代码）", en=" (credit code)"))
        if declared.card:
            return self._say(Text(zh="（身份证）", en=" (card)"))
        systems = ", ".join(dict.fromkeys(self._system(datum.system) for datum in declared.shared))
        if systems:
            return f"（{systems}）" if self._language != "en" else f" ({systems})"
        worked_out = declared.computed or declared.derived
        return self._say(Text(zh="（系统得出）", en=" (worked out)")) if worked_out else ""

    def _when(self, condition: Condition | None) -> str:
        if condition is None:
            return ""
        words = in_words(condition, self._item.facts, self._language)
        return f"  若 {words}" if self._language != "en" else f"  if {words}"
