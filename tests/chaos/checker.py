"""What was promised against what there is. Pure, so that planted violations can show that it finds them."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from backend.contract import Receipt
from tests.chaos.evidence import CaseFound, Evidence

__all__ = ["DECIDED", "Answers", "Fault", "Promise", "Violation", "violations"]

DECIDED = frozenset({"decided", "produced", "delivered", "closed", "returned"})
"""A returned case is with the citizen: the department has spoken."""

_UNOPENED = frozenset({"waiting", "skipped"})


class Fault(StrEnum):
    LOST_CASE = "case the window was told of is not there"
    OTHER_NUMBER = "case bears another number than the window was told"
    UNTOLD_CASE = "case nobody was told of"
    NUMBER_TWICE = "case number given twice"
    LOST_DISPATCH = "stage handed over without a dispatch"
    UNFINISHED = "dispatch not answered in the end"
    LEFT_OVER = "outbox row still open in the end"
    WRONGLY_PARKED = "dispatch parked though its department can be asked"
    NO_EFFECT = "answered dispatch without effect at its department"
    EFFECT_TWICE = "dispatch effective more than once"
    UNKNOWN_EFFECT = "application at a department from a dispatch the node does not know"
    NOT_DECIDED = "accepted case not decided in the end"
    RECEIPT_CHANGED = "receipt asked again is another one"
    TAKEN_TWICE = "visit taken in again under a new operation id"
    ENTRY_MISSING = "no chain entry for something that happened"
    ENTRY_TWICE = "chain says that something happened twice"
    CHAIN_BROKEN = "chain export does not verify"
    TORN_FILE = "database file damaged"


@dataclass(frozen=True)
class Violation:
    fault: Fault
    subject: str

    def __str__(self) -> str:
        return f"{self.fault}: {self.subject}"


@dataclass(frozen=True)
class Promise:
    """What one window was told, and under which visit."""

    visit: str
    receipt: Receipt


@dataclass(frozen=True)
class Answers:
    """What the node said afterwards: receipts by visit, and the visits it took in a second time."""

    again: dict[str, list[Receipt]]
    taken_twice: frozenset[str] = frozenset()


def violations(
    promises: Sequence[Promise], answers: Answers, found: Evidence, *, may_park: Callable[[str], bool]
) -> list[Violation]:
    """Everything that is not as promised. `may_park`: whether a system honours no id and cannot be asked (grade C)."""
    return [
        *_cases(promises, found),
        *_stages(found),
        *_dispatches(found, may_park),
        *_effects(found),
        *_receipts(promises, answers),
        *_chain(found),
        *(Violation(Fault.TORN_FILE, name) for name in found.torn_files),
    ]


def _cases(promises: Sequence[Promise], found: Evidence) -> Iterator[Violation]:
    told = {case.case: case.number for promise in promises for case in promise.receipt.cases}
    there = {case.id: case for case in found.cases}
    for id_, number in told.items():
        case = there.get(id_)
        if case is None:
            yield Violation(Fault.LOST_CASE, number)
        elif case.number != number:
            yield Violation(Fault.OTHER_NUMBER, f"{number}, stored as {case.number}")
        elif case.state not in DECIDED and not _waits_for_a_person(case, found):
            yield Violation(Fault.NOT_DECIDED, f"{number} is {case.state}")
    yield from (Violation(Fault.UNTOLD_CASE, case.number) for case in found.cases if case.id not in told)
    counts = Counter(case.number for case in found.cases)
    yield from (Violation(Fault.NUMBER_TWICE, number) for number, count in counts.items() if count > 1)


def _waits_for_a_person(case: CaseFound, found: Evidence) -> bool:
    return any(dispatch.case == case.id and dispatch.state == "parked" for dispatch in found.dispatches)


def _stages(found: Evidence) -> Iterator[Violation]:
    dispatches = {dispatch.id for dispatch in found.dispatches}
    for stage in found.stages:
        if stage.state not in _UNOPENED and stage.attempt not in dispatches:
            yield Violation(Fault.LOST_DISPATCH, f"{stage.case} {stage.code}")


def _dispatches(found: Evidence, may_park: Callable[[str], bool]) -> Iterator[Violation]:
    for dispatch in found.dispatches:
        where = f"{dispatch.id} to {dispatch.system}"
        if dispatch.state == "parked" and not may_park(dispatch.system):
            yield Violation(Fault.WRONGLY_PARKED, where)
        elif dispatch.state not in ("answered", "parked"):
            yield Violation(Fault.UNFINISHED, f"{where} is {dispatch.state}")
    yield from (Violation(Fault.LEFT_OVER, dispatch) for dispatch in found.open_outbox)


def _effects(found: Evidence) -> Iterator[Violation]:
    """One effect for each dispatch; a parked one may have none, which is for a person to find out."""
    known = {dispatch.id: dispatch for dispatch in found.dispatches}
    for id_, dispatch in known.items():
        effects = found.effects.get(id_, 0)
        if effects > 1:
            yield Violation(Fault.EFFECT_TWICE, f"{id_} to {dispatch.system}: {effects} times")
        elif effects == 0 and dispatch.state == "answered":
            yield Violation(Fault.NO_EFFECT, f"{id_} to {dispatch.system}")
    yield from (Violation(Fault.UNKNOWN_EFFECT, id_) for id_ in found.effects if id_ not in known)


def _receipts(promises: Sequence[Promise], answers: Answers) -> Iterator[Violation]:
    for promise in promises:
        again = answers.again.get(promise.visit, [])
        if not again or any(receipt != promise.receipt for receipt in again):
            yield Violation(Fault.RECEIPT_CHANGED, promise.visit)
    yield from (Violation(Fault.TAKEN_TWICE, visit) for visit in sorted(answers.taken_twice))


def _chain(found: Evidence) -> Iterator[Violation]:
    if not found.logs:
        yield Violation(Fault.CHAIN_BROKEN, "nothing was exported")
    for log in found.logs:
        if log.exit_code != 0:
            yield Violation(Fault.CHAIN_BROKEN, f"{log.name}: exit {log.exit_code}, {log.sentence}")
    yield from (_entry("case.accept", case.id, found) for case in found.cases if _wrong("case.accept", case.id, found))
    for dispatch in found.dispatches:
        if dispatch.state == "answered" and _wrong("dispatch.answered", dispatch.id, found):
            yield _entry("dispatch.answered", dispatch.id, found)
        if found.acts["dispatch.sent", dispatch.id] > 1:
            yield _entry("dispatch.sent", dispatch.id, found)


def _wrong(act: str, subject: str, found: Evidence) -> bool:
    return found.acts[act, subject] != 1


def _entry(act: str, subject: str, found: Evidence) -> Violation:
    fault = Fault.ENTRY_TWICE if found.acts[act, subject] > 1 else Fault.ENTRY_MISSING
    return Violation(fault, f"{act} of {subject}")
