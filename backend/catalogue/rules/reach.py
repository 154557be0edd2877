"""Every condition can hold and can fail, somebody meets all requirements, and nothing waits for who is declined."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from backend.catalogue.build import BuiltItem
from backend.catalogue.faults import Fault
from backend.catalogue.rules.cases import Cases, negated
from backend.catalogue.rules.conditions import Path, conditions_of
from backend.catalogue.tree import Tree
from backend.guide.condition import AnyOf, Condition, facts_in
from backend.guide.item import Item, Requirement

__all__ = ["demands_of", "reach_faults"]

_FOR_THE_ACCEPTED = frozenset({"fields", "materials", "stages"})


def reach_faults(built: BuiltItem) -> Iterable[Fault]:
    item = built.item
    cases = Cases(item, (condition for condition, _ in conditions_of(item)))
    demands = demands_of(item)
    for condition, path in conditions_of(item):
        tree = built.tree.at(path)
        match path:
            case ("requirements", int(place), "must"):
                yield from _demand_faults(tree, item.requirements[place], cases)
            case ("facts", str(code), "derived", int(place), "when"):
                yield from _derived_faults(tree, item, code, place, cases)
            case ("materials", int(place), "waivers", *_):
                yield from _waiver_faults(tree, condition, item.materials[place].when, cases)
            case _:
                yield from _when_faults(tree, condition, path, demands, cases)
    yield from _together(built, demands, cases)


def demands_of(item: Item) -> tuple[Condition, ...]:
    """What must hold of who is accepted: each requirement holds where it applies."""
    return tuple(_where_it_applies(requirement) for requirement in item.requirements)


def _where_it_applies(requirement: Requirement) -> Condition:
    if requirement.when is None:
        return requirement.must
    return AnyOf.model_construct(any_=(negated(requirement.when), requirement.must))


def _when_faults(
    tree: Tree, condition: Condition, path: Path, demands: tuple[Condition, ...], cases: Cases
) -> Iterator[Fault]:
    if cases.find(condition) is None:
        yield tree.fault("This condition can never hold.", "Correct it, or take out what waits for it.")
    elif cases.find(negated(condition)) is None:
        yield tree.fault("This condition always holds.", "Leave `when` out, or name the cases that are meant.")
    elif path[0] in _FOR_THE_ACCEPTED and cases.find(condition, *demands) is None:
        yield tree.fault(
            "Only who is declined meets this condition.", "Take out what waits for it, or loosen the requirement."
        )


def _demand_faults(tree: Tree, requirement: Requirement, cases: Cases) -> Iterator[Fault]:
    applies = () if requirement.when is None else (requirement.when,)
    if requirement.when is not None and cases.find(requirement.when) is None:
        return  # told of its `when`
    if cases.find(*applies, requirement.must) is None:
        yield tree.fault(f"Nobody meets the requirement “{requirement.code}”.", "Correct what it asks.")
    elif cases.find(*applies, negated(requirement.must)) is None:
        yield tree.fault(f"Nobody fails the requirement “{requirement.code}”.", "Take it out, or correct what it asks.")


def _derived_faults(tree: Tree, item: Item, code: str, place: int, cases: Cases) -> Iterator[Fault]:
    before = [case.when for case in item.facts[code].derived[:place]]
    when = item.facts[code].derived[place].when
    if when is None:
        return
    earlier = [negated(one) for one in before if one is not None]
    if None in before or cases.find(when, *earlier) is None:
        yield tree.fault(f"No case reaches this value of “{code}”.", "Take it out, or put it before what hides it.")


def _waiver_faults(tree: Tree, condition: Condition, needed: Condition | None, cases: Cases) -> Iterator[Fault]:
    if cases.find(condition, *([] if needed is None else [needed])) is None:
        yield tree.fault("Nobody who needs the paper is spared it by this waiver.", "Correct its `when`, or drop it.")


def _together(built: BuiltItem, demands: tuple[Condition, ...], cases: Cases) -> Iterator[Fault]:
    """Of requirements no one person meets, the pair that excludes each other, or else the last."""
    if not demands or cases.find(*demands) is not None:
        return
    requirements = built.item.requirements
    alone = [place for place, demand in enumerate(demands) if cases.find(demand) is not None]
    for one, other in combinations(alone, 2):
        if (
            _rests(demands[one], cases) & _rests(demands[other], cases)
            and cases.find(demands[one], demands[other]) is None
        ):
            yield built.tree.at(("requirements", other)).fault(
                f"“{requirements[other].code}” cannot be met together with “{requirements[one].code}”.",
                "Say by `when` whom each is meant for.",
            )
            return
    if len(alone) == len(demands):
        yield built.tree.at(("requirements", len(demands) - 1)).fault(
            "Nobody meets all requirements.", "Say by `when` whom each is meant for."
        )


def _rests(condition: Condition, cases: Cases) -> set[str]:
    return {origin for fact in facts_in(condition) for origin in cases.origins(fact)}
