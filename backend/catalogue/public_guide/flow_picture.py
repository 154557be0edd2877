"""The stages drawn: boxes from top to bottom, those of one row side by side, arrows for what waits for what."""

from itertools import groupby
from typing import NamedTuple

from backend.catalogue.public_guide import svg
from backend.catalogue.public_guide.model import FlowStage, PublicGuide
from backend.catalogue.rules.wording import cells

__all__ = ["flow_picture"]

_WIDTH, _MARGIN, _GAP, _DROP = 680.0, 34.0, 12.0, 34.0
_LINE = 14.0
_WIDEST = 260.0
_PALE = "#eef3f8"


class _Box(NamedTuple):
    x: float
    y: float
    width: float
    height: float
    row: int

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def foot(self) -> float:
        return self.y + self.height


def flow_picture(guide: PublicGuide) -> str:
    rows = [list(stages) for _, stages in groupby(guide.stages, key=lambda stage: stage.row)]
    first = _Box(_WIDTH / 2 - 120, 2, 240, 30, -1)
    places: dict[str, _Box] = {}
    y, drawn, tabs = first.foot + _DROP, [_end(first, guide.words["flow_apply"])], []
    for row in rows:
        boxes, tallest = _row(guide, row, y)
        places |= boxes
        if len(row) > 1:
            drawn.append(_band(y, tallest))
            tabs.append(_tab(_word_for(guide, row), y))
        y += tallest + _DROP
    ending = svg.broken(f"{guide.words['flow_result']}{guide.words['colon']}{guide.result}", 300, 12)
    last = _Box(_WIDTH / 2 - 160, y, 320, 14 + 16.0 * len(ending), len(rows))
    drawn += [_stage(guide, stage, places[stage.code]) for stage in guide.stages]
    drawn += _arrows(guide, first, places, last)
    drawn += [_end(last, *ending), *tabs]
    return svg.picture(_WIDTH, last.foot + 3, *drawn)


def _row(guide: PublicGuide, row: list[FlowStage], y: float) -> tuple[dict[str, _Box], float]:
    room = (_WIDTH - 2 * _MARGIN - _GAP * (len(row) - 1)) / len(row)
    width = min(room, _WIDEST)
    tallest = max(_LINE * len(_lines(guide, stage, width)) + 14 for stage in row)
    left = (_WIDTH - width * len(row) - _GAP * (len(row) - 1)) / 2
    number = row[0].row
    boxes = [_Box(left + place * (width + _GAP), y, width, tallest, number) for place in range(len(row))]
    return dict(zip((stage.code for stage in row), boxes, strict=True)), tallest


def _band(y: float, height: float) -> str:
    """A band behind stages that run at once."""
    return svg.box(_MARGIN - 10, y - 9, _WIDTH - 2 * _MARGIN + 20, height + 18, rx=8, fill=_PALE)


def _word_for(guide: PublicGuide, row: list[FlowStage]) -> str:
    """Where every stage of the row has a condition, some applicants meet one of them, not all at once."""
    return guide.words["as_it_is" if all(stage.condition for stage in row) else "side_by_side"]


def _tab(word: str, y: float) -> str:
    """The word of a band, over the arrows that pass."""
    ground = svg.box(_MARGIN - 10, y - 21, 10 + 6.5 * cells(word), 15, rx=4, fill=_PALE)
    return ground + svg.text(_MARGIN - 5, y - 10, word, 10.5, fill=svg.SOFT, font_weight="bold")


def _lines(guide: PublicGuide, stage: FlowStage, width: float) -> list[tuple[str, bool]]:
    """Lines in the box, each with whether it stands out."""
    room = width - 14
    days = guide.words["d"].format(days=stage.days) if stage.days else guide.words["zero_d"]
    facts = [stage.department, f"{days} {guide.settings_sure.mark}"]
    if stage.joint:
        facts.append(f"◆ {guide.words['jointly']}")
    if stage.procedure:
        facts.append(f"▲ {stage.procedure}")
    if stage.condition:
        facts.append(guide.words["when"].format(condition=stage.condition))
    name = [(line, True) for line in svg.broken(stage.name, room)]
    return name + [(line, False) for fact in facts for line in svg.broken(fact, room, 10)]


def _stage(guide: PublicGuide, stage: FlowStage, place: _Box) -> str:
    look = {"fill": "#fff7e0" if stage.procedure else "#ffffff", "stroke": svg.INK}
    dash = {"stroke_dasharray": "5 3"} if stage.condition else {}
    weight = {"stroke_width": 2.2 if stage.lead else 1.2}
    drawn = [svg.box(place.x, place.y, place.width, place.height, rx=4, **look, **dash, **weight)]
    for number, (words, bold) in enumerate(_lines(guide, stage, place.width), start=1):
        strong = {"font_weight": "bold"} if bold else {"fill": svg.SOFT}
        drawn.append(svg.text(place.x + 7, place.y + 4 + _LINE * number, words, 11 if bold else 10, **strong))
    return "".join(drawn)


def _end(place: _Box, *lines: str) -> str:
    edge = svg.box(place.x, place.y, place.width, place.height, rx=15, fill=svg.INK)
    words = [
        svg.text(place.middle, place.y + 4 + 16 * number, said, 12, fill="#ffffff", text_anchor="middle")
        for number, said in enumerate(lines, start=1)
    ]
    return edge + "".join(words)


def _arrows(guide: PublicGuide, first: _Box, places: dict[str, _Box], last: _Box) -> list[str]:
    followed = {code for stage in guide.stages for code in stage.after}
    ways = [(first, places[stage.code]) for stage in guide.stages if not stage.after]
    ways += [(places[code], places[stage.code]) for stage in guide.stages for code in stage.after]
    ways += [(places[stage.code], last) for stage in guide.stages if stage.code not in followed]
    return [_arrow(start, end) for start, end in ways]


def _arrow(start: _Box, end: _Box) -> str:
    """Straight to the next row; past other rows it goes round by the edge."""
    tip = f"M{end.middle - 4:.1f} {end.y - 7:.1f}L{end.middle:.1f} {end.y:.1f}L{end.middle + 4:.1f} {end.y - 7:.1f}Z"
    head = svg.path(tip, fill=svg.INK, stroke="none")
    if end.row == start.row + 1:
        return svg.line(start.middle, start.foot, end.middle, end.y - 5) + head
    edge = 10 if start.middle < _WIDTH / 2 else _WIDTH - 10
    down, across = start.foot + 14, end.y - 16
    way = f"M{start.middle:.1f} {start.foot:.1f}V{down:.1f}H{edge}V{across:.1f}H{end.middle:.1f}V{end.y - 5:.1f}"
    return svg.path(way) + head
