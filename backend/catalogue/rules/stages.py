"""Stages form a graph that ends, within the days promised, each carried by a system of its department."""

from collections.abc import Iterable, Sequence

from backend.calendar import PAUSE_RULES, PauseRule, Stops
from backend.catalogue.build import BuiltItem, Lists
from backend.catalogue.faults import Fault
from backend.catalogue.tree import Tree
from backend.guide.item import ApprovalPattern, CaseType, Item, Stage

__all__ = ["stage_faults"]

PROCEDURES = PAUSE_RULES.keys() - {"supplement", "undertaking"}


def stage_faults(built: BuiltItem, lists: Lists) -> Iterable[Fault]:
    yield from _graph(built)
    yield from _carried(built, lists)
    yield from _days(built)
    yield from _pattern(built)
    yield from _procedures(built)
    yield from _listed(built)


def _graph(built: BuiltItem) -> Iterable[Fault]:
    stages = built.item.stages
    codes = {stage.code for stage in stages}
    for place, stage in enumerate(stages):
        tree = built.tree.at(("stages", place, "after"))
        for code in stage.after:
            if code not in codes:
                yield tree.fault(
                    f"There is no stage “{code}” to come after.", f"Use one of: {', '.join(sorted(codes))}."
                )
        if stage.code in _before(stage.code, stages):
            yield tree.fault(f"The stage “{stage.code}” comes after itself.", "Break the circle of `after`.")


def _before(code: str, stages: Sequence[Stage]) -> set[str]:
    """Every stage that must be over before ``code``."""
    after = {stage.code: stage.after for stage in stages}
    found: set[str] = set()
    ahead = list(after.get(code, ()))
    while ahead:
        current = ahead.pop()
        if current not in found:
            found.add(current)
            ahead += after.get(current, ())
    return found


def _carried(built: BuiltItem, lists: Lists) -> Iterable[Fault]:
    if not built.item.stages:
        yield built.tree.at(("stages",)).fault("The item has no stage, so no system carries it.", "Add a stage.")
    for place, stage in enumerate(built.item.stages):
        system = lists.systems.get(stage.system)
        if system is not None and system.department != stage.department:
            yield built.tree.at(("stages", place, "system")).fault(
                f"{stage.system} belongs to {system.department}, not to {stage.department}.",
                "A stage goes to a system of its own department.",
            )


def _procedures(built: BuiltItem) -> Iterable[Fault]:
    """A stage's special procedure is one the clocks know, and a list that stops the law's clock says by what right."""
    for place, stage in enumerate(built.item.stages):
        tree, procedure = built.tree.at(("stages", place)), stage.special_procedure
        if procedure is not None and procedure not in PROCEDURES:
            yield _no_such(tree, procedure)
        elif procedure is not None and procedure not in built.item.special_procedures:
            yield tree.fault(
                f"The item does not list the special procedure “{procedure}”.", "Add it to `special_procedures`."
            )
        if stage.pause is None:
            continue
        if procedure is None:
            yield tree.fault("A pause belongs to a special procedure.", "Add `special_procedure`, or take out `pause`.")
        elif stage.pause.statutory:
            yield from _statutory(tree, stage, PAUSE_RULES.get(procedure))


def _listed(built: BuiltItem) -> Iterable[Fault]:
    """What the item lists takes place in one of its stages; a single stage may hold several in one."""
    item = built.item
    held = {stage.special_procedure for stage in item.stages}
    for place, procedure in enumerate(item.special_procedures):
        tree = built.tree.at(("special_procedures", place))
        if procedure not in PROCEDURES:
            yield _no_such(tree, procedure)
        elif procedure not in held and len(item.stages) > 1:
            yield tree.fault(f"No stage is a “{procedure}”.", "Name it at a stage, or take it out.")


def _no_such(tree: Tree, procedure: str) -> Fault:
    return tree.fault(f"There is no special procedure “{procedure}”.", f"Use one of: {', '.join(sorted(PROCEDURES))}.")


def _statutory(tree: Tree, stage: Stage, rule: PauseRule | None) -> Iterable[Fault]:
    if rule is not None and rule.statutory is Stops.NO:
        yield tree.fault(
            f"Nothing lets the statutory clock stop for “{stage.special_procedure}”.", "Take out `statutory`."
        )
    elif stage.pause is not None and stage.pause.ground is None:
        yield tree.fault("The statutory clock stops without a rule that lets it.", "Name the rule in `ground`.")


def _days(built: BuiltItem) -> Iterable[Fault]:
    item = built.item
    promised = built.tree.at(("promised_days",))
    if item.statutory_days is not None and item.promised_days > item.statutory_days:
        yield promised.fault(
            f"{item.promised_days} days are promised where the law allows {item.statutory_days}.", "Promise fewer days."
        )
    if (item.case_type is CaseType.INSTANT) != (item.promised_days == 0):
        yield promised.fault(
            "An instant item promises 0 days, any other item more.", "Correct the days or `case_type`."
        )
    longest = _longest(item)
    if longest > item.promised_days:
        yield promised.fault(
            f"The stages take {longest} days, {item.promised_days} are promised.", "Shorten stages or promise more."
        )


def _longest(item: Item) -> int:
    """Days of the longest way through the stages; 0 when they go in circles, which is a fault of its own."""
    days = {stage.code: stage.days for stage in item.stages}
    after = {stage.code: stage.after for stage in item.stages}
    if any(code in _before(code, item.stages) for code in days):
        return 0
    memory: dict[str, int] = {}

    def until(code: str) -> int:
        if code not in memory:
            memory[code] = days.get(code, 0) + max((until(before) for before in after.get(code, ())), default=0)
        return memory[code]

    return max((until(code) for code in days), default=0)


def _pattern(built: BuiltItem) -> Iterable[Fault]:
    """The approval pattern says what the stages do."""
    item = built.item
    first = [stage for stage in item.stages if not stage.after]
    tree = built.tree.at(("approval_pattern",))
    match item.approval_pattern:
        case ApprovalPattern.INSTANT | ApprovalPattern.SINGLE if len(item.stages) > 1:
            yield tree.fault("An item of this pattern has one stage.", "Call it serial, parallel or joint.")
        case ApprovalPattern.SERIAL if len(item.stages) < 2 or len(first) > 1:
            yield tree.fault("Serial stages follow one another.", "Add `after`, or choose another pattern.")
        case ApprovalPattern.PARALLEL if len(item.stages) - len(_chain(item)) < 1:
            yield tree.fault("No two stages run side by side.", "Take out an `after`, or call it serial.")


def _chain(item: Item) -> list[Stage]:
    """The stages that have the whole rest before or after them."""
    total = len(item.stages)
    before = {stage.code: _before(stage.code, item.stages) for stage in item.stages}
    following = {code: sum(code in others for others in before.values()) for code in before}
    return [stage for stage in item.stages if len(before[stage.code]) + following[stage.code] == total - 1]
