"""The slip of what a citizen still lacks, in one language, ready for its template. Pure."""

from dataclasses import dataclass
from typing import Any

from backend.cases.receipt.papers import Language, paper_head
from backend.contract import Receipt
from backend.guide.slip import Slip, SlipItem, SlipPaper
from backend.guide.text import Text

__all__ = ["LackingSlip", "lacking_paper"]


@dataclass(frozen=True)
class LackingSlip:
    """`head` is a receipt without cases."""

    head: Receipt
    slip: Slip


def lacking_paper(lacking: LackingSlip, language: Language) -> dict[str, Any]:
    slip = lacking.slip
    return {
        **paper_head(lacking.head, language),
        "items": [_item(item, language) for item in slip.items],
        "bring": [_bring(paper, language) for paper in slip.bring],
        "sign": _all(slip.sign, language),
        "answer": _all(slip.answer, language),
        "fill": _all(slip.fill, language),
        "spared": _all(slip.spared, language),
        "nothing": slip.lacks_nothing,
    }


def _item(item: SlipItem, language: Language) -> dict[str, Any]:
    return {
        "code": item.code,
        "name": item.name.to(language),
        "decision": item.decision.value,
        "reasons": _all(item.reasons, language),
        "instead": _all(item.instead, language),
    }


def _bring(paper: SlipPaper, language: Language) -> dict[str, Any]:
    return {
        "name": paper.name.to(language),
        "why": paper.why.to(language),
        "items": list(paper.items),
        "origin": paper.origin.value,
        "issuers": _all(paper.issuers, language),
        "renewed_by": _all(paper.renewed_by, language),
        "originals": paper.originals,
        "copies": paper.copies,
        "days_to_follow": paper.days_to_follow,
        "undertaken": paper.undertaken,
        "never": paper.never.to(language) if paper.never is not None else "",
        "say": paper.say.to(language) if paper.say is not None else "",
        "may_be_waived": paper.may_be_waived,
    }


def _all(texts: tuple[Text, ...], language: Language) -> list[str]:
    return [text.to(language) for text in texts]
