"""The guide of one item as plain text: what F8 shows while it is being taken in."""

from collections.abc import Iterable, Iterator, Mapping

from backend.guide.ground import Confidence
from backend.guide.item import Item, Material, Stage
from backend.guide.outcome import Assessment
from backend.guide.text import Text
from tui.counter.words import labelled, promised_words, said
from tui.locale import N_, _

_CONFIDENCE = {
    Confidence.LAW: N_("law, read"),
    Confidence.OFFICIAL_LIST: N_("official list"),
    Confidence.GENERAL: N_("general knowledge, to be confirmed by the hall"),
    Confidence.OURS: N_("our own setting"),
}


def about_item(item: Item, assessment: Assessment, catalogue: Mapping[str, Item]) -> str:
    """The whole guide, as it stands for this applicant where that is known; every statement with how sure it is."""
    parts = [
        [_("How sure: {marks}").format(marks="  ".join(f"{sure.mark} {_(_CONFIDENCE[sure])}" for sure in Confidence))],
        list(_conditions(item, assessment)),
        list(_days(item)),
        list(_fee_and_result(item)),
        list(_neighbours(item, catalogue)),
        list(_listed(_("Often missed"), item.mistakes)),
        [_("Rests on"), *[f"  · {said(ground.text)} {ground.confidence.mark}" for ground in item.legal_basis]],
        list(_papers(item, assessment)),
        list(_stages(item, assessment)),
        list(_listed(_("If the citizen does not agree"), item.remedies)),
        [_("Also called"), "  · " + " / ".join(item.popular_names)] if item.popular_names else [],
    ]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _listed(heading: str, texts: Iterable[Text]) -> Iterator[str]:
    lines = [f"  · {said(text)}" for text in texts]
    return iter([heading, *lines] if lines else [])


def _conditions(item: Item, assessment: Assessment) -> Iterator[str]:
    if assessment.requirements:
        yield _("Conditions")
    for line in assessment.requirements:
        mark = {True: "✓", False: "✗", None: "?"}[line.holds]
        ground = line.requirement.ground
        sure = ground.confidence if ground else item.settings_confidence
        yield f"  {mark} {said(line.requirement.name)} {sure.mark}"
        if line.holds is False:
            yield f"      {said(line.requirement.reason)}"
            if line.requirement.say is not None:
                yield "      " + _("Say:") + f" {said(line.requirement.say)}"


def _days(item: Item) -> Iterator[str]:
    mark = item.settings_confidence.mark
    yield _("Time")
    yield "  · " + _("promised: {words}").format(words=promised_words(item.promised_days)) + f" {mark}"
    if item.statutory_days is not None:
        yield "  · " + _("by law at most: {words}").format(words=promised_words(item.statutory_days)) + f" {mark}"


def _fee_and_result(item: Item) -> Iterator[str]:
    mark = item.settings_confidence.mark
    yield _("Fee and result")
    fee = said(item.fee) if item.fee is not None else _("No fee")
    yield f"  · {fee} {mark}"
    yield f"  · {said(item.result.name)} {mark}"
    if item.result.explain is not None:
        yield f"      {said(item.result.explain)}"


def _papers(item: Item, assessment: Assessment) -> Iterator[str]:
    """All the item knows; those this applicant's case needs come first."""
    needed = {line.material.code for line in assessment.papers}
    if item.materials:
        yield _("Papers")
    for material in sorted(item.materials, key=lambda material: material.code not in needed):
        yield from _paper(item, material, material.code in needed)


def _paper(item: Item, material: Material, needed: bool) -> Iterator[str]:
    sure = material.ground.confidence if material.ground else item.settings_confidence
    aside = "" if needed else " · " + _("not in this case, as far as is known")
    yield f"  {'✓' if needed else '-'} {said(material.name)} {sure.mark}{aside}"
    facts = [_("originals {originals}, copies {copies}").format(originals=material.originals, copies=material.copies)]
    if material.waivers:
        facts.append(_("needless where a system or the library has it"))
    if material.tolerance is not None:
        facts.append(_("may follow: {words}").format(words=promised_words(material.tolerance.days)))
    yield f"      {said(material.why)}"
    yield f"      {' · '.join(facts)}"


def _stages(item: Item, assessment: Assessment) -> Iterator[str]:
    """All the item knows, in the order they are written; what each waits for."""
    needed = {stage.code for stage in assessment.stages}
    names = {stage.code: said(stage.name) for stage in item.stages}
    yield _("Stages")
    for stage in item.stages:
        yield _stage(item, stage, names, stage.code in needed)


def _stage(item: Item, stage: Stage, names: Mapping[str, str], needed: bool) -> str:
    days = promised_words(stage.days) if stage.days else _("same day")
    parts = [f"{names[stage.code]} {item.settings_confidence.mark}", days]
    if stage.after:
        parts.append(_("after {stages}").format(stages=", ".join(names[code] for code in stage.after)))
    if not needed:
        parts.append(_("not in this case, as far as is known"))
    return f"  {'✓' if needed else '-'} {' · '.join(parts)}"


def _neighbours(item: Item, catalogue: Mapping[str, Item]) -> Iterator[str]:
    if item.neighbours:
        yield _("Easily taken for it")
    for neighbour in item.neighbours:
        other = catalogue.get(neighbour.item)
        name = f" {said(other.name)}" if other is not None else ""
        yield "  · " + labelled(f"{neighbour.item}{name}", said(neighbour.difference))
