"""What can be done about a refusal, as the receipt tells it. A notice refuses nothing: what it asks for is brought."""

from typing import Final

from backend.cases.decided import DecidedItem
from backend.contract import Telling
from backend.guide.bundle import Bundle
from backend.guide.outcome import DecisionKind

__all__ = ["remedies_of", "with_appeal"]

_APPEAL: Final = Telling(
    zh="不服本决定的，可以自知道之日起六十日内依法申请行政复议，或者六个月内依法提起行政诉讼。",
    en="Against this decision you may apply for administrative reconsideration within sixty days, or go to court "
    "within six months, of learning of it, as the law provides.",
)
"""What a refusal has to say: 行政许可法 第三十八条, 行政复议法 第二十条, 行政诉讼法 第四十六条."""
_PERIODS: Final = ("六十日", "六个月")


def remedies_of(decided: DecidedItem, bundle: Bundle) -> list[Telling]:
    """Of an item declined: its own remedies, then the items the rules point to, and how to appeal."""
    if decided.decision is not DecisionKind.DECLINE:
        return []
    own = [Telling(zh=remedy.zh, en=remedy.en) for remedy in decided.item.remedies]
    items = [(code, bundle.find_item(code)) for code in decided.assessment.decision.instead]
    instead = [
        Telling(zh=f"可以办理：{item.name.zh}（{code}）", en=f"You can apply for: {item.name.en} ({code})")
        for code, item in items
        if item is not None
    ]
    return with_appeal([*own, *instead])


def with_appeal(remedies: list[Telling]) -> list[Telling]:
    """How to appeal is said once: a remedy that names both periods of the law says it already."""
    if any(all(period in remedy.zh for period in _PERIODS) for remedy in remedies):
        return remedies
    return [*remedies, _APPEAL]
