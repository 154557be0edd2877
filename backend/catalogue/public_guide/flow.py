"""The stages of an item as a graph to draw: which row each stands in, and from which day to which it runs."""

from collections.abc import Sequence

from backend.catalogue.public_guide.model import FlowStage
from backend.catalogue.public_guide.words import Words
from backend.catalogue.show import in_words
from backend.guide.bundle import Department
from backend.guide.item import ApprovalPattern, Item, Stage, StageKind

__all__ = ["flow_stages"]

_TOGETHER = (StageKind.SURVEY, StageKind.MEETING)  # what a joint item does in one go: the visit and the meeting


def flow_stages(item: Item, departments: dict[str, Department], words: Words) -> tuple[FlowStage, ...]:
    """Every stage, also those only some applicants meet, forerunners before their followers."""
    rows, starts = _rows(item.stages), _starts(item.stages)
    drawn = [_drawn(item, stage, departments, words, rows[stage.code], starts[stage.code]) for stage in item.stages]
    return tuple(sorted(drawn, key=lambda stage: stage.row))


def _rows(stages: Sequence[Stage]) -> dict[str, int]:
    """The longest way from a beginning: what nothing separates stands in one row."""
    return _longest(stages, dict.fromkeys((stage.code for stage in stages), 1))


def _starts(stages: Sequence[Stage]) -> dict[str, int]:
    """Working days over before each stage begins, when every stage is needed."""
    return _longest(stages, {stage.code: stage.days for stage in stages})


def _longest(stages: Sequence[Stage], weight: dict[str, int]) -> dict[str, int]:
    """The check forbids circles; as many rounds as there are stages settle every way without one."""
    found = dict.fromkeys(weight, 0)
    for _ in stages:
        for stage in stages:
            found[stage.code] = max((found[code] + weight[code] for code in stage.after if code in found), default=0)
    return found


def _drawn(
    item: Item, stage: Stage, departments: dict[str, Department], words: Words, row: int, start: int
) -> FlowStage:
    department = departments.get(stage.department)
    return FlowStage(
        code=stage.code,
        name=words.said(stage.name),
        department=words.said(department.name) if department else stage.department,
        days=stage.days,
        row=row,
        start=start,
        end=start + stage.days,
        procedure=words(f"proc_{stage.special_procedure}") if stage.special_procedure else None,
        condition=in_words(stage.when, item.facts, words.language) if stage.when else None,
        after=stage.after,
        lead=stage.lead,
        joint=item.approval_pattern is ApprovalPattern.JOINT and stage.kind in _TOGETHER,
    )
