"""What needs a human next, over all items of a visit: the destination of Enter, and the bar of steps."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from backend.guide.facts import Source
from backend.guide.outcome import Assessment, DecisionKind, FieldState, PaperState

__all__ = ["Spot", "Step", "StepLine", "StepName", "StepState", "next_step"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StepName(StrEnum):
    IDENTIFY = "identify"
    CHOOSE = "choose"
    ASK = "ask"
    FILL = "fill"
    PAPERS = "papers"
    REVIEW = "review"
    HAND_OVER = "hand_over"


class StepState(StrEnum):
    DONE = "done"
    PASSED = "passed"  # nothing in it ever needed a human
    NOW = "now"
    AHEAD = "ahead"


class StepLine(_Model):
    """One step of the bar. ``done`` of ``total`` counts its questions, form lines or papers."""

    step: StepName
    state: StepState
    done: int = 0
    total: int = 0


class Spot(_Model):
    """The one thing that needs a human next. ``code``: its fact or material; ``waiting``: a system may tell it yet."""

    step: StepName
    item: str | None = None
    code: str | None = None
    waiting: bool = False


class Step(_Model):
    spot: Spot
    bar: tuple[StepLine, ...]


class _Part(_Model):
    """One question, form line or paper of the visit, and whether it still needs a human."""

    spot: Spot
    is_open: bool
    by_hand: bool


_HUMAN = frozenset({Source.ASKED, Source.TYPED})
_OPEN_FIELDS = (FieldState.ASK, FieldState.CONFIRM, FieldState.WRONG, FieldState.WAITING)


def next_step(assessments: Sequence[Assessment], *, identified: bool = True, reviewed: bool = False) -> Step:
    """Where to go next. Of an item that will be declined nothing more is asked, so nothing in it is next.

    What only waits for a system comes after everything a human must do anyway.
    """
    going_on = [a for a in assessments if a.decision.kind is not DecisionKind.DECLINE]
    parts = {
        StepName.ASK: _once(_questions(going_on)),
        StepName.FILL: _once(_fields(going_on)),
        StepName.PAPERS: _once(_papers(going_on)),
    }
    spot = _spot(parts, bool(assessments), identified, reviewed)
    return Step(spot=spot, bar=tuple(_line(name, spot.step, parts.get(name, ())) for name in StepName))


def _spot(parts: dict[StepName, tuple[_Part, ...]], chosen: bool, identified: bool, reviewed: bool) -> Spot:
    if not identified:
        return Spot(step=StepName.IDENTIFY)
    if not chosen:
        return Spot(step=StepName.CHOOSE)
    open_spots = [part.spot for step in parts.values() for part in step if part.is_open]
    sure = [spot for spot in open_spots if not spot.waiting]
    if sure or open_spots:
        return (sure or open_spots)[0]
    return Spot(step=StepName.HAND_OVER if reviewed else StepName.REVIEW)


def _line(name: StepName, now: StepName, parts: Sequence[_Part]) -> StepLine:
    order = list(StepName)
    total, done = len(parts), sum(not part.is_open for part in parts)
    if name is now:
        state = StepState.NOW
    elif order.index(name) > order.index(now):
        state = StepState.AHEAD
    elif name in (StepName.ASK, StepName.FILL, StepName.PAPERS) and not any(part.by_hand for part in parts):
        state = StepState.PASSED
    else:
        state = StepState.DONE
    return StepLine(step=name, state=state, done=done, total=total)


def _questions(assessments: Iterable[Assessment]) -> Iterable[_Part]:
    for assessment in assessments:
        for line in assessment.questions:
            fact, known = line.situation.fact, line.known
            waiting = known is None and bool(line.waiting_for)
            spot = Spot(step=StepName.ASK, item=assessment.item, code=fact, waiting=waiting)
            by_hand = known is None or known.provenance.source in _HUMAN
            yield _Part(spot=spot, is_open=known is None, by_hand=by_hand)


def _fields(assessments: Iterable[Assessment]) -> Iterable[_Part]:
    for assessment in assessments:
        asked = {line.situation.fact for line in assessment.questions if line.known is None}
        for line in assessment.fields:
            waiting = line.state is FieldState.WAITING
            spot = Spot(step=StepName.FILL, item=assessment.item, code=line.field.fact, waiting=waiting)
            is_open = line.state in _OPEN_FIELDS and line.field.fact not in asked
            typed = line.known is not None and (line.known.confirmed or line.known.provenance.source in _HUMAN)
            yield _Part(spot=spot, is_open=is_open, by_hand=is_open or typed)


def _papers(assessments: Iterable[Assessment]) -> Iterable[_Part]:
    by_hand = (PaperState.MISSING, PaperState.IN_HAND, PaperState.FOLLOWS)
    for assessment in assessments:
        for line in assessment.papers:
            waiting = bool(line.waiting_for)
            spot = Spot(step=StepName.PAPERS, item=assessment.item, code=line.material.code, waiting=waiting)
            is_open = line.state is PaperState.MISSING and not line.absent
            yield _Part(spot=spot, is_open=is_open, by_hand=line.state in by_hand)


def _once(parts: Iterable[_Part]) -> tuple[_Part, ...]:
    """Each fact or paper once for the visit; open if it is open for any item."""
    found: dict[str | None, _Part] = {}
    for part in parts:
        held = found.get(part.spot.code)
        if held is None or (part.is_open and not held.is_open):
            found[part.spot.code] = part
    return tuple(found.values())
