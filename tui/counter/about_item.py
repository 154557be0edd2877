"""The guide of one item as plain text: what F8 shows while it is being taken in."""

from collections.abc import Iterator, Mapping

from backend.guide.item import Confidence, Item
from backend.guide.outcome import Assessment
from tui.counter.words import promised_words, said
from tui.locale import N_, _

_CONFIDENCE = {
    Confidence.LAW: N_("law, read"),
    Confidence.OFFICIAL_LIST: N_("official list"),
    Confidence.GENERAL: N_("general knowledge, to be confirmed by the hall"),
    Confidence.OURS: N_("our own setting"),
}


def about_item(item: Item, assessment: Assessment, catalogue: Mapping[str, Item]) -> str:
    """Conditions as they stand for this applicant, what it rests on, what it is mistaken for, what is often missed."""
    parts = [
        list(_conditions(assessment)),
        list(_days(item)),
        list(_neighbours(item, catalogue)),
        [_("Often missed"), *[f"  · {said(text)}" for text in item.mistakes]] if item.mistakes else [],
        [
            _("Rests on"),
            *[f"  · {said(ground.text)} ({_(_CONFIDENCE[ground.confidence])})" for ground in item.legal_basis],
        ],
        [_("If the citizen does not agree"), *[f"  · {said(text)}" for text in item.remedies]] if item.remedies else [],
    ]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _conditions(assessment: Assessment) -> Iterator[str]:
    if assessment.requirements:
        yield _("Conditions")
    for line in assessment.requirements:
        mark = {True: "✓", False: "✗", None: "○"}[line.holds]
        yield f"  {mark} {said(line.requirement.name)}"
        if line.holds is False:
            yield f"      {said(line.requirement.reason)}"
            if line.requirement.say is not None:
                yield "      " + _("Say:") + f" {said(line.requirement.say)}"


def _days(item: Item) -> Iterator[str]:
    yield _("Time")
    yield "  · " + _("promised: {words}").format(words=promised_words(item.promised_days))
    if item.statutory_days is not None:
        yield "  · " + _("by law at most: {words}").format(words=promised_words(item.statutory_days))


def _neighbours(item: Item, catalogue: Mapping[str, Item]) -> Iterator[str]:
    if item.neighbours:
        yield _("Easily taken for it")
    for neighbour in item.neighbours:
        other = catalogue.get(neighbour.item)
        name = f" {said(other.name)}" if other is not None else ""
        yield f"  · {neighbour.item}{name}: {said(neighbour.difference)}"
