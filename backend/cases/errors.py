"""What can go wrong with cases, as one tree. Messages hold codes and ids, never personal data.

CaseError
├── NotFound              unknown, or not in the actor's scope: the same answer for both
├── BadCaseNumber         what was typed is not a case number
├── NumbersExhausted      this window gave out all its numbers today
├── ActionNotOpen         the life cycle does not allow the action now
├── NothingBrought        a supplement of nothing: it would be decided, or returned, as before
├── SubmissionRefused     a hand-over the node does not take; nothing was kept
│   ├── CatalogueOutdated
│   ├── DecisionDiffers
│   ├── AlreadySubmitted
│   └── BadSubmission     parts of it make no sense; `faults` names them
└── DispatchObsolete      a dispatch whose stage no longer waits for it
"""

from dataclasses import dataclass


class CaseError(Exception):
    """Base of everything this room raises on purpose."""


class NotFound(CaseError):
    pass


class BadCaseNumber(CaseError, ValueError):
    pass


class NumbersExhausted(CaseError):
    pass


class ActionNotOpen(CaseError):
    def __init__(self, action: str, state: str) -> None:
        super().__init__(f"{action} is not open in state {state}")
        self.action = action
        self.state = state


class NothingBrought(CaseError):
    pass


class SubmissionRefused(CaseError):
    pass


class CatalogueOutdated(SubmissionRefused):
    def __init__(self, named: str, current: str, changed: tuple[str, ...]) -> None:
        super().__init__(f"catalogue {named} is not known here, {current} is")
        self.named = named
        self.current = current
        self.changed = changed


class DecisionDiffers(SubmissionRefused):
    """The node's own guide reaches another decision; `lacks` names what it misses, as `lack:code`."""

    def __init__(self, item: str, claimed: str, own: str, lacks: tuple[str, ...]) -> None:
        super().__init__(f"{item}: claimed {claimed}, own {own}")
        self.item = item
        self.claimed = claimed
        self.own = own
        self.lacks = lacks


class AlreadySubmitted(SubmissionRefused):
    def __init__(self, visit: str) -> None:
        super().__init__(f"visit {visit} was handed over before")
        self.visit = visit


@dataclass(frozen=True)
class Fault:
    """One wrong part of a submission: a JSON pointer into it, a stable code, and a sentence without the value."""

    pointer: str
    code: str
    detail: str


class BadSubmission(SubmissionRefused):
    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(", ".join(f"{fault.pointer} {fault.code}" for fault in faults))
        self.faults = faults


class DispatchObsolete(CaseError):
    def __init__(self, dispatch_id: str) -> None:
        super().__init__(f"dispatch {dispatch_id} is no longer waited for")
        self.dispatch_id = dispatch_id
