"""Making the guide of an item: one pure value for paper, web page and terminal."""

from backend.catalogue.public_guide.flow import flow_stages
from backend.catalogue.public_guide.model import Entry, PaperEntry, PublicGuide, Treatment
from backend.catalogue.public_guide.papers import paper_entries
from backend.catalogue.public_guide.sections import days_said, fee_said, result_said, sections_of
from backend.catalogue.public_guide.words import Words, words_in
from backend.guide.bundle import Bundle
from backend.guide.item import Item

__all__ = ["public_guide"]


def public_guide(item: Item, bundle: Bundle, language: str = "zh") -> PublicGuide:
    """The guide of ``item`` in ``language``: ``en``, or anything else for Chinese."""
    words = words_in(language)
    papers = paper_entries(item, words)
    return PublicGuide(
        language=words.language,
        code=item.code,
        name=words.said(item.name),
        also_called=words.listed(list(item.popular_names)),
        version=bundle.version,
        glance=_glance(item, papers, words),
        sections=sections_of(item, bundle, words),
        papers=papers,
        stages=flow_stages(item, bundle.departments, words),
        result=result_said(item, words),
        promised_days=item.promised_days,
        statutory_days=item.statutory_days,
        settings_sure=item.settings_confidence,
        words=words.all,
    )


def _glance(item: Item, papers: tuple[PaperEntry, ...], words: Words) -> tuple[tuple[str, str, Entry], ...]:
    sure = item.settings_confidence
    to_bring = sum(paper.treatment in (Treatment.BRING, Treatment.MAYBE) for paper in papers)
    bring = words("papers_n", count=to_bring) if to_bring else words("nothing_to_bring")
    said = {
        "days": days_said(item, words),
        "fee": fee_said(item, words),
        "bring": bring,
        "where": words(item.intake_level.value),
        "result": result_said(item, words),
    }
    return tuple((name, words(name), Entry(text, sure)) for name, text in said.items())
