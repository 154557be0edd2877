"""What can go wrong between a screen and its node, as a tree: catch at the level you mean.

    ClientError
    ├── Unreachable          no answer; whether the node did it is not known
    │   └── Distrusted       what answers there is not to be believed to be the node: nothing was sent
    ├── NotUnderstood        an answer that does not fit the contract (another version, a proxy's page)
    ├── HistoryShrank        the node's supervision chain is shorter than, or differs from, what it showed before
    └── Refused              the node said no, with problem details
        ├── NotSignedIn ── SessionEnded
        ├── SessionLocked
        ├── WrongCredentials, WrongPin, AccountLocked, NoRoleNow
        ├── NotFound, NotAllowed
        ├── InFlight, AlreadySubmitted, KeyReused
        ├── CatalogueOutdated, DecisionDiffers, ActionNotOpen
        ├── FileRefused
        ├── StorageTrouble
        └── NotNow               may be repeated as the same operation: the node was too slow

No message holds personal data: a refusal shows its code only.
"""

from enum import Enum
from typing import Final

from backend.contract import Problem


class ClientError(Exception):
    """Anything the node, or the way to it, did not let us do."""


class Unreachable(ClientError):
    """No answer came. `sent`: the request may have arrived, so it may have taken effect."""

    def __init__(self, *, sent: bool) -> None:
        super().__init__("sent, no answer" if sent else "not sent")
        self.sent = sent


class Doubt(Enum):
    """Why it is not believed."""

    DATES = "of an authority this station trusts, and expired or not valid yet"
    AUTHORITY = "of an authority this station does not trust"
    NOT_PROTECTED = "https was asked for, and http is spoken there"
    PROTECTED = "http was asked for, and https is spoken there"


class Distrusted(Unreachable):
    def __init__(self, doubt: Doubt) -> None:
        super().__init__(sent=False)
        self.doubt = doubt


class NotUnderstood(ClientError):
    """The answer is not one of the contract's."""


class HistoryShrank(ClientError):
    """The supervision chain went back: an old copy was restored, or entries were removed."""


class Refused(ClientError):
    """The node answered a problem; `problem` says what and what to do, in English and as a code."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem

    @property
    def code(self) -> str:
        return self.problem.code


class NotSignedIn(Refused): ...


class SessionEnded(NotSignedIn): ...


class SessionLocked(Refused): ...


class WrongCredentials(Refused): ...


class WrongPin(Refused): ...


class AccountLocked(Refused): ...


class NoRoleNow(Refused): ...


class NotFound(Refused): ...


class NotAllowed(Refused): ...


class InFlight(Refused): ...


class KeyReused(Refused): ...


class AlreadySubmitted(Refused): ...


class CatalogueOutdated(Refused): ...


class DecisionDiffers(Refused): ...


class ActionNotOpen(Refused): ...


class FileRefused(Refused): ...


class StorageTrouble(Refused): ...


class NotNow(Refused): ...


_BY_CODE: Final[dict[str, type[Refused]]] = {
    "not_signed_in": NotSignedIn,
    "session_ended": SessionEnded,
    "session_locked": SessionLocked,
    "wrong_credentials": WrongCredentials,
    "wrong_pin": WrongPin,
    "account_locked": AccountLocked,
    "not_found": NotFound,
    "not_allowed": NotAllowed,
    "no_role_now": NoRoleNow,
    "operation_in_flight": InFlight,
    "idempotency_key_reused": KeyReused,
    "already_submitted": AlreadySubmitted,
    "catalogue_outdated": CatalogueOutdated,
    "decision_differs": DecisionDiffers,
    "action_not_open": ActionNotOpen,
    "file_too_large": FileRefused,
    "picture_too_large": FileRefused,
    "file_type_refused": FileRefused,
    "request_too_large": FileRefused,
    "storage_full": StorageTrouble,
    "storage_damaged": StorageTrouble,
    "storage_unavailable": NotNow,
    "node_timeout": NotNow,
    "request_timeout": NotNow,
}


def refusal(problem: Problem) -> Refused:
    """The exception for a problem; a code this program does not know is a plain `Refused`."""
    return _BY_CODE.get(problem.code, Refused)(problem)
