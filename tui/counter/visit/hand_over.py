"""What is sent when a visit is handed over: facts once, papers once, a decision for each item."""

from backend.contract import ConfirmedFact, InHandPaper, ItemSubmission, Submission
from backend.guide.facts import Known, Source
from tui.counter.visit import Visit


def submission_of(visit: Visit, catalogue_version: str) -> Submission:
    """The one hand-over of `visit` as it stands; the node checks it again with the same guide."""
    return Submission(
        catalogue_version=catalogue_version,
        items=[
            ItemSubmission(
                case=taken.case,
                item=taken.code,
                decision=visit.assessment(taken.code).decision.kind.value,
                delivery=taken.delivery,
                delivery_address=taken.address or None,
            )
            for taken in visit.items
        ],
        facts={code: _confirmed(known) for code, known in visit.book.known.items() if code in _asked_for(visit)},
        papers={
            code: InHandPaper(
                original_seen=paper.original_seen,
                copies=paper.copies,
                files=list(paper.files),
                signed=paper.signed,
                undertaken=paper.undertaken,
                absent=paper.absent,
            )
            for code, paper in visit.papers.items()
        },
        unavailable=sorted(visit.book.unavailable),
    )


def _asked_for(visit: Visit) -> set[str]:
    return {code for taken in visit.items for code in visit.catalogue[taken.code].facts}


def _confirmed(known: Known) -> ConfirmedFact:
    """A value the node told is sent back as a reference: it uses what it holds itself."""
    return ConfirmedFact(
        value=None if known.withheld or known.provenance.look_up is not None else known.value,
        source=known.provenance.source.value,
        system=known.provenance.system,
        look_up=known.provenance.look_up,
        confirmed=known.confirmed,
        correction=known.correction,
        at=known.provenance.at,
    )


def held_by_node(known: Known) -> bool:
    """Whether the node has the value too: it can show it in full, and writes down that it was looked at."""
    return known.withheld or known.provenance.look_up is not None or known.provenance.source is Source.CARD
