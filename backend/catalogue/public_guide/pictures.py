"""What people would rather look at than read: the papers, the way through the hall, the days, the item's bar code."""

from functools import cache

from backend.catalogue.public_guide import svg
from backend.catalogue.public_guide.model import FlowStage, PaperEntry, PublicGuide, Treatment

__all__ = ["bar_code", "bars", "paper_picture", "ruler_picture", "way_picture"]

_RED = "#b3261e"
_MODULE = 1.4
_LABELS = 200.0
_DAYS_WIDTH = 460.0
_ROW = 18.0


@cache
def bars(code: str) -> str:
    """Code 128 of ``code`` as modules, ``1`` for black."""
    from barcode import Code128  # only a guide needs it

    modules: str = Code128(code).build()[0]
    return modules


def bar_code(code: str) -> str:
    modules = bars(code)
    drawn = [
        svg.box(10 + place * _MODULE, 2, _MODULE, 30, fill="#000000")
        for place, module in enumerate(modules)
        if module == "1"
    ]
    width = 20 + len(modules) * _MODULE
    return svg.picture(width, 46, *drawn, svg.text(width / 2, 44, code, 11, text_anchor="middle"))


def paper_picture(paper: PaperEntry) -> str:
    """Sheets for originals and copies (copies dashed), a pen to sign with, a cross over what stays at home."""
    sheets = [_sheet(30, 4, dashed=True)] if paper.copies else []
    if paper.originals or not paper.copies:
        sheets.append(_sheet(20, 8, dashed=False))
    counts = [str(count) for count in (paper.originals, paper.copies) if count > 1]
    if counts:
        sheets.append(svg.text(32, 34, "×" + "+".join(counts), 9, text_anchor="middle"))
    return svg.picture(60, 48, _tick_box(paper.treatment), *sheets, _over(paper.treatment))


def _sheet(x: float, y: float, *, dashed: bool) -> str:
    look = {"stroke_dasharray": "3 2"} if dashed else {}
    way = f"M{x} {y}h16l7 7v25h-23ZM{x + 16} {y}v7h7"
    lines = "".join(svg.line(x + 4, y + drop, x + 18, y + drop, stroke="#90a0b0") for drop in (12, 17))
    return svg.path(way, fill="#ffffff", **look) + lines


def _tick_box(treatment: Treatment) -> str:
    """To be ticked at home; none before what is not brought."""
    if treatment in (Treatment.SYSTEM, Treatment.SIGN):
        return ""
    return svg.box(2, 17, 12, 12, fill="#ffffff", stroke=svg.INK, stroke_width=1.2)


def _over(treatment: Treatment) -> str:
    if treatment is Treatment.SYSTEM:
        return svg.path("M14 6L52 44M52 6L14 44", stroke=_RED, stroke_width=3)
    if treatment is Treatment.SIGN:
        return svg.path("M28 40l3-9 14-14 5 5-14 14ZM22 43h22", fill="#fff7e0")
    if treatment is Treatment.MAYBE:
        return svg.text(50, 46, "?", 18, fill=_RED, font_weight="bold")
    return ""


def way_picture(guide: PublicGuide) -> str:
    """Four steps from the door to the way home."""
    drawn = []
    for place, draw in enumerate((_ticket, _window, _signature, _house)):
        x = 85 + place * 170
        lines = svg.broken(guide.words[f"way_{place + 1}"], 150)
        drawn.append(draw(x))
        drawn += [
            svg.text(x, 60 + 14 * number, f"{place + 1}. {said}" if number == 0 else said, 11, text_anchor="middle")
            for number, said in enumerate(lines)
        ]
        if place:
            drawn.append(svg.path(f"M{x - 108} 26h38m-7 -5l7 5l-7 5", stroke_width=1.8))
    return svg.picture(680, 82, *drawn)


def _ticket(x: float) -> str:
    edge = svg.box(x - 15, 6, 30, 40, rx=2, fill="#ffffff", stroke=svg.INK)
    return edge + svg.text(x, 33, "A7", 15, text_anchor="middle", font_weight="bold")


def _window(x: float) -> str:
    edge = svg.box(x - 26, 4, 52, 30, rx=2, fill="#eef3f8", stroke=svg.INK)
    person = svg.path(f"M{x - 9} 34v-4q0 -8 9 -8t9 8v4M{x - 5} 16a5 5 0 1 0 10 0a5 5 0 1 0 -10 0", fill="#ffffff")
    card = svg.box(x + 6, 36, 22, 12, rx=2, fill="#fff7e0", stroke=svg.INK)
    return edge + person + card + svg.line(x - 32, 34, x + 32, 34, stroke_width=2.4)


def _signature(x: float) -> str:
    return _sheet(x - 16, 8, dashed=False) + svg.path(f"M{x - 4} 42l3-9 16-16 5 5-16 16Z", fill="#fff7e0")


def _house(x: float) -> str:
    house = svg.path(f"M{x - 20} 24L{x} 6L{x + 20} 24V46H{x - 20}Z", fill="#ffffff")
    return house + svg.box(x - 5, 30, 10, 16, fill="#eef3f8", stroke=svg.INK)


def ruler_picture(guide: PublicGuide) -> str:
    """A bar for each stage over a ruler of working days, and the day that is promised."""
    longest = max([guide.promised_days, 1, *(stage.end for stage in guide.stages)])
    step = _DAYS_WIDTH / longest
    drawn, y = [], 4.0
    for stage in guide.stages:
        names = svg.broken(stage.name, _LABELS - 12, 10)
        drawn += [svg.text(0, y + 12 + 12 * place, said, 10) for place, said in enumerate(names)]
        drawn.append(_bar(stage, y, step))
        y += max(_ROW, 12.0 * len(names) + 6)
    return svg.picture(680, y + 22, *drawn, *_scale(guide.promised_days, longest, step, y))


def _bar(stage: FlowStage, y: float, step: float) -> str:
    fill = "#fff7e0" if stage.procedure else "#c9dbea"
    dash = {"stroke_dasharray": "4 2"} if stage.condition else {}
    width = max(stage.days * step, 2)
    return svg.box(_LABELS + stage.start * step, y + 2, width, 13, fill=fill, stroke=svg.INK, **dash)


def _scale(promised: int, longest: int, step: float, y: float) -> list[str]:
    every = max(1, -(-longest // 20))
    drawn = [svg.line(_LABELS, y + 2, _LABELS + _DAYS_WIDTH, y + 2)]
    for day in range(longest + 1):
        x, here = _LABELS + day * step, day == promised
        if not here and (day % every or abs(day - promised) < every):
            continue  # numbers would touch
        drawn.append(svg.line(x, 0 if here else y - 2, x, y + 6, stroke=_RED if here else svg.INK))
        look = {"font_weight": "bold", "fill": _RED} if here else {"fill": svg.INK}
        drawn.append(svg.text(x, y + 18, str(day), 10, text_anchor="middle", **look))
    return drawn
