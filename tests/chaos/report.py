"""The table a person reads after a stormy day."""

from collections import Counter
from collections.abc import Iterator

from tests.chaos.checker import Fault
from tests.chaos.day import Outcome, may_park

__all__ = ["table"]

_LOST = frozenset({Fault.LOST_CASE, Fault.LOST_DISPATCH, Fault.UNFINISHED, Fault.LEFT_OVER, Fault.NO_EFFECT})
_TWICE = frozenset({Fault.EFFECT_TWICE, Fault.UNKNOWN_EFFECT, Fault.UNTOLD_CASE, Fault.NUMBER_TWICE, Fault.TAKEN_TWICE})
SHOWN = 20


def table(outcome: Outcome) -> str:
    rows = [*_what_happened(outcome), ("", ""), *_what_was_checked(outcome)]
    lines = [f"{name:<50}{value}".rstrip() for name, value in rows]
    lines += [f"  ! {violation}" for violation in outcome.violations[:SHOWN]]
    if len(outcome.violations) > SHOWN:
        lines.append(f"  … and {len(outcome.violations) - SHOWN} more")
    return "\n".join(lines)


def _what_happened(outcome: Outcome) -> Iterator[tuple[str, str]]:
    found = outcome.found
    yield "seed", str(outcome.seed)
    yield "visits handed over / planned", f"{len(outcome.promises)} / {outcome.visits}"
    yield (
        "cases, dispatches, chain entries",
        (f"{len(found.cases)}, {len(found.dispatches)}, {sum(found.acts.values())}"),
    )
    for (part, occasion), count in sorted(outcome.kills.items()):
        yield f"kill -9 of {part}, {occasion}", str(count)
    for why, count in sorted(outcome.unheard.items()):
        yield f"answers not heard, {why}", str(count)
    yield "storm, then quiet after", f"{outcome.stormy_seconds:.0f} s, {outcome.quiet_after:.0f} s"
    yield "cases in the end", _counted(case.state for case in found.cases)
    parked = [dispatch for dispatch in found.dispatches if dispatch.state == "parked"]
    there = sum(found.effects.get(dispatch.id, 0) for dispatch in parked)
    grade_c = sum(may_park(dispatch.system) for dispatch in found.dispatches)
    yield "grade C: dispatches, parked for a person", f"{grade_c}, {len(parked)} ({there} had reached the department)"


def _what_was_checked(outcome: Outcome) -> Iterator[tuple[str, str]]:
    faults = Counter(violation.fault for violation in outcome.violations)
    yield "lost", str(sum(faults[fault] for fault in _LOST))
    yield "effective twice", str(sum(faults[fault] for fault in _TWICE))
    yield "accepted and not decided", str(faults[Fault.NOT_DECIDED])
    yield "receipts that changed", str(faults[Fault.RECEIPT_CHANGED])
    for log in outcome.found.logs:
        yield f"chain {log.name}", f"exit {log.exit_code}: {log.sentence}"
    yield "violations in all", str(len(outcome.violations))


def _counted(words: Iterator[str]) -> str:
    return ", ".join(f"{count} {word}" for word, count in Counter(words).most_common())
