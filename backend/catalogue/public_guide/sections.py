"""The guide's parts, in the order of GB/T 36114, each statement with how sure it is."""

from collections.abc import Callable, Iterator

from backend.catalogue.public_guide.model import Entry, Section
from backend.catalogue.public_guide.words import Words
from backend.catalogue.show import in_words
from backend.guide.bundle import Bundle
from backend.guide.condition import facts_in
from backend.guide.ground import Confidence
from backend.guide.item import CaseType, Item, Requirement

__all__ = ["days_said", "fee_said", "result_said", "sections_of"]

WHO_ATTENDS = "attends"
"""The shared fact that says who is at the window; an item that does not ask it is for the applicant in person."""

_LINE = "_" * 20
_BLANKS = ("quota", "address", "hours", "phone", "complaints", "progress")


def sections_of(item: Item, bundle: Bundle, words: Words) -> tuple[Section, ...]:
    parts = _Parts(item, bundle, words)
    made: list[tuple[str, Callable[[], Iterator[Entry]], str | None]] = [
        ("applies_to", parts.applies_to, None),
        ("grounds", parts.grounds, None),
        ("bodies", parts.bodies, None),
        ("conditions", parts.conditions, None),
        ("papers", parts.papers, "papers"),
        ("apply_how", parts.apply_how, None),
        ("who", parts.who, None),
        ("questions", parts.questions, None),
        ("flow", lambda: iter(()), "flow"),
        ("time", parts.time, None),
        ("fees", parts.fees, None),
        ("results", parts.results, None),
        ("remedies", parts.remedies, None),
        ("neighbours", parts.neighbours, None),
        ("proposes", parts.proposes, None),
        ("tips", parts.tips, None),
        ("for_hall", parts.for_hall, None),
    ]
    sections = (Section(code, words(code), tuple(entries()), picture) for code, entries, picture in made)
    return tuple(section for section in sections if section.entries or section.picture)


def days_said(item: Item, words: Words) -> str:
    return words("at_once") if item.case_type is CaseType.INSTANT else words("d", days=item.promised_days)


def fee_said(item: Item, words: Words) -> str:
    return words.said(item.fee) if item.fee else words("free")


def result_said(item: Item, words: Words) -> str:
    return words.said(item.result.name)


class _Parts:
    """The statements of each part of one item's guide."""

    def __init__(self, item: Item, bundle: Bundle, words: Words) -> None:
        self._item, self._bundle, self._words = item, bundle, words
        self._sure = item.settings_confidence

    def applies_to(self) -> Iterator[Entry]:
        yield Entry(self._words("natural_persons"), self._sure)
        kind = self._words(f"type_{self._item.item_type.value}")
        yield Entry(f"{self._words('item_type')}{self._words('colon')}{kind}", self._sure)

    def grounds(self) -> Iterator[Entry]:
        for ground in self._item.legal_basis:
            yield Entry(self._words.said(ground.text), ground.confidence)

    def bodies(self) -> Iterator[Entry]:
        words, item = self._words, self._item
        department = self._bundle.departments.get(item.department)
        accepts = words(item.intake_level.value)
        decides = words(f"decided_at_{item.level.value}")
        if department is not None:
            accepts += words("open") + words.said(department.counterpart) + words("close")
            decides += words("open") + words.said(department.name) + words("close")
        yield Entry(f"{words('accepts')}{words('colon')}{accepts}", self._sure)
        yield Entry(f"{words('decides')}{words('colon')}{decides}", self._sure)

    def conditions(self) -> Iterator[Entry]:
        for requirement in self._item.requirements:
            sure = requirement.ground.confidence if requirement.ground else self._sure
            yield Entry(self._words.said(requirement.name), sure, tuple(self._condition_notes(requirement)))
        if not self._item.requirements:
            yield Entry(self._words("no_conditions"), self._sure)

    def _condition_notes(self, requirement: Requirement) -> Iterator[str]:
        words = self._words
        if requirement.when is not None:
            yield words("when", condition=in_words(requirement.when, self._item.facts, words.language))
        yield words("if_not", reason=words.said(requirement.reason))
        if requirement.instead:
            yield words("instead", items=words.listed([self._named(code) for code in requirement.instead]))

    def papers(self) -> Iterator[Entry]:
        if not self._item.materials:
            yield Entry(self._words("no_papers"), self._sure)
        elif any(material.waivers for material in self._item.materials):
            yield Entry(self._words("silent_system"))

    def apply_how(self) -> Iterator[Entry]:
        yield Entry(self._words("window"), self._sure)

    def who(self) -> Iterator[Entry]:
        words, fact = self._words, self._item.facts.get(WHO_ATTENDS)
        limits = [r for r in self._item.requirements if WHO_ATTENDS in facts_in(r.must)]
        if fact is None:
            yield Entry(words("self_only"), self._sure)
            return
        others = tuple(words.said(choice.label) for choice in fact.choices if choice.value != fact.default)
        notes = [*others, *(words("proxy_limits", conditions=words.said(r.name)) for r in limits)]
        yield Entry(words("proxy"), self._sure, tuple(notes))

    def questions(self) -> Iterator[Entry]:
        item = self._item
        asked = [s for s in item.situations if self._asks(s.fact)]
        for situation in asked:
            notes = []
            if situation.when is not None:
                condition = in_words(situation.when, item.facts, self._words.language)
                notes.append(self._words("when", condition=condition))
            yield Entry(self._words.said(situation.question), None, tuple(notes))
        if not asked:
            yield Entry(self._words("no_questions"))

    def _asks(self, code: str) -> bool:
        """Whether a person is asked: nobody but the applicant can tell."""
        fact = self._item.facts[code]
        return not (fact.card or fact.computed or fact.derived or fact.shared)

    def time(self) -> Iterator[Entry]:
        words, item = self._words, self._item
        promised = words("at_once") if item.promised_days == 0 else words("promised", days=item.promised_days)
        yield Entry(promised, self._sure)
        limit = item.statutory_days
        yield Entry(words("statutory", days=limit) if limit is not None else words("no_statutory"), self._sure)
        if item.special_procedures:
            named = tuple(words(f"proc_{procedure}") for procedure in item.special_procedures)
            yield Entry(words("clock_note"), self._sure, named)

    def fees(self) -> Iterator[Entry]:
        yield Entry(fee_said(self._item, self._words), self._sure)

    def results(self) -> Iterator[Entry]:
        words, result = self._words, self._item.result
        notes = [words.listed([words(f"delivery_{way}") for way in result.deliveries])]
        if result.explain is not None:
            notes.append(words.said(result.explain))
        yield Entry(words.said(result.name), self._sure, tuple(notes))

    def remedies(self) -> Iterator[Entry]:
        for text in self._item.remedies:
            yield Entry(self._words.said(text), self._sure)
        if not self._item.remedies:
            yield Entry(self._words("see_window"), Confidence.GENERAL)

    def neighbours(self) -> Iterator[Entry]:
        for neighbour in self._item.neighbours:
            difference = self._words.said(neighbour.difference)
            yield Entry(self._named(neighbour.item), self._sure, (difference,))

    def proposes(self) -> Iterator[Entry]:
        for proposal in self._item.proposes:
            yield Entry(self._named(proposal.item), self._sure, (self._words.said(proposal.because),))

    def tips(self) -> Iterator[Entry]:
        for text in self._item.mistakes:
            yield Entry(self._words.said(text))

    def for_hall(self) -> Iterator[Entry]:
        for blank in _BLANKS:
            yield Entry(f"{self._words(f'blank_{blank}')}{self._words('colon')}{_LINE}")

    def _named(self, code: str) -> str:
        brief = self._bundle.find_brief(code)
        return f"{code} {self._words.said(brief.name)}" if brief else code
