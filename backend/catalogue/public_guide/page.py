"""The guide as one HTML file that stands alone: no script, nothing fetched, fit for a screen reader and for A4."""

from html import escape
from pathlib import Path

from backend.catalogue.public_guide.flow_picture import flow_picture
from backend.catalogue.public_guide.model import Entry, FlowStage, PaperEntry, PublicGuide, Section
from backend.catalogue.public_guide.pictures import bar_code, paper_picture, ruler_picture, way_picture
from backend.guide.ground import Confidence

__all__ = ["page"]

_STYLE = Path(__file__).with_name("page.css")


def page(guide: PublicGuide) -> str:
    """HTML that is XML too, so that every reader takes it the same way."""
    title = escape(f"{guide.code} {guide.name}")
    language = "en" if guide.language == "en" else "zh-CN"
    parts = [
        "<!DOCTYPE html>",
        f'<html xmlns="http://www.w3.org/1999/xhtml" lang="{language}">',
        '<head><meta charset="utf-8"/><meta name="viewport" content="width=device-width, initial-scale=1"/>',
        f"<title>{title}</title><style>{_STYLE.read_text('utf-8')}</style></head><body>",
        _header(guide),
        "<main>",
        _glance(guide),
        *(_section(guide, section) for section in guide.sections),
        f"</main><footer><p>{escape(guide.words['version'].format(version=guide.version[:12]))}</p></footer>",
        "</body></html>",
    ]
    return "\n".join(parts) + "\n"


def _header(guide: PublicGuide) -> str:
    called = f"<p>{escape(guide.words['also_called'] + guide.words['colon'] + guide.also_called)}</p>"
    return (
        f'<header><div class="code">{bar_code(guide.code)}<span class="heard">{escape(guide.code)}</span></div>'
        f'<p class="kind">{escape(guide.words["guide"])}</p><h1>{escape(guide.name)}</h1>'
        f"{called if guide.also_called else ''}</header>"
    )


def _glance(guide: PublicGuide) -> str:
    tiles = "".join(
        f"<div><dt>{escape(label)}</dt><dd>{_said(guide, entry)}</dd></div>" for _, label, entry in guide.glance
    )
    steps = "".join(f"<li>{escape(guide.words[f'way_{step}'])}</li>" for step in range(1, 5))
    way = f'<figure>{way_picture(guide)}<ol class="heard">{steps}</ol></figure>'
    head = f'<section aria-labelledby="glance"><h2 id="glance">{escape(guide.words["glance"])}</h2>'
    path = f'<section aria-labelledby="way"><h2 id="way">{escape(guide.words["way"])}</h2>{way}</section>'
    return f"{head}<dl>{tiles}</dl>{_legend(guide)}</section>{path}"


def _legend(guide: PublicGuide) -> str:
    marks = "".join(
        f'<li><span aria-hidden="true">{sure.mark}</span> {escape(guide.words[f"sure_{sure.value}"])}</li>'
        for sure in Confidence
    )
    return f'<p class="note">{escape(guide.words["sure"])}</p><ul class="legend">{marks}</ul>'


def _section(guide: PublicGuide, section: Section) -> str:
    drawn = {"papers": _papers, "flow": _flow}.get(section.picture or "")
    inner = drawn(guide) if drawn else ""
    entries = "".join(f"<li>{_said(guide, entry)}{_notes(entry.notes)}</li>" for entry in section.entries)
    body = f"<ul>{entries}</ul>" if entries else ""
    return (
        f'<section aria-labelledby="{section.code}"><h2 id="{section.code}">{escape(section.title)}</h2>'
        f"{inner}{body}</section>"
    )


def _said(guide: PublicGuide, entry: Entry) -> str:
    return escape(entry.text) + (_mark(guide, entry.sure) if entry.sure else "")


def _mark(guide: PublicGuide, sure: Confidence) -> str:
    words = escape(guide.words[f"sure_{sure.value}"])
    return f' <span class="sure" role="img" aria-label="{words}" title="{words}">{sure.mark}</span>'


def _notes(notes: tuple[str, ...]) -> str:
    return "".join(f'<p class="note">{escape(note)}</p>' for note in notes)


def _papers(guide: PublicGuide) -> str:
    if not guide.papers:
        return ""
    return f'<ul class="papers">{"".join(_paper(guide, paper) for paper in guide.papers)}</ul>'


def _paper(guide: PublicGuide, paper: PaperEntry) -> str:
    treatment = paper.treatment.value
    return (
        f'<li class="{treatment}">{paper_picture(paper)}<div><p><strong>{escape(paper.name)}</strong>'
        f"{_mark(guide, paper.sure)}</p>"
        f'<p class="treatment">{escape(guide.words[f"paper_{treatment}"])}</p>{_notes(paper.notes)}</div></li>'
    )


def _flow(guide: PublicGuide) -> str:
    steps = "".join(f"<li>{escape(_in_words(guide, stage))}</li>" for stage in guide.stages)
    ruler = f"<h3>{escape(guide.words['ruler'])}</h3>{ruler_picture(guide)}" if guide.promised_days else ""
    return f'<figure>{flow_picture(guide)}<ol class="heard">{steps}</ol>{ruler}</figure>'


def _in_words(guide: PublicGuide, stage: FlowStage) -> str:
    """What the drawing shows, for who does not see it."""
    names = {other.code: other.name for other in guide.stages}
    days = guide.words["d"].format(days=stage.days) if stage.days else guide.words["zero_d"]
    parts = [stage.name, stage.department, days, stage.procedure or "", guide.words["jointly"] if stage.joint else ""]
    if stage.after:
        before = guide.words["list"].join(names[code] for code in stage.after)
        parts.append(guide.words["after"].format(stages=before))
    if stage.condition:
        parts.append(guide.words["when"].format(condition=stage.condition))
    return guide.words["comma"].join(part for part in parts if part)
