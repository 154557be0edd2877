"""The papers: which the case needs, why each is needed or why not, and what is owed of it."""

from backend.contract import HALL_TIME
from backend.guide.facts import Known, Source, Trust
from backend.guide.item import Material, MaterialSource, Necessity
from backend.guide.knowledge import Knowledge
from backend.guide.library import Library, find_serving, stale_words
from backend.guide.outcome import InHand, PaperLine, PaperState
from backend.guide.text import Text

__all__ = ["Library", "paper_lines"]

DAYS_TO_CONFIRM = 5
"""Working days the hall takes to confirm what a silent system should have said, where the item does not say (ours)."""

NOTHING = InHand()
_OWN_STATEMENT = frozenset({Source.DEFAULT, Source.PRESUMED, Source.EARLIER, Source.ASKED, Source.TYPED})


def paper_lines(knowledge: Knowledge, hand: dict[str, InHand], library: Library) -> tuple[PaperLine, ...]:
    """The papers whose condition holds, in the catalogue's order."""
    needed = (material for material in knowledge.item.materials if knowledge.holds(material.when))
    return tuple(_line(knowledge, material, hand.get(material.code, NOTHING), library) for material in needed)


def _line(knowledge: Knowledge, material: Material, hand: InHand, library: Library) -> PaperLine:
    return (
        _waived(knowledge, material)
        or _in_library(knowledge, material, library)
        or _in_hand(material, hand)
        or _confirming(knowledge, material)
        or _owed(knowledge, material, hand, library)
    )


def _waived(knowledge: Knowledge, material: Material) -> PaperLine | None:
    for waiver in material.waivers:
        known = knowledge.find(waiver.fact) if waiver.fact else None
        if known is not None and is_authoritative(known) and knowledge.holds(waiver.when):
            return PaperLine(material=material, state=PaperState.WAIVED, reason=_shared_reason(knowledge, known))
    return None


def is_authoritative(known: Known) -> bool:
    """Whether an authority's own system said it, rather than a person or the hall's habit."""
    return known.provenance.trust is Trust.A and known.provenance.source not in _OWN_STATEMENT


def _shared_reason(knowledge: Knowledge, known: Known) -> Text:
    day = known.provenance.at.astimezone(HALL_TIME).date().isoformat()
    if known.provenance.system is None:
        return Text(zh=f"免提交：已从共享数据核实（{day}）。", en=f"Waived: shared data says the same ({day}).")
    name = knowledge.system_names([known.provenance.system])
    return Text(zh=f"免提交：{name.zh}已共享（{day}）。", en=f"Waived: shared by {name.en} ({day}).")


def _in_library(knowledge: Knowledge, material: Material, library: Library) -> PaperLine | None:
    found = find_serving(material, library, knowledge.place.today)
    if found is None:
        return None
    document, until = found
    day, trust = document.received_on.isoformat(), document.trust.value
    until_zh, until_en = (f"，可用至 {until}", f", good until {until}") if until else ("", "")
    reason = Text(
        zh=f"免提交：材料库里已有（{day} 收，{trust} 级{until_zh}）。",
        en=f"Waived: in the library since {day} (trust level {trust}{until_en}).",
    )
    return PaperLine(material=material, state=PaperState.IN_LIBRARY, reason=reason, document=document.id)


def _is_complete(material: Material, hand: InHand) -> bool:
    """Whether what was done about the paper is all the item asks of it.

    A paper that must be worth trust level B has its original seen by the operator; a lower one may be a scan alone.
    What the system prints needs no seeing, only the signature. A scan counts as a copy.
    """
    if material.signature and not hand.signed:
        return False
    if material.source is MaterialSource.PRINTED:
        return hand.signed or hand.original_seen or bool(hand.files)
    if hand.copies + len(hand.files) < material.copies:
        return False
    if material.least_trust.meets(Trust.B):
        return hand.original_seen
    return hand.original_seen or bool(hand.files) or hand.copies > 0


def _in_hand(material: Material, hand: InHand) -> PaperLine | None:
    if not _is_complete(material, hand):
        return None
    return PaperLine(material=material, state=PaperState.IN_HAND, reason=material.why)


def _waiver_systems(knowledge: Knowledge, material: Material) -> frozenset[str]:
    """Systems that may still make the paper unnecessary."""
    facts = (waiver.fact for waiver in material.waivers if waiver.fact and not _said(knowledge, waiver.fact))
    return frozenset().union(*(knowledge.waiting_for(fact) for fact in facts))


def _said(knowledge: Knowledge, fact: str) -> bool:
    known = knowledge.find(fact)
    return known is not None and is_authoritative(known)


def _confirming(knowledge: Knowledge, material: Material) -> PaperLine | None:
    """A paper a silent system would have waived: the citizen is not asked for it, the hall confirms it later."""
    if _waiver_systems(knowledge, material):
        return None
    silent = frozenset().union(*(knowledge.silent_about(w.fact) for w in material.waivers if w.fact))
    if not silent:
        return None
    days = material.tolerance.days if material.tolerance else DAYS_TO_CONFIRM
    name = knowledge.system_names(silent)
    reason = Text(
        zh=f"{name.zh}暂时没有应答：不用群众提供，由大厅在 {days} 个工作日内补核。",
        en=f"{name.en} does not answer now: nothing to bring, the hall confirms it within {days} working days.",
    )
    return PaperLine(material=material, state=PaperState.CONFIRMING, reason=reason, days_to_follow=days)


def _owed(knowledge: Knowledge, material: Material, hand: InHand, library: Library) -> PaperLine:
    days = material.tolerance.days if material.tolerance else None
    if material.necessity is Necessity.OPTIONAL:
        return PaperLine(material=material, state=PaperState.OPTIONAL, reason=material.why)
    if hand.undertaken and days is not None:
        reason = Text(
            zh=f"已承诺 {days} 个工作日内补交。", en=f"Undertaken: it will follow within {days} working days."
        )
        return PaperLine(material=material, state=PaperState.FOLLOWS, reason=reason, days_to_follow=days)
    systems = _waiver_systems(knowledge, material)
    reason = _missing_reason(knowledge, material, systems, absent=hand.absent)
    stale = stale_words(material, library, knowledge.place.today)
    if stale is not None:
        reason = Text(zh=f"{reason.zh}{stale.zh}", en=f"{reason.en} {stale.en}")
    return PaperLine(
        material=material,
        state=PaperState.MISSING,
        reason=reason,
        days_to_follow=days,
        waiting_for=systems,
        absent=hand.absent,
    )


def _missing_reason(knowledge: Knowledge, material: Material, systems: frozenset[str], *, absent: bool) -> Text:
    """Why it is needed. Whether it may follow depends on the decision too, so that stands in the line itself."""
    zh, en = material.why.zh, material.why.en
    if absent:
        zh, en = f"{zh}今天拿不出来。", f"{en} It cannot be given today."
    if systems:
        name = knowledge.system_names(systems)
        zh, en = f"{zh}{name.zh}正在查，查到就免交。", f"{en} {name.en} may make it unnecessary."
    return Text(zh=zh, en=en)
