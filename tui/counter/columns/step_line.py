"""The bar of steps for a visit: what is done, where we are, and how much of the form and the papers is settled."""

from backend.guide.outcome import FieldState
from backend.guide.steps import Step, needs
from tui.counter.visit import Visit
from tui.counter.words import STEP_NAMES, is_settled
from tui.widgets import Step as BarStep
from tui.widgets.step_bar import StepState


def step_line(visit: Visit | None, now: Step) -> list[BarStep]:
    return [BarStep(STEP_NAMES[step], _state(visit, step, now), _note(visit, step)) for step in Step]


def _state(visit: Visit | None, step: Step, now: Step) -> StepState:
    """A step passed over by a key is not done while something in it still needs a human."""
    if step is now:
        return "current"
    return "done" if step.is_before(now) and not _is_open(visit, step) else "coming"


def _is_open(visit: Visit | None, step: Step) -> bool:
    if visit is None or visit.receipt is not None:
        return False
    return any(need.step is step for need in needs(visit.assessed))


def _note(visit: Visit | None, step: Step) -> str:
    if visit is None or not visit.items or visit.receipt is not None:
        return ""
    if step is Step.FILL:
        needed = [field.line for field in visit.assessed.fields if field.line.state is not FieldState.EMPTY]
        return f"{sum(line.state is FieldState.FILLED for line in needed)}/{len(needed)}" if needed else ""
    if step is Step.PAPERS:
        papers = visit.paper_lines()
        return f"{sum(is_settled(line.state) for _, line in papers)}/{len(papers)}" if papers else ""
    return ""
