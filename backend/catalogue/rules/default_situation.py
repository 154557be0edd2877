"""The default situation is one in which somebody can be served; the published number of papers is counted in it."""

from collections.abc import Iterable

from backend.catalogue.build import BuiltItem
from backend.catalogue.faults import Fault
from backend.guide.checks import find_problem
from backend.guide.outcome import DecisionKind
from backend.guide.papers_asked import default_assessment

__all__ = ["default_situation_faults"]


def default_situation_faults(built: BuiltItem) -> Iterable[Fault]:
    wrong = list(_wrong_values(built))
    yield from wrong
    if wrong:
        return
    decision = default_assessment(built.item).decision
    if decision.kind in (DecisionKind.DECLINE, DecisionKind.UNDECIDED):
        reasons = ", ".join(reason.code for reason in decision.reasons)
        yield built.tree.at(("default_situation",)).fault(
            f"Nobody is served in the default situation ({reasons}).",
            "Say under `default_situation:` what holds of a usual applicant.",
        )


def _wrong_values(built: BuiltItem) -> Iterable[Fault]:
    for code, value in built.item.default_situation.items():
        fact = built.item.facts.get(code)
        tree = built.tree.at(("default_situation", code))
        if fact is None:
            yield tree.fault(f"The item does not refer to the fact “{code}”.", "Take it out, or correct it.")
        elif find_problem(fact, value) is not None:
            yield tree.fault(f"“{code}” cannot have the value {value!r}.", "Give a value of its kind.")
