"""What the node decides about a hand-over, item by item, with the same guide as the screen. Writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from backend.cases.errors import BadSubmission, CatalogueOutdated, DecisionDiffers, Fault
from backend.cases.facts import settled_book
from backend.cases.node import CatalogueShelf
from backend.contract import InHandPaper, ItemSubmission, Submission
from backend.guide import Assessment, FactBook, InHand, Item, Knowledge, LibraryDocument, Place, assess_known
from backend.guide.bundle import Bundle
from backend.guide.outcome import DecisionKind

__all__ = ["DecidedItem", "bundle_for", "decide_all", "in_hand", "items_of"]


@dataclass(frozen=True)
class DecidedItem:
    """One item of a hand-over as the node sees it: `book` holds everything known, with what follows from it."""

    asked: ItemSubmission
    item: Item
    assessment: Assessment = field(repr=False)
    book: FactBook = field(repr=False)

    @property
    def decision(self) -> DecisionKind:
        return self.assessment.decision.kind


def bundle_for(shelf: CatalogueShelf, version: str, items: list[str]) -> Bundle:
    """The catalogue the screen worked with. Raises `CatalogueOutdated`, naming the items that changed or are gone."""
    found = shelf.find_version(version)
    if found is None:
        current = shelf.bundle
        raise CatalogueOutdated(version, current.version, tuple(items))
    return found


def items_of(bundle: Bundle, submission: Submission) -> list[Item]:
    """Raises `BadSubmission` for items not in the catalogue, and for items or cases named twice."""
    faults: list[Fault] = []
    seen: set[str] = set()
    for place, asked in enumerate(submission.items):
        if bundle.find_item(asked.item) is None:
            faults.append(Fault(f"/items/{place}/item", "unknown", "The catalogue has no such item."))
        if asked.item in seen or asked.case in seen:
            faults.append(Fault(f"/items/{place}", "repeated", "An item and a case are handed over once."))
        seen |= {asked.item, asked.case}
    if faults:
        raise BadSubmission(tuple(faults))
    return [bundle.get_item(asked.item) for asked in submission.items]


def in_hand(papers: Mapping[str, InHandPaper]) -> dict[str, InHand]:
    return {
        code: InHand(
            original_seen=paper.original_seen,
            copies=paper.copies,
            files=tuple(paper.files),
            signed=paper.signed,
            undertaken=paper.undertaken,
            absent=paper.absent,
        )
        for code, paper in papers.items()
    }


def decide_all(
    submission: Submission,
    items: list[Item],
    own: FactBook,
    library: tuple[LibraryDocument, ...],
    place: Place,
) -> list[DecidedItem]:
    """The node's decision for each item. `own` is what the node knows by itself.

    Raises `BadSubmission` for facts that make no sense, `DecisionDiffers` as soon as one decision is another than
    the screen's, or none is allowed yet.
    """
    facts = {code: fact for item in items for code, fact in item.facts.items()}
    book = settled_book(own, submission.facts, facts)
    hand = in_hand(submission.papers)
    decided = []
    for asked, item in zip(submission.items, items, strict=True):
        knowledge = Knowledge.of(item, book, place)
        assessment = assess_known(knowledge, hand, library)
        _check(asked, assessment)
        decided.append(DecidedItem(asked, item, assessment, knowledge.book))
    return decided


def _check(asked: ItemSubmission, own: Assessment) -> None:
    if own.decision.kind is DecisionKind.UNDECIDED or own.decision.kind.value != asked.decision:
        lacks = tuple(f"{reason.lack}:{reason.code}" for reason in own.decision.reasons)
        raise DecisionDiffers(asked.item, asked.decision, own.decision.kind, lacks)
